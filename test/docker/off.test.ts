// The emergency: from a host's own console back to one factor, whatever runs have done since; and forward again with the next apply.
import assert from 'node:assert/strict';
import type { LabHost, LabHostSpec } from '../../docker/host.ts';
import { accounts } from '../../docker/keys.ts';
import { snapshot, type Snapshot } from '../../docker/snapshot.ts';
import { assertKeysAlone, assertNoProcessLeft, assertNothingLeft, changesBesides } from '../support/host-state.ts';
import { anyLoginWrites, ourRecords } from '../support/host-state.ts';
import { ssh } from '../support/openssh.ts';
import { runs, seed } from '../support/seed.ts';
import { endings, hostIn, openSite, withVault, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';
import { firstWeek, playbook, type People } from './second-week/playbook.ts';

const all = [
  { name: 'debian11', image: 'debian-11', otp: true },
  { name: 'debian12', image: 'debian-12', otp: true },
  { name: 'debian13', image: 'debian-13', otp: true },
  { name: 'service', image: 'debian-12-systemd' },
  { name: 'socket', image: 'debian-12-systemd', ssh: 'socket' },
] as const satisfies readonly LabHostSpec[];
/** All of them in a full run, else one without and one with systemd. */
const specs = all.filter((_, at) => runs(0, 1) === 1 || at === seed() % 3 || at === 3 + (seed() % 2));

/** What the weeks want, one apply after the other. */
const weeks: readonly People[] = [
  firstWeek,
  { enrolled: ['alice'], exempt: ['backup-bot', 'bob'] },
  { enrolled: ['alice', 'bob', 'backup-bot'], exempt: [] },
];
const off = 'sh /var/lib/keyturn/off.sh';

describe(`off.sh on a host's console, on ${specs.map(({ name }) => name).join(', ')}`, function () {
  this.timeout(600_000);
  let site: Site;
  const originals = new Map<LabHost, Snapshot>();

  before(async () => {
    site = await openSite(specs);
    for (const host of site.lab.hosts) {
      await ssh(site.lab, host, { account: 'admin', command: 'sudo -n true' });
      originals.set(host, await snapshot(host, ['/usr', '/run', '/tmp', '/var']));
    }
  });
  after(() => site.lab.stop());

  async function apply(people: People): Promise<void> {
    const { code, report } = await site.apply(await site.write('week.yml', playbook(people)), '--forks', '2');
    assert.equal(code, 0, endings(report));
    for (const { name } of site.lab.hosts) assert.equal(hostIn(report, name).status, 'changed', endings(report));
  }

  async function assertTwoFactors(host: LabHost): Promise<void> {
    const alone = await ssh(site.lab, host, { account: 'alice' });
    assert.equal(alone.code, 255, host.name);
    assert.match(alone.stderr, /Permission denied \(keyboard-interactive\)/, host.name);
    const { code, stdout, stderr } = await site.sshWithCode(host, 'alice');
    assert.deepEqual([code, stdout], [0, 'alice\n'], `${host.name}: ${stderr}`);
  }

  /** sshd and PAM are as they were before the first run; what people have in their homes stays. */
  async function assertOneFactor(host: LabHost): Promise<void> {
    await assertKeysAlone(site.lab, host, accounts);
    await assertNothingLeft(host);
    const now = await snapshot(host, ['/usr', '/run', '/tmp', '/var']);
    const theirs = accounts.map((account) => `/home/${account}/.google_authenticator`);
    const allowed = [...anyLoginWrites, ...ourRecords, ...theirs, '/etc/hosts', '/etc/hostname', '/etc/resolv.conf'];
    assert.deepEqual(changesBesides(originals.get(host) ?? new Map(), now, allowed), [], host.name);
  }

  it('is named by what every apply says first, and by what revert.sh says of a confirmed host', async () => {
    const file = await site.write('week.yml', playbook(firstWeek));
    const { code, stderr } = await site.keyturn('apply', file, ...withVault, '--forks', '2');
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /from its console: sh \/var\/lib\/keyturn\/last\/revert\.sh, and .*: sh \/var\/lib\/keyturn\/off\.sh$/m,
    );
    for (const host of site.lab.hosts) {
      const said = await inHost(host, 'sh /var/lib/keyturn/last/revert.sh || [ $? = 32 ]');
      assert.match(said, /^keyturn \S+ already-confirmed$/m);
      assert.match(said, /"keyturn rollback" .* --rollback\n.*: sh \/var\/lib\/keyturn\/off\.sh\n$/);
    }
  });

  it('leads back to one factor after three runs', async () => {
    for (const people of weeks.slice(1)) await apply(people);
    for (const host of site.lab.hosts) await assertTwoFactors(host);
    for (const host of site.lab.hosts) {
      const said = await inHost(host, off);
      assert.match(said, /\/etc\/pam\.d\/sshd: the lines of Keyturn are taken out\nThe second factor is off: /);
      await assertOneFactor(host);
    }
  });

  it('is undone by the next apply', async () => {
    await apply(firstWeek);
    for (const host of site.lab.hosts) await assertTwoFactors(host);
  });

  it('reverts a run that is armed, and goes on', async () => {
    const file = await site.write('week.yml', playbook({ enrolled: ['alice'], exempt: ['backup-bot', 'bob'] }));
    const running = site.start('apply', file, ...withVault, '-vv');
    await Promise.all(site.lab.hosts.map(({ name }) => running.said(`${name}: prove begins`)));
    running.child.kill('SIGKILL');
    await running.done;
    for (const host of site.lab.hosts) {
      const said = await inHost(host, off);
      assert.match(said, /run \S+, which was not confirmed, is reverted\n/, host.name);
      await assertOneFactor(host);
    }
    const { code, stdout } = await site.keyturn('status', '-i', 'inventory.yml');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^hosts with an unfinished run: 0 of \d$/m);
    for (const host of site.lab.hosts) assert.match(await inHost(host, off), /^The second factor is off: /m);
  });

  it('leaves nothing of ours at work', async () => {
    for (const host of site.lab.hosts) await assertNoProcessLeft(host);
  });
});
