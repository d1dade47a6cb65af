// Many hosts with care: one of each configuration goes first, batches come one after another, and too many failures stop the rest.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accounts } from '../../docker/keys.ts';
import { assertKeysAlone } from '../support/host-state.ts';
import { hostIn, openSite, withVault, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

const alike = ['web1', 'web2', 'web3'].map((name) => ({ name, image: 'debian-12', otp: true }) as const);

/** Work at hosts on which no code was used yet: those that were make a run wait for another one. */
async function atFreshHosts(work: (site: Site) => Promise<void>): Promise<void> {
  const site = await openSite(alike);
  try {
    await work(site);
  } finally {
    await site.lab.stop();
  }
}

describe('a run over many hosts', function () {
  this.timeout(300_000);
  let site: Site;

  before(async () => {
    site = await openSite([...alike, { name: 'old', image: 'debian-11', otp: true }]);
  });
  after(() => site.lab.stop());

  const statuses = (report: Awaited<ReturnType<Site['apply']>>['report']): Record<string, string> =>
    Object.fromEntries(report.runs[0]?.hosts.map(({ name, status }) => [name, status]) ?? []);
  const traces = (name: string): Promise<string> =>
    inHost(site.lab.host(name), 'ls -d /var/lib/keyturn /var/log/keyturn.log 2>/dev/null || :');

  it('begins no host after the first failure where the play says so, not even an unreachable one', async () => {
    const inventory = await readFile(join(site.lab.directory, 'inventory.yml'), 'utf8');
    // A host of this name is in no known_hosts file.
    await site.write('first-down.yml', inventory.replace('hosts:\n', 'hosts:\n    first: {ansible_host: 127.0.0.2}\n'));
    const rollout = await readFile(join(site.lab.directory, 'rollout.yml'), 'utf8');
    await site.write(
      'careful.yml',
      rollout.replace(/^( *)become: .*$/m, '$&\n$1serial: [1, "50%"]\n$1any_errors_fatal: yes'),
    );
    const { code, report } = await site.apply('careful.yml', '-i', 'first-down.yml');
    const others = { web1: 'skipped', web2: 'skipped', web3: 'skipped', old: 'skipped' };
    assert.deepEqual([code, statuses(report)], [4, { first: 'unreachable', ...others }]);
    assert.equal(report.runs[0]?.stopped, 'first ended as unreachable (any_errors_fatal)');
    assert.equal(await traces('web1'), '');
  });

  it('changes no host that is configured like one that had to be put back, and goes on with the others', async () => {
    const keys = '/home/bob/.ssh/authorized_keys';
    const web1 = site.lab.host('web1');
    await inHost(web1, `cp -p ${keys} /run/kept; cat /home/alice/.ssh/authorized_keys >${keys}`);
    const { code, report } = await site.apply('rollout.yml', '--forks', '1');
    assert.deepEqual(
      [code, statuses(report)],
      [8, { web1: 'reverted', web2: 'skipped', web3: 'skipped', old: 'changed' }],
    );
    const { problem } = hostIn(report, 'web3');
    assert.equal(problem?.message, 'web1, which is configured alike and went first, ended as reverted');
    for (const name of ['web2', 'web3']) {
      assert.equal(await traces(name), '');
      await assertKeysAlone(site.lab, site.lab.host(name), accounts);
    }
    await inHost(web1, `cp -p /run/kept ${keys}`);
  });

  it('writes nothing to the others before their canary is confirmed', () =>
    atFreshHosts(async (fresh) => {
      const { code, stderr } = await fresh.keyturn('apply', 'rollout.yml', ...withVault, '-v');
      assert.equal(code, 0, stderr);
      const lines = stderr.split('\n');
      const canary = /^(\S+): canary host: hosts with the same configuration wait for it$/m.exec(stderr)?.[1] ?? '';
      assert.ok(['web1', 'web2', 'web3'].includes(canary), stderr);
      const confirmed = lines.findIndex((line) => line.startsWith(`${canary}: confirmed`));
      const staged = lines.flatMap((line, index) => (/^web\d: staged \(/.test(line) ? [{ line, index }] : []));
      assert.equal(staged.length, 3);
      for (const { line, index } of staged) assert.equal(index > confirmed, !line.startsWith(`${canary}:`), line);
    }));

  it('waits for nobody where no canary is wanted', () =>
    atFreshHosts(async (fresh) => {
      const { code, stdout, stderr } = await fresh.keyturn('apply', 'rollout.yml', ...withVault, '--no-canary', '-v');
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^web\[1-3\] {2}changed {2}\(3 hosts\)/m);
      assert.doesNotMatch(stderr, /canary host/);
    }));
});
