import assert from 'node:assert/strict';

import { isCodePrompt, planRound, promptText } from '../../../src/connection/code-prompt.ts';

describe('code prompt', () => {
  const ours = [
    'Verification code: ',
    '(admin@web1) Verification code: ',
    "One-time password (OATH) for `admin': ",
    'One time passcode: ',
    'Enter your OTP: ',
    'TOTP> ',
    'Token: ',
    'Two-factor authentication code:',
    'Keyturn code 8f3a91: ',
    'Authenticator app: ',
  ];
  for (const prompt of ours)
    it(`is ${JSON.stringify(prompt)}`, () => {
      assert.ok(isCodePrompt(prompt));
    });

  const others = [
    'Password: ',
    '(admin@web1) Password: ',
    'Passphrase for key: ',
    'Passwort: ',
    'Password and code: ',
    'One-time password and password: ',
    'New verification code: ',
    'Emergency scratch code: ',
    'Recovery code: ',
    'login: ',
    'Postcodes: ',
    'What is the decoded answer? ',
    '',
    `${' '.repeat(600)}code:`,
  ];
  for (const prompt of others)
    it(`is not ${JSON.stringify(prompt.slice(0, 40))}`, () => {
      assert.ok(!isCodePrompt(prompt));
    });

  it('is kept only in part where it is long', () => {
    assert.equal(promptText({ prompt: 'x'.repeat(10_000) }).length, 512);
  });
});

describe('round of questions', () => {
  const code = { prompt: 'Verification code: ', echo: false };
  const password = { prompt: 'Password: ', echo: false };

  it('is answered where it asks just for the code, whether that is echoed or not', () => {
    assert.deepEqual(planRound([code], 1, false), { answer: true });
    assert.deepEqual(planRound([{ ...code, echo: true }], 5, false), { answer: true });
  });

  const stopped: readonly (readonly [string, Parameters<typeof planRound>, 'refused' | 'unknown', RegExp])[] = [
    ['asks for a password', [[password], 1, false], 'refused', /"Password:"/],
    ['asks for a password as well', [[password, code], 1, false], 'refused', /"Password:"/],
    ['asks for two codes', [[code, code], 1, false], 'refused', /more than one code/],
    ['asks again', [[code], 2, true], 'refused', /second code/],
    ['is one of too many', [[code], 6, false], 'unknown', /more than 5 rounds/],
    ['has too many questions', [[code, code, code, code, code], 1, false], 'unknown', /5 questions/],
  ];
  for (const [title, [prompts, round, spent], outcome, detail] of stopped) {
    it(`is not answered where it ${title}`, () => {
      const plan = planRound(prompts, round, spent);
      assert.ok(!plan.answer);
      assert.equal(plan.outcome, outcome);
      assert.match(plan.detail, detail);
    });
  }

  it('shows a hostile prompt with its control characters escaped', () => {
    const plan = planRound([{ prompt: '\x1b]0;owned\x07Password: ' }], 1, false);
    assert.ok(!plan.answer);
    assert.doesNotMatch(plan.detail, /[\x00-\x1f\x7f]/);
  });
});
