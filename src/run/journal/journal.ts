// What the journal of a run holds: what was asked for, and for each host every step that changes something, before it is begun. What a
// later process needs to go on, and never a secret. A nonce is none: it takes root on the host to use it, and root can read it there.
import type { KeyturnError } from '../../diagnostics/errors.ts';
import type { HostStatus, Phase } from '../event.ts';
import type { ProcessMark } from './process-mark.ts';

/** The steps that change something on a host; nothing is sent to it before the record of its step is on the disk. */
export const journalled = ['prepare', 'stage', 'apply', 'confirm', 'revert'] as const;
export type JournalledStep = (typeof journalled)[number];

/** Whether a phase is one of the steps that change something. */
export function isJournalled(phase: Phase): phase is JournalledStep {
  return (journalled as readonly Phase[]).includes(phase);
}

/** A file of the user's, as it was read. */
export interface InputFile {
  readonly path: string;
  readonly sha256: string;
}

/** What was asked for, once per journal: its first record. */
export interface Asked {
  readonly type: 'asked';
  readonly version: 1;
  /** Names the journal, and the run's folder on the hosts; of further plays with `.2`, `.3`… behind it. */
  readonly run: string;
  readonly by: ProcessMark;
  readonly cwd: string;
  readonly playbooks: readonly string[];
  /** What the command line said, but for what concerns only how it is shown. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly files: readonly InputFile[];
  /** The run that this one goes on with, and what was open of it. In this record, so that it is taken over as a whole or not at all. */
  readonly resumes?: { readonly run: string; readonly open: readonly OpenHost[] };
  /** The run that this one takes back. */
  readonly undoes?: string;
}

/** A host whose state is not known: it was, or may have been, armed by a run. */
export interface OpenHost {
  readonly host: string;
  readonly run: string;
  readonly nonce: string;
  /** Milliseconds since the epoch by when the host reverts unless confirmed, on our clock. */
  readonly revertsAt: number;
  /** Milliseconds from when it was begun until then: that holds whatever our clock said. Missing in older journals. */
  readonly span?: number;
}

/** A play is about to begin. */
export interface PlayBegun {
  readonly type: 'play';
  readonly run: string;
  readonly play: string;
  readonly hosts: readonly JournalledHost[];
  /** The run of a play that this one takes back. */
  readonly undoes?: string | undefined;
}

/** A host as the inventory named it then. */
export interface JournalledHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user?: string;
}

/**
 * A step is about to begin on a host. `nonce` comes with the step `stage`, which arms the host, and `revertsAt`: milliseconds since the
 * epoch by when the host reverts unless confirmed.
 */
export interface StepIntended {
  readonly type: 'intent';
  readonly run: string;
  readonly host: string;
  readonly step: JournalledStep;
  readonly nonce?: string;
  readonly revertsAt?: number;
}

/** A step went well. One that did not is followed by another step, or by the host's end. */
export interface StepDone {
  readonly type: 'done';
  readonly run: string;
  readonly host: string;
  readonly step: JournalledStep;
}

/** A host's end in a play. After `lost` it is not known what is in place. */
export interface HostEnded {
  readonly type: 'ended';
  readonly run: string;
  readonly host: string;
  readonly status: HostStatus;
}

/** What a later process found that a run had left on a host. */
export interface HostSettled {
  readonly type: 'settled';
  readonly run: string;
  readonly host: string;
  readonly state: 'old' | 'new';
}

/** The end, as far as the process itself got. */
export interface Closed {
  readonly type: 'closed';
}

export type JournalRecord = Asked | PlayBegun | StepIntended | StepDone | HostEnded | HostSettled | Closed;

/** A record with the milliseconds since the epoch at which it was written. */
export type DatedRecord = JournalRecord & { readonly at: number };

/** The journal as a run sees it. */
export interface Journal {
  /** Resolves once the record is on the disk. Rejects with a KeyturnError once the journal cannot be written any more. */
  intend(record: JournalRecord): Promise<void>;
  /** Adds a record that nobody has to wait for. */
  note(record: JournalRecord): void;
  /** Aborted, with an Interrupted that says why, once the journal cannot be written any more: no host may be begun then. */
  readonly failed: AbortSignal;
  /** Why it cannot be written any more; undefined as long as all is well. */
  readonly error: KeyturnError | undefined;
}

/** For runs that write nothing. */
export const noJournal: Journal = {
  intend: () => Promise.resolve(),
  note: () => undefined,
  failed: new AbortController().signal,
  error: undefined,
};
