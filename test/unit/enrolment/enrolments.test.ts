import assert from 'node:assert/strict';
import { enrolmentsOf } from '../../../src/enrolment/enrolments.ts';
import { openVault, type Vault } from '../../../src/enrolment/vault.ts';
import { enrolmentOf, newVault, saying, sources, temporaryFolder, type VaultPaths } from './fixtures.ts';

describe('the enrolments of a run', () => {
  const folder = temporaryFolder();
  let paths: VaultPaths = { vault: '', identity: '' };
  beforeEach(async () => {
    paths = await newVault(folder());
  });

  it('are one per account, however many hosts ask at once', async () => {
    const enrolments = enrolmentsOf(await openVault(paths.vault), sources);
    const asked = Array.from({ length: 50 }, () => enrolments.obtain('alice', 'Example'));
    const [first, ...others] = await Promise.all(asked);
    for (const other of others) assert.equal(other, first);
    const stored = await (await openVault(paths.vault, paths.identity)).read('alice');
    assert.equal(stored.secret.reveal(), first?.secret.reveal());
  });

  it('are open to the run that made them, without the identity', async () => {
    const enrolments = enrolmentsOf(await openVault(paths.vault), sources);
    assert.equal(enrolments.entry('alice'), 'absent');
    const made = await enrolments.obtain('alice', 'Example');
    assert.equal(enrolments.entry('alice'), 'open');
    assert.equal(await enrolments.obtain('alice', 'Other'), made);
  });

  it('are sealed to the next run, unless it has the identity', async () => {
    const made = await enrolmentsOf(await openVault(paths.vault), sources).obtain('alice', 'Example');
    const sealed = enrolmentsOf(await openVault(paths.vault), sources);
    assert.equal(sealed.entry('alice'), 'sealed');
    await assert.rejects(sealed.obtain('alice', 'Example'), saying(/is sealed/));
    const open = enrolmentsOf(await openVault(paths.vault, paths.identity), sources);
    const read = await open.obtain('alice', 'Other');
    assert.deepEqual([read.secret.reveal(), read.issuer], [made.secret.reveal(), 'Example']);
  });

  it('are in the vault before anyone gets them', async () => {
    const vault = await openVault(paths.vault);
    const order: string[] = [];
    const slow: Vault = {
      ...vault,
      create: async (enrolment) => {
        await vault.create(enrolment);
        order.push('durable');
      },
    };
    await enrolmentsOf(slow, sources).obtain('alice', 'Example');
    order.push('obtained');
    assert.deepEqual(order, ['durable', 'obtained']);
  });

  it('are tried again after a failure', async () => {
    const vault = await openVault(paths.vault);
    let full = true;
    const failing: Vault = {
      ...vault,
      create: (enrolment) => (full ? Promise.reject(new Error('disk full')) : vault.create(enrolment)),
    };
    const enrolments = enrolmentsOf(failing, sources);
    await assert.rejects(enrolments.obtain('alice', 'Example'), /disk full/);
    assert.equal(enrolments.entry('alice'), 'absent');
    full = false;
    await enrolments.obtain('alice', 'Example');
  });

  it('are the other run’s when it was faster and can be read', async () => {
    const other = enrolmentOf('alice');
    for (const identity of [undefined, paths.identity]) {
      const { vault: path } = identity === undefined ? await newVault(`${folder()}/b`) : paths;
      const vault = await openVault(path, identity);
      const raced: Vault = {
        ...vault,
        create: async (enrolment) => {
          await vault.create(other);
          await vault.create(enrolment);
        },
      };
      const obtained = enrolmentsOf(raced, sources).obtain('alice', 'Example');
      if (identity === undefined) await assert.rejects(obtained, saying(/already has an entry/));
      else assert.equal((await obtained).secret.reveal(), other.secret.reveal());
    }
  });
});
