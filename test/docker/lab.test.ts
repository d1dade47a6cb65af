import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { run, type ProcessResult } from '../../docker/engine.ts';
import type { LabHost } from '../../docker/host.ts';
import { accounts, type Account } from '../../docker/keys.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { snapshot, snapshotChanges } from '../../docker/snapshot.ts';

/** Logs in with OpenSSH's client, trusting nothing but the lab's known_hosts file. */
function ssh(lab: Lab, host: LabHost, account: Account, command: string): Promise<ProcessResult> {
  const options = ['BatchMode=yes', 'IdentitiesOnly=yes', `UserKnownHostsFile=${lab.knownHosts}`];
  return run('ssh', [
    ...['-F', '/dev/null', '-i', lab.keys[account], '-p', String(host.port)],
    ...[...options, 'StrictHostKeyChecking=yes'].flatMap((option) => ['-o', option]),
    ...[`${account}@${host.address}`, command],
  ]);
}

describe('the lab', function () {
  this.timeout(60_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab([
      { name: 'eleven', image: 'debian-11' },
      { name: 'twelve', image: 'debian-12', otp: true },
      { name: 'thirteen', image: 'debian-13' },
    ]);
  });
  after(() => lab.stop());

  for (const [name, version] of [
    ['eleven', 'OpenSSH_8.4'],
    ['twelve', 'OpenSSH_9.2'],
    ['thirteen', 'OpenSSH_10.0'],
  ] as const) {
    it(`lets every account of ${name} (${version}) in with its key`, async () => {
      const host = lab.host(name);
      for (const account of accounts) {
        const { code, stdout, stderr } = await ssh(lab, host, account, 'id -un; hostname; ssh -V 2>&1');
        assert.equal(code, 0, stderr);
        assert.equal(
          stdout.slice(0, account.length + name.length + version.length + 2),
          `${account}\n${name}\n${version}`,
        );
      }
      assert.equal((await ssh(lab, host, 'admin', 'sudo -n id -u')).stdout, '0\n');
      assert.match(await host.logs(), /Accepted publickey for backup-bot/);
    });
  }

  it('leaves the files of Debian that decide about logins as they were packaged', async () => {
    for (const host of lab.hosts) {
      const { stdout } = await host.exec(['dpkg', '--verify', 'openssh-server', 'libpam-runtime', 'libpam-modules']);
      assert.equal(stdout, '', host.name);
    }
  });

  it('outlives its sshd, which can be started again', async () => {
    const host = lab.host('thirteen');
    const { code, stdout } = await host.exec([
      'sh',
      '-c',
      'pid=$(cat /run/sshd.pid); kill -9 $pid; sleep 0.3; kill -0 $pid',
    ]);
    assert.equal(code, 1, `sshd is still there: ${stdout}`);
    assert.equal((await ssh(lab, host, 'admin', 'true')).code, 255);
    assert.equal((await host.exec(['service', 'ssh', 'start'])).code, 0);
    assert.equal((await ssh(lab, host, 'admin', 'true')).code, 0);
  });

  it('is out of reach without its network, and back with it', async () => {
    const host = lab.host('thirteen');
    await host.unplug();
    assert.equal((await ssh(lab, host, 'alice', 'true')).code, 255);
    await host.plug();
    const { code, stderr } = await ssh(lab, host, 'alice', 'true');
    assert.equal(code, 0, stderr);
  });

  it('sees every kind of change in a snapshot, and none where there is none', async () => {
    const host = lab.host('twelve');
    const before = await snapshot(host, ['/var/log']);
    assert.deepEqual(snapshotChanges(before, await snapshot(host, ['/var/log'])), []);
    await host.exec([
      'sh',
      '-c',
      'cd /etc; chmod 600 motd; echo >>issue; ln -s x "a\\b"; rm -r skel; chown 7 fstab; echo >/var/log/x',
    ]);
    const changes = snapshotChanges(before, await snapshot(host, ['/var/log']));
    assert.deepEqual(
      changes.map((change) => change.replace(/(size|sha256) \S+ → [^\s,]+/g, '$1')),
      [
        'added /etc/a\\b',
        'changed /etc/fstab: owner 0:0 → 7:0',
        'changed /etc/issue: size, sha256',
        'changed /etc/motd: mode 644 → 600',
        'removed /etc/skel',
        'removed /etc/skel/.bash_logout',
        'removed /etc/skel/.bashrc',
        'removed /etc/skel/.profile',
      ],
    );
  });

  it('removes the hosts and files of a lab, and only those', async () => {
    const other = await startLab([{ name: 'twelve', image: 'debian-12' }]);
    await other.stop();
    await other.stop();
    assert.equal(existsSync(other.directory), false);
    assert.notEqual((await run('docker', ['inspect', other.host('twelve').container])).code, 0);
    assert.equal((await lab.host('twelve').exec(['true'])).code, 0);
  });

  it('removes what a process left that was killed, unless it was to be kept', async () => {
    const start = (keep: boolean): string =>
      `import { startLab } from ${JSON.stringify(new URL('../../docker/lab.ts', import.meta.url).href)};
       const lab = await startLab([{ name: 'left', image: 'debian-12' }], { keep: ${String(keep)} });
       process.stdout.write(lab.host('left').container + ' ' + lab.directory, () => process.kill(process.pid, 'SIGKILL'));`;
    const leave = async (keep: boolean): Promise<readonly string[]> => {
      const argv = ['--import', 'tsx', '--input-type=module', '--eval', start(keep)];
      return (await run(process.execPath, argv)).stdout.split(' ');
    };
    const [[left = '', leftDirectory = ''], [kept = '', keptDirectory = '']] = [await leave(false), await leave(true)];
    try {
      await (await startLab([])).stop();
      assert.equal(existsSync(leftDirectory), false);
      assert.notEqual((await run('docker', ['inspect', left])).code, 0);
      assert.equal(existsSync(keptDirectory), true);
      assert.equal((await run('docker', ['exec', kept, 'true'])).code, 0);
    } finally {
      await run('docker', ['rm', '--force', kept]);
      await rm(keptDirectory, { recursive: true, force: true });
    }
  });
});
