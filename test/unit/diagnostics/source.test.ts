import assert from 'node:assert/strict';
import { sourceText } from '../../../src/diagnostics/source.ts';

describe('sourceText', () => {
  const source = sourceText('f', 'ab\r\n\ncd');
  const cases: readonly (readonly [number, number, number])[] = [
    [0, 1, 1],
    [2, 1, 3],
    [4, 2, 1],
    [5, 3, 1],
    [7, 3, 3],
    [99, 3, 95],
  ];
  for (const [offset, line, col] of cases) {
    it(`offset ${offset} is line ${line}, column ${col}`, () => {
      assert.deepEqual(source.position(offset), { line, col });
    });
  }

  it('gives lines without their line breaks', () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((line) => source.line(line)),
      ['ab', '', 'cd', ''],
    );
  });

  it('makes every range at least one column wide', () => {
    const { start, end } = source.range(5, 5);
    assert.deepEqual([start.col, end.col], [1, 2]);
  });
});
