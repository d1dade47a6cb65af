// Accounts that the model cannot judge, before and after a plan: which of them a rehearsal may decide, and which are refused.
import assert from 'node:assert/strict';
import { predictAccess, type Prediction } from '../../../src/access/predict.ts';
import { undecidedRefusals } from '../../../src/access/undecided.ts';
import type { Change } from '../../../src/plan/change.ts';
import { publickeyOtp } from '../../../src/policies/publickey-otp.ts';
import { hostFacts } from '../../scenarios/host.ts';

const facts = hostFacts({ state_files: { admin: 'valid', alice: 'valid' } });
const demand = { policy: publickeyOtp, accounts: ['alice', 'bob'] };

/** What the model says of an account where it can tell nothing. */
function unknown(account: string, over: Partial<Prediction> = {}): Prediction {
  const [any] = predictAccess({ facts, changes: [], managingAccount: 'admin' });
  assert.ok(any);
  return { ...any, account, before: 'unknown', after: 'unknown', tunnelled: 'unknown', reason: 'a line', ...over };
}

function refused(access: readonly Prediction[], over: Partial<Parameters<typeof undecidedRefusals>[0]> = {}): string[] {
  const question = { facts, changes: [], access, demand, allowLockout: [], ...over };
  return undecidedRefusals(question).map(({ cause, account }) => `${cause} ${account ?? ''}`);
}

describe('accounts that are unknown before and after a plan', () => {
  for (const [what, access, expected] of [
    ['are left to the rehearsal where they have a code', [unknown('alice')], []],
    ['are refused where they need a code and have none', [unknown('bob')], ['L6 bob']],
    ['are left to the rehearsal where they need no code', [unknown('backup-bot')], []],
    [
      'are refused where a tunnel shows something else',
      [unknown('alice', { tunnelled: 'refused' })],
      ['unknown alice'],
    ],
    ['are no others', [unknown('bob', { before: 'key' }), unknown('bob', { after: 'refused' })], []],
  ] as const) {
    it(what, () => {
      assert.deepEqual(refused(access), expected);
    });
  }

  it('are accepted by name', () => {
    assert.deepEqual(refused([unknown('bob')], { allowLockout: ['bob'] }), []);
  });

  it('need no code where the play demands none', () => {
    assert.deepEqual(refused([unknown('bob')], { demand: undefined }), []);
  });

  it('have a code where the plan enrols them', () => {
    const change: Change = {
      ...({
        kind: 'write-file',
        summary: '',
        risk: 'login',
        path: '/home/bob/.google_authenticator',
        before: undefined,
      } as const),
      ...{ content: { kind: 'state-file', account: 'bob', issuer: 'x' }, mode: '0400', owner: 'bob' },
    };
    assert.deepEqual(refused([unknown('bob')], { changes: [change] }), []);
  });
});
