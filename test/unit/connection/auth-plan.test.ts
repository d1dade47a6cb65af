import assert from 'node:assert/strict';

import { nextMove, type AuthProgress } from '../../../src/connection/auth-plan.ts';

const start: AuthProgress = {
  account: 'bob',
  keys: 2,
  keysTried: 0,
  hasCode: true,
  codeTried: false,
  last: undefined,
  keyAccepted: false,
};
const answer = (tried: string, methodsLeft: readonly string[], partialSuccess = false): AuthProgress['last'] => ({
  tried,
  methodsLeft,
  partialSuccess,
});

describe('authentication', () => {
  const moves: readonly (readonly [string, Partial<AuthProgress>, ReturnType<typeof nextMove> | RegExp])[] = [
    ['starts with the first key, without asking for the methods first', {}, { try: 'publickey', key: 0 }],
    ['asks for the methods where there is no key', { keys: 0 }, { try: 'none' }],
    ['tries the next key', { keysTried: 1, last: answer('publickey', ['publickey']) }, { try: 'publickey', key: 1 }],
    [
      'gives no code to a host that accepted no key',
      { keysTried: 2, last: answer('publickey', ['publickey', 'keyboard-interactive']) },
      /does not accept any of the 2 keys for bob \(it offers publickey, keyboard-interactive\)/,
    ],
    [
      'tries no key where the host wants the code first',
      { keys: 1, keysTried: 1, last: answer('publickey', ['keyboard-interactive']) },
      /does not accept the key for bob \(it offers keyboard-interactive\)/,
    ],
    [
      'gives the code once a key was accepted, and no other key',
      { keysTried: 1, keyAccepted: true, last: answer('publickey', ['keyboard-interactive'], true) },
      { try: 'keyboard-interactive' },
    ],
    [
      'prefers the code to a second key',
      { keysTried: 1, keyAccepted: true, last: answer('publickey', ['publickey', 'keyboard-interactive'], true) },
      { try: 'keyboard-interactive' },
    ],
    [
      'gives a second key to a host that wants two',
      { keysTried: 1, keyAccepted: true, last: answer('publickey', ['publickey'], true) },
      { try: 'publickey', key: 1 },
    ],
    [
      'stops without a code',
      {
        keys: 1,
        keysTried: 1,
        hasCode: false,
        keyAccepted: true,
        last: answer('publickey', ['keyboard-interactive'], true),
      },
      /accepts the key but asks for a second factor/,
    ],
    [
      'stops where a password is wanted',
      { keys: 1, keysTried: 1, keyAccepted: true, last: answer('publickey', ['password'], true) },
      /wants something else as well \(password\)/,
    ],
    [
      'does not give a second code',
      {
        keys: 1,
        keysTried: 1,
        codeTried: true,
        keyAccepted: true,
        last: answer('keyboard-interactive', ['keyboard-interactive']),
      },
      /refused the code for bob/,
    ],
    [
      'stops where more than key and code is wanted',
      {
        keys: 1,
        keysTried: 1,
        codeTried: true,
        keyAccepted: true,
        last: answer('keyboard-interactive', ['password'], true),
      },
      /accepts the code but wants more \(password\)/,
    ],
    [
      'tries no key again after the code was refused',
      { keysTried: 1, codeTried: true, keyAccepted: true, last: answer('keyboard-interactive', ['publickey']) },
      /refused the code/,
    ],
    [
      'offers a code alone where there is no key',
      { keys: 0, last: answer('none', ['keyboard-interactive']) },
      { try: 'keyboard-interactive' },
    ],
    [
      'stops where a key is wanted and there is none',
      { keys: 0, last: answer('none', ['publickey']) },
      /only with publickey/,
    ],
    ['stops where nothing is offered', { keys: 0, last: answer('none', []) }, /only with nothing/],
  ];
  for (const [title, progress, expected] of moves) {
    it(title, () => {
      const move = nextMove({ ...start, ...progress });
      if (expected instanceof RegExp) assert.match('refused' in move ? move.refused : '', expected);
      else assert.deepEqual(move, expected);
    });
  }
});
