// The journal of an invocation that changes hosts: opened before any of them is connected to.
import { runsFolder } from '../enrolment/places.ts';
import { openJournal } from '../run/journal-folder.ts';
import type { JournalWriter } from '../run/journal-writer.ts';
import { thisProcess } from '../run/process-mark.ts';
import type { CommandContext } from './context.ts';
import type { PlayFlags } from './play-options.ts';
import type { Job } from './run-plays.ts';

/** Flags that concern one invocation only: whoever goes on with a run says anew how to show it, and which lock to break. */
const ofTheMoment: readonly string[] = ['json', 'verbose', 'color', 'diff', 'breakLock', 'changedFiles'];

/**
 * Opens the journal. What is still open of a run that this one goes on with is carried over, so that the old journal is not needed
 * any more. Rejects with a KeyturnError where it cannot be written.
 */
export async function beginJournal(
  { env, cwd }: CommandContext,
  flags: PlayFlags,
  { playbooks, files, undoes, resumes }: Job,
  run: string,
): Promise<JournalWriter> {
  const kept = Object.entries(flags).filter(([name]) => !ofTheMoment.includes(name));
  const journal = await openJournal(
    runsFolder(env),
    {
      ...{ type: 'asked', version: 1, run, by: thisProcess(), cwd, playbooks, flags: Object.fromEntries(kept), files },
      ...(undoes === undefined ? {} : { undoes }),
      ...(resumes === undefined ? {} : { resumes: resumes.state.asked.run }),
    },
    Date.now,
  );
  for (const { state, ...begun } of resumes?.state.begun ?? []) {
    if (state === 'open') await journal.intend({ type: 'intent', step: 'stage', ...begun });
  }
  return journal;
}
