// plan --explain on a real host: every line of the reasoning, from every origin, and nothing written.
import assert from 'node:assert/strict';
import { snapshot } from '../../docker/snapshot.ts';
import { anyLoginWrites, changesBesides } from '../support/host-state.ts';
import { openSite, withVault, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

describe('plan --explain', function () {
  this.timeout(180_000);
  let site: Site;
  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-12', otp: true }]);
    const rules = 'AllowUsers admin bob backup-bot alice@10.0.0.0/8';
    await inHost(
      site.lab.host('web'),
      `echo '${rules}' >/etc/ssh/sshd_config.d/50-x.conf; kill -HUP $(cat /run/sshd.pid)`,
    );
  });
  after(() => site.lab.stop());

  it('tells file and line from every origin, before and after, and writes nothing', async () => {
    const host = site.lab.host('web');
    const explain = ['plan', 'rollout.yml', ...withVault, '--explain', 'alice@web'];
    // A first login and sudo leave something of their own.
    await site.keyturn(...explain);
    const before = await snapshot(host);
    const { code, stdout, stderr } = await site.keyturn(...explain);
    assert.deepEqual(changesBesides(before, await snapshot(host), anyLoginWrites), []);
    assert.equal(code, 6, stderr + stdout);
    const [about = '', here = '', office = '', end = ''] = stdout.split('\n\n');
    assert.match(about, /^alice@web\n {2}account +uid \d+, groups alice, home \/home\/alice, shell \/bin\/bash\n/);
    assert.match(
      about,
      /\n {2}password +none .*\n.*state file +\S+ does not exist\n +after: is valid, written by this plan$/,
    );
    assert.match(here, /^from [\d.]+ \(where Keyturn comes from\)\n {5}\S+ \(any public address\)\n {5}127\.0\.0\.1/);
    assert.match(here, /\n {2}before: refused, AllowUsers at \/etc\/ssh\/sshd_config\.d\/50-x\.conf:1\n/);
    assert.match(
      office,
      /^from 10\.0\.0\.1 to .* \(10\.0\.0\.0\/8\)\n {2}before: key, no AuthenticationMethods are set\n/,
    );
    assert.match(office, / {4}\/etc\/ssh\/sshd_config\.d\/50-x\.conf:1 +AllowUsers lets it in\n/);
    assert.match(office, / {6}\/etc\/pam\.d\/common-auth:\d+ +auth.*pam_unix\.so.*auth_err: it has no password\n/);
    assert.match(
      office,
      /\n {2}after: key\+code, AuthenticationMethods at \/etc\/ssh\/sshd_config\.d\/00-keyturn\.conf:\d+\n/,
    );
    assert.match(office, /\n {4}publickey,keyboard-interactive:pam {2}key\+code$/);
    assert.match(end, /^the plan for this host is refused\n.*alice/);
  });

  it('tells of accounts that the plan does not judge, and says that there is no such account', async () => {
    const daemon = await site.keyturn('plan', 'rollout.yml', ...withVault, '--explain', 'www-data@web');
    assert.match(daemon.stdout, /shell \/usr\/sbin\/nologin, no account for people: the plan does not judge it\n/);
    const nobody = await site.keyturn('plan', 'rollout.yml', ...withVault, '--explain', 'alicee@web');
    assert.deepEqual([nobody.code, nobody.stdout], [64, '']);
    assert.match(nobody.stderr, /the host "web" has no account "alicee"\n {2}hint: did you mean "alice"\?/);
  });
});
