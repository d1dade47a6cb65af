// Against the reference implementation, `age`: what we write it opens, and what it makes we take.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printEntry } from '../../src/enrolment/entry-text.ts';
import { openVault } from '../../src/enrolment/vault.ts';
import { enrolmentOf, newVault, saying, temporaryFolder } from '../unit/enrolment/fixtures.ts';

describe('vault and age', () => {
  const folder = temporaryFolder();
  const age = (...argv: readonly string[]): string => execFileSync('age', argv, { encoding: 'utf8' });

  it('age -d opens an entry with our identity', async () => {
    const { vault, identity } = await newVault(folder());
    const enrolment = enrolmentOf('alice');
    await (await openVault(vault)).create(enrolment);
    assert.equal(age('-d', '-i', identity, join(vault, 'alice.age')), printEntry(enrolment).reveal());
  });

  it('age-keygen reads our identity and finds the same public key', async () => {
    const { vault, identity } = await newVault(folder());
    const key = execFileSync('age-keygen', ['-y', identity], { encoding: 'utf8' });
    assert.ok(readFileSync(join(vault, 'recipients.txt'), 'utf8').endsWith(`\n${key}`));
  });

  it('a vault may be made by hand for an identity of age-keygen', async () => {
    const identity = join(folder(), 'key.txt');
    const vault = join(folder(), 'vault');
    execFileSync('age-keygen', ['-o', identity], { stdio: 'ignore' });
    mkdirSync(vault, { mode: 0o700 });
    writeFileSync(join(vault, 'recipients.txt'), execFileSync('age-keygen', ['-y', identity]));
    await (await openVault(vault)).create(enrolmentOf('alice'));
    assert.equal((await (await openVault(vault, identity)).read('alice')).account, 'alice');
  });

  for (const armor of [[], ['--armor']] as const) {
    it(`an entry may be sealed again by age ${armor.join('')}`, async () => {
      const { vault, identity } = await newVault(folder());
      const enrolment = enrolmentOf('alice');
      const plain = join(folder(), 'plain');
      writeFileSync(plain, printEntry(enrolment).reveal());
      const recipients = join(vault, 'recipients.txt');
      execFileSync('age', ['-R', recipients, ...armor, '-o', join(vault, 'alice.age'), plain]);
      const read = await (await openVault(vault, identity)).read('alice');
      assert.equal(read.secret.reveal(), enrolment.secret.reveal());
    });
  }

  it('a sealed identity is told from a broken one', async () => {
    const { vault, identity } = await newVault(folder());
    const sealed = join(folder(), 'sealed.age');
    execFileSync('age', ['-R', join(vault, 'recipients.txt'), '-o', sealed, identity]);
    execFileSync('chmod', ['600', sealed]);
    await assert.rejects(openVault(vault, sealed), saying(/itself sealed/, /--identity <\(age -d/));
  });
});
