// keyturn explain: whatever a message names has a page.
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { rules } from '../../src/audit/rules/index.ts';
import { causesByKind } from '../../src/causes/causes.ts';
import { diagnosticCodes } from '../../src/diagnostics/codes.ts';
import { cli, type Outcome } from '../support/cli.ts';

const causes = Object.values(causesByKind).flat();
const everything: readonly { readonly id: string; readonly title: string }[] = [
  ...causes,
  ...rules,
  ...Object.entries(diagnosticCodes).map(([id, { title }]) => ({ id, title })),
];

function keyturn(...argv: readonly string[]): Promise<Outcome> {
  return cli(argv, { cwd: tmpdir() });
}

describe('keyturn explain', () => {
  it('prints the page of a cause: what happens, what Keyturn does, what to do, which flag accepts it', async () => {
    assert.deepEqual(await keyturn('explain', 'L9'), {
      code: 0,
      stdout: `L9  no key that sshd takes  (lock-out)

The way in asks for a key. The account has none in the files that
AuthorizedKeysFile names; or the files hold comments only, lines that were cut
off, or options that sshd does not know; or sshd passes over them because others
may write to them or to a folder above them (StrictModes). A key that only says
whom to log in as instead, as cloud images give it to root, is none either.

What Keyturn does:
    refuses; warns of accounts that are enrolled and have no way in

What to do:
    Give the account a key in a file that AuthorizedKeysFile names, owned by it
    and writable by it alone, and log in with the key before the plan is carried
    out. \`ssh-keygen -lf FILE\` shows the keys in a file.

\`--allow-lockout ACCOUNT\` accepts that the account loses its way in by it; never
for the account that Keyturn logs in as. A task that refuses the host by it
still does: the line concerns more than the one account.
`,
      stderr: '',
    });
  });

  for (const [id, says] of [
    ['L11', /`--allow-lockout ACCOUNT` accepts it for that account; never for the account that Keyturn logs in as\./],
    ['L20', /`--accept-breaking ACCOUNT` accepts/],
    ['break-glass', /`--no-break-glass` accepts it\./],
    ['N1', /No flag accepts it\./],
  ] as const) {
    it(`says of ${id} which flag accepts it, if any`, async () => {
      assert.match((await keyturn('explain', id)).stdout.replace(/\s+/g, ' '), says);
    });
  }

  it('says nothing of flags where nothing is refused', async () => {
    for (const id of ['L22', 'L12']) assert.doesNotMatch((await keyturn('explain', id)).stdout, /flag|--/);
  });

  it('prints the page of a rule as the audit does', async () => {
    const page = await keyturn('explain', 'TFA-004');
    assert.match(page.stdout, /^TFA-004 {2}the code is not required {2}\(critical\)\n\n/);
    assert.deepEqual(page, await keyturn('audit', '--explain', 'TFA-004'));
  });

  it('prints the page of a diagnostic code', async () => {
    const { code, stdout } = await keyturn('explain', 'bad-port');
    assert.equal(code, 0);
    assert.match(stdout, /^bad-port {2}a port outside of 1 to 65535 {2}\(files\)\n\n.*What to do:\n {4}Correct/s);
  });

  it('takes several ids, in capitals or not, each once', async () => {
    const { code, stdout } = await keyturn('explain', 'n9', 'tfa-012', 'BAD-PORT', 'N9');
    assert.equal(code, 0);
    assert.deepEqual(stdout.match(/^\S+(?= {2})/gm), ['N9', 'TFA-012', 'bad-port']);
  });

  it('has a page of every cause, rule and diagnostic code, and no two of one name', async () => {
    const { code, stdout } = await keyturn('explain', ...everything.map(({ id }) => id));
    assert.equal(code, 0);
    const heads = stdout.match(/^\S+ {2}\S.* {2}\(.*\)$/gm) ?? [];
    assert.deepEqual(
      heads.map((head) => head.replace(/ {2}\([^()]*\)$/, '')),
      everything.map(({ id, title }) => `${id}  ${title}`),
    );
  });

  it('lists them all by kind when none is named', async () => {
    const { code, stdout } = await keyturn('explain');
    assert.equal(code, 0);
    const listed = stdout.match(/^ {2}\S+/gm)?.map((line) => line.trim());
    assert.deepEqual(
      listed,
      everything.map(({ id }) => id),
    );
    assert.deepEqual(stdout.match(/^\w+/gm), ['Lock', 'Two', 'Hosts', 'Plays', 'Rules', 'Diagnostics']);
  });

  it('prints nothing where one id is not known, and says what was meant', async () => {
    const { code, stdout, stderr } = await keyturn('explain', 'L6', 'TFA-06O');
    assert.deepEqual([code, stdout], [64, '']);
    assert.match(stderr, /^keyturn: nothing is called "TFA-06O"\n {2}hint: did you mean "TFA-06\d"\?\n$/);
    assert.match((await keyturn('explain', 'xyzzy')).stderr, /hint: `keyturn explain` lists what there is\n$/);
  });

  it('names only flags that there are', async () => {
    const { stdout: help } = await keyturn('apply', '--help');
    const flags = new Set(causes.flatMap(({ excuse }) => (excuse === undefined ? [] : [excuse.flag.split(' ')[0]])));
    assert.ok(flags.size > 0);
    for (const flag of flags) assert.ok(help.includes(`${flag} `), flag);
  });
});
