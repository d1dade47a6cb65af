import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { LabHost } from '../../docker/host.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { ssh } from '../support/openssh.ts';
import { inHost } from '../support/tripwire.ts';

describe('lab hosts with systemd', function () {
  this.timeout(60_000);
  let lab: Lab;

  before(async () => {
    lab = await startLab([
      { name: 'service', image: 'debian-12-systemd', secondSshd: true },
      { name: 'socket', image: 'debian-12-systemd', ssh: 'socket' },
    ]);
  });
  after(() => lab.stop());

  const isActive = async (host: LabHost, unit: string): Promise<boolean> =>
    (await host.exec(['systemctl', 'is-active', '--quiet', unit])).code === 0;

  async function logsIn(host: LabHost): Promise<void> {
    const { code, stdout, stderr } = await ssh(lab, host, { account: 'admin', command: 'sudo -n hostname' });
    assert.deepEqual([code, stdout], [0, `${host.name}\n`], stderr);
  }

  it('starts sshd behind ssh.socket with the first connection only', async () => {
    const host = lab.host('socket');
    assert.deepEqual([await isActive(host, 'ssh.socket'), await isActive(host, 'ssh.service')], [true, false]);
    await logsIn(host);
    assert.equal(await isActive(host, 'ssh.service'), true);
  });

  it('runs a second sshd, whose keys are the same', async () => {
    const host = lab.host('service');
    const port = host.secondPort;
    assert.ok(port);
    const { code, stderr } = await ssh(lab, { ...host, name: host.name, port }, { account: 'bob' });
    assert.equal(code, 0, stderr);
    assert.equal(lab.host('socket').secondPort, undefined);
  });

  it('comes back from a reboot and from a power cut with its disk, an empty /run and another boot id', async () => {
    const bootId = (host: LabHost): Promise<string> => inHost(host, 'cat /proc/sys/kernel/random/boot_id');
    const comeBack = async (host: LabHost, way: 'reboot' | 'powerCut'): Promise<void> => {
      await inHost(host, 'touch /root/disk /run/memory');
      const before = await bootId(host);
      await host[way]();
      assert.notEqual(await bootId(host), before);
      assert.equal(await inHost(host, 'ls /root/disk; ls /run/memory 2>/dev/null || :'), '/root/disk\n');
      await logsIn(host);
      assert.match(await host.logs(), /Accepted publickey for admin/);
    };
    await Promise.all([comeBack(lab.host('service'), 'reboot'), comeBack(lab.host('socket'), 'powerCut')]);
    for (const host of lab.hosts) {
      assert.equal(await inHost(host, 'systemctl list-units --failed --no-legend'), '');
      assert.ok((await readFile(lab.knownHosts, 'utf8')).includes(`[127.0.0.1]:${host.port} ssh-ed25519 `));
    }
  });

  it('refuses what there is no image of', async () => {
    await assert.rejects(
      startLab([{ name: 'a', image: 'debian-0' }]),
      /there is no image "debian-0": docker\/debian-0\/image\.conf/,
    );
    await assert.rejects(
      startLab([{ name: 'a', image: 'debian-12', ssh: 'socket' }]),
      /need an image with an init system, which debian-12 has not/,
    );
  });
});
