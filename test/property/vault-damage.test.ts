import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openVault, type Vault } from '../../src/enrolment/vault.ts';
import { runs } from '../support/seed.ts';
import { enrolmentOf, newVault, saying, temporaryFolder } from '../unit/enrolment/fixtures.ts';

describe('a damaged vault entry', () => {
  const folder = temporaryFolder();
  let vault: Vault;
  let file = '';
  let bytes = Buffer.alloc(0);
  beforeEach(async () => {
    const paths = await newVault(folder());
    vault = await openVault(paths.vault, paths.identity);
    await vault.create(enrolmentOf('alice'));
    file = join(paths.vault, 'alice.age');
    bytes = readFileSync(file);
  });

  const refused = async (damaged: Uint8Array, what: string): Promise<void> => {
    writeFileSync(file, damaged);
    const error = saying(/cut or changed|no identity at hand opens/, /alice\.age/, /backup/);
    await assert.rejects(vault.read('alice'), error, what);
  };

  it('is refused when it ends anywhere before its end', async () => {
    for (let size = 0; size < bytes.length; size += 1) await refused(bytes.subarray(0, size), `${size} bytes`);
  }).timeout(120_000);

  it('is refused when any byte is another', async () => {
    const masks = runs(1, 8);
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < masks; bit += 1) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << ((at + bit) % 8));
        await refused(damaged, `byte ${at}`);
      }
    }
  }).timeout(120_000);

  it('is refused when something follows it', async () => {
    await refused(Buffer.concat([bytes, Buffer.from('\n')]), 'a line end');
    await refused(Buffer.concat([bytes, bytes]), 'twice');
  });

  it('is refused without being opened when it is too large', async () => {
    writeFileSync(file, Buffer.alloc(65 * 1024));
    await assert.rejects(vault.read('alice'), saying(/not a file of ours/));
  });
});
