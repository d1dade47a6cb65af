// What a service asks of anybody, for the task that changes it.
import assert from 'node:assert/strict';
import { demandOf } from '../../../src/access/pam/demand.ts';
import { serviceOf } from './pam-service.ts';

const code = 'auth required pam_google_authenticator.so noskewadj\n';
const common = '@include common-auth\n';

describe('the demand of a PAM service', () => {
  for (const [text, expected, files] of [
    [common, 'none, password'],
    ['auth required pam_permit.so\n', 'none'],
    [code, 'required'],
    [`auth include one\n`, 'required', { one: code }],
    [code.replace('required', 'requisite'), 'required'],
    [`${common}${code}`, 'required, password'],
    // Alone, `sufficient` and `optional` refuse whoever has no code: nothing else in the stack says yes.
    [code.replace('required', 'sufficient'), 'required'],
    [code.replace('required', 'optional'), 'required'],
    [code.replace('required', 'sufficient') + common, 'N6'],
    [code.replace('required', 'optional') + common, 'N6, password'],
    [code.replace('required', '[success=done default=die]'), 'required'],
    [`${code.replace('required', '[success=done new_authtok_reqd=done default=die]')}${common}`, 'required'],
    [
      `${code.replace('required', '[success=1 default=ignore]')}auth requisite pam_deny.so\nauth required pam_permit.so\n`,
      'required',
    ],
    [code.replace('required', '[success=done default=die]').replace('noskewadj', 'nullok'), 'L7'],
    [`auth sufficient pam_unix.so\n${code}`, 'N7'],
    [`auth sufficient pam_duo.so\n${code}`, 'N7'],
    [`auth include one\n${code}`, 'N7, password', { one: 'auth sufficient pam_unix.so\nauth required pam_deny.so\n' }],
    [
      `auth substack one\n${code}`,
      'required, password',
      { one: 'auth sufficient pam_unix.so\nauth required pam_deny.so\n' },
    ],
    [`auth [success=1 default=ignore] pam_succeed_if.so user = bob\n${code}auth required pam_permit.so\n`, 'N7'],
    [code.replace('noskewadj', 'nullok'), 'L7'],
    [`${code.replace('noskewadj', 'nullok')}auth required pam_permit.so\n`, 'N5'],
    [`${common}${code.replace('noskewadj', 'nullok')}`, 'N5, password'],
    [code.replace('noskewadj', 'grace_period=60'), 'N18'],
    [code.replace('noskewadj', 'allow_readonly'), 'N18'],
    [code.replace('noskewadj', 'secret=/x'), 'N1, problem'],
    [code.replace('noskewadj', 'nullock'), 'required, problem'],
    [`auth required pam_duo.so\n${code}`, 'required, problem'],
    ['@include none\n', 'none, problem'],
  ] as const) {
    it(`${JSON.stringify(text)} is ${expected}`, () => {
      const { code: demand, password, problem } = demandOf(serviceOf(text, files));
      const words: string[] = [demand.demand === 'weak' ? demand.cause : demand.demand];
      if (password) words.push('password');
      if (problem !== undefined) words.push('problem');
      assert.equal(words.join(', '), expected);
    });
  }
});
