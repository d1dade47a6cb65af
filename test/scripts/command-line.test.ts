// The command line as a stranger meets it: no hosts, only argv, files, streams and exit codes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtCli, cli } from '../support/cli.ts';

interface Case {
  readonly title: string;
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
  readonly stdout?: readonly RegExp[];
  readonly stderr?: readonly RegExp[];
}

const files: Readonly<Record<string, string>> = {
  'hosts.yml':
    'all:\n  hosts:\n    web[1:3]:\n      ansible_user: admin\n  children:\n    db:\n      hosts:\n        db1:\n',
  'good.yml':
    '- name: Two factors\n  hosts: all\n  become: true\n  tasks:\n    - name: Enrol\n      enrol:\n        users: [alice]\n    - pam:\n        policy: publickey+otp\n',
  // Five mistakes: a key, a task type, a type, a value, and a key below one.
  'bad.yml':
    '- nam: x\n  hosts: all\n  tasks:\n    - pakage: {name: x}\n    - enrol: {users: alice}\n    - pam: {policy: publickey+opt}\n' +
    '    - sshd_config: {policy: publickey+otp, exempt: {user: [x]}}\n',
};

const plan = ['plan', '-i', 'hosts.yml'];

const cases: readonly Case[] = [
  { title: 'says its version', argv: ['--version'], code: 0, stdout: [/^\d+\.\d+\.\d+\n$/] },
  {
    title: 'shows help on stdout when asked',
    argv: ['--help'],
    code: 0,
    stdout: [/Usage: keyturn/, /apply/, /handout/],
  },
  { title: 'shows help on stderr when called with nothing', argv: [], code: 64, stderr: [/Usage: keyturn/] },
  { title: 'shows the help of a command', argv: ['apply', '--help'], code: 0, stdout: [/--revert-after/, /--check/] },
  { title: 'knows what was meant by a command', argv: ['aply'], code: 64, stderr: [/unknown command 'aply'/, /apply/] },
  {
    title: 'knows what was meant by a flag',
    argv: [...plan, '--limt', 'web1', 'good.yml'],
    code: 64,
    stderr: [/--limt/, /--limit/],
  },
  { title: 'wants an inventory', argv: ['plan', 'good.yml'], code: 64, stderr: [/--inventory/] },
  { title: 'refuses forks that are no number', argv: [...plan, '-f', 'many', 'good.yml'], code: 64, stderr: [/forks/] },
  { title: 'validates good files', argv: ['validate', 'hosts.yml', 'good.yml'], code: 0 },
  {
    title: 'shows all mistakes at once, with their places',
    argv: ['validate', 'bad.yml'],
    code: 65,
    stderr: [/bad\.yml:4:7/, /bad\.yml:7:/],
  },
  { title: 'validates standard input', argv: ['validate', '-'], stdin: files['good.yml'] ?? '', code: 0 },
  {
    title: 'stops at bad input before any connection',
    argv: [...plan, 'bad.yml'],
    code: 65,
    stderr: [/did you mean "enrol"|did you mean "package"/],
  },
  { title: 'says which file is missing', argv: [...plan, 'none.yml'], code: 65, stderr: [/none\.yml/, /no such file/] },
  {
    title: 'lists hosts',
    argv: [...plan, '--list-hosts', 'good.yml'],
    code: 0,
    stdout: [/hosts \(4\)/, /web3/, /db1/],
  },
  {
    title: 'lists the hosts that the limit leaves',
    argv: [...plan, '--list-hosts', '-l', 'db', 'good.yml'],
    code: 0,
    stdout: [/hosts \(1\)/],
  },
  { title: 'lists tasks', argv: [...plan, '--list-tasks', 'good.yml'], code: 0, stdout: [/Enrol/, /pam/] },
  { title: 'finds a typo in the limit', argv: [...plan, '-l', 'wbe1', 'good.yml'], code: 64, stderr: [/wbe1/, /web1/] },
  {
    title: 'enrols nobody without a vault',
    argv: ['apply', '-i', 'hosts.yml', 'good.yml'],
    code: 64,
    stderr: [/enrolling users needs a vault/, /vault init/],
  },
  {
    title: 'says what to do about a vault that is not there',
    argv: ['apply', '-i', 'hosts.yml', '--vault', 'nowhere', 'good.yml'],
    code: 1,
    stderr: [/cannot open the vault/, /vault init/],
  },
  {
    title: 'takes the inventory from the environment',
    argv: ['plan', '--list-hosts', 'good.yml'],
    env: { KEYTURN_INVENTORY: 'hosts.yml' },
    code: 0,
    stdout: [/web1/],
  },
  {
    title: 'graphs the inventory',
    argv: ['inventory', '-i', 'hosts.yml', '--graph'],
    code: 0,
    stdout: [/@all:/, /\|--@db:/],
  },
];

describe('command line', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-cli-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  for (const { title, argv, code, stdin, env, stdout = [], stderr = [] } of cases) {
    it(title, async () => {
      const outcome = await cli(argv, { cwd: folder, ...(stdin !== undefined && { stdin }), ...(env && { env }) });
      assert.equal(outcome.code, code, outcome.stderr);
      for (const pattern of stdout) assert.match(outcome.stdout, pattern);
      for (const pattern of stderr) assert.match(outcome.stderr, pattern);
      assert.doesNotMatch(outcome.stderr, /\n {4}at .*\.js:\d+/, 'no stack trace');
    });
  }

  it('gives at least five positioned diagnostics for five mistakes', async () => {
    const { stdout, stderr } = await cli(['validate', 'bad.yml'], { cwd: folder });
    const places = `${stdout}${stderr}`.match(/^bad\.yml:\d+:\d+: error: .* \[[a-z-]+\]$/gm) ?? [];
    assert.ok(places.length >= 5, places.join('\n'));
  });

  it('prints schemas as JSON, and an inventory in the shape of ansible-inventory', async () => {
    for (const kind of ['inventory', 'playbook']) {
      const schema: unknown = JSON.parse((await cli(['schema', kind], { cwd: folder })).stdout);
      assert.equal(Reflect.get(Object(schema), '$schema'), 'http://json-schema.org/draft-07/schema#');
    }
    const { stdout } = await cli(['inventory', '-i', 'hosts.yml', '--list'], { cwd: folder });
    const list: unknown = JSON.parse(stdout);
    assert.deepEqual(Reflect.get(Object(Reflect.get(Object(list), 'db')), 'hosts'), ['db1']);
  });

  it('colours only where it may', async () => {
    const run = async (flags: readonly string[], env: Readonly<Record<string, string>>): Promise<string> =>
      (await cli([...plan, '-T', '1', '--known-hosts', '/dev/null', ...flags, 'good.yml'], { cwd: folder, env }))
        .stdout;
    const escape = '\u001b[';
    assert.ok(!(await run([], {})).includes(escape), 'a pipe');
    assert.ok((await run(['--color=always'], {})).includes(escape), 'forced');
    assert.ok(!(await run(['--color=never'], { FORCE_COLOR: '1' })).includes(escape), 'forbidden');
    assert.ok(!(await run([], { NO_COLOR: '1' })).includes(escape), 'NO_COLOR');
  });

  it('does not complain when its reader goes away', async () => {
    const command = `"${process.execPath}" "${builtCli}" schema playbook | head -n 1`;
    const child = spawn('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.resume();
    await once(child, 'close');
    assert.equal(stderr, '');
  });
});
