// A key, then a one-time code.
import type { Policy } from './policy.ts';
import { throughPam } from './through-pam.ts';

/** The partial success shows that the key alone is not enough, the question that a code is asked for. */
export const publickeyOtp: Policy = {
  name: 'publickey+otp',
  lists: [
    {
      methods: 'publickey,keyboard-interactive:pam',
      factors: ['key', 'code'],
      shows: { outcome: 'accepted', partial: ['publickey'], prompts: 1 },
    },
  ],
  wrongCode: { outcome: 'refused', partial: ['publickey'], prompts: 1 },
  sshd: {
    meaning: 'demands both',
    summary: 'ask for a key and a one-time code',
    lines: { demands: 'a key and a one-time code', settings: throughPam },
  },
  pam: { meaning: 'asks for a code', summary: 'ask for a one-time code, not for the password', asks: ['code'] },
  words: { takes: 'a key and a code', seen: 'key and code' },
};
