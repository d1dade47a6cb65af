// keyturn resume: goes on with a run that was killed. First every host that it had begun is asked how it is, and put back where it is
// still armed; then the same is done as before, on all hosts: those that are as wanted already are found so.
import { Command } from 'commander';
import { UsageError } from '../diagnostics/errors.ts';
import { unfinished, type FoundJournal } from '../run/journal/folder.ts';
import type { JournalState } from '../run/journal/state.ts';
import { savedPlanJob } from './apply-saved-plan.ts';
import { apply } from '../run/actions/apply.ts';
import type { CommandContext } from './context.ts';
import { addDisplayOptions, type DisplayFlags } from './display-options.ts';
import type { Job } from './job.ts';
import { flagsOf, pastRun, pastRuns, requireNobody, requireSame } from './past-runs.ts';
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
    .description('go on with a run that was killed, with the playbooks, hosts and flags that it had')
    .argument('[run]', 'its id; the newest one that is not finished unless told')
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
  requireNobody(state);
  if (run === undefined) requireNewest(state, journals);
  const flags = flagsOf(context, state, display);
  const job = await jobOf(context, state, flags, journals);
  if (display.changedFiles !== true) requireSame(state, job.files);
  await runPlays(context, flags, apply, { ...job, resumes: { state, inventory: job.inventory } });
}

/** What was done since may be what its user wanted instead: then nobody guesses. */
function requireNewest({ asked }: JournalState, journals: readonly FoundJournal[]): void {
  const newer = journals.at(-1)?.run;
  if (newer === asked.run) return;
  throw new UsageError(`run ${asked.run} is not finished, and run ${newer ?? ''} came after it`, {
    help: `to go on with it all the same: keyturn resume ${asked.run}`,
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
