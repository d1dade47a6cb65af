// Runs of which this user has a journal: which one is meant, whether it may be gone on with, and how it was called.
import { KeyturnError, UsageError } from '../diagnostics/errors.ts';
import { runsFolder } from '../enrolment/places.ts';
import { findJournals, type FoundJournal } from '../run/journal/folder.ts';
import type { InputFile } from '../run/journal/journal.ts';
import type { JournalState } from '../run/journal/state.ts';
import { lifeOf } from '../run/journal/process-mark.ts';
import type { CommandContext } from './context.ts';
import type { DisplayFlags } from './display-options.ts';
import type { PlayFlags } from './play-options.ts';

/** All journals, the oldest first. Those that cannot be read to their end are named on standard error. */
export async function pastRuns({ env, stderr }: CommandContext): Promise<readonly FoundJournal[]> {
  const journals = await findJournals(runsFolder(env));
  for (const { file, damage, state } of journals) {
    // Whoever was killed leaves a torn line now and then; that takes nothing away.
    if (damage === undefined || (state !== undefined && damage.endsWith('torn'))) continue;
    const what = state === undefined ? 'nothing of it can be used' : 'what comes before counts';
    stderr.write(`keyturn: the journal ${file}: ${damage}; ${what}\n`);
  }
  return journals;
}

/** The run of that id. Throws a UsageError when there is none. */
export function pastRun(journals: readonly FoundJournal[], run: string): JournalState {
  const state = journals.find((journal) => journal.run === run)?.state;
  if (state !== undefined) return state;
  const newest = journals.at(-1)?.run;
  throw new UsageError(`there is no journal of a run "${run}"`, {
    help: newest === undefined ? 'nothing was changed from here yet' : `the newest one is ${newest}`,
  });
}

/** Throws a KeyturnError when somebody is still at work on the run, or may be. */
export function requireNobody({ asked: { run, by } }: JournalState): void {
  const life = lifeOf(by);
  if (life === 'dead') return;
  if (life === 'alive') {
    throw new KeyturnError(`run ${run} is still at work (process ${by.pid})`, {
      help: 'wait until it is done, or end it',
    });
  }
  throw new KeyturnError(`run ${run} was begun on ${by.machine}, and nobody here knows whether it is still at work`, {
    help: `resume it there`,
  });
}

/** The flags with which a run was called. Throws a UsageError outside of its folder: names of files mean something only there. */
export function flagsOf({ cwd }: CommandContext, { asked }: JournalState, display: DisplayFlags): PlayFlags {
  if (cwd !== asked.cwd) {
    throw new UsageError(`run ${asked.run} was called in ${asked.cwd}`, { help: `go there first: cd ${asked.cwd}` });
  }
  return { ...(asked.flags as unknown as PlayFlags), ...display };
}

/** Throws a UsageError that names the files which are not as the run has read them. */
export function requireSame({ asked }: JournalState, now: readonly InputFile[]): void {
  const changed = asked.files.filter(({ path, sha256 }) => now.find((file) => file.path === path)?.sha256 !== sha256);
  if (changed.length === 0) return;
  const names = changed.map(({ path }) => path).join(', ');
  throw new UsageError(`changed since run ${asked.run}: ${names}`, {
    help: 'put the files back as they were, or go on with them as they are now: --changed-files',
  });
}
