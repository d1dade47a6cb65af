import assert from 'node:assert/strict';
import { formatDuration } from '../../../src/terminal/duration.ts';
import { displayWidth, padEnd, truncate } from '../../../src/terminal/width.ts';

describe('terminal/width', () => {
  it('counts columns', () => {
    assert.equal(displayWidth('web1'), 4);
    assert.equal(displayWidth('東京'), 4);
    assert.equal(displayWidth('e\u0301'), 1);
    assert.equal(displayWidth('🔑'), 2);
  });

  it('cuts to a width, never in the middle of a character', () => {
    assert.equal(truncate('web01', 5, '…'), 'web01');
    assert.equal(truncate('web012', 5, '…'), 'web0…');
    assert.equal(truncate('東京都', 4, '…'), '東…');
    assert.equal(truncate('web01', 1, '...'), '');
  });

  it('pads to a width', () => {
    assert.equal(padEnd('東', 4), '東  ');
    assert.equal(padEnd('web01', 2), 'web01');
  });

  const durations: readonly (readonly [number, string])[] = [
    [0, '0.0s'],
    [234, '0.2s'],
    [59_940, '59.9s'],
    [59_960, '1m00s'],
    [185_000, '3m05s'],
    [-5, '0.0s'],
    [NaN, '0.0s'],
  ];
  for (const [milliseconds, expected] of durations) {
    it(`${milliseconds} ms is ${expected}`, () => {
      assert.equal(formatDuration(milliseconds), expected);
    });
  }
});
