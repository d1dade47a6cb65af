// Who gets past a second factor that a plan says is asked for: every account, from every origin, and the line that lets them in.
import assert from 'node:assert/strict';
import { predictAccess } from '../../../src/access/predict.ts';
import type { Refusal } from '../../../src/plan/refusal.ts';
import { publickeyOtp } from '../../../src/policies/publickey-otp.ts';
import { unenforcedRefusals } from '../../../src/access/unenforced.ts';
import { hostFacts, type HostOverlay } from '../../scenarios/host.ts';

const dropIn = '/etc/ssh/sshd_config.d/00-by-hand.conf';
const both = 'KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\n';
const code = 'auth required pam_google_authenticator.so';
const people = { admin: 'valid', alice: 'valid', bob: 'valid' } as const;

/** A host that asks for both factors, but for these lines of sshd's and of PAM's in the place of the password. */
function host(sshd: string, pam: string, over: HostOverlay = {}): HostOverlay {
  return {
    state_files: people,
    sshd_files: { [dropIn]: sshd },
    pam_replace: { '@include common-auth\n': `${pam}\n` },
    ...over,
    pam: { modules: ['/lib/security/pam_google_authenticator.so'], ...over.pam },
  };
}

function refusals(overlay: HostOverlay, inScope: readonly string[] = ['admin', 'alice', 'bob']): readonly Refusal[] {
  const facts = hostFacts(overlay);
  const predictions = predictAccess({ facts, changes: [], managingAccount: 'admin' });
  return unenforcedRefusals(facts, [], predictions, { policy: publickeyOtp, accounts: inScope });
}

const withPassword = { accounts: { bob: { password: 'set' } } } as const;

interface Case {
  readonly what: string;
  readonly host: HostOverlay;
  readonly cause: string;
  readonly account?: string;
  readonly says: RegExp;
}

const cases: readonly Case[] = [
  {
    what: 'no AuthenticationMethods',
    host: host('KbdInteractiveAuthentication yes\n', code),
    cause: 'N2',
    says: /^"admin", "alice", "bob" must use .* could log in with a key alone from .*: no AuthenticationMethods are set$/,
  },
  {
    what: 'a state file that lets somebody in without a code',
    host: host(both, code, { state_files: { ...people, bob: { options: ['" TOTP_AUTH', '" LAST3 h 9999999999'] } } }),
    cause: 'N13',
    account: 'bob',
    says: /"bob" must need a key and a code: line 3 \(`" LAST3 h 9999999999`\) of \/home\/bob\/.* from h without a code$/,
  },
  {
    what: 'a blank in place of the comma',
    host: host(both.replace(',', ' '), code),
    cause: 'N3',
    says: /could log in with a key alone .*: AuthenticationMethods at .*00-by-hand\.conf:2$/,
  },
  {
    what: 'a second list without a code',
    host: host(`${both}Match User alice\nAuthenticationMethods publickey,keyboard-interactive publickey\n`, code),
    cause: 'N4',
    account: 'alice',
    says: /AuthenticationMethods at .*:4$/,
  },
  {
    what: 'a Match block for one account',
    host: host(`${both}Match User alice\nAuthenticationMethods publickey\n`, code),
    cause: 'N8',
    account: 'alice',
    says: /^"alice" .* with a key alone from .*\(where Keyturn comes from\) and from 2 more: .*:4$/,
  },
  {
    what: 'a Match block for a group and a network',
    host: host(`${both}Match Group bob Address 10.0.0.0/8\nAuthenticationMethods publickey\n`, code),
    cause: 'N8',
    account: 'bob',
    says: /^"bob" .* from 10\.0\.0\.1 to .*\(10\.0\.0\.0\/8\): AuthenticationMethods at .*:4$/,
  },
  {
    what: 'a Match block for a second port',
    host: host(`${both}Match LocalPort 2222\nAuthenticationMethods publickey\n`, code),
    cause: 'N8',
    says: /^"admin", "alice", "bob" .*:2222 /,
  },
  {
    what: 'a code without a key',
    host: host(both.replace('publickey,', ''), code),
    cause: 'N8',
    says: /could log in with a code alone/,
  },
  {
    what: 'a method that nobody can judge beside the right list',
    host: host(`HostbasedAuthentication yes\n${both.trim()} hostbased\n`, code),
    cause: 'N4',
    says: /could perhaps log in with nothing of that .*whether "hostbased" lets it in is not known$/,
  },
  {
    what: 'a host of which sshd says something else',
    host: host(both, code, {
      effective: { global: { known: true, values: { authenticationmethods: ['publickey'] } }, classes: [] },
    }),
    cause: 'unknown',
    says: /could perhaps log in .*: authenticationmethods: the files say .* sshd says "publickey"$/,
  },
  {
    what: 'a password where a code was meant',
    host: host(both, '@include common-auth', withPassword),
    cause: 'N1',
    account: 'bob',
    says: /^"bob" .* with a key and a password from .*: the PAM service of sshd asks for no code \(\/etc\/pam\.d\/common-auth:\d+\)$/,
  },
  {
    what: 'nullok, and no state file',
    host: host(both, `${code} nullok\nauth required pam_permit.so`, {
      state_files: { admin: 'valid', alice: 'valid' },
    }),
    cause: 'N5',
    account: 'bob',
    says: /^"bob" .* a key alone from .*"nullok" at \/etc\/pam\.d\/sshd:4 lets everybody in who has no state file \(\/etc\/pam\.d\/sshd:\d+\)$/,
  },
  {
    what: 'nullok, although everybody has a state file today',
    host: host(both, `${code} nullok\nauth required pam_permit.so`),
    cause: 'N5',
    says: /^\/etc\/pam\.d\/sshd asks for a code, but "nullok"/,
  },
  {
    what: 'a code that is only sufficient',
    host: host(both, `${code.replace('required', 'sufficient')}\n@include common-auth`, withPassword),
    cause: 'N6',
    account: 'bob',
    says: /with a key and a password from .*does not make the code "required"/,
  },
  {
    what: 'a line before the code that ends the stack',
    host: host(both, `auth sufficient pam_unix.so\n${code}`, withPassword),
    cause: 'N7',
    account: 'bob',
    says: /"auth sufficient pam_unix\.so" at \/etc\/pam\.d\/sshd:\d+ stands before the code/,
  },
  {
    what: 'a gate by address around the code',
    host: host(both, `auth [success=1 default=ignore] pam_access.so\n${code}\nauth required pam_permit.so`),
    cause: 'N7',
    says: /could log in with a key alone from .*pam_access\.so/,
  },
  {
    what: 'a gate by group around the code',
    host: host(
      both,
      `auth [success=1 default=ignore] pam_succeed_if.so user ingroup alice\n${code}\nauth required pam_permit.so`,
    ),
    cause: 'N7',
    account: 'alice',
    says: /^"alice" .*could log in with a key alone/,
  },
  {
    what: 'a module that nobody knows before the code',
    host: host(both, `auth sufficient pam_duo.so\n${code}`, { pam: { modules: ['/lib/security/pam_duo.so'] } }),
    cause: 'N7',
    says: /could perhaps log in with a key alone .*pam_duo\.so/,
  },
  {
    what: 'an hour without codes',
    host: host(both, `${code} grace_period=3600`),
    cause: 'N18',
    says: /could perhaps log in with a key alone .*"grace_period=3600" at .* weakens the code/,
  },
];

describe('two factors that are not enforced', () => {
  for (const { what, host: overlay, cause, account, says } of cases) {
    it(`sees ${what}: ${cause}`, () => {
      const found = refusals(overlay);
      assert.deepEqual(
        found.map((one) => [one.cause, one.account]),
        [[cause, account]],
        JSON.stringify(found, undefined, 1),
      );
      assert.match(found[0]?.message ?? '', says);
    });
  }

  it('is nothing where both are asked for', () => {
    assert.deepEqual(refusals(host(both, code)), []);
    // Whoever may be kept out, though nobody knows, is not let in with less.
    assert.deepEqual(refusals(host(`${both}AllowUsers admin alice bob@*.example.org\n`, code)), []);
    const unknown = { pam: { modules: ['/lib/security/pam_duo.so'] } };
    assert.deepEqual(refusals(host(both, `auth required pam_duo.so\n${code}`, unknown)), []);
  });

  it('is nothing for accounts out of scope, nor where nobody is in it', () => {
    const open = host(`${both}Match User alice\nAuthenticationMethods publickey\n`, code);
    assert.deepEqual(refusals(open, ['admin', 'bob']), []);
    assert.deepEqual(refusals(host('', '@include common-auth'), []), []);
  });

  it('names a line once, and four accounts by three', () => {
    const [one, ...others] = refusals(host('', code), ['admin', 'alice', 'bob', 'backup-bot']);
    assert.deepEqual(others, []);
    assert.match(one?.message ?? '', /^"admin", "alice", "bob" and 1 more must use/);
  });
});
