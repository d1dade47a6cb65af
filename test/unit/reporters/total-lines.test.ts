// The line that adds a run up: never that nothing was changed where something was, or may have been.
import assert from 'node:assert/strict';
import { totalLine } from '../../../src/reporters/text/total-lines.ts';
import { planned, problem, report, result } from './fixtures.ts';

const plan = planned();

describe('the total', () => {
  for (const [what, hosts, expected] of [
    [
      'all are so',
      [result('a', 'ok'), result('b', 'ok')],
      'Nothing was changed: 2 hosts already in the desired state.',
    ],
    [
      'one is refused',
      [result('a', 'ok'), result('b', 'refused', { plan })],
      'Nothing was changed: 1 of 2 hosts already in the desired state, 1 refused.',
    ],
    [
      'one is lost',
      [result('a', 'lost', { plan })],
      'What is in place on 1 host is not known: 0 of 1 host already in the desired state, 1 lost.',
    ],
    [
      'one failed once it was changed',
      [result('a', 'failed', { plan, problem: problem({ phase: 'converge' }) })],
      'Applied: 1 added, 2 changed, 0 removed, on 1 host.',
    ],
    [
      'one failed before',
      [result('a', 'failed', { plan, problem: problem({ phase: 'prepare' }) })],
      'Nothing was changed: 0 of 1 host already in the desired state, 1 failed.',
    ],
  ] as const) {
    it(`where ${what}`, () => {
      assert.equal(totalLine([report(hosts)]), expected);
    });
  }

  it('of a plan that is refused counts nothing', () => {
    const text = totalLine([report([result('a', 'refused', { plan })], { mode: 'plan' })]);
    assert.equal(text, 'Plan: nothing to do: 0 of 1 host already in the desired state, 1 refused.');
  });
});
