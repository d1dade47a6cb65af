// What is no reason to refuse a plan, but worth knowing: few tries, little time, weak state files, other daemons.
import assert from 'node:assert/strict';
import { attemptWarnings } from '../../../src/access/attempts.ts';
import { predictAccess } from '../../../src/access/predict.ts';
import type { Warning } from '../../../src/plan/warning.ts';
import { weakStateWarnings } from '../../../src/access/weak-state.ts';
import type { SshdEffective } from '../../../src/facts/sshd-effective.ts';
import { hostFacts } from '../../scenarios/host.ts';

const dropIn = '/etc/ssh/sshd_config.d/10-hardened.conf';

function causes(warnings: readonly Warning[]): readonly string[] {
  return warnings.map(({ cause }) => cause);
}

function effective(values: Readonly<Record<string, readonly string[]>>): SshdEffective {
  return { global: { known: true, values }, classes: [] };
}

describe('tries and time', () => {
  for (const [tries, seconds, expected] of [
    ['6', '120', []],
    ['3', '45', []],
    ['2', '120', ['L22']],
    ['1', '30', ['L22', 'L23']],
    ['4', '44', ['L23']],
    ['4', '0', []],
    ['many', '-1', []],
  ] as const) {
    it(`of MaxAuthTries ${tries} and LoginGraceTime ${seconds}: ${expected.join(', ') || 'no warning'}`, () => {
      const facts = hostFacts({ effective: effective({ maxauthtries: [tries], logingracetime: [seconds] }) });
      assert.deepEqual(causes(attemptWarnings(facts)), expected);
    });
  }

  it('are the least that anybody has, with the lines that set them', () => {
    const text = 'MaxAuthTries 6\nMatch User alice\n  MaxAuthTries 2\n';
    const known = (value: string): SshdEffective['global'] => ({ known: true, values: { maxauthtries: [value] } });
    const classes = [
      { accounts: ['bob'], effective: known('6') },
      { accounts: ['alice'], effective: known('2') },
    ];
    const global = { known: false, asked: false, problem: '' } as const;
    const [warning] = attemptWarnings(hostFacts({ sshd_files: { [dropIn]: text }, effective: { global, classes } }));
    assert.match(warning?.message ?? '', /after 2 failures \(MaxAuthTries at .*hardened\.conf:1, .*hardened\.conf:3\)/);
  });

  it('are not judged where sshd did not say', () => {
    const facts = hostFacts({ effective: { global: { known: false, asked: false, problem: '' }, classes: [] } });
    assert.deepEqual(attemptWarnings(facts), []);
  });
});

describe('weak state files', () => {
  const sound = ['" RATE_LIMIT 3 30', '" WINDOW_SIZE 3', '" DISALLOW_REUSE', '" TOTP_AUTH'];
  const host = (options: readonly string[]): ReturnType<typeof hostFacts> =>
    hostFacts({
      state_files: { alice: { options } },
      sshd_files: {
        [dropIn]: 'KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\n',
      },
      pam: { modules: ['/lib/security/pam_google_authenticator.so'] },
      pam_replace: { '@include common-auth\n': 'auth required pam_google_authenticator.so\n' },
    });
  const found = (options: readonly string[]): readonly Warning[] => {
    const facts = host(options);
    return weakStateWarnings(facts, predictAccess({ facts, changes: [], managingAccount: 'admin' }));
  };

  for (const [what, options, expected] of [
    ['as Keyturn writes it', sound, []],
    ['that has been used', ['" RATE_LIMIT 3 30 1795279465', '" DISALLOW_REUSE 59842648', '" TOTP_AUTH'], []],
    ['with fewer tries', ['" RATE_LIMIT 1 60', '" DISALLOW_REUSE', '" TOTP_AUTH'], []],
    ['of a how-to (-tDfuw 3)', ['" WINDOW_SIZE 3', '" TOTP_AUTH'], [/once more/, /guessed/]],
    ['with many tries', ['" RATE_LIMIT 10 30', '" DISALLOW_REUSE', '" TOTP_AUTH'], [/guessed/]],
    ['with half a limit, which no code satisfies', ['" RATE_LIMIT 3', '" DISALLOW_REUSE', '" TOTP_AUTH'], []],
    ['with a wide window', [...sound.filter((line) => !line.includes('WINDOW')), '" WINDOW_SIZE 17'], [/more codes/]],
    ['with another rhythm', [...sound, '" STEP_SIZE 60'], [/rhythm/]],
    ['of a counter', ['" RATE_LIMIT 3 30', '" WINDOW_SIZE 10', '" HOTP_COUNTER 5'], []],
    ['of a counter with a wide window', ['" RATE_LIMIT 3 30', '" WINDOW_SIZE 17', '" HOTP_COUNTER 5'], [/more codes/]],
  ] as const) {
    it(`${what}: ${expected.length === 0 ? 'no warning' : expected.map(String).join(' ')}`, () => {
      const warnings = found(options);
      assert.equal(warnings.length, expected.length, JSON.stringify(warnings));
      for (const [index, pattern] of expected.entries()) {
        assert.match(warnings[index]?.message ?? '', pattern);
        assert.match(warnings[index]?.message ?? '', /: "alice"$/);
        assert.equal(warnings[index]?.cause, 'N16');
      }
    });
  }

  it("of accounts that need no code are nobody's business", () => {
    const facts = hostFacts({ state_files: { alice: { options: ['" TOTP_AUTH'] } } });
    assert.deepEqual(weakStateWarnings(facts, predictAccess({ facts, changes: [], managingAccount: 'admin' })), []);
  });
});
