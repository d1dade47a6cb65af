// The account matrix and the line that sums it up.
import assert from 'node:assert/strict';
import type { WayIn } from '../../../src/plan/access-verdict.ts';
import { accountMatrix, type AccountMatrix, type Protection } from '../../../src/audit/account-matrix.ts';
import { accountsLine } from '../../../src/reporters/summary/accounts.ts';
import type { HostAudit } from '../../../src/run/audit/report.ts';
import { hostFacts } from '../../scenarios/host.ts';
import { reportWith } from '../reporters/audit-fixtures.ts';

const [fixture] = reportWith('web').hosts;
assert.ok(fixture);
const matrix = fixture.matrix;
assert.ok(matrix.known);
const [sample] = matrix.rows;
assert.ok(sample);

function hostWith(...rows: readonly (readonly [Protection, WayIn, string])[]): HostAudit {
  assert.ok(fixture && sample);
  const made = rows.map(([protection, way, reason], index) => {
    const weakest = { ...sample.weakest, protection, way, reason };
    return { account: `u${index}`, protection, weakest, ways: [weakest] };
  });
  return { ...fixture, matrix: { known: true, rows: made, unlisted: [] } };
}

const covered = ['protected', 'key+code', 'x'] as const;
const open = (reason: string): readonly ['unprotected', 'key', string] => ['unprotected', 'key', reason];

describe('the account matrix', () => {
  const lines: readonly (readonly [string, readonly HostAudit[]])[] = [
    ['no account is known: no host was audited', []],
    ['no account is known: 1 host did not tell', [{ ...fixture, matrix: { known: false, reason: 'x' } }]],
    ['0 accounts on 1 host: no account can log in', [hostWith(['refused', 'refused', 'x'])]],
    ['2 accounts on 1 host: 2 key+code', [hostWith(covered, covered)]],
    [
      '5 accounts on 2 hosts: 2 key+code, 1 exempt, 2 not protected (1 cause)',
      [hostWith(covered, ['exempt', 'key', 'y'], open('a at /etc/x:1')), hostWith(covered, open('a at /etc/x:7'))],
    ],
    ['2 accounts on 1 host: 2 not protected (2 causes)', [hostWith(open('a'), open('b'))]],
    ['1 account on 1 host: 1 not known', [hostWith(['unknown', 'unknown', 'x'], ['refused', 'refused', 'x'])]],
    [
      '1 account on 1 host: 1 key+code; those of 1 host are not known',
      [hostWith(covered), { ...fixture, matrix: { known: false, reason: 'x' } }],
    ],
  ];
  for (const [line, hosts] of lines) {
    it(line, () => {
      assert.equal(accountsLine(hosts), line);
    });
  }

  const rowsOf = (found: AccountMatrix): readonly string[] =>
    found.known ? found.rows.map(({ account, protection, weakest }) => `${account} ${protection} ${weakest.way}`) : [];

  it('has everybody who can log in, those whom sshd refuses included', () => {
    assert.deepEqual(rowsOf(accountMatrix(hostFacts({}), new Set(), 'admin')), [
      'admin unprotected key',
      'root refused refused',
      'alice unprotected key',
      'bob unprotected key',
      'backup-bot unprotected key',
    ]);
  });

  it('is not known where a fact is missing', () => {
    assert.deepEqual(accountMatrix(hostFacts({}), new Set(['pam-service']), 'admin'), {
      known: false,
      reason: 'the host gave no usable answer to the probes for pam-service',
    });
  });
});
