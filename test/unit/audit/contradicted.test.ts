// What an audit says of accounts that a login contradicts: not known, but for what is wrong anyway.
import assert from 'node:assert/strict';
import { accountMatrix, type AccountMatrix } from '../../../src/audit/account-matrix.ts';
import { contradictedOn, withoutContradicted } from '../../../src/audit/contradicted.ts';
import { contradictionFacts } from '../../../src/access/contradicted.ts';
import type { Fact, Facts } from '../../../src/facts/fact.ts';
import { hostFacts } from '../../scenarios/host.ts';

function silent(): Facts {
  const base = hostFacts({});
  return { get: <T>(fact: Fact<T>): T => (fact.name === 'recent-logins' ? ({ known: false } as T) : base.get(fact)) };
}

const facts = silent();
const matrix = accountMatrix(facts, new Set(), 'admin');
const denial = { login: 'once', reason: 'no', place: '' };
const protections = (found: AccountMatrix): readonly string[] =>
  found.known ? found.rows.map(({ account, protection }) => `${account} ${protection}`) : [];

describe('an account that a login contradicts', () => {
  it('is not known, where it was closed, and stays unprotected, where it was', () => {
    const found = ['root', 'alice'].map((account) => ({ account, ...denial }));
    assert.deepEqual(protections(matrix).slice(0, 4), [
      'admin unprotected',
      'root refused',
      'alice unprotected',
      'bob unprotected',
    ]);
    const held = withoutContradicted(matrix, found);
    assert.deepEqual(protections(held).slice(0, 4), [
      'admin unprotected',
      'root unknown',
      'alice unprotected',
      'bob unprotected',
    ]);
    assert.ok(held.known);
    assert.match(held.rows[1]?.weakest.reason ?? '', /^it logged in once, which is denied by refused: /);
  });

  it('may be the one that the audit came as', () => {
    const asked: string[] = [];
    const ownLogin = (way: string): string => {
      asked.push(way);
      return 'a key and a code';
    };
    const { found, unseen } = contradictedOn({ facts, managingAccount: 'admin', ownLogin }, matrix);
    assert.deepEqual(asked, ['key']);
    assert.deepEqual(
      found.map(({ account, login }) => [account, login]),
      [['admin', 'just now, for this audit (a key and a code)']],
    );
    assert.equal(unseen, 'no log holds the logins of sshd');
    const agreed = contradictedOn({ facts, managingAccount: 'admin', ownLogin: () => undefined }, matrix);
    assert.deepEqual(agreed.found, []);
    assert.deepEqual(contradictedOn({ facts, managingAccount: 'admin' }, { known: false, reason: 'x' }), {
      found: [],
      unseen: 'x',
    });
  });

  it('makes nothing known: without an answer to what it takes, nobody is', () => {
    assert.equal(contradictionFacts.length, 4);
    for (const { name } of contradictionFacts) {
      assert.equal(accountMatrix(facts, new Set([name]), 'admin').known, false, name);
    }
  });
});
