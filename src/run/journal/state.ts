// What a journal comes to: a fold over its records.
import type { Asked, DatedRecord, OpenHost } from './journal.ts';

/** A host that was armed, or may have been, and how it ended, as far as the journal knows. */
export interface Begun extends OpenHost {
  readonly state: 'open' | 'old' | 'new';
}

/** A run as its journal tells it. */
export interface JournalState {
  readonly asked: Asked & { readonly at: number };
  /** The runs of its plays, in order. */
  readonly plays: readonly PlayState[];
  readonly begun: readonly Begun[];
  /** Whether the process got to its end. */
  readonly closed: boolean;
}

/** One play. */
export interface PlayState {
  readonly run: string;
  readonly play: string;
  readonly undoes: string | undefined;
}

/** Folds the records of one journal; undefined when it does not begin as a journal does, or is one of a later version. */
export function journalState(records: readonly DatedRecord[]): JournalState | undefined {
  const [asked] = records;
  // A record of a later version may have any number.
  if (asked?.type !== 'asked' || (asked.version as number) !== 1) return undefined;
  const taken = asked.resumes?.open ?? [];
  const begun = new Map(taken.map((one): [string, Begun] => [keyOf(one), { ...one, state: 'open' }]));
  const plays: PlayState[] = [];
  let closed = false;
  for (const record of records) {
    if (record.type === 'play') plays.push({ run: record.run, play: record.play, undoes: record.undoes });
    else if (record.type === 'closed') closed = true;
    else if (record.type !== 'asked') addStep(begun, record);
  }
  return { asked, plays, begun: [...begun.values()], closed };
}

type HostRecord = Exclude<DatedRecord, { type: 'asked' | 'play' | 'closed' }>;

function addStep(begun: Map<string, Begun>, record: HostRecord): void {
  const { run, host } = record;
  const key = keyOf(record);
  if (record.type === 'intent' && record.step === 'stage' && record.nonce !== undefined) {
    const { nonce, revertsAt = record.at } = record;
    begun.set(key, { host, run, nonce, revertsAt, span: revertsAt - record.at, state: 'open' });
  }
  const known = begun.get(key);
  const state = known && stateAfter(record, known.state);
  if (known !== undefined && state !== undefined) begun.set(key, { ...known, state });
}

function keyOf({ run, host }: Pick<Begun, 'run' | 'host'>): string {
  return JSON.stringify([run, host]);
}

/** Undefined where a record says nothing about it. */
function stateAfter(record: HostRecord, before: Begun['state']): Begun['state'] | undefined {
  if (record.type === 'settled') return record.state;
  if (record.type === 'done') return record.step === 'confirm' ? 'new' : undefined;
  if (record.type !== 'ended' || record.status === 'lost') return undefined;
  return record.status === 'changed' || before === 'new' ? 'new' : 'old';
}

/** The hosts whose state is not known. */
export function openHosts({ begun }: JournalState): readonly OpenHost[] {
  return begun.flatMap(({ state, ...host }) => (state === 'open' ? [host] : []));
}

/** Whether somebody has to go on with the run: it was cut, or left hosts whose state is not known. */
export function isUnfinished(state: JournalState): boolean {
  return !state.closed || openHosts(state).length > 0;
}
