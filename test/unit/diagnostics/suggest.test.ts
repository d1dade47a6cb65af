import assert from 'node:assert/strict';
import { editDistance, suggest, suggestion } from '../../../src/diagnostics/suggest.ts';

describe('suggest', () => {
  const known = ['package', 'sshd_config', 'enrol', 'become', 'hosts', 'name'];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['pakage', 'package'],
    ['pacakge', 'package'],
    ['PACKAGE', 'package'],
    ['host', 'hosts'],
    ['sshd_conf', 'sshd_config'],
    ['nmae', 'name'],
    ['x', undefined],
    ['frobnicate', undefined],
    ['', undefined],
  ];
  for (const [word, expected] of cases) {
    it(`"${word}" → ${expected ?? 'nothing'}`, () => {
      assert.equal(suggest(word, known), expected);
    });
  }

  it('counts a swap of neighbours as one edit', () => {
    assert.equal(editDistance('ab', 'ba'), 1);
    assert.equal(editDistance('', 'abc'), 3);
    assert.equal(editDistance('kitten', 'sitting'), 3);
  });

  it('lists what is known when nothing is near, unless that is too much to read', () => {
    assert.equal(suggestion('zzz', ['b', 'a']), 'known: a, b');
    assert.equal(suggestion('zzz', []), undefined);
    assert.equal(
      suggestion(
        'zzz',
        Array.from({ length: 25 }, (_, index) => `key-number-${index}`),
      ),
      undefined,
    );
  });
});
