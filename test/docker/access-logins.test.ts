// The whole model against real logins: who gets in from where with what, for generated configurations, stores of secrets and PAM
// services, and what OpenSSH's own client finds. Every pair of Match kind, Include order, policy, store, PAM service and release occurs.
import assert from 'node:assert/strict';
import type { Lab } from '../../docker/lab.ts';
import { predictAccess } from '../../src/access/predict.ts';
import type { Answers } from '../../src/run/audit/ask.ts';
import { runs, seed } from '../support/seed.ts';
import { factors, isPossible } from './access/configurations.ts';
import { drawFrom } from './access/draw.ts';
import { combinations, coverage } from './access/pairs.ts';
import { agreeOn, startReleases } from './logins/differential.ts';
import { stacks, stores } from './logins/stores.ts';
import type { Told } from './logins/verdicts.ts';

const all = { ...factors, store: Object.keys(stores), stack: Object.keys(stacks) };

function predicted({ facts }: Answers): readonly Told[] {
  const predictions = predictAccess({ facts, changes: [], managingAccount: 'admin' });
  return predictions.map(({ account, origins }) => ({
    account,
    ways: origins.map(({ origin, before: way, reason }) => ({ origin, way, reason })),
  }));
}

describe('the access model against real logins', function () {
  this.timeout(1_800_000);
  let lab: Lab;

  before(async () => {
    lab = await startReleases();
  });
  after(() => lab.stop());

  it('agrees with every login', async () => {
    const wanted = combinations(all, 200, drawFrom(seed()), isPossible);
    const found = wanted.slice(0, runs(20, wanted.length));
    const { covered, possible } = coverage(all, found, isPossible);
    console.log(`      pairs covered: ${covered} of ${possible}`);
    if (found.length === wanted.length) assert.equal(covered, possible);
    await agreeOn(lab, found, { tell: predicted, count: 3 });
  });
});
