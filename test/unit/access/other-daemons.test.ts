// Doors besides the one that a plan changes: whom the plan locks out of them, and whom they let in with less than it demands.
import assert from 'node:assert/strict';
import { judgeDoors, type DoorSignals } from '../../../src/access/other-daemons.ts';
import { policies } from '../../../src/policies/index.ts';
import type { Change } from '../../../src/plan/change.ts';
import { hostFacts, type DoorOverlay, type HostOverlay } from '../../scenarios/host.ts';

const policy = policies.find(({ name }) => name === 'publickey+otp');
assert.ok(policy);
const demand = { policy, accounts: ['admin', 'alice', 'bob'] };

const ours = '/etc/ssh/sshd_config.d/00-keyturn.conf';
const lines =
  'KbdInteractiveAuthentication yes\nPasswordAuthentication no\nAuthenticationMethods publickey,keyboard-interactive:pam\n';
const dropIn: Change = {
  ...{ kind: 'write-file', summary: 'x', risk: 'login', path: ours, before: undefined, mode: '0644', owner: 'root' },
  content: { kind: 'text', text: lines },
};

function signalsOf(door: Partial<DoorOverlay>, more: Partial<Parameters<typeof judgeDoors>[0]> = {}): DoorSignals {
  const host: HostOverlay = {
    doors: [{ pid: 8, unit: 'second.service', commandLine: '/usr/sbin/sshd -f /etc/ssh/second', ...door }],
    state_files: { admin: 'valid', alice: 'valid' },
    pam_replace: { '@include common-auth': 'auth required pam_google_authenticator.so' },
    pam: { modules: ['/lib/security/pam_google_authenticator.so'] },
  };
  return judgeDoors({ facts: hostFacts(host), changes: [dropIn], demand, allowLockout: [], ...more });
}

const keyOnly = {
  files: { '/etc/ssh/second': 'AuthenticationMethods publickey\n' },
  values: { authenticationmethods: 'publickey' },
};

describe('the other doors of a plan', () => {
  it('are warned of with those whom they let in with less', () => {
    const { refusals, warnings } = signalsOf(keyOnly);
    assert.deepEqual(refusals, []);
    assert.deepEqual(
      warnings.map(({ cause, message }) => [cause, message]),
      [
        [
          'N11',
          'the SSH daemon on port 2222, second.service (/usr/sbin/sshd -f /etc/ssh/second) lets in "admin", "alice", "bob" with a key alone, after this plan too',
        ],
      ],
    );
  });

  it('say so where only the host itself reaches them', () => {
    const listens = [{ port: 2222, on: 'loopback' } as const];
    const [warning] = signalsOf({ ...keyOnly, listens }).warnings;
    assert.match(warning?.message ?? '', /port 2222 of the host itself, second\.service/);
  });

  it('are nothing to warn of where they ask for as much', () => {
    const file = { '/etc/ssh/second': lines };
    const values = {
      authenticationmethods: 'publickey,keyboard-interactive:pam',
      passwordauthentication: 'no',
      kbdinteractiveauthentication: 'yes',
    };
    assert.deepEqual(signalsOf({ files: file, values }), { refusals: [], warnings: [] });
  });

  it('are warned of where they cannot be judged', () => {
    const { refusals, warnings } = signalsOf({ doubt: 'mounts' });
    assert.deepEqual(refusals, []);
    assert.match(warnings[0]?.message ?? '', /lets in is not known: it sees other files/);
  });

  it('are locked by the plan where they read the files that it writes', () => {
    const { refusals, warnings } = signalsOf({});
    // bob and backup-bot have no code, and the second daemon reads the same sshd_config.
    assert.deepEqual(
      refusals.map(({ account, message }) => [
        account,
        message.startsWith('by the SSH daemon on port 2222, second.service'),
      ]),
      [
        ['bob', true],
        ['backup-bot', true],
      ],
    );
    // Until somebody reloads it, a key is enough there.
    assert.match(warnings[0]?.message ?? '', /lets in "admin", "alice", "bob" with a key alone until it is reloaded/);
    assert.equal(warnings.length, 1);
    assert.deepEqual(signalsOf({}, { allowLockout: ['bob', 'backup-bot'] }).refusals, []);
  });

  it('are locked by what they were started with beside what the plan writes', () => {
    const files = { 'command line of sshd': 'UsePAM no\n' };
    const main = { '/etc/ssh/sshd_config': 'Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n', ...files };
    const { refusals } = signalsOf({ files: main, values: { usepam: 'no', kbdinteractiveauthentication: 'yes' } });
    assert.ok(
      refusals.some(({ account, cause }) => account === 'alice' && cause !== 'unknown'),
      JSON.stringify(refusals),
    );
  });

  it('are refused where Keyturn comes in by them, or a reload would reach them', () => {
    const through = signalsOf({ ...keyOnly, through: true }).refusals;
    assert.deepEqual(
      through.map(({ cause }) => cause),
      ['N11'],
    );
    assert.match(through[0]?.message ?? '', /^Keyturn comes in by the SSH daemon on port 2222/);
    const reloaded = signalsOf({ ...keyOnly, reloaded: true }).refusals;
    assert.match(reloaded[0]?.message ?? '', /^the PID file names the SSH daemon on port 2222/);
  });

  it('are none where one daemon runs', () => {
    const facts = hostFacts({});
    assert.deepEqual(judgeDoors({ facts, changes: [dropIn], demand, allowLockout: [] }), {
      refusals: [],
      warnings: [],
    });
  });
});
