// Plays that ask for what the host, the vault or the play itself contradicts.
import type { Causes } from './cause.ts';

export const unfitPlays = {
  noSuchAccount: {
    id: 'account',
    title: 'the host has no such account',
    explanation: 'The play enrols an account that the host does not know.',
    response: 'refuses',
    remedy: 'Create the account first, or take it off the list for this host.',
  },
  loginContradicted: {
    id: 'login',
    title: 'a login that comes out otherwise',
    explanation:
      'A `login` task says how an account must log in once the play is applied, and by the model it would not.',
    response: 'refuses',
    remedy:
      'Correct what is expected, or the tasks before it. `keyturn plan --explain ACCOUNT@HOST` shows what decides.',
  },
  vaultSealed: {
    id: 'vault',
    title: 'a secret that cannot be opened',
    explanation:
      'The vault holds a secret of the account, and the identity that was given does not open it. Another secret would make the entry in the code app worthless.',
    response: 'refuses',
    remedy: 'Give the identity that opens the vault (`--identity FILE`).',
  },
  noBreakGlass: {
    id: 'break-glass',
    title: 'no way in where codes fail',
    explanation: 'None of the accounts in `break_glass` would log in to this host without a code and become root.',
    response: 'refuses',
    remedy:
      'Name an account that is exempt and becomes root, or a way in besides SSH (`break_glass: {out_of_band: …}`).',
    excuse: { flag: '--no-break-glass', covers: 'every refusal' },
  },
} as const satisfies Causes;
