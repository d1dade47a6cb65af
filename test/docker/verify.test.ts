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
});
