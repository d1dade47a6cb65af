// Runs of which this user has a journal: which one is meant, whether it may be continued, and with which flags.
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
    // A killed process may leave a torn last line: no record is lost by that.
    if (damage === undefined || (state !== undefined && damage.endsWith('torn'))) continue;
    const what = state === undefined ? 'none of its records can be read' : 'the records before that count';
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
    help: newest === undefined ? 'no host was changed from here yet' : `the newest one is ${newest}`,
  });
}

/** Throws a KeyturnError while a process still works on the run, or may do so. */
export function requireNotRunning({ asked: { run, by } }: JournalState): void {
  const life = lifeOf(by);
  if (life === 'dead') return;
  if (life === 'alive') {
    throw new KeyturnError(`run ${run} is still running (process ${by.pid})`, {
      help: 'wait until it is finished, or end the process',
    });
  }
  throw new KeyturnError(`run ${run} was started on ${by.machine}, and whether it still runs is not known here`, {
    help: 'resume it there',
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
    help: 'restore the files, or go on with them as they are now: --changed-files',
  });
}
