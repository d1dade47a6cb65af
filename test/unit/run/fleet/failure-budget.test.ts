import assert from 'node:assert/strict';
import type { Pace } from '../../../../src/playbook/pace.ts';
import { FailureBudget, type Budgets } from '../../../../src/run/fleet/failure-budget.ts';
import type { HostStatus } from '../../../../src/run/event.ts';
import { result } from '../../reporters/fixtures.ts';

interface Case {
  readonly title: string;
  readonly pace?: Partial<Pace>;
  readonly budgets?: Partial<Budgets>;
  /** Of 20 hosts. */
  readonly ends: readonly HostStatus[];
  /** Undefined where the run goes on. */
  readonly reason?: RegExp;
}

const cases: readonly Case[] = [
  { title: 'nothing, without a word in the play', ends: Array<HostStatus>(20).fill('failed') },
  { title: 'one lost host', ends: ['changed', 'lost'], reason: /^1 host lost, the last one h1 \(--max-lost\)$/ },
  { title: 'not one lost host of two that may be', budgets: { lost: 2 }, ends: ['lost', 'changed'] },
  { title: 'the second one', budgets: { lost: 2 }, ends: ['lost', 'changed', 'lost'], reason: /^2 hosts lost/ },
  { title: 'any number of unreachable hosts: none', ends: Array<HostStatus>(20).fill('unreachable') },
  {
    title: 'as many unreachable hosts as the budget has',
    budgets: { unreachable: 2 },
    ends: ['unreachable', 'ok', 'unreachable'],
    reason: /^2 hosts not reached, the last one h2 \(--max-unreachable\)$/,
  },
  ...(['unreachable', 'refused', 'failed', 'reverted'] as const).map((status) => ({
    title: `the first ${status} host, with any_errors_fatal`,
    pace: { anyErrorsFatal: true },
    ends: ['changed', 'skipped', status] as const,
    reason: new RegExp(`^h2 ended as ${status} \\(any_errors_fatal\\)$`),
  })),
  { title: 'no share that is only reached', pace: { maxFailPercentage: 10 }, ends: ['failed', 'unreachable'] },
  {
    title: 'a share that is exceeded, unreachable hosts counted',
    pace: { maxFailPercentage: 10 },
    ends: ['failed', 'unreachable', 'ok', 'refused'],
    reason: /^3 of 20 hosts failed, the last one h3 \(max_fail_percentage\)$/,
  },
  {
    title: 'anything, where no failure is allowed',
    pace: { maxFailPercentage: 0 },
    ends: ['failed'],
    reason: /^1 of 20/,
  },
];

describe('brakes', () => {
  const brakesFor = ({ pace, budgets }: Pick<Case, 'pace' | 'budgets'>): FailureBudget =>
    new FailureBudget(
      { serial: [], maxFailPercentage: undefined, anyErrorsFatal: false, ...pace },
      { lost: 1, unreachable: undefined, ...budgets },
      20,
    );

  for (const { title, ends, reason, ...settings } of cases) {
    it(`are put on by ${title}`, () => {
      const brakes = brakesFor(settings);
      ends.forEach((status, index) => {
        assert.equal(brakes.signal.aborted, false);
        brakes.add(result(`h${index}`, status));
      });
      assert.equal(brakes.signal.aborted, reason !== undefined);
      if (reason === undefined) assert.equal(brakes.reason, undefined);
      else {
        assert.match(brakes.reason ?? '', reason);
        assert.match(String(brakes.signal.reason), /the run was stopped/);
      }
    });
  }

  it('are put on by a batch from which nothing came, and by no other', () => {
    const brakes = brakesFor({});
    brakes.endBatch([]);
    brakes.endBatch([result('a', 'unreachable'), result('b', 'changed')]);
    assert.equal(brakes.reason, undefined);
    brakes.endBatch([result('a', 'skipped')]);
    assert.equal(brakes.reason, undefined);
    // The others of a canary that was put back.
    brakes.endBatch([result('a', 'reverted'), result('b', 'skipped')]);
    assert.match(String(brakes.reason), /no host of a batch of 2 came through/);
  });

  it('keep the first reason', () => {
    const brakes = brakesFor({ pace: { anyErrorsFatal: true } });
    brakes.add(result('a', 'failed'));
    brakes.add(result('b', 'lost'));
    assert.match(brakes.reason ?? '', /^a ended as failed/);
  });
});
