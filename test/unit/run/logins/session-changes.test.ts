import assert from 'node:assert/strict';
import { expectations } from '../../../../src/plan/expectation.ts';
import { requireSameSessions, withSessionChanges, type Look } from '../../../../src/run/logins/session-changes.ts';
import type { TriedLogin } from '../../../../src/run/event.ts';

const printed = (groups: string): string =>
  `keyturn-session\n${groups}\n0022\nkeyturn-session-environment\nHOME=/home/alice\nkeyturn-session-end\n`;

function login(session?: string): TriedLogin {
  const [expected] = expectations;
  assert.ok(expected);
  const evidence = { account: 'alice', steps: [], prompts: [], outcome: 'accepted', detail: '' } as const;
  return {
    evidence: { ...evidence, ...(session !== undefined && { session }) },
    how: 'rehearsed',
    expected,
    met: true,
  };
}

/** Undefined is an account that is not compared. */
const saying = (answers: readonly (string | undefined)[] | undefined): (() => Promise<Look>) => {
  const left = [...(answers ?? [])];
  return () => Promise.resolve(answers && { printed: left.shift() });
};

describe('changes of a session', () => {
  for (const [title, after, before, expected] of [
    ['of the same', printed('alice'), [printed('alice')], []],
    ['that last', printed('alice'), [printed('alice audio'), printed('alice audio')], ['group audio ends']],
    ['between any two logins', printed('alice'), [printed('alice audio'), printed('alice')], []],
    ['that no second look contradicts', printed('alice'), [printed('alice audio'), undefined], ['group audio ends']],
    ['without a session after', undefined, [printed('alice')], ['no session opens']],
    ['without a session before', printed('alice'), [undefined], 'unseen'],
    ['without any session', undefined, [undefined], 'unseen'],
    ['of somebody who is not compared', printed('alice'), undefined, undefined],
    ['of somebody who is not compared, without a session', undefined, undefined, undefined],
  ] as const) {
    it(`${title}: ${JSON.stringify(expected)}`, async () => {
      const seen = await withSessionChanges(login(after), saying(before), false);
      assert.deepEqual(seen.sessionUnseen === true ? 'unseen' : seen.sessionChanges, expected);
      assert.equal('session' in seen.evidence, false, 'values of the environment are kept nowhere');
    });
  }

  it('are not looked for where the login was refused', async () => {
    const refused = login();
    const look = (): Promise<Look> => Promise.reject(new Error('looked'));
    const seen = await withSessionChanges(
      { ...refused, met: false, evidence: { ...refused.evidence, outcome: 'refused' } },
      look,
      false,
    );
    assert.deepEqual([seen.sessionChanges, seen.sessionUnseen], [undefined, undefined]);
  });

  it('are not of groups where those may follow the service', async () => {
    const seen = await withSessionChanges(login(printed('alice')), saying([printed('alice audio')]), true);
    assert.deepEqual(seen.sessionChanges, []);
  });

  it('refuse the host unless they are accepted for the account', () => {
    const changed: TriedLogin = { ...login(), sessionChanges: ['group audio ends'] };
    assert.throws(() => {
      requireSameSessions([changed], ['bob']);
    }, /sessions would change: alice: group audio ends/);
    requireSameSessions([changed], ['alice']);
    requireSameSessions([{ ...login(), sessionChanges: [] }, login()], []);
  });
});
