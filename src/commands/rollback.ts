// keyturn rollback: undoes the changes of a finished run, in a transaction like any change.
import { Command } from 'commander';
import { KeyturnError, UsageError } from '../diagnostics/errors.ts';
import { unfinished, type FoundJournal } from '../run/journal/folder.ts';
import type { JournalState } from '../run/journal/state.ts';
import { apply } from '../run/actions/apply.ts';
import { plan } from '../run/actions/plan.ts';
import type { CommandContext } from './context.ts';
import { addDisplayOptions, type DisplayFlags } from './display-options.ts';
import { flagsOf, pastRun, pastRuns, requireNotRunning } from './past-runs.ts';
import { repeated } from './play-options.ts';
import { changedBy, rollbackJob } from './rollback-job.ts';
import { runPlays } from './run-plays.ts';

interface RollbackFlags extends DisplayFlags {
  readonly limit?: string;
  readonly check?: boolean;
  readonly acceptBreaking: readonly string[];
}

/** `keyturn rollback [RUN]` */
export function rollbackCommand(context: CommandContext): Command {
  return addDisplayOptions(new Command('rollback'))
    .description(
      'restore the files of hosts as they were before a run, unless they were changed since; prove the logins, confirm',
    )
    .argument('[run]', 'its id (default: the newest run that changed something)')
    .option('-l, --limit <pattern>', 'only these hosts: names, groups, globs; a:b, a:!b, a:&b')
    .option(
      '--accept-breaking <account>',
      'go on although machines log in to this account, which needs codes again afterwards',
      repeated,
      [],
    )
    .option('-C, --check', 'dry run: show what would change, and write nothing')
    .option('-D, --diff', 'show the changes in files')
    .action((run: string | undefined, flags: RollbackFlags) => rollBack(context, run, flags));
}

async function rollBack(
  context: CommandContext,
  run: string | undefined,
  { limit, check, acceptBreaking, ...display }: RollbackFlags,
): Promise<void> {
  const journals = await pastRuns(context);
  const target = run === undefined ? newest(journals) : pastRun(journals, run);
  requireFinished(target, journals);
  // What the run changed is limit enough.
  const flags = { ...flagsOf(context, target, display), acceptBreaking, limit: limit ?? 'all' };
  const job = await rollbackJob(context, flags, target, journals);
  if (job.plays.length === 0) throw nothingToRollBack(target, limit);
  context.stderr.write('keyturn: installed packages and the files of one-time-code secrets stay where they are\n');
  await runPlays(context, flags, check === true ? plan : apply, job);
}

function newest(journals: readonly FoundJournal[]): JournalState {
  const states = journals.flatMap(({ state }) => state ?? []);
  const found = states.findLast((state) => state.asked.undoes === undefined && changedBy(state, states).length > 0);
  if (found !== undefined) return found;
  throw new UsageError('there is no journal of a run that changed something', {
    help: 'journals are kept per user, below $XDG_STATE_HOME; to relax a policy without one: playbooks/relax.yml',
  });
}

function requireFinished(target: JournalState, journals: readonly FoundJournal[]): void {
  if (!target.closed) requireNotRunning(target);
  if (!unfinished(journals).some(({ state }) => state === target)) return;
  const { run } = target.asked;
  throw new KeyturnError(`run ${run} is not finished`, { help: `first: keyturn resume ${run}` });
}

function nothingToRollBack({ asked, begun }: JournalState, limit: string | undefined): UsageError {
  const { run } = asked;
  if (begun.every(({ state }) => state !== 'new'))
    return new UsageError(`run ${run} changed nothing that is still in place`);
  return limit === undefined
    ? new UsageError(`run ${run} was rolled back already`, {
        help: 'to change the hosts again, apply its playbook again',
      })
    : new UsageError(`--limit "${limit}" leaves no host that run ${run} changed and that is not rolled back yet`);
}
