// The command line as a stranger meets it: no hosts, only argv, files, streams and exit codes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
    '- name: Two factors\n  hosts: all\n  become: true\n  break_glass: {out_of_band: a console}\n  tasks:\n    - name: Enrol\n      enrol:\n        users: [alice]\n    - pam:\n        policy: publickey+otp\n',
  'no-glass.yml': '- hosts: all\n  tasks:\n    - pam: {policy: publickey+otp}\n',
  'enrolled-glass.yml':
    '- hosts: all\n  break_glass: {accounts: [rescue]}\n  tasks:\n    - enrol: {users: [rescue]}\n    - pam: {policy: publickey+otp}\n',
  'empty.yml': '',
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
  {
    title: 'wants a way in without a code where more than one host asks for codes',
    argv: [...plan, 'no-glass.yml'],
    code: 64,
    stderr: [/makes 4 hosts ask for codes, and names no break-glass access/, /break_glass: \{accounts: \[rescue\]\}/],
  },
  {
    title: 'goes on without such a way in when told to',
    argv: [...plan, '-T', '1', '--known-hosts', '/dev/null', '--no-break-glass', 'no-glass.yml'],
    code: 4,
    stdout: [/unreachable/],
  },
  {
    title: 'wants none for one host',
    argv: [...plan, '-T', '1', '--known-hosts', '/dev/null', '-l', 'db1', 'no-glass.yml'],
    code: 4,
    stdout: [/unreachable/],
  },
  {
    title: 'takes nobody who is enrolled for a way in without a code',
    argv: [...plan, 'enrolled-glass.yml'],
    code: 64,
    stderr: [/enrols rescue, and break-glass accounts need no code/],
  },
  {
    title: 'explains one account of one host, named together',
    argv: [...plan, '--explain', 'alice', 'good.yml'],
    code: 64,
    stderr: [/--explain takes ACCOUNT@HOST, not "alice"/],
  },
  {
    title: 'explains nothing on a host that is not in the inventory',
    argv: [...plan, '--explain', 'alice@wep1', 'good.yml'],
    code: 64,
    stderr: [/the inventory has no host "wep1"/, /did you mean "web1"\?/],
  },
  {
    title: 'explains nothing on a host that no play is for',
    argv: [...plan, '-l', 'db1', '--explain', 'alice@web1', 'good.yml'],
    code: 64,
    stderr: [/no play is for the host "web1"/, /"all" \(within --limit "db1"\)/],
  },
  {
    title: 'explains to people only',
    argv: [...plan, '--json', '--explain', 'alice@web1', 'good.yml'],
    code: 64,
    stderr: [/does not go with --json/],
  },
  {
    title: 'says as always that the host of an explanation could not be reached',
    argv: [...plan, '-T', '1', '--known-hosts', '/dev/null', '--explain', 'alice@db1', 'good.yml'],
    code: 4,
    stdout: [/db1 +unreachable/],
  },
  ...['table', 'json'].map((kind) => ({
    title: `explains beside no report in a file (${kind})`,
    argv: [...plan, '--report', `${kind}=out`, '--explain', 'alice@web1', 'good.yml'],
    code: 64,
    stderr: [/--explain is for people, and does not go with --report$/m],
  })),
  ...[
    ['plan', '-i', 'hosts.yml', 'good.yml'],
    ['apply', '-i', 'hosts.yml', 'good.yml'],
    ['verify', '-i', 'hosts.yml', 'good.yml'],
    ['resume'],
    ['rollback'],
  ].flatMap((argv) =>
    [
      ['--format', 'sarif'],
      ['--report', 'sarif=out'],
    ].map((flags) => ({
      title: `says what ${argv[0] ?? ''} can report, which is not ${flags.join(' ')}`,
      argv: [...argv, ...flags],
      code: 64,
      stderr: [/--(?:format|report) .*sarif.* is invalid\. The kinds of reports here are .*\bjson\b.*, table\./],
    })),
  ),
  {
    title: 'says what an audit can report',
    argv: ['audit', '-i', 'hosts.yml', '--format', 'pdf'],
    code: 64,
    stderr: [/The kinds of reports here are .*\bjson\b.*, sarif, table\./],
  },
  ...[
    ['plan', '-i', 'hosts.yml', 'good.yml'],
    ['audit', '-i', 'hosts.yml'],
  ].map((argv) => ({
    title: `says that ${argv[0] ?? ''} cannot write a report, before it connects`,
    argv: [...argv, '--report', 'json=none/out.json'],
    code: 64,
    stderr: [/^keyturn: the json report cannot be written to none\/out\.json: ENOENT/],
  })),
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
    title: 'shows the help of a command by its name, too',
    argv: ['help', 'plan'],
    code: 0,
    stdout: [/plan \[options\] <playbook\.\.\.>/, /--detailed-exitcode/],
  },
  { title: 'does not know what was meant by anything', argv: ['xyzzy'], code: 64, stderr: [/unknown command 'xyzzy'/] },
  {
    title: 'knows no flag before a command',
    argv: ['--bogus', 'plan'],
    code: 64,
    stderr: [/unknown option '--bogus'/],
  },
  ...[
    ['-f', '0'],
    ['-f', '-1'],
    ['-f', '10000'],
    ['-f', '1.5'],
    ['-T', '0'],
  ].map(([flag = '', value = '']) => ({
    title: `refuses ${flag} ${value}`,
    argv: [...plan, flag, value, 'good.yml'],
    code: 64,
    stderr: [/a whole number from 1 to 9999 is needed/],
  })),
  {
    title: 'judges what comes from the environment like a flag',
    argv: [...plan, 'good.yml'],
    env: { KEYTURN_FORKS: 'many' },
    code: 64,
    stderr: [/KEYTURN_FORKS/],
  },
  {
    title: 'refuses colours that there are not',
    argv: [...plan, '--color=red', 'good.yml'],
    code: 64,
    stderr: [/always/],
  },
  { title: 'refuses schemas that there are not', argv: ['schema', 'host'], code: 64, stderr: [/inventory, playbook/] },
  { title: 'wants something to validate', argv: ['validate'], code: 64, stderr: [/missing required argument 'file'/] },
  {
    title: 'shows the mistakes of standard input',
    argv: ['validate', '-'],
    stdin: files['bad.yml'] ?? '',
    code: 65,
    stderr: [/^-:4:7: error: /m],
  },
  { title: 'reads standard input once', argv: ['plan', '-i', '-', '-'], stdin: '', code: 64, stderr: [/only once/] },
  {
    title: 'takes the inventory from standard input',
    argv: ['plan', '-i', '-', '--list-hosts', 'good.yml'],
    stdin: files['hosts.yml'] ?? '',
    code: 0,
    stdout: [/hosts \(4\)/],
  },
  {
    title: 'validates every file, good ones and bad ones',
    argv: ['validate', 'bad.yml', 'none.yml', '.', 'good.yml'],
    code: 65,
    stdout: [/^good\.yml: playbook is valid, 1 play\n$/],
    stderr: [/^none\.yml:1:1: error: .*no such file/m, /^\.:1:1: error: .*is a directory/m, /^bad\.yml:/m],
  },
  {
    title: 'says that a file is empty',
    argv: ['validate', 'empty.yml'],
    code: 65,
    stderr: [/^empty\.yml:1:1: error: .*\n$/],
  },
  {
    title: 'finds an inventory that is given for a playbook, and the other way round',
    argv: ['plan', '-i', 'good.yml', 'hosts.yml'],
    code: 65,
    stderr: [
      /^good\.yml:1:1: error: an inventory must be a map/m,
      /^hosts\.yml:1:1: error: the playbook must be a list/m,
    ],
  },
  {
    title: 'says what to do about a vault that is none',
    argv: ['apply', '-i', 'hosts.yml', '--vault', 'hosts.yml', 'good.yml'],
    code: 1,
    stderr: [/is not a vault/, /vault init/],
  },
  {
    title: 'says what to do about an identity that is not there',
    argv: ['handout', 'alice', '--vault', 'vault', '--identity', 'none.txt'],
    code: 1,
    stderr: [/cannot read the identity/],
  },
  {
    title: 'says who is not in the vault',
    argv: ['handout', 'alice', '--vault', 'vault', '--identity', 'identity.txt'],
    code: 1,
    stderr: [/no entry for "alice"/],
  },
  { title: 'lists a vault with nobody in it', argv: ['vault', 'list', 'vault'], code: 0, stdout: [/^$/] },
  {
    title: 'never makes a vault over another one',
    argv: ['vault', 'init', 'vault', '--identity', 'other.txt'],
    code: 1,
    stderr: [/is a vault already/],
  },
  {
    title: 'finds a typo in the name of a host',
    argv: ['inventory', '-i', 'hosts.yml', '--host', 'wbe1'],
    code: 64,
    stderr: [/did you mean "web1"/],
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
    const { code, stderr } = await cli(['vault', 'init', 'vault', '--identity', 'identity.txt'], { cwd: folder });
    assert.equal(code, 0, stderr);
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

  it('writes the reports of runs and of audits into files, beside the one on standard output', async () => {
    const quick = ['-i', 'hosts.yml', '-T', '1', '--known-hosts', '/dev/null'];
    for (const [argv, heading] of [
      [['plan', ...quick, 'good.yml'], /^PLAY \[Two factors\]/],
      [['verify', ...quick, 'good.yml'], /^PLAY \[Two factors\]/],
      [['audit', ...quick], /^AUDIT \[recommended\]/],
    ] as const) {
      const reports = ['--report', 'json=out.json', '--report', 'table=out.txt'];
      const { code, stdout, stderr } = await cli([...argv, ...reports], { cwd: folder });
      assert.equal(code, 4, stderr);
      assert.match(stdout, heading);
      assert.equal(await readFile(join(folder, 'out.txt'), 'utf8'), stdout);
      const document: unknown = JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'));
      assert.deepEqual([Reflect.get(Object(document), 'version'), Reflect.get(Object(document), 'exit_code')], [1, 4]);
      const onStdout: unknown = JSON.parse((await cli([...argv, '--json'], { cwd: folder })).stdout);
      assert.deepEqual(Object.keys(Object(onStdout) as object), Object.keys(Object(document) as object));
    }
  });

  it('does not complain when its reader goes away', async () => {
    // More than a pipe holds, or nobody would notice.
    await writeFile(join(folder, 'many.yml'), 'all:\n  hosts:\n    web[0001:5000]:\n');
    for (const argv of ['inventory -i many.yml --list', 'plan -i many.yml --list-hosts good.yml']) {
      const { code, stderr } = await shell(`{ ${keyturn} ${argv}; echo "exit $?" >&2; } | head -n 1`);
      assert.deepEqual([code, stderr], [0, 'exit 0\n'], argv);
    }
  });

  it('says so when its output is lost', async () => {
    const { code, stderr } = await shell(`${keyturn} schema playbook >/dev/full`);
    assert.equal(code, 1);
    assert.match(stderr, /^keyturn: cannot write to standard output: ENOSPC.*\n$/);
  });

  const keyturn = `"${process.execPath}" "${builtCli}"`;

  async function shell(command: string): Promise<{ readonly code: unknown; readonly stderr: string }> {
    const child = spawn('sh', ['-c', command], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as unknown[];
    return { code, stderr };
  }
});
