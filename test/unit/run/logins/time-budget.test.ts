// A host that cannot be done before it reverts itself is told so before it is staged.
import assert from 'node:assert/strict';
import { requireTime } from '../../../../src/run/logins/time-budget.ts';

interface Case {
  readonly what: string;
  readonly logins: number;
  readonly loginMs: number | undefined;
  readonly seconds: number;
  readonly says?: RegExp;
  readonly help?: RegExp;
}

const cases: readonly Case[] = [
  { what: 'what fits to the second', logins: 175, loginMs: 1000, seconds: 180 },
  {
    what: 'one login more than fits',
    logins: 176,
    loginMs: 1000,
    seconds: 180,
    says: /need about 181 s/,
    help: /--revert-after 300`/,
  },
  {
    what: 'a few slow logins',
    logins: 8,
    loginMs: 29_000,
    seconds: 180,
    says: /8 logins .* 29\.0 s each/,
    help: /--revert-after 360`/,
  },
  { what: 'few logins that were not timed', logins: 8, loginMs: undefined, seconds: 180 },
  { what: 'many logins that were not timed', logins: 176, loginMs: undefined, seconds: 180, says: /1\.0 s each/ },
  {
    what: 'time that has passed',
    logins: 10,
    loginMs: 10_000,
    seconds: 100,
    says: /reverts itself in 100 s/,
    help: /--revert-after 300`/,
  },
];

describe('the time for logins', () => {
  for (const { what, logins, loginMs, seconds, says, help } of cases) {
    it(`${says === undefined ? 'allows' : 'refuses'} ${what}`, () => {
      const ask = (): void => {
        requireTime({ logins, loginMs }, seconds, 180);
      };
      if (says === undefined) {
        assert.doesNotThrow(ask);
        return;
      }
      assert.throws(ask, (error: Error & { help?: string }) => {
        assert.match(error.message, says);
        assert.match(error.help ?? '', help ?? /--revert-after/);
        return true;
      });
    });
  }
});
