// Whether a host is as it was, and whether anything of ours is at work there.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHost } from '../../docker/host.ts';
import type { Account } from '../../docker/keys.ts';
import type { Lab } from '../../docker/lab.ts';
import { snapshotChanges, type Snapshot } from '../../docker/snapshot.ts';
import { ssh } from './openssh.ts';
import { inHost } from './tripwire.ts';

/** What any login writes, ours or OpenSSH's, whatever it does then. */
export const anyLoginWrites = [
  ...['/run/utmp', '/var/log/wtmp', '/var/log/btmp', '/var/log/lastlog', '/var/lib/wtmpdb', '/var/lib/lastlog'],
  ...['/var/log/auth.log', '/var/log/journal', '/run/log/journal', '/run/sudo', '/run/systemd'],
];

/** What stays on a host after a run that touched it. */
export const ourRecords = ['/var/lib/keyturn', '/var/log/keyturn.log'];

/** What differs between two snapshots besides these paths and all that is below them. */
export function changesBesides(before: Snapshot, after: Snapshot, paths: readonly string[]): readonly string[] {
  const isListed = (path: string): boolean => paths.some((listed) => path === listed || path.startsWith(`${listed}/`));
  return snapshotChanges(before, after).filter((change) => !isListed(change.replace(/^\w+ /, '').replace(/: .*/, '')));
}

/** Every one of these accounts logs in with its key and is asked for nothing. */
export async function assertKeysAlone(lab: Lab, host: LabHost, accounts: readonly Account[]): Promise<void> {
  for (const account of accounts) {
    const { code, stdout, stderr } = await ssh(lab, host, { account });
    assert.deepEqual([code, stdout], [0, `${account}\n`], `${account} on ${host.name}: ${stderr}`);
  }
}

/** No lock, no candidate file, no run that is still open. */
export async function assertNothingLeft(host: LabHost): Promise<void> {
  const runs =
    'ls -d /run/keyturn.lock /var/lib/keyturn/*/state/armed.* /var/lib/keyturn/*/state/reverting.* 2>/dev/null';
  assert.equal(await inHost(host, `${runs}; find /etc /home -name '.keyturn-*'`), '', host.name);
}

/** No process of ours before long: the timer looks every five seconds whether it is still wanted. */
export async function assertNoProcessLeft(host: LabHost): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    // Spelled so that the search does not find itself.
    const found = await inHost(host, "grep -lsa 'keyturn-[t]imer\\|lib/[k]eyturn/' /proc/[0-9]*/cmdline || :");
    if (found === '') return;
    assert.ok(Date.now() < deadline, `${host.name}: still at work: ${found}`);
    await sleep(500);
  }
}
