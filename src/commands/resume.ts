// keyturn resume: continues a run that was killed. First the state of every host that it had started is settled: an unconfirmed change is
// reverted. Then the run is repeated on all hosts; it is idempotent, so hosts in the desired state are not changed.
import { Command } from 'commander';
import { UsageError } from '../diagnostics/errors.ts';
import { unfinished, type FoundJournal } from '../run/journal/folder.ts';
import type { JournalState } from '../run/journal/state.ts';
import { savedPlanJob } from './apply-saved-plan.ts';
import { apply } from '../run/actions/apply.ts';
import type { CommandContext } from './context.ts';
import { addDisplayOptions, type DisplayFlags } from './display-options.ts';
import type { Job } from './job.ts';
import { flagsOf, pastRun, pastRuns, requireNotRunning, requireSame } from './past-runs.ts';
import type { PlayFlags } from './play-options.ts';
import { readInputs, type ReadHosts } from './read-inputs.ts';
import { rollbackJob } from './rollback-job.ts';
import { runPlays } from './run-plays.ts';

interface ResumeFlags extends DisplayFlags {
  readonly changedFiles?: boolean;
}

/** `keyturn resume [RUN]` */
export function resumeCommand(context: CommandContext): Command {
  return addDisplayOptions(new Command('resume'))
    .description('continue a run that was killed, with its playbooks, hosts and flags')
    .argument('[run]', 'its id (default: the newest unfinished run)')
    .option('--changed-files', 'go on although the inventory or a playbook has changed since')
    .action((run: string | undefined, flags: ResumeFlags) => resume(context, run, flags));
}

async function resume(context: CommandContext, run: string | undefined, display: ResumeFlags): Promise<void> {
  const journals = await pastRuns(context);
  const open = unfinished(journals);
  const state = run === undefined ? open.at(-1)?.state : pastRun(journals, run);
  if (state === undefined || !open.some((journal) => journal.state === state)) {
    context.stderr.write(`keyturn: nothing to resume: ${run === undefined ? 'every run' : `run ${run}`} is finished\n`);
    return;
  }
  requireNotRunning(state);
  if (run === undefined) requireNewest(state, journals);
  const flags = flagsOf(context, state, display);
  const job = await jobOf(context, state, flags, journals);
  if (display.changedFiles !== true) requireSame(state, job.files);
  await runPlays(context, flags, apply, { ...job, resumes: { state, inventory: job.inventory } });
}

/** A newer run may be what the user wanted instead: the user decides. */
function requireNewest({ asked }: JournalState, journals: readonly FoundJournal[]): void {
  const newer = journals.at(-1)?.run;
  if (newer === asked.run) return;
  throw new UsageError(`run ${asked.run} is not finished, and run ${newer ?? ''} came after it`, {
    help: `to resume it anyway: keyturn resume ${asked.run}`,
  });
}

async function jobOf(
  context: CommandContext,
  { asked: { undoes, playbooks } }: JournalState,
  flags: PlayFlags,
  journals: readonly FoundJournal[],
): Promise<Job & ReadHosts> {
  if (undoes !== undefined) return rollbackJob(context, flags, pastRun(journals, undoes), journals);
  const [plan = ''] = playbooks;
  if (flags.inventory === '') return savedPlanJob(context, plan, flags.limit);
  return { ...(await readInputs(context, flags, playbooks)), playbooks };
}
