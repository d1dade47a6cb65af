// The account matrix of an audit against real logins: policies, releases, and faults of secrets, keys, homes and hosts that an audit is
// there to find. What the matrix cannot tell is not tried; what it tells must be so.
import assert from 'node:assert/strict';
import type { Lab } from '../../docker/lab.ts';
import { accountMatrix } from '../../src/audit/account-matrix.ts';
import type { Answers } from '../../src/run/audit/ask.ts';
import { runs, seed } from '../support/seed.ts';
import { factors, isPossible } from './access/configurations.ts';
import { drawFrom } from './access/draw.ts';
import { combinations } from './access/pairs.ts';
import { agreeOn, startReleases } from './logins/differential.ts';
import { faults } from './logins/faults.ts';
import { stacks, stores } from './logins/stores.ts';
import type { Told } from './logins/verdicts.ts';

const all = {
  ...{ release: factors.release, policy: factors.policy, fault: Object.keys(faults) },
  ...{ store: Object.keys(stores), stack: Object.keys(stacks) },
  match: ['none', 'none', 'user', 'group', 'address', 'local-port'],
  include: ['none', 'first', 'two-files'],
} as const;

function audited({ facts, unanswered }: Answers): readonly Told[] {
  const matrix = accountMatrix(facts, unanswered, 'admin');
  assert.ok(matrix.known, JSON.stringify(matrix));
  return matrix.rows;
}

describe('the account matrix against real logins', function () {
  this.timeout(1_800_000);
  let lab: Lab;

  before(async () => {
    lab = await startReleases();
  });
  after(() => lab.stop());

  it('agrees with every login', async () => {
    const wanted = combinations(all, 60, drawFrom(seed()), isPossible);
    const results = await agreeOn(lab, wanted.slice(0, runs(9, wanted.length)), { tell: audited, count: 4 });
    const logins = results.reduce((sum, result) => sum + result.logins, 0);
    assert.ok(logins >= results.length, 'hardly anything was told');
  });
});
