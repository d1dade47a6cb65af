// Whether sshd takes the keys in a file: StrictModes, and whether the account itself could read it (auth2-pubkey.c, misc.c).
import type { Account } from '../facts/accounts.ts';
import type { KeyFile, KeyPath } from '../facts/probe/key-files.ts';

/** `path` is what decides, with the reason in `why`: a sentence with the path. */
export interface Trust {
  readonly taken: 'yes' | 'no' | 'perhaps';
  readonly path?: KeyPath;
  readonly why: string;
}

const yes: Trust = { taken: 'yes', why: '' };

/**
 * What keeps sshd from taking the keys in a file, from the file upwards: others can change it or a folder above it (only where `strict`), or
 * the account, as whom sshd opens it, cannot read it.
 */
export function keyFileTrust(account: Account, { path: file, paths, regular }: KeyFile, strict: boolean): Trust {
  if (!regular) return { taken: 'no', why: `${file} is no regular file` };
  if (paths.length === 0) return { taken: 'perhaps', why: `who can change ${file} could not be seen` };
  const found = paths.flatMap((path, index) => [
    ...(strict ? [strictness(account, path)] : []),
    readable(account, path, index === 0 ? 'read' : 'enter'),
  ]);
  return found.find(({ taken }) => taken === 'no') ?? found.find(({ taken }) => taken === 'perhaps') ?? yes;
}

function strictness({ uid }: Account, path: KeyPath): Trust {
  if (path.uid !== uid && path.uid !== 0) return because('no', path, `belongs to uid ${path.uid}`);
  if ((path.mode & 0o002) !== 0) return because('no', path, 'can be changed by everybody');
  // Debian's sshd lets a group pass in which the account is alone; others do not.
  return (path.mode & 0o020) === 0 ? yes : because('perhaps', path, `can be changed by the group ${path.gid}`);
}

function readable({ uid, gid }: Account, path: KeyPath, what: 'read' | 'enter'): Trust {
  const wanted = what === 'read' ? 0o4 : 0o1;
  const [owner, group, others] = [6, 3, 0].map((shift) => ((path.mode >> shift) & wanted) !== 0);
  const verdict = (granted: boolean | undefined): Trust =>
    granted === true ? yes : because('no', path, `is not for the account to ${what}`);
  if (uid === 0) return yes;
  if (path.uid === uid) return verdict(owner);
  if (path.gid === gid || group === others) return verdict(group);
  // Which groups it is in is known by name only, and an access list (acl(5)) shows in the group's bits.
  return because('perhaps', path, `is for the group ${path.gid} to ${what}, or for all others`);
}

function because(taken: 'no' | 'perhaps', path: KeyPath, what: string): Trust {
  return { taken, path, why: `${path.path} ${what} (mode ${path.mode.toString(8)}, uid ${path.uid})` };
}
