// What a state file is, whose it is and where it lies (pam_google_authenticator.c, open_secret_file): the module reads it as its user.
import { causes } from '../../causes/causes.ts';
import type { StateFile } from '../../facts/state-files.ts';
import { quote } from '../../shell/quote.ts';
import type { StateProblem } from './problem.ts';

// Anything beyond 0600, two of the special bits included, makes the module refuse the file; 0400 and 0600 are fine.
const forbiddenBits = 0o3777 & ~0o600;
const largest = 65_536;

/** Why the module does not even read the file; undefined where it does, or where nobody may know. */
export function placeProblem(state: StateFile): StateProblem | undefined {
  return barrierProblem(state) ?? typeProblem(state) ?? ownerProblem(state) ?? modeProblem(state) ?? sizeProblem(state);
}

function barrierProblem({ account, path, reach, barrier = '' }: StateFile): StateProblem | undefined {
  if (reach !== 'no') return undefined;
  return {
    cause: causes.homeOutOfReach,
    what: 'out of reach of its user',
    saw: `${barrier} is closed to it`,
    reason: `the module reads ${path} as "${account}", with its first group alone, and so may not enter ${barrier}`,
    help: `see why ${barrier} is closed before you open it; or keep the home of "${account}" elsewhere, or exempt "${account}" from codes`,
  };
}

function typeProblem({ path, leadsTo, file }: StateFile): StateProblem | undefined {
  if (file.kind === 'regular' || file.kind === 'absent' || file.kind === 'unknown') return undefined;
  const found = file.kind === 'directory' ? 'a directory' : 'no regular file';
  return {
    cause: causes.stateFileNotTaken,
    what: 'not a regular file',
    saw: `${leadsTo === undefined ? '' : `a link to ${leadsTo}, which is `}${found}`,
    reason: `${leadsTo ?? path} is ${found}`,
    help: `look at what it is, then move ${path} away`,
  };
}

function ownerProblem({ account, path, leadsTo, uid, file }: StateFile): StateProblem | undefined {
  if (file.kind !== 'regular' || file.uid === uid) return undefined;
  const owner = file.uid === undefined ? 'somebody unknown' : `uid ${file.uid}`;
  // By the link itself: the account may have put another one there meanwhile.
  const command = ['chown -h --', account, path] as const;
  return {
    ...(leadsTo === undefined && { command }),
    cause: causes.stateFileOwner,
    what: 'not owned by its user',
    saw: `owned by ${owner}, not by uid ${uid}`,
    reason: `${leadsTo ?? path} belongs to ${owner}, not to "${account}" (uid ${uid})`,
    help:
      leadsTo === undefined
        ? `if the secret in it is that of "${account}": ${line(command)}`
        : `see whose secret ${leadsTo} holds; "${account}" needs a file of its own`,
  };
}

function modeProblem({ account, path, leadsTo, uid, file }: StateFile): StateProblem | undefined {
  if (file.kind !== 'regular') return undefined;
  const mode = Number.parseInt(file.mode ?? '', 8);
  const command = ['runuser -u', account, '--', 'chmod', '0400', path] as const;
  const isOpen = Number.isNaN(mode) || (mode & forbiddenBits) !== 0;
  if (!isOpen && (uid === 0 || (mode & 0o400) !== 0)) return undefined;
  return {
    command,
    cause: causes.stateFileNotTaken,
    what: isOpen ? 'more permissive than 0600' : 'not readable by its user',
    saw: `mode ${file.mode ?? 'unknown'}`,
    reason: `${leadsTo ?? path} has mode ${file.mode ?? 'unknown'}, ${isOpen ? 'more than 0600' : `with which "${account}" cannot read it`}`,
    help: `${line(command)}${isOpen ? '; enrol it anew if somebody else may have read the secret' : ''}`,
  };
}

function sizeProblem({ path, file, size }: StateFile): StateProblem | undefined {
  if (file.kind !== 'regular' || size === undefined || (size >= 1 && size <= largest)) return undefined;
  const found = size === 0 ? 'empty' : `${size} bytes long, and the module reads at most ${largest}`;
  return {
    cause: causes.stateFileNotTaken,
    what: size === 0 ? 'empty' : 'too long',
    saw: `${size} bytes`,
    reason: `${path} is ${found}`,
    help:
      size === 0
        ? enrolAnew(path)
        : `as its user, take out of ${path} what is neither secret, option nor recovery code`,
  };
}

function line([program, ...words]: readonly [string, ...(readonly string[])]): string {
  return [program, ...words.map(quote)].join(' ');
}

/** What helps where the contents are lost. */
export function enrolAnew(path: string): string {
  return `move ${path} away to enrol the account anew; its code app must then be set up again`;
}
