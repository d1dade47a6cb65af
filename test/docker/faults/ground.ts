// Hosts that are used for one case after another, and what they look like before and after a change.
import assert from 'node:assert/strict';
import type { LabHost, LabHostSpec } from '../../../docker/host.ts';
import { snapshot, type Snapshot, type SnapshotEntry } from '../../../docker/snapshot.ts';
import { shell } from '../lockouts/ground.ts';
import { systemdKinds, type Kind } from './fault.ts';
import type { Relay } from './relay.ts';
import { startSshd } from './sshd-killed.ts';

/** Where nothing is that decides about logins, and what docker writes whenever a container starts. */
const elsewhere = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib64', '/var', '/tmp', '/run', '/boot'],
  ...['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/ld.so.cache'],
];

/** To mount, as root may on a machine of its own. */
const mayMount = [
  ...['--cap-add', 'SYS_ADMIN'],
  ...['seccomp', 'apparmor'].flatMap((it) => ['--security-opt', `${it}=unconfined`]),
];

/** File systems that are soon full, below what is there already. */
const ownFileSystems = ['/var/lib/keyturn', '/home/alice', '/etc/ssh', '/etc/pam.d']
  .map(
    (folder) => `
mkdir -p ${folder}
cp -a ${folder} /run/kept
mount -t tmpfs -o size=4m,nr_inodes=400,mode=$(stat -c %a ${folder}),uid=$(stat -c %u ${folder}),gid=$(stat -c %g ${folder}) tmpfs ${folder}
cp -a /run/kept/. ${folder}/
rm -r /run/kept
`,
  )
  .join('');

export function specOf(kind: Kind, name: string): LabHostSpec {
  if (kind === 'service' || kind === 'socket') return { name, image: 'debian-12-systemd', ssh: kind };
  return { name, image: `debian-${kind.slice(-2)}`, otp: kind.startsWith('debian'), dockerArgs: mayMount };
}

/** A host, the way to it, and how it was. */
export interface Ground {
  readonly host: LabHost;
  readonly kind: Kind;
  readonly relay: Relay;
  readonly original: Snapshot;
}

/** Makes a host ready that has just been started. `firstLogin` logs in and uses sudo, which leaves marks of its own. */
export async function prepareGround(
  host: LabHost,
  kind: Kind,
  relay: Relay,
  firstLogin: () => Promise<void>,
): Promise<Ground> {
  if (!systemdKinds.includes(kind)) await shell(host, ownFileSystems);
  await firstLogin();
  return { host, kind, relay, original: await snapshot(host, elsewhere) };
}

/** What is on a host that was not there before, or no longer; by path. */
export type Difference = ReadonlyMap<string, string>;

/** What the PAM module writes before it renames: it stays, in that account's home, when the login is killed in between. */
const ofTheModule = /\/\.google_authenticator~\w{6}$/;

/** How a host differs from how it was. Of state files, which every login rewrites, the content does not count. */
export async function differenceOf({ host, original }: Ground): Promise<Difference> {
  const now = await snapshot(host, elsewhere);
  const paths = [...new Set([...original.keys(), ...now.keys()])].filter((path) => !ofTheModule.test(path)).sort();
  return new Map(
    paths
      .map((path) => [path, look(path, original.get(path)), look(path, now.get(path))] as const)
      .filter(([, before, after]) => before !== after)
      .map(([path, , after]) => [path, after]),
  );
}

function look(path: string, entry: SnapshotEntry | undefined): string {
  if (entry === undefined) return 'absent';
  const isStateFile = path.endsWith('/.google_authenticator');
  return JSON.stringify(isStateFile ? { type: entry.type, mode: entry.mode, owner: entry.owner } : entry);
}

/** Puts a host back that a run has changed, as somebody at its console would. */
export async function rollBack({ host }: Ground): Promise<void> {
  await shell(host, 'sh /var/lib/keyturn/last/revert.sh --rollback');
}

/** What of ours is there besides the log, the folders of runs that are over, and what is in place: files, units, processes. */
const leftovers = `
find /etc /home /run /root /tmp -name '*keyturn*' ! -path /etc/ssh/sshd_config.d/00-keyturn.conf 2>/dev/null || :
ls -d /var/lib/keyturn/*/state/armed.* /var/lib/keyturn/*/state/reverting.* 2>/dev/null || :
! [ -d /run/systemd/system ] || systemctl list-units --plain --no-legend 'keyturn*'
grep -lsz '[/]var/lib/keyturn/[0-9]' /proc/[0-9]*/cmdline || :
`;

/** Waits until nothing of ours is at work on a host, or lies about there. */
export async function awaitQuiet({ host }: Ground, seconds: number): Promise<{ readonly left: string }> {
  const script = `
look() { ${leftovers} }
# Asked every second on many hosts at once, so that it starts no process.
is_armed() {
    for file in /var/lib/keyturn/*/state/armed.* /var/lib/keyturn/*/state/reverting.*; do
        if [ -e "$file" ]; then return 0; fi
    done
    return 1
}
seconds=0
while { is_armed || { left=$(look); [ -n "$left" ]; }; } && [ "$seconds" -lt ${seconds} ]; do
    sleep 1
    seconds=$((seconds + 1))
done
left=$(look)
printf '%s' "$left"
[ -z "$left" ] || { echo; tail -n 12 /var/log/keyturn.log 2>&1; ps -e -o pid,ppid,etimes,args; ls -R /var/lib/keyturn; } || :`;
  return { left: await shell(host, script) };
}

/** Whether the last run on a host has ever had a part of sshd's configuration in place, and took it back. */
export async function hasTakenBackSshd({ host }: Ground): Promise<boolean> {
  const said = await shell(
    host,
    `cd /var/lib/keyturn/last/state 2>/dev/null && ls reverted.* >/dev/null 2>&1 || exit 0
     while read -r number step _; do if [ "$step" = sshd ] && [ -e "touched.$number" ]; then echo yes; break; fi; done <../files`,
  );
  return said !== '';
}

/** Fails unless somebody takes connections on a host. */
export async function assertListens({ host }: Ground): Promise<void> {
  const { code } = await host.exec([
    'perl',
    '-MIO::Socket::INET',
    '-e',
    'IO::Socket::INET->new("127.0.0.1:22") or exit 1',
  ]);
  assert.equal(code, 0, 'the host went back and nobody listens');
}

/** Takes away the records of runs that are over, and what logins that were killed have left. */
export async function forgetRuns({ host }: Ground): Promise<void> {
  await shell(host, 'rm -rf /var/lib/keyturn/* /var/log/keyturn.log /home/*/.google_authenticator~*');
}

/** What the host has written down of the run. */
export async function logOf({ host }: Ground): Promise<string> {
  return (await host.exec(['cat', '/var/log/keyturn.log'])).stdout;
}

/** Tries to make a host usable again after a case that went wrong; whether it is. */
export async function recover(ground: Ground): Promise<boolean> {
  try {
    await shell(ground.host, '[ ! -e /var/lib/keyturn/last ] || sh /var/lib/keyturn/last/revert.sh --rollback');
    await startSshd(ground.host);
    return (await differenceOf(ground)).size === 0 && (await awaitQuiet(ground, 40)).left === '';
  } catch {
    return false;
  }
}

/** Fails unless a host is as it was. */
export async function assertOriginal(ground: Ground): Promise<void> {
  assert.deepEqual([...(await differenceOf(ground))], [], `${ground.host.name} is not as it was`);
}
