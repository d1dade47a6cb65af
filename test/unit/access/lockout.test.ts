import assert from 'node:assert/strict';
import { lockoutRefusals } from '../../../src/access/lockout.ts';
import type { Prediction } from '../../../src/access/predict.ts';
import { causes, type LockOutId } from '../../../src/causes/causes.ts';
import type { OriginVerdict } from '../../../src/plan/access-verdict.ts';

function prediction(account: string, over: Partial<Prediction>): Prediction {
  return {
    ...{ account, before: 'key', after: 'refused', certainty: 'predicted', reason: 'so it is', cause: undefined },
    ...{ differs: false, gaps: [], doubts: [], tunnelled: 'refused', origins: [], originsLeftOut: 0, enrolled: false },
    ...over,
  };
}

function from(address: string, after: OriginVerdict['after']): OriginVerdict {
  const origin = {
    kind: 'named',
    address,
    host: undefined,
    localAddress: undefined,
    localPort: undefined,
    standsFor: '',
  } as const;
  return { origin, before: 'key', after, reason: 'so it is', place: '' };
}

/** What is to be done about alice, and about the account that Keyturn logs in as, for the same prediction. */
function helps(over: Partial<Prediction>): readonly string[] {
  const predictions = ['alice', 'admin'].map((account) => prediction(account, over));
  return lockoutRefusals(predictions, 'admin', []).map(({ help }) => help);
}

describe('what to do about a predicted lock-out', () => {
  const accept = ', or accept it with `--allow-lockout alice`';

  for (const [cause, expected] of [
    [undefined, 'enrol it (`enrol: {users: [alice]}`) or exempt it (`exempt: {users: [alice]}`)'],
    [causes.notEnrolled, 'enrol it (`enrol: {users: [alice]}`) or exempt it (`exempt: {users: [alice]}`)'],
    [causes.rootLimited, 'exempt it (`exempt: {users: [alice]}`), or log in as another account and use sudo'],
    [causes.noKey, 'give it a key that sshd takes first'],
  ] as const satisfies readonly (readonly [LockOutId | undefined, string])[]) {
    it(`follows from the cause: ${cause ?? 'none'}`, () => {
      assert.deepEqual(helps({ cause }), [`${expected}${accept}`, expected.replaceAll('alice', 'admin')]);
    });
  }

  it('is the remedy of the cause where enrolling the account would change nothing', () => {
    const [other = '', own = ''] = helps({ cause: causes.accountClosed });
    assert.match(
      other,
      /^See what the message names: `chage -l alice`, \/etc\/nologin.* Or accept it with `--allow-lockout alice`\.$/,
    );
    assert.match(own, /^See what the message names: `chage -l admin`, /);
    for (const text of [other, own]) assert.doesNotMatch(text, /enrol|ACCOUNT/);
  });

  it('is no flag for the account that Keyturn logs in as, which no flag gives up', () => {
    for (const over of [
      { cause: causes.accountClosed },
      { cause: causes.cannotTell, differs: true, after: 'unknown' },
      { cause: causes.cannotTell, after: 'unknown' },
      { after: 'key', origins: [from('10.0.0.1', 'refused')] },
      { after: 'key', origins: [from('10.0.0.1', 'unknown')] },
    ] as const) {
      const [other = '', own = ''] = helps(over);
      assert.match(other, /--allow-lockout alice/);
      assert.ok(own !== '' && !own.includes('--allow-lockout'), own);
    }
  });
});
