// The journal of an invocation that changes hosts: opened before any of them is connected to.
import { runsFolder } from '../enrolment/places.ts';
import type { Asked } from '../run/journal/journal.ts';
import { openJournal } from '../run/journal/folder.ts';
import { openHosts } from '../run/journal/state.ts';
import type { JournalWriter } from '../run/journal/writer.ts';
import { thisProcess } from '../run/journal/process-mark.ts';
import type { CommandContext } from './context.ts';
import type { Job } from './job.ts';
import type { PlayFlags } from './play-options.ts';

/** Flags of one invocation only: `resume` has its own display flags, and breaks the locks of the run itself. */
const ofTheMoment: readonly string[] = [
  'json',
  'format',
  'report',
  'verbose',
  'color',
  'diff',
  'breakLock',
  'changedFiles',
];

/** Opens the journal. Rejects with a KeyturnError where it cannot be written. */
export function beginJournal(
  { env, cwd }: CommandContext,
  flags: PlayFlags,
  { playbooks, files, undoes, resumes }: Job,
  run: string,
): Promise<JournalWriter> {
  const kept = Object.entries(flags).filter(([name]) => !ofTheMoment.includes(name));
  const asked: Asked = {
    ...{ type: 'asked', version: 1, run, by: thisProcess(), cwd, playbooks, flags: Object.fromEntries(kept), files },
    ...(undoes === undefined ? {} : { undoes }),
    ...(resumes === undefined ? {} : { resumes: { run: resumes.state.asked.run, open: openHosts(resumes.state) } }),
  };
  return openJournal(runsFolder(env), asked, Date.now);
}
