import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openVault } from '../../src/enrolment/vault.ts';
import { newVault, temporaryFolder } from '../unit/enrolment/fixtures.ts';

const child = (url: URL, ...argv: readonly string[]): string[] => ['--import', 'tsx', fileURLToPath(url), ...argv];
const dieCreating = new URL('./die-creating.ts', import.meta.url);
const createAt = new URL('./create-at.ts', import.meta.url);

describe('creating a vault entry', () => {
  const folder = temporaryFolder();

  // open, half a write, write, fsync, close, link, unlink, open, fsync, close: killed before each of them, and not at all.
  it('leaves a whole entry or none, wherever the process dies', async () => {
    const { vault, identity } = await newVault(folder());
    const outcomes: string[] = [];
    for (let survived = 0; survived < 20 && outcomes.at(-1) !== 'finished'; survived += 1) {
      const account = `user${survived}`;
      const { signal, status } = spawnSync(process.execPath, child(dieCreating, vault, account, String(survived)));
      assert.ok(signal === 'SIGKILL' || status === 0);
      const opened = await openVault(vault, identity);
      const state = opened.entry(account);
      if (state !== 'absent') assert.equal((await opened.read(account)).account, account);
      assert.ok(status !== 0 || state === 'open', 'finished without an entry');
      outcomes.push(status === 0 ? 'finished' : state);
    }
    assert.deepEqual([...new Set(outcomes)], ['absent', 'open', 'finished']);
    assert.ok(outcomes.length >= 7, `only ${outcomes.length} points to die at`);
  }).timeout(60_000);

  it('is won by exactly one of several processes, and the others are told', async () => {
    const { vault, identity } = await newVault(folder());
    const start = String(Date.now() + 1500);
    const run = async (): Promise<string> =>
      (await promisify(execFile)(process.execPath, child(createAt, vault, 'alice', start))).stdout;
    const said = await Promise.all([run(), run(), run(), run()]);
    const secrets = said.filter((line) => /^[A-Z2-7]{32}\n$/.test(line));
    assert.equal(secrets.length, 1);
    assert.equal(said.filter((line) => line === 'EntryExistsError\n').length, 3);
    assert.equal(`${(await (await openVault(vault, identity)).read('alice')).secret.reveal()}\n`, secrets[0]);
    assert.deepEqual(readdirSync(vault), ['alice.age', 'recipients.txt']);
  }).timeout(60_000);
});
