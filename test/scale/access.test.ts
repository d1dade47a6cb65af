// Many accounts and many origins: what they have in common is worked out once.
import assert from 'node:assert/strict';
import { predictAccess, type Prediction } from '../../src/access/predict.ts';
import type { Facts } from '../../src/facts/fact.ts';
import { growth } from '../support/growth.ts';
import { hostFacts, type AccountOverlay } from '../scenarios/host.ts';

function account(index: number): AccountOverlay & { readonly name: string } {
  const rest = { shell: '/bin/bash', loginCapable: true, authorizedKeys: 'present', password: 'unusable' } as const;
  const name = `user${index}`;
  const groups = [name, index % 2 === 0 ? 'even' : 'odd'];
  return { name, uid: 3000 + index, gid: 3000 + index, home: `/home/${name}`, groups, ...rest };
}

function hostWith(count: number): Facts {
  const people = Array.from({ length: count }, (_, index) => account(index));
  const names = people.map(({ name }) => name);
  const text = [
    `AllowUsers admin ${names.join(' ')} root@10.0.0.0/8`,
    'Match Address 10.0.0.0/8',
    ' AuthenticationMethods publickey',
    'Match Group odd Address 192.168.0.0/16,172.30.0.0/16',
    ' PubkeyAuthentication no',
    `Match User ${names.slice(0, count / 10).join(',')} LocalPort 2222`,
    ' AuthenticationMethods publickey,password',
  ].join('\n');
  return hostFacts({
    accounts: Object.fromEntries(people.map((one) => [one.name, one])),
    sshd_files: { '/etc/ssh/sshd_config': text },
  });
}

function predict(facts: Facts): readonly Prediction[] {
  return predictAccess({ facts, changes: [], managingAccount: 'admin' });
}

describe('access/predict', function () {
  this.timeout(60_000);

  it('tells what holds for one of 5,000 accounts, and costs no more than ten times what 500 do', async () => {
    const [small, large] = [hostWith(500), hostWith(5000)];
    const found = predict(large);
    assert.equal(found.length, 5001);
    assert.equal(found[1]?.origins.length, 7);
    const odd = found.find((one) => one.account === 'user4999');
    assert.deepEqual(
      odd?.origins.filter(({ after }) => after === 'refused').map(({ origin }) => origin.address),
      ['192.168.0.1', '172.30.0.1'],
    );
    // A hundred times would be each account against each other.
    const work = (size: number): unknown => predict(size === 500 ? small : large);
    assert.ok((await growth(work, { small: 500, large: 5000 })) < 40);
  });
});
