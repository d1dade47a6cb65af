// Rules by origin on a real host: who may come from where is told, nobody loses a way in, and a rollout goes through where they all keep it.
import assert from 'node:assert/strict';
import type { LabHost } from '../../docker/host.ts';
import { inHost } from '../support/tripwire.ts';
import { hostIn, openSite, withVault, type Site } from '../support/site.ts';

async function configure(host: LabHost, text: string): Promise<void> {
  const path = '/etc/ssh/sshd_config.d/50-origins.conf';
  const { code, stderr } = await host.exec(
    ['sh', '-ec', `cat >${path}; sshd -t; kill -HUP $(cat /run/sshd.pid)`],
    text,
  );
  assert.equal(code, 0, stderr);
}

describe('rules by origin', function () {
  this.timeout(180_000);
  let site: Site;
  before(async () => {
    site = await openSite([{ name: 'web', image: 'debian-12', otp: true }]);
  });
  after(() => site.lab.stop());

  it('refuses a plan by which somebody loses the way in from elsewhere, and says from where', async () => {
    const host = site.lab.host('web');
    await inHost(
      host,
      'useradd -m -s /bin/bash carol; install -d -o carol ~carol/.ssh; install -m 600 -o carol ~alice/.ssh/authorized_keys ~carol/.ssh/',
    );
    await configure(host, 'AllowUsers admin bob backup-bot alice carol@10.0.0.0/8\n');
    const { code, stdout } = await site.keyturn('plan', 'rollout.yml', ...withVault);
    assert.equal(code, 6, stdout);
    assert.match(
      stdout,
      /refused, origin, a way in that is lost from some addresses \(carol\): "carol" can log in now from 10\.0\.0\.1 to [\d.]+:22 \(10\.0\.0\.0\/8\) \(key\)/,
    );
    assert.match(
      stdout,
      /^ +carol +refused \(as before\).*\n +from 10\.0\.0\.1 .*: key → refused, predicted: it is not enrolled/m,
    );
    await inHost(host, 'userdel -r carol');
  });

  it('goes through where a rule lets somebody in from here, and does not claim to have tried that', async () => {
    await configure(
      site.lab.host('web'),
      'AllowUsers admin bob backup-bot alice@172.16.0.0/12,10.0.0.0/8,192.168.0.0/16\n',
    );
    const { code, report } = await site.apply('rollout.yml');
    const { access } = hostIn(report, 'web');
    assert.equal(code, 0, JSON.stringify(hostIn(report, 'web')));
    const certainties = access.map(({ account, after, certainty }) => `${account} ${after} ${certainty}`);
    assert.ok(certainties.includes('alice key+code predicted'), certainties.join());
    assert.ok(certainties.includes('bob key+code proven'), certainties.join());
    const [first] = access.find(({ account }) => account === 'alice')?.origins ?? [];
    assert.match(first?.address ?? '', /^\d+\.\d+\.\d+\.\d+$/);
    assert.deepEqual([first?.kind, first?.before, first?.after], ['controller', 'key', 'key+code']);
    assert.equal((await site.sshWithCode(site.lab.host('web'), 'alice')).code, 0);
  });
});
