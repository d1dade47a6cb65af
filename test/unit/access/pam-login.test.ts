// What PAM asks of an account at the least, and why it lets somebody in with nothing.
import assert from 'node:assert/strict';
import { authenticate, mayLogIn, type PamView } from '../../../src/access/pam/login.ts';
import type { Conversation, PamHost, Person } from '../../../src/access/pam/question.ts';
import { pamStack } from '../../../src/access/pam/stack.ts';
import { personOf, serviceOf } from './pam-service.ts';

function viewOf(text: string, over: Partial<PamHost> = {}, files: Readonly<Record<string, string>> = {}): PamView {
  const service = serviceOf(text, files);
  const { stateFile } = service;
  const host = {
    modules: new Set(service.modules),
    stateFile,
    nologin: false,
    shells: undefined,
    today: 20_000,
    tables: [],
    ...{ service: service.service, now: undefined },
    ...over,
  };
  return { service: service.service, stack: pamStack(service), host };
}

function said(view: PamView, person: Person, conversation: Conversation = 'prompts'): string {
  const verdict = authenticate(view, person, conversation).verdict;
  if (verdict.can === 'yes') return `${verdict.factors.join('+') || 'nothing'} by ${verdict.place}`;
  return verdict.can === 'no' ? `${verdict.cause}: ${verdict.why}` : `unknown: ${verdict.why}`;
}

const code = 'auth required pam_google_authenticator.so noskewadj\n';
const common = '@include common-auth\n';
const full = personOf();
const locked = personOf({ password: 'locked' });
const empty = personOf({ password: 'none' });
const unenrolled = personOf({}, { enrolled: { state: 'absent' } });
const neither = personOf({ password: 'locked' }, { enrolled: { state: 'absent' } });

describe('what PAM asks for', () => {
  for (const [text, person, expected] of [
    [common, full, /^password by \/etc\/pam\.d\/common-auth:3$/],
    [common, locked, /^L8: it has no password \(\/etc\/pam\.d\/common-auth:1\)$/],
    [common, empty, /^L8: its password is empty/],
    [common, { ...empty, emptyPasswords: 'yes' }, /^nothing by/],
    [common, { ...empty, emptyPasswords: 'unknown' }, /^unknown: .*its password is empty/],
    [common, personOf({ password: 'unknown' }), /^unknown: what ".*pam_unix/],
    [code, full, /^code by \/etc\/pam\.d\/sshd:1$/],
    [code, unenrolled, /^L6: it is not enrolled/],
    [
      code,
      personOf({}, { enrolled: { state: 'unknown', cause: 'L13', reason: '', help: '' } }),
      /^unknown: what ".*authenticator/,
    ],
    [
      code,
      personOf({}, { enrolled: { state: 'invalid', cause: 'L11', reason: 'mode 0644', help: '' } }),
      /^L11: mode 0644/,
    ],
    [code.replace('noskewadj', 'noskewadjust'), full, /^L27: .*"noskewadjust"/],
    [code.replace('noskewadj', 'nullok'), unenrolled, /^L7: no auth line/],
    [
      `${code.replace('noskewadj', 'nullok')}auth required pam_permit.so\n`,
      unenrolled,
      /^nothing by \/etc\/pam\.d\/sshd:2$/,
    ],
    [`${code.replace('noskewadj', 'nullok')}auth required pam_permit.so\n`, full, /^code by/],
    [code.replace('noskewadj', 'secret=/var/lib/ga/${USER}'), full, /^unknown/],
    [code.replace('noskewadj', 'grace_period=60'), full, /^unknown/],
    [`${common}${code}`, full, /^password\+code by/],
    [`${common}${code}`, locked, /^L8/],
    [`${common}${code}`, neither, /^L8/],
    [code.replace('required', 'sufficient') + common, full, /^password by/],
    [code.replace('required', 'sufficient') + common, locked, /^code by/],
    [`auth sufficient pam_unix.so\n${code}`, full, /^password by \/etc\/pam\.d\/sshd:1$/],
    [
      `${code.replace('noskewadj', 'forward_pass')}auth required pam_unix.so use_first_pass\n`,
      full,
      /^password\+code by/,
    ],
    [`auth required pam_duo.so\n${code}`, full, /^unknown: what "auth required pam_duo\.so" at \/etc\/pam\.d\/sshd:1/],
    [`auth optional pam_duo.so\n${code}`, full, /^code by/],
    [`auth optional pam_duo.so\n${code}`, unenrolled, /^L6/],
    [`auth required pam_none.so\n${code}`, full, /^L10: pam_none\.so is not installed \(\/etc\/pam\.d\/sshd:1\)$/],
    [`-auth optional pam_none.so\n${code}`, full, /^code by/],
    [`auth required pam_access.so\n${code}`, full, /^code by/],
    [`auth [success=1 default=ignore] pam_access.so\n${code}auth required pam_permit.so\n`, full, /^nothing by/],
    [
      `auth [success=1 default=ignore] pam_succeed_if.so user ingroup alice\n${code}auth required pam_permit.so\n`,
      unenrolled,
      /^nothing by/,
    ],
    [
      `auth [success=1 default=ignore] pam_succeed_if.so uid < 1000\n${code}auth required pam_permit.so\n`,
      full,
      /^code by/,
    ],
    [
      `auth [success=1 default=ignore] pam_succeed_if.so rhost = x\n${code}auth required pam_permit.so\n`,
      full,
      /^unknown/,
    ],
    // pam_setcred: everybody who has just shown the right code is out.
    [
      'auth [success=ignore default=die] pam_google_authenticator.so\nauth sufficient pam_succeed_if.so uid >= 1000\n',
      full,
      /^pam-setcred: PAM takes what is shown and ends the login then: no auth line says yes in pam_setcred$/,
    ],
    [
      `${code}auth [success=ok default=bad] pam_succeed_if.so uid >= 1000\n`,
      full,
      /^pam-setcred: .* "auth \[success=ok default=bad\] pam_succeed_if\.so uid >= 1000" at \/etc\/pam\.d\/sshd:2 says no/,
    ],
    [`${code}auth [success=ok ignore=ignore default=bad] pam_succeed_if.so uid >= 1000\n`, full, /^code by/],
    [
      'auth [success=ignore default=die] pam_google_authenticator.so\nauth sufficient pam_env.so\nauth sufficient pam_permit.so\n',
      full,
      /^code by/,
    ],
    ['auth required pam_deny.so\n', full, /^pam-stack: the PAM service refuses it at \/etc\/pam\.d\/sshd:1$/],
    ['@include none\n', full, /^pam-stack: PAM cannot read \/etc\/pam\.d\/sshd/],
  ] as const) {
    it(`${JSON.stringify(text)} ${String(expected)}`, () => {
      assert.match(said(viewOf(text), person), expected);
    });
  }

  for (const [text, expected] of [
    [common, /^password by/],
    [code, /^code by/],
    [`${common}${code}`, /^pam-stack/],
    [`${code.replace('noskewadj', 'forward_pass')}auth required pam_unix.so use_first_pass\n`, /^password\+code by/],
    [code.replace('noskewadj', 'echo_verification_code'), /^pam-stack/],
  ] as const) {
    it(`${JSON.stringify(text)} with one answer to every prompt ${String(expected)}`, () => {
      assert.match(said(viewOf(text), full, 'one-password'), expected);
    });
  }
});

describe('whom PAM lets in at all', () => {
  const aging = { changed: 19_000, maximum: 99_999, inactive: undefined, expires: undefined };
  const account = '@include common-account\n';
  for (const [what, text, person, host, expected] of [
    ['usually', account, full, {}, 'yes'],
    ['expired', account, personOf({ aging: { ...aging, expires: 20_000 } }), {}, 'L32'],
    ['not yet expired', account, personOf({ aging: { ...aging, expires: 20_001 } }), {}, 'yes'],
    [
      'expired where nobody knows the day',
      account,
      personOf({ aging: { ...aging, expires: 1 } }),
      { today: undefined },
      'unknown',
    ],
    ['with an old password', account, personOf({ aging: { ...aging, maximum: 90 } }), {}, 'unknown'],
    ['with a password to change', account, personOf({ aging: { ...aging, changed: 0 } }), {}, 'unknown'],
    [
      'with no password to change',
      account,
      personOf({ password: 'locked', aging: { ...aging, changed: 0 } }),
      {},
      'L32',
    ],
    [
      'with a password too old to change',
      account,
      personOf({ aging: { ...aging, maximum: 90, inactive: 9 } }),
      {},
      'L32',
    ],
    ['while nobody may log in', `account required pam_nologin.so\n${account}`, full, { nologin: true }, 'L32'],
    [
      'root while nobody may log in',
      `account required pam_nologin.so\n${account}`,
      personOf({ uid: 0 }),
      { nologin: true },
      'yes',
    ],
    ['where nothing says yes', 'account required pam_nologin.so\n', full, {}, 'L32'],
    ['where pam_env is asked', 'account required pam_env.so\n', full, {}, 'pam-stack'],
    ['by origin', `account required pam_access.so\n${account}`, full, {}, 'yes'],
    ['where something unknown is asked', `account required pam_duo.so\n${account}`, full, {}, 'unknown'],
    [
      'where something unknown does not matter',
      `account sufficient pam_permit.so\naccount required pam_duo.so\n`,
      full,
      {},
      'yes',
    ],
  ] as const) {
    it(`${what}: ${expected}`, () => {
      const verdict = mayLogIn(viewOf(text, host), person).verdict;
      assert.equal(verdict.can === 'no' ? verdict.cause : verdict.can, expected);
    });
  }
});
