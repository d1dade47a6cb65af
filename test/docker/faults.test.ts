// The fault matrix: whatever breaks in whichever phase, a host ends all old or all new, lets people in, and is reported as it is.
import assert from 'node:assert/strict';
import { artefactsOf, forbiddenIn, leaks } from '../support/leaks.ts';
import { seed } from '../support/seed.ts';
import { allCases, chosenCases, type Case } from './faults/matrix.ts';
import { startPool, type Pool } from './faults/pool.ts';
import { table } from '../support/table.ts';

/** Cases in a sample: of every fault in every phase one at the least. */
const sample = 60;

describe('a fault in the middle of a run', function () {
  // Cases wait for each other's hosts.
  this.timeout(3_600_000);
  const cases = chosenCases(sample);
  const endings: [fault: string, ending: string][] = [];
  const unsettled: string[] = [];
  let pool: Pool;

  before(async () => {
    pool = await startPool(cases, (kind) => (kind.startsWith('bare') ? 1 : 2));
  });
  after(async () => {
    const settledLater = unsettled.map((title) => `    settled only after the fault: ${title}\n`).join('');
    process.stdout.write(`\n${table(endings)}\n${settledLater}    seed ${seed()}\n`);
    await pool.stop();
  });

  for (const one of cases) {
    it(`${one.title}, seed ${seed()}`, async () => {
      try {
        const { status, side, hasSettled } = await pool.outcome(one);
        endings.push([one.fault, `${status}/${side}`]);
        if (!hasSettled) unsettled.push(one.title);
      } catch (error) {
        endings.push([one.fault, 'wrong']);
        throw error;
      }
    });
  }

  it('was tried in all its kinds and phases', () => {
    if (process.env['KEYTURN_CASES'] !== undefined) return;
    const groups = (some: readonly Case[]): number => new Set(some.map(({ fault, phase }) => `${fault} ${phase}`)).size;
    assert.ok(cases.length >= sample, `${cases.length} cases`);
    assert.equal(groups(cases), groups(allCases()));
    assert.equal(endings.length, cases.length);
  });

  it('leaks no secret', async () => {
    assert.deepEqual(leaks(await artefactsOf(pool.site), await forbiddenIn(pool.site)), []);
  });
});
