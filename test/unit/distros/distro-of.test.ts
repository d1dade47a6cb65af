import assert from 'node:assert/strict';
import { distroOf } from '../../../src/distros/distro-of.ts';

describe('distros', () => {
  for (const [id, idLike, expected] of [
    ['debian', [], 'debian'],
    ['ubuntu', ['debian'], 'debian'],
    ['raspbian', ['debian'], 'debian'],
    ['linuxmint', ['ubuntu', 'debian'], 'debian'],
    ['alpine', [], undefined],
    ['', [], undefined],
  ] as const) {
    it(`${id}: ${expected ?? 'unknown'}`, () => {
      assert.equal(distroOf({ id, idLike })?.name, expected);
    });
  }
});
