import assert from 'node:assert/strict';
import { wrap } from '../../../src/terminal/wrap.ts';

describe('wrap', () => {
  for (const [text, columns, expected] of [
    ['', 10, []],
    ['one', 10, ['one']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 6, ['one', 'two', 'three']],
    ['a considerable word', 5, ['a', 'considerable', 'word']],
    ['blanks   and\nlines', 40, ['blanks and lines']],
    ['键键 键', 6, ['键键', '键']],
  ] as const) {
    it(`${JSON.stringify(text)} in ${columns} columns`, () => {
      assert.deepEqual(wrap(text, columns), expected);
    });
  }
});
