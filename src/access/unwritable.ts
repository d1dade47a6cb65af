// Files of a plan that even root cannot change: known before anything is installed for their sake.
import { causes } from '../causes/causes.ts';
import type { WriteObstacles } from '../facts/write-obstacles.ts';
import type { Change } from '../plan/change.ts';
import { isFileChange } from '../plan/file-change.ts';
import type { Refusal } from '../plan/refusal.ts';

/** Where every run writes that changes something about logins: its own folder, and the PAM service that rehearsals ask. */
const everyRun = ['/var/lib/keyturn', '/etc/pam.d/'];

/** One refusal for each obstacle in the way of the changes that root makes. Homes are judged where state files are. */
export function unwritableRefusals(obstacles: WriteObstacles, changes: readonly Change[]): readonly Refusal[] {
  const concerned = changes.filter((change) => change.risk === 'login');
  if (concerned.length === 0) return [];
  const files = concerned
    .filter(isFileChange)
    .filter((change) => change.kind === 'remove-file' || change.owner === 'root');
  const paths = [...files.map(({ path }) => path), ...everyRun];
  const refusals = paths.flatMap((path) => refusalFor(path, obstacles) ?? []);
  // What is in the way of one file is in the way of its neighbours.
  return refusals.filter(({ help }, index) => refusals.findIndex((other) => other.help === help) === index);
}

function refusalFor(path: string, { mounts, fixed }: WriteObstacles): Refusal | undefined {
  const what = path.endsWith('/') ? `nothing in ${path.slice(0, -1)} can be changed` : `${path} cannot be changed`;
  const mount = mountOf(path, mounts);
  if (mount?.readOnly === true) {
    return {
      cause: causes.unwritable,
      message: `${what}: the file system at ${mount.path} is mounted read-only`,
      help: `find out why it is; \`mount -o remount,rw ${mount.path}\` makes it writable`,
    };
  }
  const folder = path.slice(0, path.lastIndexOf('/'));
  const keeper = fixed.find((one) => one.path === path || one.path === folder);
  return (
    keeper && {
      cause: causes.unwritable,
      message: `${what}: ${keeper.path} is ${keeper.attribute} (chattr)`,
      help: `somebody wanted it so, or a hardening role does; \`chattr -${keeper.attribute === 'immutable' ? 'i' : 'a'} ${keeper.path}\` takes that back`,
    }
  );
}

/** The mount that a path lies on: the nearest above it, and the latest there. */
function mountOf(path: string, mounts: WriteObstacles['mounts']): WriteObstacles['mounts'][number] | undefined {
  const above = mounts.filter((mount) => `${path}/`.startsWith(mount.path === '/' ? '/' : `${mount.path}/`));
  const length = Math.max(...above.map((mount) => mount.path.length));
  return above.findLast((mount) => mount.path.length === length);
}
