// What an account may do with a folder, by what stat(1) says of it. The PAM module works as the account and its first group alone.
import type { PathState, Permission } from './state-file.ts';

/** Who asks. */
export interface Asker {
  readonly uid: number;
  readonly gid: number | undefined;
}

/** A folder; `hasList` where an access list says more than the mode. */
export interface Folder extends PathState {
  readonly hasList: boolean;
}

/** `enter` a folder on the way, or `write`: make and rename files in it. */
export function mayUse(folder: Folder | undefined, { uid, gid }: Asker, what: 'enter' | 'write'): Permission {
  const mode = Number.parseInt(folder?.mode ?? '', 8);
  if (folder === undefined || Number.isNaN(mode)) return 'unknown';
  if (folder.kind !== 'directory') return 'no';
  if (uid === 0) return 'yes';
  const wanted = what === 'write' ? 3 : 1;
  const allows = (shift: number): boolean => ((mode >> shift) & wanted) === wanted;
  if (folder.uid === uid) return allows(6) ? 'yes' : 'no';
  if (folder.hasList || gid === undefined) return 'unknown';
  if (folder.gid === gid) return allows(3) ? 'yes' : 'no';
  // sshd itself may have the group 0 as one of its further groups.
  if (folder.gid === 0 && allows(3) !== allows(0)) return 'unknown';
  return allows(0) ? 'yes' : 'no';
}
