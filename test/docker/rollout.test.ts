// The whole way on real hosts, as a user walks it: plan, apply, log in with OpenSSH, apply again, and back to one factor.
import assert from 'node:assert/strict';
import { join } from 'node:path';
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
import { awaitTurn, codeAt } from '../support/one-time-codes.ts';
import { ssh } from '../support/openssh.ts';
import { artefactsOf, forbiddenIn, leaks, watchProcesses, type Artefact } from '../support/leaks.ts';
import { hostIn, openSite, provenLogins, withVault, type Site } from '../support/site.ts';
import { inHost } from '../support/tripwire.ts';

const releases = ['11', '12', '13'] as const;
type Release = (typeof releases)[number];
const root = join(import.meta.dirname, '../..');

/** What the installation of a Debian package writes. */
const packagesWrite = [
  ...['/usr', '/lib', '/var/lib/dpkg', '/var/lib/apt', '/var/cache', '/var/log/apt', '/var/log/dpkg.log'],
  '/etc/ld.so.cache',
];

function shipped(playbook: string): string {
  return join(root, 'playbooks', playbook);
}

function hostname(release: Release): string {
  return `debian${release}`;
}

describe('a roll-out on Debian 11, 12 and 13', function () {
  this.timeout(300_000);
  let site: Site;
  let beforePlan: readonly Snapshot[];
  let original: readonly Snapshot[];
  let processes: Artefact;
  const at = (release: Release): LabHost => site.lab.host(hostname(release));
  const snapshots = (...exclude: readonly string[]): Promise<readonly Snapshot[]> =>
    Promise.all(site.lab.hosts.map((host) => snapshot(host, exclude)));

  before(async () => {
    site = await openSite(releases.map((release) => ({ name: hostname(release), image: `debian-${release}` })));
    // The first login and the first sudo of a host's life leave marks of their own.
    for (const host of site.lab.hosts) {
      const { code, stderr } = await ssh(site.lab, host, { account: 'admin', command: 'sudo -n true' });
      assert.equal(code, 0, stderr);
    }
    beforePlan = await snapshots();
  });
  after(() => site.lab.stop());

  it('plans: shows what would change and writes nothing', async () => {
    const { code, stdout, stderr } = await site.keyturn(
      'plan',
      shipped('rollout.yml'),
      ...withVault,
      '--detailed-exitcode',
    );
    assert.equal(code, 5, stderr);
    assert.match(stdout, /\+ install libpam-google-authenticator/);
    assert.match(stdout, /^ +\+AuthenticationMethods publickey,keyboard-interactive:pam$/m);
    assert.match(stdout, /admin, alice, bob +key → key\+code +predicted/);
    assert.match(stdout, /Can everyone still log in\? Predicted yes for .*\(nothing written yet\)\.\n$/);
    original = await snapshots();
    for (const [index, host] of site.lab.hosts.entries()) {
      const changes = changesBesides(beforePlan[index] ?? new Map(), original[index] ?? new Map(), anyLoginWrites);
      assert.deepEqual(changes, [], host.name);
    }
  });

  it('applies, proves every login, and writes a report as its schema says', async () => {
    const watch = watchProcesses(100);
    const { code, report } = await site.apply('rollout.yml', '--diff');
    processes = watch.stop();
    // `apply` has held the report against its schema.
    assert.equal(code, 0, JSON.stringify(report, null, 1));
    assert.equal(report.logins.answer, 'proven');
    for (const host of site.lab.hosts) {
      const told = hostIn(report, host.name);
      assert.equal(told.status, 'changed');
      assert.deepEqual(provenLogins(told).toSorted(), [
        'admin publickey+otp met',
        'alice publickey+otp met',
        'backup-bot publickey met',
        'bob publickey+otp met',
      ]);
      assert.equal(told.changes.length, 7);
    }
  });

  it('changes nothing when it is applied again, and says so', async () => {
    const before = await snapshots('/usr');
    const { code, stdout, stderr } = await site.keyturn('apply', 'rollout.yml', ...withVault);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Nothing was changed: 3 hosts already in the desired state\.$/m);
    assert.match(stdout, /Can everyone still log in\? As before on .* \(nothing to change\)\.\n$/);
    assert.match(stderr, /done: 3 of 3 hosts in .*: 3 ok/);
    const after = await snapshots('/usr');
    // The login itself is written down there: the code that it used.
    const own = [...anyLoginWrites, '/home/admin/.google_authenticator'];
    for (const [index, host] of site.lab.hosts.entries()) {
      assert.deepEqual(changesBesides(before[index] ?? new Map(), after[index] ?? new Map(), own), [], host.name);
    }
  });

  for (const release of releases) {
    it(`Debian ${release}: lets OpenSSH's ssh in with the key and a code, which is good for one login`, async () => {
      const { secret } = await site.entry('alice');
      const first = await site.sshWithCode(at(release), 'alice');
      assert.deepEqual([first.code, first.stdout], [0, 'alice\n'], first.stderr);
      const step = await lastStep(at(release), 'alice');
      // Else the host would refuse whatever code it is.
      await awaitTurn(at(release), 'alice');
      const replay = await ssh(site.lab, at(release), { account: 'alice', code: await codeAt(secret, step) });
      assert.equal(replay.code, 255);
      assert.match(replay.stderr, /alice@127\.0\.0\.1: Permission denied/);
    });

    // Not more failures than this one and the one above: from 9.8 on, sshd turns away for a while who fails three times.
    it(`Debian ${release}: refuses the key alone`, async () => {
      const { code, stderr } = await ssh(site.lab, at(release), { account: 'bob' });
      assert.equal(code, 255);
      assert.match(stderr, /bob@127\.0\.0\.1: Permission denied \(keyboard-interactive\)/);
    });

    it(`Debian ${release}: lets the exempt account in with its key alone, and asks it for nothing`, async () => {
      const { code, stdout, stderr } = await ssh(site.lab, at(release), { account: 'backup-bot' });
      assert.deepEqual([code, stdout], [0, 'backup-bot\n'], stderr);
    });

    it(`Debian ${release}: leaves sudo and su with the password`, async () => {
      assert.equal(await inHost(at(release), passwordOnly), '0\n0\n');
    });

    it(`Debian ${release}: leaves state files that nobody but their owner can read`, async () => {
      const listing = await inHost(at(release), "stat -c '%a %U %n' /home/*/.google_authenticator");
      const expected = ['admin', 'alice', 'bob'].map((name) => `400 ${name} /home/${name}/.google_authenticator\n`);
      assert.equal(listing, expected.join(''));
    });
  }

  it('goes back to one factor with playbooks/relax.yml, and leaves the rest as it was', async () => {
    const { code, report } = await site.apply(shipped('relax.yml'));
    assert.equal(code, 0, JSON.stringify(report, null, 1));
    const after = await snapshots('/usr');
    const stateFiles = ['admin', 'alice', 'bob'].map((name) => `/home/${name}/.google_authenticator`);
    const allowed = [...anyLoginWrites, ...packagesWrite, ...ourRecords, ...stateFiles];
    for (const [index, host] of site.lab.hosts.entries()) {
      const changes = changesBesides(original[index] ?? new Map(), after[index] ?? new Map(), allowed);
      assert.deepEqual(changes, [], host.name);
      await assertKeysAlone(site.lab, host, accounts);
      await assertNothingLeft(host);
      await assertNoProcessLeft(host);
    }
  });

  it('shows the secrets in the handout', async () => {
    const { code, stdout } = await site.keyturn('handout', 'alice', ...withVault.slice(2));
    assert.equal(code, 0);
    const uri = await site.keyturn('handout', 'alice', ...withVault.slice(2), '--format', 'uri');
    const { secret } = await site.entry('alice');
    assert.match(uri.stdout, new RegExp(`^otpauth://totp/[^?]+\\?secret=${secret}&[^\\n]*\\n$`));
    // The key is there for people in groups of four, so only the codes stand as they are.
    const found = leaks([{ name: 'the handout', text: stdout.replaceAll(' ', '') }], await forbiddenIn(site));
    assert.ok(found.includes('the secret of alice is in the handout'));
    assert.ok(found.includes('a recovery code of alice is in the handout'));
  });

  it('shows them nowhere else: not in output, reports, logs, files of ours, command lines or environments', async () => {
    const forbidden = await forbiddenIn(site);
    const stateFile = await inHost(at('12'), 'cat /home/alice/.google_authenticator');
    assert.ok(leaks([{ name: 'it', text: stateFile }], forbidden).includes('the secret of alice is in it'));
    const artefacts = [...(await artefactsOf(site)), processes];
    for (const sign of ['keyturn 1 ', 'Accepted publickey for backup-bot', 'dist/cli.js', '"exit_code": 0']) {
      assert.ok(
        artefacts.some(({ text }) => text.includes(sign)),
        `nothing was searched that holds ${sign}`,
      );
    }
    assert.deepEqual(leaks(artefacts, forbidden), []);
  });
});

/** The newest time step whose code an account has used on a host. */
async function lastStep(host: LabHost, account: string): Promise<number> {
  const line = await inHost(host, `grep DISALLOW_REUSE /home/${account}/.google_authenticator`);
  return Math.max(...line.trim().split(' ').slice(2).map(Number));
}

/** sudo and su with a password and nothing else, for accounts made for that and gone afterwards. */
const passwordOnly = `
set -e
cp -p /etc/shadow /run/shadow.before
hash=$(perl -e 'print crypt("open sesame", q($6$salt$))')
sed -i "s|^backup-bot:[^:]*:|backup-bot:$hash:|; s|^root:[^:]*:|root:$hash:|" /etc/shadow
echo 'backup-bot ALL=(ALL:ALL) ALL' >/etc/sudoers.d/test
su backup-bot -c 'echo open sesame | sudo -k -S -p "" id -u'
su backup-bot -c 'echo open sesame | su root -c "id -u"' 2>/dev/null
rm -f /etc/sudoers.d/test /var/lib/sudo/lectured/backup-bot "/var/lib/sudo/lectured/$(id -u backup-bot)"
mv /run/shadow.before /etc/shadow
`;
