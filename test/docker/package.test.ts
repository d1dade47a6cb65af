// What `npm run package` makes, used as a stranger uses it: installed where nothing of this checkout is, and taken along the README's path.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, run, type ProcessResult } from '../../docker/engine.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { runs } from '../support/seed.ts';

const root = join(import.meta.dirname, '../..');
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

/** What is made: two of them, or everything, which takes a minute more. */
const full = runs(0, 1) === 1;
const artefacts = full ? [] : ['tarball', 'executable-x64'];

/** Runs the script of `npm run package`, without its setup, which `npm test` has done. */
function makePackages(checkout: string, out: string): void {
  const argv = ['--import', 'tsx', 'scripts/package.ts', '--out', out, ...artefacts];
  execFileSync(process.execPath, argv, { cwd: checkout, stdio: 'pipe' });
}

/** Runs a program on the stranger's machine. */
type Stranger = (argv: readonly string[]) => Promise<ProcessResult>;

/** The README's path as far as it needs no host: a folder to start from, its inventory, its vault. */
async function startFromNothing(stranger: Stranger, folder: string): Promise<void> {
  const succeed = async (...argv: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await stranger(argv);
    assert.equal(code, 0, `keyturn ${argv.join(' ')}\n${stderr}`);
    return stdout;
  };
  assert.equal(await succeed('--version'), `${version}\n`);
  assert.match(await succeed('init', folder), /playbooks\/relax\.yml\n/);
  assert.match(await succeed('inventory', '-i', `${folder}/inventory.yml`, '--list'), /web1\.example\.org/);
  await succeed('vault', 'init', `${folder}/vault`, '--identity', `${folder}/identity.txt`);
  await succeed('validate', `${folder}/inventory.yml`, `${folder}/playbooks/rollout.yml`);
  assert.match(await succeed('schema', 'report'), /"\$id"/);
  assert.match(await succeed('explain', 'L6'), /L6/);
}

describe('npm pack', function () {
  this.timeout(60_000);

  it('makes nothing in a checkout, and says what does', () => {
    const { status, stderr } = spawnSync('npm', ['pack', '--loglevel', 'error'], { cwd: root, encoding: 'utf8' });
    assert.notEqual(status, 0);
    assert.match(stderr, /use `npm run package` instead/);
    assert.deepEqual(
      readdirSync(root).filter((name) => name.endsWith('.tgz')),
      [],
    );
  });
});

describe('npm run package', function () {
  this.timeout(600_000);
  let folder = '';
  let out = '';
  let lab: Lab;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-stranger-'));
    out = join(folder, 'out');
    const started = startLab([{ name: 'bastion', image: 'debian-12', otp: true }]);
    try {
      makePackages(root, out);
    } finally {
      lab = await started;
    }
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await lab.stop();
  });

  // What NODE_OPTIONS says is for other programs.
  const stranger: Stranger = (argv) =>
    lab.host('bastion').exec(['env', 'HOME=/root', 'NODE_OPTIONS=--bad', '/usr/local/bin/keyturn', ...argv]);

  it('says the sums of what it made', () => {
    const checked = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' });
    assert.deepEqual(
      checked.trimEnd().split('\n'),
      readdirSync(out)
        .filter((name) => name !== 'SHA256SUMS')
        .sort()
        .map((name) => `${name}: OK`),
    );
  });

  it('makes a tarball that npm installs, without anything of development', async () => {
    const prefix = join(folder, 'prefix');
    const install = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund'];
    execFileSync('npm', [...install, join(out, `keyturn-${version}.tgz`)], { cwd: folder, stdio: 'pipe' });
    const names = readdirSync(join(prefix, 'lib/node_modules/keyturn'));
    for (const name of ['LICENSE', 'README.md', 'playbooks']) assert.ok(names.includes(name), name);
    for (const name of ['src', 'test', 'docker', 'scripts']) assert.ok(!names.includes(name), name);
    await startFromNothing((argv) => run(join(prefix, 'bin/keyturn'), argv), join(folder, 'fleet'));
  });

  it('makes an executable that plans and audits from a machine without Node.js', async () => {
    const bastion = lab.host('bastion');
    const { container } = bastion;
    assert.notEqual((await bastion.exec(['sh', '-c', 'command -v node'])).code, 0);
    await docker('cp', join(out, `keyturn-${version}-linux-x64`), `${container}:/usr/local/bin/keyturn`);
    await docker('cp', lab.keys.admin, `${container}:/root/key`);
    await startFromNothing(stranger, '/root/fleet');
    const prepare = `mkdir -p -m 700 /root/.ssh
      chown root: /root/key
      printf '127.0.0.1 %s\\n' "$(cat /etc/ssh/ssh_host_ed25519_key.pub)" >/root/.ssh/known_hosts
      cat >/root/inventory.yml`;
    const inventory = `all:
  hosts:
    self: { ansible_host: 127.0.0.1, ansible_user: admin, ansible_ssh_private_key_file: /root/key }
`;
    const prepared = await bastion.exec(['sh', '-ec', prepare], inventory);
    assert.equal(prepared.code, 0, prepared.stderr);
    const audited = await stranger(['audit', '-i', '/root/inventory.yml', '--become', '--fail-on', 'never']);
    assert.equal(audited.code, 0, audited.stderr);
    assert.match(audited.stdout, /accounts on 1 host/);
    const planned = await stranger([
      ...['plan', '-i', '/root/inventory.yml', '/root/fleet/playbooks/rollout.yml'],
      ...['--vault', '/root/fleet/vault', '-o', '/root/monday.plan'],
    ]);
    assert.equal(planned.code, 0, planned.stderr);
    assert.match(planned.stdout, /sshd wants both factors/);
  });

  if (full) {
    it('makes an executable that rolls out, by the host scripts inside of it', async () => {
      const { code, stderr } = await stranger([
        ...['apply', '-i', '/root/inventory.yml', '/root/fleet/playbooks/rollout.yml'],
        ...['--vault', '/root/fleet/vault', '--identity', '/root/fleet/identity.txt'],
      ]);
      assert.equal(code, 0, stderr);
    });

    it('makes a package that dpkg installs, with completions and a manual page', async () => {
      const bastion = lab.host('bastion');
      await docker('cp', join(out, `keyturn_${version}_amd64.deb`), `${bastion.container}:/root/keyturn.deb`);
      const installed = await bastion.exec(['dpkg', '--install', '/root/keyturn.deb']);
      assert.equal(installed.code, 0, installed.stderr);
      const verified = await bastion.exec(['dpkg', '--verify', 'keyturn']);
      // The images have no manual pages and no documents of anything: what dpkg leaves out there is missing, and nothing else is.
      assert.doesNotMatch(verified.stdout, /\/usr\/bin|completion/);
      const listed = (await bastion.exec(['dpkg', '--listfiles', 'keyturn'])).stdout.split('\n');
      for (const path of ['man/man1/keyturn.1.gz', 'bash-completion/completions/keyturn', 'doc/keyturn/copyright'])
        assert.ok(listed.includes(`/usr/share/${path}`), path);
      await startFromNothing((argv) => bastion.exec(['/usr/bin/keyturn', ...argv]), '/root/debian');
      const removed = await bastion.exec(['dpkg', '--purge', 'keyturn']);
      assert.equal(removed.code, 0, removed.stderr);
    });

    it('makes for arm64 what it makes for x64', () => {
      const names = readdirSync(out);
      for (const name of [`keyturn-${version}-linux-arm64`, `keyturn_${version}_arm64.deb`])
        assert.ok(names.includes(name), name);
      const fields = execFileSync('dpkg-deb', ['--field', join(out, `keyturn_${version}_arm64.deb`)]).toString();
      assert.match(fields, /^Architecture: arm64$/m);
      // e_machine: AArch64
      assert.equal(readFileSync(join(out, `keyturn-${version}-linux-arm64`)).readUInt16LE(18), 183);
    });

    it('lists what is inside, without a host name of this machine', () => {
      const text = readFileSync(join(out, `keyturn-${version}.cdx.json`), 'utf8');
      const { components } = JSON.parse(text) as { readonly components: readonly { readonly name: string }[] };
      for (const name of [...Object.keys(dependencies), 'fast-deep-equal', 'node'])
        assert.ok(components.some((component) => component.name === name));
      assert.deepEqual([...new Set(text.match(/https?:\/\/[^/"]*/g))], ['http://cyclonedx.org']);
    });

    it('makes the same bytes in another folder, under another umask', () => {
      const sums = ['a', 'somewhere/else'].map((name, index) => {
        const checkout = join(folder, name);
        const before = process.umask(index === 0 ? 0o022 : 0o077);
        try {
          // The second from the first: somebody may commit meanwhile.
          execFileSync('git', ['clone', '--quiet', index === 0 ? root : join(folder, 'a'), checkout]);
          symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
          cpSync(join(root, '.build/node'), join(checkout, '.build/node'), { recursive: true });
          makePackages(checkout, `${checkout}-out`);
        } finally {
          process.umask(before);
        }
        return readFileSync(join(`${checkout}-out`, 'SHA256SUMS'), 'utf8');
      });
      assert.equal(sums[0], sums[1]);
      assert.ok((sums[0] ?? '').split('\n').length > 8);
    });
  }
});
