// Saved plans: `plan -o` writes what `apply FILE` then does, exactly, and on no host that has changed since.
import assert from 'node:assert/strict';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { snapshot } from '../../docker/snapshot.ts';
import { anyLoginWrites, changesBesides } from '../support/host-state.ts';
import {
  endings,
  hostIn,
  openSite,
  parseReport,
  provenLogins,
  vaultEntries,
  type Report,
  type Site,
} from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

const schemaFile = join(import.meta.dirname, '../../schemas/plan.schema.json');
const vault = ['--vault', 'vault', '--identity', 'identity.txt'] as const;

describe('saved plans', function () {
  this.timeout(300_000);
  let site: Site;

  before(async () => {
    site = await openSite([
      { name: 'web', image: 'debian-13', otp: true },
      { name: 'db', image: 'debian-12', otp: true },
      { name: 'gone', image: 'debian-13', otp: true },
    ]);
    await site.lab.host('gone').unplug();
  });
  after(() => site.lab.stop());

  const path = (name: string): string => join(site.lab.directory, name);

  /** Makes a plan of what is to be done to the hosts now. */
  const plan = async (name: string): Promise<{ readonly code: number; readonly stderr: string }> =>
    site.keyturn('plan', 'rollout.yml', '-i', 'inventory.yml', ...vault, '-o', name);

  const apply = async (
    ...argv: readonly string[]
  ): Promise<{ readonly code: number; readonly report: Report; readonly stderr: string }> => {
    const { code, stdout, stderr } = await site.keyturn('apply', ...argv, ...vault, '--json');
    return { code, report: parseReport(stdout, stderr), stderr };
  };

  it('writes a file as its schema says, with hosts that it leaves out by name, readable by its owner alone', async () => {
    const { code, stderr } = await plan('first.plan');
    assert.equal(code, 4, stderr);
    assert.match(stderr, /the plan for 2 hosts \(1 left out\) is in first\.plan/);
    const document = JSON.parse(await readFile(path('first.plan'), 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(JSON.parse(await readFile(schemaFile, 'utf8')) as object);
    assert.ok(validate(document), JSON.stringify(validate.errors));
    assert.equal((await stat(path('first.plan'))).mode & 0o777, 0o600);
  });

  it('never writes over a file', async () => {
    await writeFile(path('taken'), 'mine');
    const { code, stderr } = await plan('taken');
    assert.deepEqual([code, await readFile(path('taken'), 'utf8')], [64, 'mine']);
    assert.match(stderr, /taken exists already/);
  });

  it('refuses a host that has changed since, naming what changed, and touches it not', async () => {
    const web = site.lab.host('web');
    await inHost(web, 'cp -p /etc/ssh/sshd_config /run/kept; echo "# by hand" >>/etc/ssh/sshd_config');
    const before = await snapshot(web);
    const { code, report } = await apply('first.plan', '--limit', 'web');
    assert.deepEqual(changesBesides(before, await snapshot(web), anyLoginWrites), []);
    await inHost(web, 'cat /run/kept >/etc/ssh/sshd_config; rm /run/kept');
    const { status, refusals } = hostIn(report, 'web');
    assert.deepEqual([code, status, refusals.map(({ cause }) => cause)], [6, 'refused', ['drift']]);
    assert.match(refusals[0]?.message ?? '', /\/etc\/ssh\/sshd_config differs/);
  });

  it('refuses a host on which somebody else could log in now', async () => {
    const web = site.lab.host('web');
    await inHost(
      web,
      'useradd -m -s /bin/bash mallory; install -D -o mallory -m 600 /home/bob/.ssh/authorized_keys /home/mallory/.ssh/authorized_keys',
    );
    const { report } = await apply('first.plan', '--limit', 'web', '--check');
    await inHost(web, 'userdel -r mallory 2>/dev/null');
    assert.match(
      hostIn(report, 'web')
        .refusals.map(({ message }) => message)
        .join(' '),
      /mallory/,
    );
  });

  it('does what the plan says, without inventory and playbook', async () => {
    await rename(path('inventory.yml'), path('inventory.away'));
    await rename(path('rollout.yml'), path('rollout.away'));
    const { code, report, stderr } = await apply('first.plan');
    assert.equal(code, 0, endings(report));
    assert.match(stderr, /not in this plan, and not touched: gone/);
    for (const name of ['web', 'db']) {
      const host = hostIn(report, name);
      assert.equal(host.status, 'changed');
      assert.ok(provenLogins(host).includes('alice publickey+otp met'), JSON.stringify(host.logins));
    }
  });

  it('holds no secret', async () => {
    const text = await readFile(path('first.plan'), 'utf8');
    const entries = await vaultEntries(site);
    assert.ok(entries.length > 0);
    for (const { secret, recovery_codes: codes } of entries) {
      for (const word of [secret, ...codes]) assert.ok(!text.includes(word));
    }
  });

  it('finds hosts that it was carried out on as they shall be', async () => {
    const { code, report } = await apply('first.plan');
    assert.deepEqual([code, hostIn(report, 'web').status, hostIn(report, 'db').status], [0, 'ok', 'ok']);
  });

  it('refuses a plan that was edited, and flags that would make another plan of it', async () => {
    const text = await readFile(path('first.plan'), 'utf8');
    await writeFile(path('edited.plan'), text.replace('become: true', 'become: false'));
    await writeFile(path('cut.plan'), text.slice(0, 500));
    for (const [argv, wanted, said] of [
      [['edited.plan'], 65, /does not match its hash/],
      [['cut.plan'], 65, /not a plan that keyturn wrote/],
      [['first.plan', '-i', 'inventory.away'], 64, /names its hosts itself/],
      [
        ['first.plan', '--allow-lockout', 'bob'],
        64,
        /a saved plan already has the user, become, and what was accepted/,
      ],
      [['first.plan', 'rollout.away'], 64, /applied alone/],
    ] as const) {
      const { code, stderr } = await site.keyturn('apply', ...argv, ...vault);
      assert.equal(code, wanted, stderr);
      assert.match(stderr, said);
    }
  });
});
