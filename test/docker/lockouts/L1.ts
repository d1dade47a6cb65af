import { append, main, restart } from './by-hand.ts';
import type { Lockout } from './lockout.ts';

export const L1: Lockout = {
  id: 'L1',
  title: 'lines of a how-to at the end of sshd_config',
  image: 'debian-12',
  fault: append(main, 'AuthenticationMethods publickey,keyboard-interactive', 'ChallengeResponseAuthentication yes'),
  byHand: restart,
  harm: { lockedOut: 'alice' },
  expect: { status: 'refused', causes: ['L1'], says: /sshd_config/ },
};
