import assert from 'node:assert/strict';
import { chooseAttempt, chooseStep, isOverrun } from '../../../src/enrolment/code-choice.ts';

const base = 60_000_000; // a step
const at = (seconds: number): number => base * 30 + seconds;
const moment = (seconds: number, clockOffset = 0) => ({ now: at(seconds), clockOffset });
const spent = (...steps: readonly number[]) => steps.map((step) => ({ at: at(-1000), step: base + step }));
const attempts = (...times: readonly number[]) => times.map((seconds) => ({ at: at(seconds), step: undefined }));

describe('choice of a code', () => {
  for (const [what, given, step] of [
    ['the oldest of three first', [moment(10), []], -1],
    ['then the current one', [moment(10), spent(-1)], 0],
    ['then the next one', [moment(10), spent(-1, 0)], 1],
    ['whatever is left', [moment(10), spent(0, 1)], -1],
    ['not the oldest when it may expire on the way', [moment(26), []], 0],
    ['the oldest up to then', [moment(25), []], -1],
    ['what the host’s clock says when it is ahead', [moment(10, 300), []], 9],
    ['what the host’s clock says when it is behind', [moment(10, -300), []], -11],
    ['the same at the first second of a step', [moment(1), spent(-1, 0)], 1],
  ] as const) {
    it(`is ${what}`, () => {
      assert.deepEqual(chooseStep(given[0], given[1]), { kind: 'use', step: base + step });
    });
  }

  it('passes over steps that are not usable', () => {
    const choice = chooseStep(moment(10), [], (step) => step !== base - 1);
    assert.deepEqual(choice, { kind: 'use', step: base });
  });

  for (const [what, given, seconds, reason] of [
    ['the next step when the window is used up', [moment(10), spent(-1, 0, 1)], 21, 'window'],
    ['a step further when that is spent too', [moment(10), spent(-1, 0, 1, 2)], 51, 'window'],
    ['the host to be surely in the step', [moment(0.5), spent(-1, 0)], 0.5, 'window'],
    ['the first of three attempts to be forgotten', [moment(10), attempts(1, 5, 9)], 27, 'rate-limit'],
    ['the second of four', [moment(10), attempts(1, 5, 8, 9)], 31, 'rate-limit'],
    ['the later of both', [moment(10), [...spent(-1, 0, 1), ...attempts(-21, 5, 9)]], 21, 'window'],
    ['an attempt in this very second', [moment(10), attempts(10, 10, 10)], 36, 'rate-limit'],
  ] as const) {
    it(`waits for ${what}`, () => {
      assert.deepEqual(chooseStep(given[0], given[1]), { kind: 'wait', seconds, reason });
    });
  }

  it('does not wait for attempts that the host forgot, or that lie in a future that was called off', () => {
    assert.equal(chooseStep(moment(10), attempts(-26, 5, 9)).kind, 'use');
    assert.equal(chooseStep(moment(10), attempts(5000, 5000, 5000)).kind, 'use');
  });
});

describe('choice of an attempt with a wrong code', () => {
  it('spends no step, but is held back by the rate limit', () => {
    assert.deepEqual(chooseAttempt(moment(10), spent(-1, 0, 1)), { kind: 'use', step: base });
    assert.deepEqual(chooseAttempt(moment(10), attempts(1, 5, 9)), { kind: 'wait', seconds: 27, reason: 'rate-limit' });
  });

  it('is an overrun when it is the fourth', () => {
    assert.equal(isOverrun(moment(10), attempts(1, 5, 10)), false);
    assert.equal(isOverrun(moment(10), attempts(1, 5, 10, 10)), true);
  });
});
