// Where the code is asked for first, anybody can use up an account's three tries; where the key is, nobody without it.
import { both, dropIn, enrolAll, pamCode, reload } from './by-hand.ts';
import type { Before, Lockout } from './lockout.ts';

const codeFirst = both.map((line) => line.replace('publickey,keyboard-interactive', 'keyboard-interactive,publickey'));
const strangers: Before = { with: 'no-code', times: 3 };

export const L18: Lockout = {
  id: 'L18',
  title: 'strangers who use up the tries',
  image: 'debian-12',
  byHand: `${enrolAll}${pamCode}${dropIn('00-2fa.conf', ...codeFirst)}${reload}`,
  harm: { lockedOut: 'alice', after: strangers },
  expect: { status: 'changed', despite: strangers },
};
