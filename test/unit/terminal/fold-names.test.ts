import assert from 'node:assert/strict';
import { growth } from '../../support/growth.ts';
import { foldNames, foldNamesShort } from '../../../src/terminal/fold-names.ts';

const cases: readonly (readonly [string, string])[] = [
  ['web01 web02', 'web[01-02]'],
  ['web01 web02 web04', 'web[01-02,04]'],
  ['web9 web10 web11', 'web[9-11]'],
  ['web09 web10', 'web[09-10]'],
  ['web1 web01', 'web[1,01]'],
  ['web99 web100', 'web[99-100]'],
  ['web099 web100', 'web[099-100]'],
  ['web01.example.com web02.example.com', 'web[01-02].example.com'],
  ['10.0.0.1 10.0.0.2 10.0.0.3', '10.0.0.[1-3]'],
  ['web1-db1 web1-db2 web2-db1', 'web1-db[1-2],web2-db1'],
  ['db1 web1 web2', 'db1,web[1-2]'],
  ['web1 web1', 'web1'],
  ['alpha beta', 'alpha,beta'],
  ['', ''],
];

describe('terminal/fold-names', () => {
  for (const [names, expected] of cases) {
    it(`${names || 'nothing'} → ${expected || 'nothing'}`, () => {
      assert.equal(foldNames(names.split(' ').filter(Boolean)), expected);
    });
  }

  it('leaves digits alone that are too many to count with', () => {
    const names = ['a12345678901234567', 'a12345678901234568'];
    assert.equal(foldNames(names), names.join(','));
  });

  it('cuts long lists and counts the names that are left out', () => {
    assert.equal(foldNamesShort(['a', 'b', 'c1', 'c2', 'c3'], 2), 'a,b and 3 more');
    assert.equal(foldNamesShort(['a', 'b'], 2, ', '), 'a, b');
  });

  it('folds 5,000 names at once, for as much each as 500', async () => {
    const work = (length: number): void => {
      const names = Array.from({ length }, (_, index) => `rack${index % 40}-web${String(index).padStart(4, '0')}`);
      assert.match(foldNames(names), /^rack0-web\[0000,0040,/);
    };
    assert.ok((await growth(work, { small: 500, large: 5000 })) < 40);
  });
});
