// keyturn init as somebody meets it who has just installed keyturn.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, type Outcome } from '../support/cli.ts';

describe('keyturn init', () => {
  let folder = '';
  const run = (...argv: readonly string[]): Promise<Outcome> => cli(argv, { cwd: folder });
  const filesIn = async (name: string): Promise<readonly string[]> =>
    (await readdir(join(folder, name), { recursive: true, withFileTypes: true }))
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name: file }) => join(parentPath, file).slice(folder.length + 1))
      .sort();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-init-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('makes a folder whose files are valid, name their schemas and are named', async () => {
    const made = await run('init', 'fleet');
    assert.equal(made.code, 0, made.stderr);
    const files = await filesIn('fleet');
    assert.deepEqual(made.stdout.trimEnd().split('\n').sort(), files);
    assert.ok(files.includes('fleet/playbooks/relax.yml'), files.join());
    assert.match(made.stderr, /keyturn vault init vault\n[^]*keyturn plan -i inventory\.yml playbooks\/rollout\.yml/);
    const documents = files.filter((file) => file.endsWith('.yml'));
    const valid = await run('validate', ...documents);
    assert.equal(valid.code, 0, valid.stderr);
    assert.equal(valid.stderr, '');
    for (const document of documents) {
      const schema = /\$schema=(\S+)/.exec(await readFile(join(folder, document), 'utf8'))?.[1];
      assert.ok(schema !== undefined && files.includes(join(document, '..', schema)), `${document}: ${schema}`);
    }
  });

  it('makes an inventory and a README whose commands work', async () => {
    await run('init', '.');
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const listed = await run('inventory', '-i', 'inventory.yml', '--list');
    assert.match(listed.stdout, /web1\.example\.org/);
    const commands = [...readme.matchAll(/^ {7}keyturn (.+)$/gm)].map(([, line]) => (line ?? '').split(' '));
    assert.ok(commands.length > 5);
    for (const command of commands) {
      // Those that need hosts or a person are asked for their help, which does not come for an option that is unknown before it.
      const offline = ['vault', 'validate', 'inventory'].includes(command[0] ?? '');
      const { code, stderr } = await run(...command, ...(offline ? [] : ['--help']));
      assert.equal(code, 0, `${command.join(' ')}\n${stderr}`);
    }
  });

  it('replaces nothing, and writes nothing where something is there', async () => {
    await mkdir(join(folder, 'playbooks'));
    await writeFile(join(folder, 'playbooks/relax.yml'), 'mine');
    await symlink('nowhere', join(folder, 'inventory.yml'));
    const { code, stderr } = await run('init', '.');
    assert.equal(code, 64);
    assert.match(stderr, /nothing was written: in \S+ there is already inventory\.yml, playbooks\/relax\.yml\n/);
    assert.deepEqual(await filesIn('.'), ['inventory.yml', 'playbooks/relax.yml']);
    assert.equal(await readFile(join(folder, 'playbooks/relax.yml'), 'utf8'), 'mine');
  });

  it('says where it cannot write', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, stderr } = await run('init', 'file/fleet');
    assert.equal(code, 1);
    assert.match(stderr, /file\/fleet\/README\.md cannot be written: ENOTDIR/);
  });
});
