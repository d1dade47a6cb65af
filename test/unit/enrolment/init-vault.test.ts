import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { initVault } from '../../../src/enrolment/init-vault.ts';
import { openVault } from '../../../src/enrolment/vault.ts';
import { enrolmentOf, newVault, saying, temporaryFolder } from './fixtures.ts';

const mode = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
const now = new Date('2026-01-02T03:04:05Z');

describe('a new vault', () => {
  const folder = temporaryFolder();
  const at = (...names: readonly string[]): string => join(folder(), ...names);

  it('is private, and so is its identity', async () => {
    const made = await initVault(at('deep', 'vault'), at('config', 'keyturn', 'identity.txt'), now);
    assert.equal(mode(at('deep', 'vault')), '700');
    assert.equal(mode(at('config', 'keyturn')), '700');
    assert.equal(mode(made.identityFile), '600');
    const lines = readFileSync(made.identityFile, 'utf8').split('\n');
    assert.deepEqual(lines.slice(0, 2), ['# created: 2026-01-02T03:04:05.000Z', `# public key: ${made.recipient}`]);
    assert.match(lines[2] ?? '', /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/);
    assert.ok(readFileSync(at('deep', 'vault', 'recipients.txt'), 'utf8').includes(`\n${made.recipient}\n`));
  });

  it('may be an empty folder, whose mode stays', async () => {
    mkdirSync(at('vault'), { mode: 0o755 });
    await initVault(at('vault'), at('identity.txt'), now);
    assert.equal(mode(at('vault')), '755');
  });

  it('never has its identity inside, not by way of a link either', async () => {
    mkdirSync(at('vault'));
    symlinkSync(at('vault'), at('link'));
    for (const identity of [
      at('vault', 'identity.txt'),
      at('vault', 'a', 'b'),
      at('link', 'identity.txt'),
      at('vault'),
    ]) {
      await assert.rejects(initVault(at('vault'), identity, now), saying(/inside the vault/, /--identity FILE/));
    }
    await assert.rejects(initVault(at('link'), at('vault', 'identity.txt'), now), saying(/inside the vault/));
    await assert.rejects(initVault(at('new'), at('new', 'identity.txt'), now), saying(/inside the vault/));
    assert.ok(!existsSync(at('new')));
  });

  it('overwrites neither an identity nor a vault', async () => {
    const paths = await newVault(folder());
    const identity = readFileSync(paths.identity, 'utf8');
    await assert.rejects(initVault(at('second'), paths.identity, now), saying(/exists already/));
    assert.ok(!existsSync(at('second')), 'no vault without its identity');
    await assert.rejects(initVault(paths.vault, at('second.txt'), now), saying(/is a vault already/));
    assert.ok(!existsSync(at('second.txt')), 'no identity without its vault');
    assert.equal(readFileSync(paths.identity, 'utf8'), identity);
  });

  it('is not made over entries that have lost their recipients', async () => {
    mkdirSync(at('vault'));
    writeFileSync(at('vault', 'alice.age'), '');
    await assert.rejects(
      initVault(at('vault'), at('identity.txt'), now),
      saying(/no recipients\.txt/, /age-keygen -y/),
    );
  });

  it('is not a file', async () => {
    writeFileSync(at('vault'), '');
    await assert.rejects(initVault(at('vault'), at('identity.txt'), now), saying(/is not a folder/));
  });
});

describe('recipients.txt', () => {
  const folder = temporaryFolder();
  const openWith = async (text: string): Promise<unknown> => {
    mkdirSync(join(folder(), 'vault'), { mode: 0o700 });
    writeFileSync(join(folder(), 'vault', 'recipients.txt'), text);
    return openVault(join(folder(), 'vault'));
  };

  it('may hold comments, blank lines and several keys', async () => {
    const one = await newVault(join(folder(), 'one'));
    const two = await newVault(join(folder(), 'two'));
    const keys = [one, two].map(({ vault }) => readFileSync(join(vault, 'recipients.txt'), 'utf8')).join('\n\r\n');
    await openWith(keys);
    await (await openVault(join(folder(), 'vault'))).create(enrolmentOf('alice'));
    for (const { identity } of [one, two]) {
      assert.equal((await (await openVault(join(folder(), 'vault'), identity)).read('alice')).account, 'alice');
    }
  });

  it('must hold one', async () => {
    await assert.rejects(openWith('# none\n'), saying(/no public key/));
  });

  it('is refused with the line of what is not a public key', async () => {
    await assert.rejects(openWith('# one\nage1nonsense\n'), saying(/recipients\.txt:2: not an age public key/));
  });

  it('is refused without being quoted when it holds an identity', async () => {
    const { identity } = await newVault(join(folder(), 'one'));
    const text = readFileSync(identity, 'utf8');
    await assert.rejects(
      openWith(text),
      (error: Error) => saying(/:3: an identity/)(error) && !error.message.includes('KEY-1'),
    );
  });
});
