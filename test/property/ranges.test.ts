import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadInventory } from '../../src/inventory/load.ts';
import { expandRange } from '../../src/inventory/ranges.ts';
import { selectHosts } from '../../src/inventory/select.ts';
import { runs, seed } from '../support/seed.ts';

const options = (sample: number, full: number) => ({ seed: seed(), numRuns: runs(sample, full) });

describe('host ranges (property)', () => {
  it('count from begin to end by step, with padding', () => {
    const range = fc.tuple(fc.nat(500), fc.nat(500), fc.integer({ min: 1, max: 50 }), fc.boolean());
    fc.assert(
      fc.property(range, ([begin, length, step, pad]) => {
        const width = pad ? 5 : 0;
        const text = (number: number): string => String(number).padStart(width, '0');
        const expected: string[] = [];
        for (let number = begin; number <= begin + length; number += step) expected.push(`h${text(number)}x`);
        const pattern = `h[${text(begin)}:${text(begin + length)}:${step}]x`;
        assert.deepEqual(expandRange(pattern), { names: expected });
      }),
      options(200, 5000),
    );
  });

  it('never throw and never explode, whatever is written', () => {
    const piece = fc.constantFrom('[', ']', ':', '0', '1', '9', '99', 'a', 'Z', '-', '.', 'web', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const expansion = expandRange(pieces.join(''));
        assert.ok('problem' in expansion || expansion.names.length <= 65_536);
      }),
      options(500, 20_000),
    );
  });
});

describe('host patterns (property)', () => {
  const { inventory } = loadInventory('web: {hosts: {"web[1:4]": }}\ndb: {hosts: {"db[1:2]": , web1: }}\nempty:', 'f');
  const all = inventory ?? assert.fail();
  const word = fc.constantFrom('web', 'db', 'empty', 'all', 'web1', 'web4', 'db2', 'web*', '*', 'db?', '~w', 'web[0]');
  const names = (pattern: string): Set<string> => new Set(selectHosts(all, pattern).map(({ name }) => name));

  it('are sets: union, intersection, difference', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        const [left, right, without] = [names(a), names(b), names(c)];
        const expected = [...left].filter((name) => right.has(name) && !without.has(name));
        assert.deepEqual([...names(`${a},&${b},!${c}`)].sort(), expected.sort());
        assert.deepEqual([...names(`${a},${b}`)].sort(), [...new Set([...left, ...right])].sort());
      }),
      options(100, 1000),
    );
  });
});
