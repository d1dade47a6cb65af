// A key alone: what Keyturn wrote for another policy is removed.
import type { Policy } from './policy.ts';

/** That nothing more is asked for is part of the proof. */
export const publickey: Policy = {
  name: 'publickey',
  lists: [{ methods: 'publickey', factors: ['key'], shows: { outcome: 'accepted', partial: [], prompts: 0 } }],
  sshd: { meaning: 'removes what Keyturn wrote', summary: 'a key alone is enough again' },
  pam: {
    meaning: 'restores the file byte for byte',
    summary: 'ask for the password again, not for a one-time code',
    asks: [],
  },
  words: { takes: 'a key alone', seen: 'the key alone' },
};
