import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import { handoutCommand } from '../../../src/commands/handout.ts';
import { vaultCommand } from '../../../src/commands/vault.ts';
import type { CommandContext } from '../../../src/commands/context.ts';
import { openVault } from '../../../src/enrolment/vault.ts';
import { keyUri } from '../../../src/enrolment/totp.ts';
import { enrolmentOf, saying, temporaryFolder } from './fixtures.ts';

interface Run extends CommandContext {
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
}

const said = (stream: PassThrough): string => ((stream.read() as Buffer | null) ?? '').toString();

describe('keyturn vault and handout', () => {
  const folder = temporaryFolder();
  const context = (tty = false, env: Readonly<Record<string, string>> = {}): Run => ({
    stdin: new PassThrough(),
    stdout: Object.assign(new PassThrough(), { isTTY: tty }),
    stderr: new PassThrough(),
    env: { XDG_CONFIG_HOME: join(folder(), 'config'), ...env },
    cwd: folder(),
    exitCode: 0,
  });
  const vault = (run: Run, ...argv: readonly string[]): Promise<unknown> =>
    vaultCommand(run).parseAsync(argv, { from: 'user' });
  const handout = (run: Run, ...argv: readonly string[]): Promise<unknown> =>
    handoutCommand(run).parseAsync(argv, { from: 'user' });

  beforeEach(async () => {
    await vault(context(), 'init', 'vault');
    const made = await openVault(join(folder(), 'vault'));
    for (const account of ['bob', 'alice']) await made.create(enrolmentOf(account));
  });

  it('init prints the public key, and says where the private one is', async () => {
    const run = context();
    await vault(run, 'init', 'second', '--identity', 'keys/second.txt');
    const recipient = said(run.stdout);
    assert.match(recipient, /^age1[a-z0-9]{58}\n$/);
    assert.ok(readFileSync(join(folder(), 'second', 'recipients.txt'), 'utf8').endsWith(`\n${recipient}`));
    assert.match(said(run.stderr), /keys\/second\.txt", which alone decrypts it/);
  });

  it('list prints the accounts in order', async () => {
    const run = context();
    await vault(run, 'list', 'vault');
    assert.equal(said(run.stdout), 'alice\nbob\n');
  });

  it('handout finds the default identity, and colours the QR code on a terminal only', async () => {
    for (const [run, coloured] of [
      [context(true), true],
      [context(true, { NO_COLOR: '1' }), false],
      [context(true, { TERM: 'dumb' }), false],
      [context(), false],
    ] as const) {
      await handout(run, 'alice', '--vault', 'vault');
      const text = said(run.stdout);
      assert.match(text, /^One-time codes for alice \(Example Corp\)\n/);
      assert.equal(text.includes('\u001b'), coloured);
    }
  });

  it('handout --format uri prints one link per user', async () => {
    const identity = join(folder(), 'config', 'keyturn', 'identity.txt');
    const opened = await openVault(join(folder(), 'vault'), identity);
    const run = context();
    await handout(run, 'alice', 'bob', '--vault', 'vault', '--identity', identity, '--format', 'uri');
    const links = await Promise.all(
      ['alice', 'bob'].map(async (account) => keyUri(await opened.read(account)).reveal()),
    );
    assert.equal(said(run.stdout), `${links.join('\n')}\n`);
  });

  it('handout shows nothing when one of the users has no entry', async () => {
    const run = context();
    await assert.rejects(handout(run, 'alice', 'carol', '--vault', 'vault'), saying(/no entry for "carol"/));
    assert.equal(said(run.stdout), '');
  });

  it('handout without the identity says which one it wanted', async () => {
    const run = context();
    const argv = ['alice', '--vault', 'vault', '--identity', 'none.txt'];
    await assert.rejects(handout(run, ...argv), saying(/cannot read the identity ".*none\.txt": ENOENT/, /--identity/));
  });
});
