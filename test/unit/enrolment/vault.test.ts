import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EntryExistsError, openVault } from '../../../src/enrolment/vault.ts';
import { enrolmentOf, newVault, saying, temporaryFolder, type VaultPaths } from './fixtures.ts';

const mode = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

describe('vault', () => {
  const folder = temporaryFolder();
  let paths: VaultPaths = { vault: '', identity: '' };
  const entryFile = (account: string): string => join(paths.vault, `${account}.age`);
  beforeEach(async () => {
    paths = await newVault(folder());
  });

  it('gives back what was created, to whoever has the identity', async () => {
    const enrolment = enrolmentOf('alice');
    await (await openVault(paths.vault)).create(enrolment);
    const read = await (await openVault(paths.vault, paths.identity)).read('alice');
    assert.equal(read.secret.reveal(), enrolment.secret.reveal());
    assert.deepEqual(
      read.recoveryCodes.map((code) => code.reveal()),
      enrolment.recoveryCodes.map((code) => code.reveal()),
    );
    assert.deepEqual(
      { account: read.account, issuer: read.issuer, createdAt: read.createdAt },
      { account: 'alice', issuer: 'Example Corp', createdAt: enrolment.createdAt },
    );
  });

  it('tells absent, sealed and open entries apart', async () => {
    const sealed = await openVault(paths.vault);
    assert.equal(sealed.entry('alice'), 'absent');
    await sealed.create(enrolmentOf('alice'));
    assert.equal(sealed.entry('alice'), 'sealed');
    const open = await openVault(paths.vault, paths.identity);
    assert.equal(open.entry('alice'), 'open');
    assert.equal(open.entry('bob'), 'absent');
    assert.deepEqual(open.accounts(), ['alice']);
  });

  it('makes entries that only the owner can read, and leaves nothing else behind', async () => {
    await (await openVault(paths.vault)).create(enrolmentOf('alice'));
    assert.equal(mode(entryFile('alice')), '600');
    const left = execFileSync('ls', ['-A', paths.vault], { encoding: 'utf8' });
    assert.equal(left, 'alice.age\nrecipients.txt\n');
  });

  it('never overwrites an entry', async () => {
    const vault = await openVault(paths.vault);
    await vault.create(enrolmentOf('alice'));
    const before = readFileSync(entryFile('alice'));
    await assert.rejects(vault.create(enrolmentOf('alice')), EntryExistsError);
    await assert.rejects(vault.create(enrolmentOf('alice')), saying(/already has an entry/, /--identity FILE/));
    assert.deepEqual(readFileSync(entryFile('alice')), before);
  });

  it('does not write through a symbolic link with an entry’s name', async () => {
    const vault = await openVault(paths.vault, paths.identity);
    symlinkSync(join(folder(), 'elsewhere'), entryFile('alice'));
    assert.equal(vault.entry('alice'), 'open');
    await assert.rejects(vault.create(enrolmentOf('alice')), EntryExistsError);
    assert.ok(!existsSync(join(folder(), 'elsewhere')));
    await assert.rejects(vault.read('alice'), saying(/cannot read the vault entry/));
  });

  it('opens no entry without an identity, and none that is not there', async () => {
    await (await openVault(paths.vault)).create(enrolmentOf('alice'));
    await assert.rejects((await openVault(paths.vault)).read('alice'), saying(/is sealed/, /--identity FILE/));
    const open = await openVault(paths.vault, paths.identity);
    await assert.rejects(open.read('bob'), saying(/no entry for "bob"/));
  });

  it('refuses an entry that was made for another account', async () => {
    const vault = await openVault(paths.vault, paths.identity);
    await vault.create(enrolmentOf('mallory'));
    renameSync(entryFile('mallory'), entryFile('alice'));
    await assert.rejects(vault.read('alice'), saying(/made for another account/));
  });

  it('refuses an identity of another vault', async () => {
    const other = await newVault(join(folder(), 'other'));
    await assert.rejects(
      openVault(paths.vault, other.identity),
      saying(/is not one that the vault/, /recipients\.txt/),
    );
  });

  it('says when an entry was sealed to others', async () => {
    await (await openVault(paths.vault)).create(enrolmentOf('alice'));
    const other = await newVault(join(folder(), 'other'));
    writeFileSync(join(paths.vault, 'recipients.txt'), readFileSync(join(other.vault, 'recipients.txt')));
    const vault = await openVault(paths.vault, other.identity);
    await assert.rejects(vault.read('alice'), saying(/no identity at hand opens/, /older identity/));
  });

  it('is refused when others may write to it, to its recipients or to an entry', async () => {
    await (await openVault(paths.vault)).create(enrolmentOf('alice'));
    chmodSync(entryFile('alice'), 0o620);
    await assert.rejects((await openVault(paths.vault, paths.identity)).read('alice'), saying(/others may write/));
    chmodSync(join(paths.vault, 'recipients.txt'), 0o602);
    await assert.rejects(openVault(paths.vault), saying(/others may write/, /chmod go-w/));
    chmodSync(join(paths.vault, 'recipients.txt'), 0o644);
    chmodSync(paths.vault, 0o770);
    await assert.rejects(openVault(paths.vault), saying(/others may write/, /0770/));
  });

  it('is refused with an identity that others can read', async () => {
    chmodSync(paths.identity, 0o640);
    await assert.rejects(openVault(paths.vault, paths.identity), saying(/others may use/, /chmod 600/));
  });

  it('is refused when it is not there, or not a vault', async () => {
    await assert.rejects(openVault(join(folder(), 'none')), saying(/cannot open the vault/, /keyturn vault init/));
    await assert.rejects(openVault(folder()), saying(/is not a vault/, /keyturn vault init/));
  });
});
