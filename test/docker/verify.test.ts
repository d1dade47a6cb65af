// keyturn verify: says that a host is as it should be only where logins show it, sees what has changed since, and changes nothing.
import assert from 'node:assert/strict';
import { snapshot } from '../../docker/snapshot.ts';
import type { LabHost } from '../../docker/host.ts';
import { anyLoginWrites, changesBesides } from '../support/host-state.ts';
import {
  endings,
  hostIn,
  openSite,
  parseReport,
  provenLogins,
  withVault,
  type ReportedHost,
  type Site,
} from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

/** The module writes its state file anew at every code, whoever gives it. */
const stateFiles = ['admin', 'alice', 'bob'].map((account) => `/home/${account}/.google_authenticator`);

describe('keyturn verify', function () {
  this.timeout(300_000);
  let site: Site;
  let host: LabHost;

  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-13', otp: true }]);
    host = site.lab.host('web');
    const { code, report } = await site.apply('rollout.yml');
    assert.equal(code, 0, endings(report));
  });
  after(() => site.lab.stop());

  interface Verified {
    readonly code: number;
    readonly told: ReportedHost;
    readonly answer: string;
  }

  /** Verifies, and sees to it that this leaves the host as it was. */
  const verify = async (): Promise<Verified> => {
    const before = await snapshot(host);
    const { code, stdout, stderr } = await site.keyturn('verify', 'rollout.yml', ...withVault, '--json');
    const report = parseReport(stdout, stderr);
    assert.deepEqual(changesBesides(before, await snapshot(host), [...anyLoginWrites, ...stateFiles]), []);
    return { code, told: hostIn(report, 'web'), answer: report.logins.text };
  };

  it('comes after an apply that has spent one code of each person, and one attempt', async () => {
    for (const file of stateFiles) {
      const lines = (await inHost(host, `cat ${file}`)).split('\n');
      const counted = ['RATE_LIMIT 3 30', 'DISALLOW_REUSE'].map((option) =>
        lines.find((line) => line.startsWith(`" ${option}`))?.slice(option.length + 2),
      );
      for (const one of counted) assert.match(one ?? '', /^ \d+$/, file);
    }
  });

  it('repeats the logins of a host that is as it should be', async () => {
    const { code, told, answer } = await verify();
    assert.deepEqual([code, told.status, told.changes], [0, 'ok', []]);
    assert.deepEqual(provenLogins(told).toSorted(), [
      'admin publickey+otp met',
      'alice publickey+otp met',
      'backup-bot publickey met',
      'bob publickey+otp met',
    ]);
    assert.match(answer, /Proven for /);
  });

  it('names a login that has ceased to work', async () => {
    const keys = '/home/bob/.ssh/authorized_keys';
    await inHost(host, `cp -p ${keys} /run/kept; cat /home/alice/.ssh/authorized_keys >${keys}`);
    const { code, told } = await verify();
    await inHost(host, `cat /run/kept >${keys}; rm /run/kept`);
    assert.deepEqual([code, told.status, told.problem?.phase], [2, 'failed', 'prove']);
    assert.match(told.problem?.message ?? '', /bob \(expected publickey\+otp\)/);
    assert.ok(provenLogins(told).includes('bob publickey+otp unmet'));
  });

  it('tells what is no longer as the playbook wants, and tries no login', async () => {
    const dropIn = '/etc/ssh/sshd_config.d/00-keyturn.conf';
    await inHost(host, `cp -p ${dropIn} /run/kept; echo '# by hand' >>${dropIn}`);
    const { code, told } = await verify();
    await inHost(host, `cat /run/kept >${dropIn}; rm /run/kept`);
    assert.deepEqual([code, told.status, told.problem?.phase, told.logins], [2, 'failed', 'plan', []]);
    assert.match(told.problem?.message ?? '', /not as the playbook wants: \/etc\/ssh\/sshd_config\.d/);
  });

  it('says for people what it did not try', async () => {
    const { code, stdout } = await site.keyturn('verify', 'rollout.yml', '-i', 'inventory.yml', '--vault', 'vault');
    // Without the identity there is no code to log in with.
    assert.equal(code, 4, stdout);
    assert.match(stdout, /: a check, nothing was written$/m);
    assert.match(stdout, /^Can everyone still log in\? Unknown on web/m);
  });

  /** Applies again, with something to do. */
  const applyAgain = async (before: string, after: string): Promise<{ code: number; told: ReportedHost }> => {
    const drift = `echo '# by hand' >>/etc/ssh/sshd_config.d/00-keyturn.conf; pid=$(cat /run/sshd.pid)`;
    await inHost(host, `${before}; ${drift}; kill -HUP "$pid"; sleep 1`);
    try {
      const { code, report } = await site.apply('rollout.yml');
      return { code, told: hostIn(report, 'web') };
    } finally {
      await inHost(host, after);
    }
  };

  it('has an apply before it that rehearses with a copy of the state file in a jail', async () => {
    const file = '/home/bob/.google_authenticator';
    const { code, told } = await applyAgain(
      `cp -p ${file} /run/kept; sed -i -e '/RATE_LIMIT/d' -e '/DISALLOW_REUSE/d' ${file}; chown bob: ${file}; chown root: /home/bob; chmod 755 /home/bob`,
      `chown bob: /home/bob; cp -p /run/kept ${file}; ls -A /home/bob`,
    );
    assert.deepEqual([code, told.status], [0, 'changed'], JSON.stringify(told.problem ?? told.refusals));
    const bobs = told.logins.filter(({ account }) => account === 'bob');
    assert.deepEqual(
      bobs.map(({ how, met }) => [how, met]),
      [
        ['rehearsed', true],
        ['rehearsed', true],
        ['proven', true],
      ],
    );
  });

  it('names a host that keeps another secret than the vault, and calls it rehearsed for nobody', async () => {
    const file = '/home/alice/.google_authenticator';
    const other = 'A'.repeat(32);
    await inHost(host, `cp -p ${file} /root/kept; sed -i '1s/.*/${other}/' ${file}`);
    const named = ({ warnings }: ReportedHost): readonly string[] =>
      warnings.filter(({ cause }) => cause === 'other-secret').map(({ message }) => message.slice(0, 50));
    const warning = 'the host keeps another secret for "alice" than the';
    try {
      const planned = await site.keyturn('plan', 'rollout.yml', ...withVault, '--json');
      assert.deepEqual(named(hostIn(parseReport(planned.stdout, planned.stderr), 'web')), [warning]);
      const { code, told, answer } = await verify();
      assert.deepEqual([code, told.status, named(told)], [2, 'failed', [warning]]);
      assert.match(
        told.problem?.message ?? '',
        /another secret than the vault for alice: codes of the vault are refused here$/,
      );
      assert.ok(!provenLogins(told).some((login) => login.startsWith('alice ')));
      const audited = await site.keyturn('audit', ...withVault, '--become', '--json');
      const { hosts } = JSON.parse(audited.stdout) as {
        readonly hosts: readonly {
          readonly verdicts: readonly { readonly rule: string; readonly findings: unknown }[];
        }[];
      };
      const findings = JSON.stringify(hosts[0]?.verdicts.find(({ rule }) => rule === 'TFA-065')?.findings);
      assert.match(findings, /"accounts":\["alice"\]/);
      const applied = await applyAgain(':', ':');
      assert.deepEqual([applied.code, applied.told.status], [0, 'changed'], JSON.stringify(applied.told.problem));
      const certainties = applied.told.access.map(({ account, certainty }) => `${account} ${certainty}`);
      assert.ok(certainties.includes('alice predicted'), certainties.join());
      assert.ok(certainties.includes('bob proven'), certainties.join());
      const said = [planned.stdout, answer, audited.stdout, JSON.stringify([told, applied.told])].join('');
      assert.ok(!said.includes(other) && !/[0-9a-f]{64}:/.test(said));
    } finally {
      await inHost(host, `cp -p /root/kept ${file}; rm /root/kept`);
    }
    const { code, told } = await verify();
    assert.deepEqual([code, named(told)], [0, []]);
  });

  it('has an apply before it that refuses where sshd takes none of the keys of somebody', async () => {
    const revoked = '/etc/ssh/sshd_config.d/10-revoked.conf';
    const { code, told } = await applyAgain(
      `cp /home/alice/.ssh/authorized_keys /etc/ssh/revoked; echo 'RevokedKeys /etc/ssh/revoked' >${revoked}`,
      `rm -f ${revoked}`,
    );
    assert.deepEqual([code, told.status, told.problem?.phase], [6, 'refused', 'rehearse'], JSON.stringify(told));
    assert.match(told.problem?.message ?? '', /alice \(expected publickey\+otp\): sshd does not take its only key/);
    assert.match(told.problem?.help ?? '', /give it a key that sshd takes/);
  });
});
