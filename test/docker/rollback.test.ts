// keyturn rollback: what a run changed is put back to the byte, through the same rehearsals and proofs; never over somebody else's work.
import assert from 'node:assert/strict';
import type { LabHost } from '../../docker/host.ts';
import { accounts } from '../../docker/keys.ts';
import { snapshot, type Snapshot } from '../../docker/snapshot.ts';
import {
  anyLoginWrites,
  assertKeysAlone,
  assertNoProcessLeft,
  assertNothingLeft,
  changesBesides,
  ourRecords,
} from '../support/host-state.ts';
import { ssh } from '../support/openssh.ts';
import { endings, hostIn, openSite, parseReport, provenLogins, type Report, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

/** Where people's secrets are: they stay. */
const stateFiles = ['admin', 'alice', 'bob'].map((account) => `/home/${account}/.google_authenticator`);

describe('keyturn rollback', function () {
  this.timeout(300_000);
  let site: Site;
  const originals = new Map<LabHost, Snapshot>();

  before(async () => {
    const releases = ['11', '13'] as const;
    site = await openSite(
      releases.map((release) => ({ name: `web${release}`, image: `debian-${release}`, otp: true })),
    );
    for (const host of site.lab.hosts) {
      await ssh(site.lab, host, { account: 'admin', command: 'sudo -n true' });
      originals.set(host, await snapshot(host, ['/usr']));
    }
    const { code, report } = await site.apply('rollout.yml');
    assert.equal(code, 0, endings(report));
  });
  after(() => site.lab.stop());

  const rollBack = async (...flags: readonly string[]): Promise<{ readonly code: number; readonly report: Report }> => {
    const { code, stdout, stderr } = await site.keyturn('rollback', '--json', ...flags);
    return { code, report: parseReport(stdout, stderr) };
  };
  const summaries = (report: Report, name: string): readonly string[] =>
    hostIn(report, name).changes.map(({ summary }) => summary.replace(/ run \S+$/, ''));

  it('shows what it would do and writes nothing', async () => {
    const before = await snapshot(site.lab.host('web13'));
    const { code, report } = await rollBack('--check');
    assert.equal(code, 0);
    assert.deepEqual(summaries(report, 'web13'), [
      '/etc/pam.d/sshd: as before',
      '/etc/ssh/sshd_config.d/00-keyturn.conf: as before',
    ]);
    assert.deepEqual(
      changesBesides(before, await snapshot(site.lab.host('web13')), [...anyLoginWrites, ...stateFiles]),
      [],
    );
  });

  it('refuses a host on which somebody has changed a file since, and names it', async () => {
    const host = site.lab.host('web13');
    await inHost(host, "cp -p /etc/pam.d/sshd /run/kept; echo '# by hand' >>/etc/pam.d/sshd");
    const { code, report } = await rollBack('-l', 'web13');
    await inHost(host, 'cat /run/kept >/etc/pam.d/sshd; rm /run/kept');
    const { status, refusals } = hostIn(report, 'web13');
    assert.deepEqual([code, status, refusals.map(({ cause }) => cause)], [6, 'refused', ['drift']]);
    assert.match(refusals[0]?.message ?? '', /^\/etc\/pam\.d\/sshd has changed since run /);
  });

  it('takes one host back, and leaves the others to the next time', async () => {
    const { code, report } = await rollBack('-l', 'web11');
    assert.deepEqual([code, hostIn(report, 'web11').status], [0, 'changed'], endings(report));
    // Everybody's login was seen, the managing account's over a fresh connection.
    assert.ok(provenLogins(hostIn(report, 'web11')).includes('admin publickey met'), endings(report));
    assert.equal(report.runs[0]?.hosts.length, 1);
    const again = await site.keyturn('rollback', '-l', 'web11');
    assert.equal(again.code, 64);
    assert.match(again.stderr, /leaves no host that run \S+ changed and that is not rolled back yet/);
  });

  it('puts everything back to the byte', async () => {
    const { code, report } = await rollBack();
    assert.deepEqual([code, hostIn(report, 'web13').status], [0, 'changed'], endings(report));
    for (const host of site.lab.hosts) {
      const now = await snapshot(host, ['/usr']);
      const ours = [...anyLoginWrites, ...ourRecords, ...stateFiles];
      assert.deepEqual(changesBesides(originals.get(host) ?? new Map(), now, ours), [], host.name);
      await assertKeysAlone(site.lab, host, accounts);
      await assertNothingLeft(host);
    }
  });

  it('does not take back twice', async () => {
    const { code, stderr } = await site.keyturn('rollback');
    assert.equal(code, 64);
    assert.match(
      stderr,
      /run \S+ was rolled back already\n {2}hint: to change the hosts again, apply its playbook again/,
    );
  });

  it('says so where a host has no snapshots any more', async () => {
    const { code } = await site.apply('rollout.yml', '-l', 'web13');
    assert.equal(code, 0);
    await inHost(site.lab.host('web13'), 'rm -r /var/lib/keyturn');
    const { code: refused, report } = await rollBack();
    const [refusal] = hostIn(report, 'web13').refusals;
    assert.deepEqual([refused, refusal?.cause], [6, 'no-snapshot']);
    assert.match(refusal?.message ?? '', /^the host has no snapshots of run /);
  });

  it('is told from the journal alone, and only where the run was called', async () => {
    const { code, stderr } = await site.operator('stranger').keyturn('rollback');
    assert.equal(code, 64);
    assert.match(stderr, /there is no journal of a run that changed something/);
  });

  it('leaves nothing of ours at work', async () => {
    for (const host of site.lab.hosts) await assertNoProcessLeft(host);
  });
});
