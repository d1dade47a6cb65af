// Hosts whose files even root cannot change: refused before anything is installed for their sake; and where that only comes to light
// after the installation, the report says what was installed.
import assert from 'node:assert/strict';
import type { LabHost, LabHostSpec } from '../../docker/host.ts';
import { accounts } from '../../docker/keys.ts';
import { snapshot, type Snapshot } from '../../docker/snapshot.ts';
import { anyLoginWrites, assertKeysAlone, assertNothingLeft, changesBesides } from '../support/host-state.ts';
import { ssh } from '../support/openssh.ts';
import { runs, seed } from '../support/seed.ts';
import { hostIn, openSite, parseReport, withVault, type Report, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

interface Case {
  readonly name: string;
  /** As root, before the run. */
  readonly obstacle: string;
  readonly message: RegExp;
}

const bindReadOnly = (path: string): string => `mount --bind ${path} ${path} && mount -o remount,bind,ro ${path}`;

const cases: readonly Case[] = [
  {
    name: 'sshd-read-only',
    obstacle: bindReadOnly('/etc/ssh'),
    message:
      /^\/etc\/ssh\/sshd_config\.d\/00-keyturn\.conf cannot be changed: the file system at \/etc\/ssh is mounted read-only$/,
  },
  {
    name: 'pam-read-only',
    obstacle: bindReadOnly('/etc/pam.d'),
    message: /^\/etc\/pam\.d\/sshd cannot be changed: the file system at \/etc\/pam\.d is mounted read-only$/,
  },
  {
    name: 'runs-read-only',
    obstacle: `mkdir -p /var/lib/keyturn && ${bindReadOnly('/var/lib/keyturn')}`,
    message: /^\/var\/lib\/keyturn cannot be changed: the file system at \/var\/lib\/keyturn is mounted read-only$/,
  },
  {
    name: 'pam-immutable',
    obstacle: 'chattr +i /etc/pam.d/sshd',
    message: /^\/etc\/pam\.d\/sshd cannot be changed: \/etc\/pam\.d\/sshd is immutable \(chattr\)$/,
  },
  {
    name: 'drop-ins-append-only',
    obstacle: 'chattr +a /etc/ssh/sshd_config.d',
    message:
      /^\/etc\/ssh\/sshd_config\.d\/00-keyturn\.conf cannot be changed: \/etc\/ssh\/sshd_config\.d is append-only/,
  },
];
const late = 'immutable-after-install';

const mayFix = [
  ...['--cap-add', 'SYS_ADMIN', '--cap-add', 'LINUX_IMMUTABLE'],
  ...['seccomp', 'apparmor'].flatMap((it) => ['--security-opt', `${it}=unconfined`]),
];

/** An image for each, all of them in turn. */
const images = ['debian-11', 'debian-12', 'debian-13'];
const chosen = cases.filter((_, at) => runs(0, 1) === 1 || (at + seed()) % 2 === 0);
const specs = [...chosen.map(({ name }) => name), late].map((name, at): LabHostSpec => {
  const usesChattr = cases.find((one) => one.name === name)?.obstacle.startsWith('chattr') ?? true;
  // Debian 13's base system has no chattr(1).
  const image = usesChattr ? 'debian-12' : (images[(at + seed()) % images.length] ?? '');
  return { name, image, dockerArgs: mayFix };
});

describe(`files that even root cannot change (seed ${seed()})`, function () {
  this.timeout(300_000);
  let site: Site;
  let report: Report;
  let code: number;
  const originals = new Map<LabHost, Snapshot>();

  before(async () => {
    site = await openSite(specs);
    for (const host of site.lab.hosts) {
      await ssh(site.lab, host, { account: 'admin', command: 'sudo -n true' });
      await inHost(host, cases.find(({ name }) => name === host.name)?.obstacle ?? lateObstacle);
      originals.set(host, await snapshot(host, ['/var/log', '/run']));
    }
    ({ code, report } = await site.apply('rollout.yml', '--no-canary'));
  });
  after(() => site.lab.stop());

  it('refuse the plan', () => {
    assert.equal(code, 6);
  });

  for (const { name, message } of chosen) {
    it(`${name}: names the file and the obstacle, and installs nothing`, async () => {
      const host = site.lab.host(name);
      const { status, refusals } = hostIn(report, name);
      assert.deepEqual([status, refusals.map(({ cause }) => cause)], ['refused', ['unwritable']]);
      assert.match(refusals[0]?.message ?? '', message);
      const changes = changesBesides(
        originals.get(host) ?? new Map(),
        await snapshot(host, ['/var/log', '/run']),
        anyLoginWrites,
      );
      assert.deepEqual(changes, []);
      await assertKeysAlone(site.lab, host, accounts);
    });
  }

  it('say what was installed where they come to light only then', async () => {
    const host = site.lab.host(late);
    const { status, refusals, problem } = hostIn(report, late);
    assert.deepEqual([status, refusals, problem?.phase], ['refused', [], 'stage']);
    assert.match(problem?.message ?? '', /\/etc\/pam\.d\/sshd is immutable/);
    const installed = 'done before that, and left so: install libpam-google-authenticator';
    assert.equal(problem?.help, `logins are as before; ${installed}`);
    assert.match(await inHost(host, 'dpkg -s libpam-google-authenticator'), /^Status: install ok installed$/m);
    await assertKeysAlone(site.lab, host, accounts);
    await assertNothingLeft(host);
  });

  it('are reported in words that say so', async () => {
    await inHost(site.lab.host(late), 'apt-get -qy purge libpam-google-authenticator; chattr -i /etc/pam.d/sshd');
    const { stdout } = await site.keyturn('apply', 'rollout.yml', ...withVault, '-l', late);
    assert.match(stdout, new RegExp(`^${late} {2}refused, logins not touched$`, 'm'));
    assert.match(stdout, /done before that, and left so: install libpam-google-authenticator/);
    const planned = await site.keyturn('plan', 'rollout.yml', ...withVault, '--json', '-l', late);
    assert.deepEqual(
      hostIn(parseReport(planned.stdout, planned.stderr), late).refusals.map(({ cause }) => cause),
      ['unwritable'],
    );
  });
});

/** As a hardening role that runs behind every installation. */
const lateObstacle = `echo 'DPkg::Post-Invoke { "chattr +i /etc/pam.d/sshd"; };' >/etc/apt/apt.conf.d/99hardening`;
