import assert from 'node:assert/strict';
import { globWildcards, matchWildcards, sshdWildcards } from '../../../src/formats/wildcard.ts';

describe('formats/wildcard', () => {
  for (const [pattern, text, expected] of [
    ['', '', true],
    ['*', '', true],
    ['*', 'anything', true],
    ['?', '', false],
    ['a*b*c', 'axxbyybzc', true],
    ['a*b*c', 'axxbyyb', false],
    ['*ab', 'aab', true],
    ['a?c', 'abc', true],
    ['[a]', 'a', false],
    ['[a]', '[a]', true],
    ['a.c', 'abc', false],
  ] as const) {
    it(`sshd: ${pattern} ${expected ? 'takes' : 'leaves'} ${JSON.stringify(text)}`, () => {
      assert.equal(matchWildcards(text, sshdWildcards(pattern)), expected);
    });
  }

  for (const [pattern, text, expected] of [
    ['[a-c]x', 'bx', true],
    ['[a-c]x', 'dx', false],
    ['[!a-c]x', 'dx', true],
    ['[]]', ']', true],
    ['[', '[', true],
    ['[ab', '[ab', true],
    [String.raw`\*`, '*', true],
    [String.raw`\*`, 'x', false],
  ] as const) {
    it(`glob: ${pattern} ${expected ? 'takes' : 'leaves'} ${JSON.stringify(text)}`, () => {
      assert.equal(matchWildcards(text, globWildcards(pattern)), expected);
    });
  }

  it('is not kept busy by a pattern that is made for it', () => {
    assert.equal(matchWildcards('a'.repeat(5_000), sshdWildcards(`${'*a'.repeat(500)}*b`)), false);
  }).timeout(5_000);
});
