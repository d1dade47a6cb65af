// The account matrix and the line that sums it up.
import assert from 'node:assert/strict';
import type { WayIn } from '../../../src/plan/access-verdict.ts';
import { accountMatrix, type AccountMatrix, type Protection } from '../../../src/audit/account-matrix.ts';
import { accountsLine } from '../../../src/reporters/summary/accounts.ts';
import type { HostAudit } from '../../../src/run/audit/report.ts';
import { hostFacts, type HostOverlay } from '../../scenarios/host.ts';
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

const methods = {
  authenticationmethods: 'publickey,keyboard-interactive:pam',
  passwordauthentication: 'no',
  kbdinteractiveauthentication: 'yes',
};

/** Everybody has a key and a code by the first daemon. */
const enforced: HostOverlay = {
  sshd_files: {
    '/etc/ssh/sshd_config.d/00-keyturn.conf':
      'KbdInteractiveAuthentication yes\nPasswordAuthentication no\nAuthenticationMethods publickey,keyboard-interactive:pam\n',
  },
  effective: { global: { known: true, values: {} }, classes: [] },
  state_files: { admin: 'valid', alice: 'valid', bob: 'valid', 'backup-bot': 'valid' },
  pam_replace: { '@include common-auth': 'auth required pam_google_authenticator.so' },
  pam: { modules: ['/lib/x86_64-linux-gnu/security/pam_google_authenticator.so'] },
};

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

  const own = '/etc/ssh/second';
  const keyOnly = { [own]: 'AuthenticationMethods publickey\n' };
  const matrixOf = (doors: HostOverlay['doors'], overlay: HostOverlay = enforced): AccountMatrix =>
    accountMatrix(hostFacts({ ...overlay, doors: doors ?? [] }), new Set(), 'admin');

  it('has the weakest of all doors, and says which', () => {
    const found = matrixOf([
      { pid: 8, unit: 'second.service', files: keyOnly, values: { authenticationmethods: 'publickey' } },
    ]);
    assert.deepEqual(rowsOf(found), [
      'admin unprotected key',
      'root refused refused',
      'alice unprotected key',
      'bob unprotected key',
      'backup-bot unprotected key',
    ]);
    assert.ok(found.known);
    const alice = found.rows.find(({ account }) => account === 'alice');
    assert.equal(
      alice?.weakest.reason,
      'by the SSH daemon on port 2222, second.service: AuthenticationMethods at /etc/ssh/second:1',
    );
    assert.deepEqual(
      alice.ways.map(({ origin, way, door }) => `${way} from ${origin.kind} by ${door ?? 'the first'}`),
      ['the first', 'port 2222, second.service'].flatMap((door, index) =>
        ['controller', 'public', 'loopback'].map(
          (kind) => `${index === 0 ? 'key+code' : 'key'} from ${kind} by ${door}`,
        ),
      ),
    );
    assert.equal(alice.ways.at(-1)?.origin.localPort, 2222);
  });

  it('takes a door that asks for as much for what it is', () => {
    assert.deepEqual(rowsOf(matrixOf([{ pid: 8, values: methods }])), rowsOf(matrixOf([])));
  });

  it('looks at a door that only the host reaches from the host alone', () => {
    const listens = [{ port: 2222, on: 'loopback' } as const];
    const found = matrixOf([{ pid: 8, listens, files: keyOnly, values: { authenticationmethods: 'publickey' } }]);
    assert.ok(found.known);
    const ways = found.rows.find(({ account }) => account === 'alice')?.ways.filter(({ door }) => door !== undefined);
    assert.deepEqual(
      ways?.map(({ origin, way, door }) => [origin.kind, way, door]),
      [['loopback', 'key', 'port 2222 of the host itself, process 8']],
    );
  });

  it('calls unknown what a door may do that cannot be judged, and leaves wrong what is', () => {
    const found = matrixOf([{ pid: 8, doubt: 'mounts' }]);
    assert.deepEqual(rowsOf(found).slice(0, 2), ['admin unknown key+code', 'root unknown refused']);
    assert.ok(found.known);
    assert.match(found.rows[0]?.weakest.reason ?? '', /port 2222, process 8 may let in otherwise: it sees other files/);
    assert.deepEqual(rowsOf(matrixOf([{ pid: 8, doubt: 'account' }], {})).slice(0, 2), [
      'admin unprotected key',
      'root unknown refused',
    ]);
  });

  it('asks a door with another PAM service what that one asks for', () => {
    const permit = {
      service: 'other',
      path: '/etc/pam.d/other',
      text: 'auth required pam_permit.so\naccount required pam_permit.so\n',
    };
    const found = matrixOf([{ pid: 8, values: methods, pam: permit }]);
    assert.ok(rowsOf(found).includes('alice unprotected key'), rowsOf(found).join());
  });

  it('believes that the managing account is in by the door that it came through', () => {
    const nobody: HostOverlay = {
      sshd_files: { '/etc/ssh/sshd_config.d/9.conf': 'DenyUsers admin\n' },
      effective: { global: { known: true, values: {} }, classes: [] },
    };
    const ownWays = (through: boolean): readonly string[] => {
      const found = matrixOf([{ pid: 8, through, files: { [own]: 'DenyUsers admin\n' } }], nobody);
      assert.ok(found.known);
      const ways = found.rows[0]?.ways.filter(({ origin }) => origin.kind === 'controller') ?? [];
      return ways.map(({ way, door }) => `${way} by ${door ?? 'the first'}`);
    };
    assert.deepEqual(ownWays(true), ['refused by the first', 'unknown by port 2222, process 8']);
    assert.deepEqual(ownWays(false), ['unknown by the first', 'refused by port 2222, process 8']);
  });

  it('is not known where a fact is missing', () => {
    assert.deepEqual(accountMatrix(hostFacts({}), new Set(['pam-service']), 'admin'), {
      known: false,
      reason: 'the host gave no usable answer to the probes for pam-service',
    });
  });
});
