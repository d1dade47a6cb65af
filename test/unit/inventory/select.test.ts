import assert from 'node:assert/strict';
import { UsageError } from '../../../src/diagnostics/errors.ts';
import { loadInventory } from '../../../src/inventory/load.ts';
import { selectForRun, selectHosts } from '../../../src/inventory/select.ts';

const { inventory } = loadInventory(
  `
all:
  hosts:
    lonely:
    win1: {ansible_connection: winrm}
    "2001:db8::7":
  children:
    web: {hosts: {"web[1:3]": , web10.example.com: }}
    db: {hosts: {db1: , web1: }}
    staging: {hosts: {web2: , db1: }}
    prod: {children: {web: , db: }}
    empty: `,
  'hosts.yml',
);
assert.ok(inventory);
const all = inventory;
const names = (pattern: string): readonly string[] => selectHosts(all, pattern).map(({ name }) => name);
const web = ['web1', 'web2', 'web3', 'web10.example.com'];

describe('selectHosts', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['web1', ['web1']],
    ['web', web],
    ['prod', [...web, 'db1']],
    ['all', [...web, 'db1', 'web1', 'lonely', 'win1', '2001:db8::7']],
    ['*', [...web, 'db1', 'lonely', 'win1', '2001:db8::7']],
    ['web:db', [...web, 'db1']],
    ['web,db', [...web, 'db1']],
    [' web , db1 ', [...web, 'db1']],
    ['web1:web1', ['web1']],
    ['web:!web2', ['web1', 'web3', 'web10.example.com']],
    ['!web2:web', ['web1', 'web3', 'web10.example.com']],
    ['web:&staging', ['web2']],
    ['web:db:&staging:!web2', ['db1']],
    ['!prod', ['lonely', 'win1', '2001:db8::7']],
    ['&staging', ['web2', 'db1']],
    ['web?', ['web1', 'web2', 'web3']],
    ['web[1-2]', ['web1', 'web2']],
    ['web[!13]', ['web2']],
    ['*.example.com', ['web10.example.com']],
    ['~web\\d$', ['web1', 'web2', 'web3']],
    ['~(web|db)1', ['db1', 'web1', 'web10.example.com']],
    ['web[0]', ['web1']],
    ['web[-1]', ['web10.example.com']],
    ['web[1:2]', ['web2', 'web3']],
    ['web[2:]', ['web3', 'web10.example.com']],
    ['empty', []],
    ['web:!empty', web],
    ['ungrouped', ['lonely', 'win1', '2001:db8::7']],
    ['2001:db8::7', ['2001:db8::7']],
  ];
  for (const [pattern, expected] of cases) {
    it(pattern, () => {
      assert.deepEqual([...names(pattern)].sort(), [...new Set(expected)].sort());
    });
  }

  it('keeps the order of the pattern, then that of the groups', () => {
    assert.deepEqual(names('db:web'), ['db1', 'web1', 'web2', 'web3', 'web10.example.com']);
    assert.deepEqual(names('web3,web1'), ['web3', 'web1']);
  });

  const mistakes: readonly (readonly [string, RegExp, RegExp | undefined])[] = [
    ['wbe', /no host and no group "wbe"/, /did you mean "web"/],
    ['web:!wbe', /no host and no group "wbe"/, /did you mean "web"/],
    ['web:&stagin', /"stagin"/, /did you mean "staging"/],
    ['nothing-like-it', /no host and no group/, /known: |--graph/],
    ['x*', /no host and no group matches "x\*"/, undefined],
    ['', /pattern is empty/, undefined],
    [' , ', /pattern is empty/, undefined],
    ['web:!', /nothing follows "!"/, undefined],
    ['~(', /not a regular expression/, undefined],
    ['web[9]', /no host number 9/, undefined],
    ['localhost', /no host and no group "localhost"/, undefined],
  ];
  for (const [pattern, message, help] of mistakes) {
    it(`refuses ${JSON.stringify(pattern)}`, () => {
      assert.throws(
        () => names(pattern),
        (error) => {
          assert.ok(error instanceof UsageError);
          assert.match(error.message, message);
          if (help !== undefined) assert.match(error.help ?? '', help);
          return true;
        },
      );
    });
  }

  it('is not slowed down by a run of stars', () => {
    // Tried one by one, the ways to spread a name over the stars would outlive mocha's patience by far.
    assert.throws(() => names(`${'*'.repeat(200)}x`), UsageError);
  });
});

describe('selectForRun', () => {
  it('intersects with the limit, in the order of the play', () => {
    assert.deepEqual(
      selectForRun(all, 'prod', 'db1:web3').map(({ name }) => name),
      ['web3', 'db1'],
    );
  });

  it('refuses a host that cannot be managed unless it is left out', () => {
    assert.throws(() => selectForRun(all, 'all'), /"win1" cannot be managed: ansible_connection/);
    assert.equal(selectForRun(all, 'all', '!win1').length, 7);
  });
});
