// The hosts that a run changed and that were not rolled back since: the plays of a rollback.
import { selectForRun } from '../inventory/select.ts';
import type { FoundJournal } from '../run/journal/folder.ts';
import type { Begun, JournalState } from '../run/journal/state.ts';
import { rollbackPlay } from '../run/rollback.ts';
import { savedPlanJob } from './apply-saved-plan.ts';
import type { CommandContext } from './context.ts';
import type { Job } from './job.ts';
import type { PlayFlags } from './play-options.ts';
import { readHosts, type ReadHosts } from './read-inputs.ts';

/**
 * The rollback of a run: for each of its plays, the last one first, a play for the hosts that it changed, that the limit selects, and
 * that were not rolled back yet. No plays where none is left.
 */
export async function rollbackJob(
  context: CommandContext,
  flags: PlayFlags,
  target: JournalState,
  journals: readonly FoundJournal[],
): Promise<Job & ReadHosts> {
  const { inventory, files } = await hostsOf(context, flags, target);
  const selected = selectForRun(inventory, 'all', flags.limit);
  const states = journals.flatMap(({ state }) => state ?? []);
  const rolledBack = rolledBackIn(states);
  const left = changedBy(target, states).filter((begun) => !rolledBack.has(keyOf(begun)));
  const runs = [...new Set(left.map(({ run }) => run))].sort((one, other) => inOrder.compare(other, one));
  const plays = runs.flatMap((run) => {
    const names = new Set(left.filter((begun) => begun.run === run).map(({ host }) => host));
    const hosts = selected.filter(({ name }) => names.has(name));
    return hosts.length === 0 ? [] : [{ play: rollbackPlay(run), hosts, undoes: run }];
  });
  return { playbooks: [], files, plays, undoes: target.asked.run, inventory };
}

/** Where the hosts of a run are: in its inventory, or in the saved plan that it applied, which names no inventory. */
function hostsOf(context: CommandContext, flags: PlayFlags, { asked }: JournalState): Promise<ReadHosts> {
  const [file = ''] = asked.playbooks;
  return flags.inventory === '' ? savedPlanJob(context, file, undefined) : readHosts(context, flags);
}

/** The tenth play comes after the second. */
const inOrder = new Intl.Collator('en', { numeric: true });

/** Hosts that a run changed, or the runs that it continued. */
export function changedBy(target: JournalState, states: readonly JournalState[]): readonly Begun[] {
  const before = states.find(({ asked }) => asked.run === target.asked.resumes?.run);
  const begun = [...(before === undefined ? [] : changedBy(before, states)), ...target.begun];
  const changed = begun.filter(({ state }) => state === 'new');
  return [...new Map(changed.map((one) => [keyOf(one), one])).values()];
}

function rolledBackIn(states: readonly JournalState[]): ReadonlySet<string> {
  const undone = new Map(states.flatMap(({ plays }) => plays).map(({ run, undoes }) => [run, undoes]));
  const begun = states.flatMap((state) => state.begun).filter(({ state }) => state === 'new');
  return new Set(
    begun.flatMap(({ run, host }) => {
      const undoes = undone.get(run);
      return undoes === undefined ? [] : [keyOf({ run: undoes, host })];
    }),
  );
}

function keyOf({ run, host }: Pick<Begun, 'run' | 'host'>): string {
  return JSON.stringify([run, host]);
}
