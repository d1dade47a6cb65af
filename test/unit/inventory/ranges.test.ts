// Expected names are those of ansible-core 2.14.18.
import assert from 'node:assert/strict';
import { expandRange, splitPort } from '../../../src/inventory/ranges.ts';

describe('expandRange', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['web', ['web']],
    ['web[1:3]', ['web1', 'web2', 'web3']],
    ['web[01:03]', ['web01', 'web02', 'web03']],
    ['web[08:10].example.com', ['web08.example.com', 'web09.example.com', 'web10.example.com']],
    ['web[1:9:3]', ['web1', 'web4', 'web7']],
    ['web[:2]', ['web0', 'web1', 'web2']],
    ['web[0:2]', ['web0', 'web1', 'web2']],
    ['db-[a:d]', ['db-a', 'db-b', 'db-c', 'db-d']],
    ['db-[a:e:2]', ['db-a', 'db-c', 'db-e']],
    ['db-[y:B]', ['db-y', 'db-z', 'db-A', 'db-B']],
    ['r[1:2]n[a:b]', ['r1na', 'r1nb', 'r2na', 'r2nb']],
    ['web[5:5]', ['web5']],
    ['[a:b]', ['a', 'b']],
  ];
  for (const [pattern, names] of cases) {
    it(pattern, () => {
      assert.deepEqual(expandRange(pattern), { names });
    });
  }

  const problems: readonly (readonly [string, RegExp])[] = [
    ['web[1]', /\[begin:end\]/],
    ['web[1:2:3:4]', /\[begin:end\]/],
    ['web[1:]', /two numbers or two letters/],
    ['web[a:2]', /two numbers or two letters/],
    ['web[-1:2]', /two numbers or two letters/],
    ['web[3:1]', /begins at 3, after its end 1/],
    ['web[b:a]', /begins at "b"/],
    ['web[01:100]', /zero-padded/],
    ['web[1:2:0]', /step/],
    ['web[1:2:x]', /step/],
    ['web[1:2', /without its "\]"/],
    ['web1:2]', /without its "\["/],
    ['web[1:999999]', /more than 65536/],
    ['a[1:300]b[1:300]c[1:300]', /more than 65536/],
    ['web[1:99999999999999999999]', /two numbers/],
  ];
  for (const [pattern, message] of problems) {
    it(`refuses ${pattern}`, () => {
      const expansion = expandRange(pattern);
      assert.match('problem' in expansion ? expansion.problem : '', message);
    });
  }
});

describe('splitPort', () => {
  const cases: readonly (readonly [string, string, number | undefined])[] = [
    ['web1', 'web1', undefined],
    ['web1:2222', 'web1', 2222],
    ['web[1:3]:2222', 'web[1:3]', 2222],
    ['web[1:3]', 'web[1:3]', undefined],
    ['2001:db8::7', '2001:db8::7', undefined],
    ['[2001:db8::7]:22', '2001:db8::7', 22],
    ['web1:', 'web1:', undefined],
    ['web1:ssh', 'web1:ssh', undefined],
  ];
  for (const [text, pattern, port] of cases) {
    it(text, () => {
      assert.deepEqual(splitPort(text), { pattern, port });
    });
  }
});
