// The tarball that `npm pack` makes: it installs, and works from any folder.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../support/cli.ts';

const root = join(import.meta.dirname, '../..');

describe('npm pack', () => {
  let folder = '';

  before(function () {
    this.timeout(120_000);
    folder = mkdtempSync(join(tmpdir(), 'keyturn-pack-'));
    // `dist/` is built by then, so the build of `prepack` is not run again.
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    assert.ok(tarball);
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, 'keyturn'), { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', join(modules, 'keyturn')]);
    // The packages that it would be installed with, without asking a registry.
    const listed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: root, encoding: 'utf8' });
    for (const path of listed.trim().split('\n').slice(1)) {
      cpSync(path, join(modules, path.slice(path.indexOf('node_modules/') + 'node_modules/'.length)), {
        recursive: true,
      });
    }
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const installed = (): string => join(folder, 'node_modules/keyturn');
  const run = (...argv: readonly string[]): ReturnType<typeof cli> =>
    cli(argv, { cwd: folder, program: join(installed(), 'dist/cli.js') });

  it('holds what runs, and nothing of the tests', () => {
    const names = readdirSync(installed());
    for (const name of ['dist', 'host', 'schemas', 'playbooks', 'profiles', 'LICENSE', 'README.md'])
      assert.ok(names.includes(name), name);
    for (const name of ['src', 'test', 'docker', 'bench']) assert.ok(!names.includes(name), name);
    assert.ok(readdirSync(join(installed(), 'host/lib')).length > 0);
  });

  it('runs as the command that npm links to', () => {
    const command = join(folder, 'node_modules/.bin/keyturn');
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    // What npm does with `bin`.
    symlinkSync('../keyturn/dist/cli.js', command);
    chmodSync(command, 0o755);
    assert.match(execFileSync(command, ['--version'], { cwd: folder, encoding: 'utf8' }), /^\d+\.\d+\.\d+\n$/);
  });

  it('works from another folder', async () => {
    writeFileSync(join(folder, 'hosts.yml'), 'all:\n  hosts:\n    web1:\n');
    assert.equal((await run('--version')).code, 0);
    const playbook = join(installed(), 'playbooks/rollout.yml');
    const validated = await run('validate', 'hosts.yml', playbook, join(installed(), 'playbooks/relax.yml'));
    assert.equal(validated.code, 0, validated.stderr);
    assert.equal((await run('schema', 'playbook')).code, 0);
    assert.equal((await run('vault', 'init', 'vault', '--identity', 'identity.txt')).code, 0);
  });
});
