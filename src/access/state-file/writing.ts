// Whether the module can write a state file anew, which it does with every code where an option asks for that; else it refuses the code.
import { causes } from '../../causes/causes.ts';
import type { StateFile } from '../../facts/state-files.ts';
import type { StateSettings } from '../../formats/state-settings.ts';
import type { StateProblem } from './problem.ts';

/** Why codes are refused since the file cannot be written; undefined where it need not be, or where nobody may know. */
export function writingProblem(file: StateFile, { rewrittenFor }: StateSettings): StateProblem | undefined {
  if (rewrittenFor.length === 0) return undefined;
  const options = rewrittenFor.map(({ line, name }) => `${name} (line ${line})`).join(' and ');
  const why = `with each code the module writes ${file.path} anew, for ${options}`;
  return homeProblem(file, why) ?? roomProblem(file, ['full', 'read-only'], why);
}

/** The same for a file that is still to be made, as Keyturn makes it. */
export function newFileProblem(file: StateFile): StateProblem | undefined {
  const why = `with each code the module writes ${file.path} anew`;
  return homeProblem(file, why) ?? roomProblem(file, ['low', 'full', 'read-only'], why);
}

function homeProblem({ account, path, home, mayWrite }: StateFile, why: string): StateProblem | undefined {
  if (mayWrite !== 'no') return undefined;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const owner = home.uid === undefined ? 'somebody unknown' : `uid ${home.uid}`;
  return {
    cause: causes.homeOutOfReach,
    what: 'in a home that its user cannot write',
    saw: `the home belongs to ${owner} and has mode ${home.mode ?? 'unknown'}`,
    reason: `${why}, and "${account}" cannot write in ${folder}, which belongs to ${owner} and has mode ${home.mode ?? 'unknown'}`,
    help: `where ${folder} is an SFTP jail, leave it as it is: exempt "${account}" from codes, or give it a home of its own beside the jail; else let "${account}" write there`,
  };
}

function roomProblem(
  { path, room, mount }: StateFile,
  bad: readonly StateFile['room'][],
  why: string,
): StateProblem | undefined {
  if (!bad.includes(room)) return undefined;
  const where = `the file system ${mount === undefined ? `of ${path}` : `at ${mount}`}`;
  if (room === 'read-only') {
    return {
      ...{ cause: causes.noRoom, what: 'where nobody can write', saw: `${where}: read-only` },
      reason: `${why}, and nobody can write in ${path.slice(0, path.lastIndexOf('/'))}: it is read-only`,
      help: 'see whether the file system is mounted so, or the folder is immutable (`lsattr -d`), and why',
    };
  }
  return {
    ...{
      cause: causes.noRoom,
      what: 'where no room is left',
      saw: `${where}: ${room === 'full' ? 'full' : 'nearly full'}`,
    },
    reason: `${why}, and ${where} is ${room === 'full' ? 'full' : 'nearly full'}`,
    help: 'make at least a mebibyte of room there',
  };
}
