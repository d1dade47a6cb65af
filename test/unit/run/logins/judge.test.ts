// Evidence against expectation: what a login must have shown to prove what a plan says, and what a report may say of it.
import assert from 'node:assert/strict';
import type { AuthStep, Evidence } from '../../../../src/connection/evidence.ts';
import { expectationNamed, expectations } from '../../../../src/plan/expectation.ts';
import type { KeyAnswer } from '../../../../src/connection/key-questions.ts';
import {
  contradiction,
  expectationOf,
  judge,
  judgeKeys,
  judgeManaging,
  judgeWrongCode,
  keyHelp,
  unmetText,
  withEvidence,
} from '../../../../src/run/logins/judge.ts';
import { verdict } from '../../reporters/fixtures.ts';

const partialKey: AuthStep = { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true };
const refusedKey: AuthStep = { tried: 'publickey', methodsLeft: ['publickey'], partialSuccess: false };
const done: AuthStep = { tried: 'keyboard-interactive', methodsLeft: [], partialSuccess: false };
const keyDone: AuthStep = { tried: 'publickey', methodsLeft: [], partialSuccess: false };
const onlyNone: AuthStep = { tried: 'none', methodsLeft: ['publickey'], partialSuccess: false };
const code = 'Verification code: ';

function seen(outcome: Evidence['outcome'], steps: readonly AuthStep[], prompts: readonly string[] = []): Evidence {
  return { account: 'alice', steps, prompts, outcome, detail: '' };
}

const logins = {
  'key, then code': seen('accepted', [partialKey, done], [code]),
  'code without the key': seen('accepted', [refusedKey, done], [code]),
  'key, and no question': seen('accepted', [partialKey, done]),
  'key alone': seen('accepted', [keyDone]),
  'key alone, and a question': seen('accepted', [keyDone], [code]),
  'refused with the key': seen('refused', [refusedKey]),
  'refused with the key, after none': seen('refused', [onlyNone, refusedKey]),
  'refused after the code': seen('refused', [partialKey, done], [code]),
  'gone before anything was tried': seen('refused', [onlyNone]),
  'end not known': seen('unknown', [partialKey], [code]),
} as const;

/** What each login proves, and nothing else. */
const proves: Readonly<Record<keyof typeof logins, readonly string[]>> = {
  'key, then code': ['publickey+otp'],
  'code without the key': [],
  'key, and no question': [],
  'key alone': ['publickey'],
  'key alone, and a question': [],
  'refused with the key': ['refused'],
  'refused with the key, after none': ['refused'],
  'refused after the code': ['refused'],
  'gone before anything was tried': [],
  'end not known': [],
};

describe('evidence', () => {
  for (const [name, evidence] of Object.entries(logins)) {
    it(`"${name}" proves ${proves[name as keyof typeof logins].join(', ') || 'nothing'}`, () => {
      const met = ['publickey+otp', 'publickey', 'refused'].filter(
        (expected) => judge(evidence, expectationNamed(expected, expectations), 'proven').met,
      );
      assert.deepEqual(met, proves[name as keyof typeof logins]);
    });
  }

  it('is called what it is: a rehearsed login is not proven', () => {
    const expected = expectationNamed('publickey', expectations);
    assert.equal(judge(logins['key alone'], expected, 'rehearsed').how, 'rehearsed');
    assert.equal(judge(logins['key alone'], expected, 'proven').how, 'proven');
  });

  describe('of keys that sshd was asked about', () => {
    const expected = expectationNamed('publickey+otp', expectations);
    const key = { type: 'ssh-ed25519', base64: 'AAAA' };
    const ask = { keys: [key, key], mostRefused: 4 };
    const judged = (
      asked: readonly KeyAnswer[] | undefined,
      wanted = expected,
      evidence: Evidence = logins['key, then code'],
    ) => judgeKeys(judge({ ...evidence, ...(asked && { asked }) }, wanted, 'rehearsed'), ask);

    const cases: Readonly<Record<string, readonly [asked: readonly KeyAnswer[] | undefined, met: boolean]>> = {
      'one that is taken is enough': [['refused', 'accepted'], true],
      'none that is taken locks out': [['refused', 'refused'], false],
      'one without an answer shows nothing': [['refused', 'unknown'], true],
      'one that was not asked about shows nothing': [['refused'], true],
      'none shows nothing': [[], true],
      'no question shows nothing': [undefined, true],
    };
    for (const [name, [asked, met]] of Object.entries(cases)) {
      it(name, () => {
        const login = judged(asked);
        assert.equal(login.met, met);
        assert.equal(keyHelp([login]).help !== undefined, !met);
        if (!met) assert.match(login.evidence.detail, /^sshd does not take any of its 2 keys$/);
      });
    }

    it('is named as the only one where it is', () => {
      const login = judge({ ...logins['key, then code'], asked: ['refused'] }, expected, 'rehearsed');
      assert.equal(
        judgeKeys(login, { keys: [key], mostRefused: 4 }).evidence.detail,
        'sshd does not take its only key',
      );
    });

    it('shows nothing where no question was planned', () => {
      const login = judge({ ...logins['key, then code'], asked: ['refused'] }, expected, 'rehearsed');
      assert.equal(judgeKeys(login, undefined).met, true);
      const unasked = judge({ ...logins['key, then code'], asked: [] }, expected, 'rehearsed');
      assert.equal(judgeKeys(unasked, { keys: [], mostRefused: 4 }).met, true);
    });

    it('is what help is about only where all were refused, of a login that got in', () => {
      const helpFor = (met: boolean, outcome: Evidence['outcome'], asked: readonly KeyAnswer[]): boolean =>
        keyHelp([{ evidence: { ...logins['key, then code'], outcome, asked }, expected, how: 'rehearsed', met }])
          .help !== undefined;
      assert.equal(helpFor(false, 'accepted', ['refused', 'refused']), true);
      assert.equal(helpFor(true, 'accepted', ['refused', 'refused']), false);
      assert.equal(helpFor(false, 'refused', ['refused', 'refused']), false);
      assert.equal(helpFor(false, 'accepted', ['refused', 'accepted']), false);
      assert.equal(helpFor(false, 'accepted', []), false);
    });

    it('makes no login met, and refuses none that is to be refused', () => {
      assert.equal(judged(['accepted'], expected, logins['key alone']).met, false);
      const refused = expectationNamed('refused', expectations);
      assert.equal(judged(['refused', 'refused'], refused, logins['refused with the key']).met, true);
    });

    it('says that keys are predicted where none was shown to be taken', () => {
      const reasons = ([['accepted'], ['unknown'], [], undefined] as const).map((asked) => {
        const [one] = withEvidence([verdict('alice', { after: 'key+code' })], [judged(asked)], () => 'x');
        return /; its keys are predicted$/.test(one?.reason ?? '');
      });
      assert.deepEqual(reasons, [false, true, true, false]);
    });
  });

  it('of a wrong code must get as far as the question', () => {
    const expected = expectationNamed('publickey+otp', expectations);
    assert.equal(judgeWrongCode(logins['refused after the code'], expected).met, true);
    for (const name of ['refused with the key', 'key, then code', 'end not known'] as const) {
      assert.equal(judgeWrongCode(logins[name], expected).met, false, name);
    }
    const judged = judgeWrongCode(logins['refused after the code'], expected);
    assert.deepEqual([judged.how, judged.expected.name], ['rehearsed', 'refused']);
    // Where no code is asked for, a wrong one shows nothing.
    assert.equal(
      judgeWrongCode(logins['refused after the code'], expectationNamed('publickey', expectations)).met,
      false,
    );
  });

  it('that was not as expected is told in words, and nothing else is', () => {
    const expected = expectationNamed('publickey+otp', expectations);
    const judged = (name: keyof typeof logins, account: string) =>
      judge({ ...logins[name], account, detail: `saw ${name}` }, expected, 'proven');
    assert.equal(unmetText([judged('key, then code', 'alice')]), '');
    assert.equal(
      unmetText([judged('key alone', 'alice'), judged('key, then code', 'carol'), judged('end not known', 'bob')]),
      'alice (expected publickey+otp): saw key alone; bob (expected publickey+otp): saw end not known',
    );
  });

  it('of the managing account is held against the plan', () => {
    const plan = {
      logins: [],
      access: [{ ...verdict('alice', { after: 'key+code' }), cause: '', gaps: [], doubts: [] }],
    };
    const judged = (evidence: Evidence): boolean => judgeManaging(evidence, plan as never).met;
    assert.equal(judged(logins['key, then code']), true);
    assert.equal(judged(logins['key alone']), false);
  });

  it('of the managing account is held against what is said of it, not of another', () => {
    const access = [verdict('root', { after: 'key' }), verdict('alice', { after: 'key+code' })];
    const other = { account: 'root', expected: expectationNamed('publickey', expectations) };
    for (const named of [[], [other]]) {
      const judged = (evidence: Evidence): boolean => judgeManaging(evidence, { logins: named, access } as never).met;
      assert.equal(judged(logins['key, then code']), true);
      assert.equal(judged(logins['key alone']), false);
    }
  });

  it('of the managing account is held against what a login task says of it before what the plan says', () => {
    const access = [verdict('alice', { after: 'key+code' })];
    const named = [{ account: 'alice', expected: expectationNamed('publickey', expectations) }];
    const judged = judgeManaging(logins['key alone'], { logins: named, access } as never);
    assert.deepEqual([judged.met, judged.how, judged.expected.name], [true, 'proven', 'publickey']);
  });

  it('of the managing account, of which nothing is said, is what it comes nearest to', () => {
    const password = { tried: 'password', methodsLeft: ['publickey'], partialSuccess: true };
    const nearest: Readonly<Record<string, readonly [seen: Evidence, name: string, met: boolean]>> = {
      'both factors': [logins['key, then code'], 'publickey+otp', true],
      'the key': [logins['key alone'], 'publickey', true],
      'both without a question': [logins['key, and no question'], 'publickey+otp', false],
      'a code alone': [logins['code without the key'], 'publickey', false],
      'something else': [seen('accepted', [password, done]), 'refused', false],
    };
    for (const [what, [evidence, name, met]] of Object.entries(nearest))
      for (const access of [[], [verdict('alice', { after: 'unknown' })]]) {
        const judged = judgeManaging(evidence, { logins: [], access } as never);
        assert.deepEqual([judged.expected.name, judged.met, judged.how], [name, met, 'proven'], what);
      }
  });

  it('meets an expectation that any one of several logins shows', () => {
    const [ours] = expectationNamed('publickey', expectations).logins;
    const [both] = expectationNamed('publickey+otp', expectations).logins;
    assert.ok(ours && both);
    const either = { ...expectationNamed('publickey', expectations), logins: [both, ours] };
    assert.equal(judge(logins['key alone'], either, 'proven').met, true);
    assert.equal(judge(logins['key, then code'], either, 'proven').met, true);
    assert.equal(judge(logins['code without the key'], either, 'proven').met, false);
  });

  it('of one method is not evidence of two', () => {
    const shows = { outcome: 'accepted', partial: ['publickey', 'password'] } as const;
    const both = {
      ...expectationNamed('publickey+otp', expectations),
      logins: [{ factors: ['key', 'code'], shows }],
    } as const;
    const partialPassword: AuthStep = { ...partialKey, tried: 'password' };
    assert.equal(judge(seen('accepted', [partialKey, done]), both, 'proven').met, false);
    assert.equal(judge(seen('accepted', [partialKey, partialPassword, done]), both, 'proven').met, true);
  });

  it('is expected of a way in only where a policy has that way alone', () => {
    const two = { ...expectationNamed('publickey', expectations), ways: ['key', 'key+code'] } as const;
    assert.equal(expectationOf('key', [two]), undefined);
    assert.equal(expectationOf('key')?.name, 'publickey');
  });

  it('that contradicts the files refuses the host', () => {
    const said = (evidence: Evidence, before: 'key' | 'key+code' | 'refused' | 'unknown'): string | undefined =>
      contradiction(verdict('alice', { before }), evidence)?.cause;
    assert.equal(said(logins['key alone'], 'key'), undefined);
    assert.equal(said(logins['key alone'], 'key+code'), 'N9');
    assert.equal(said(logins['key alone'], 'refused'), 'N9');
    assert.equal(said(logins['key, then code'], 'key'), 'N9');
    assert.equal(said(logins['key alone'], 'unknown'), undefined);
    assert.equal(contradiction(undefined, logins['key alone']), undefined);
    const words = (before: 'key+code' | 'refused'): string =>
      contradiction(verdict('alice', { before }), logins['key alone'])?.message ?? '';
    assert.match(words('refused'), /"alice" cannot log in, and it has just/);
    assert.match(words('key+code'), /"alice" logs in with key\+code, and it has just/);
  });
});

describe('certainty', () => {
  const expected = expectationNamed('publickey+otp', expectations);
  const tried = (account: string, how: 'rehearsed' | 'proven', met = true) =>
    ({ evidence: { ...logins['key, then code'], account }, expected, how, met }) as const;
  const after = (account: string, over = {}) =>
    verdict(account, { after: 'key+code', certainty: 'predicted', ...over });
  const certainties = (...args: Parameters<typeof withEvidence>): readonly string[] =>
    withEvidence(...args).map(({ account, certainty }) => `${account} ${certainty}`);
  const alone = ({ account }: { readonly account: string }): string => account;

  for (const [what, logins, expectedWords] of [
    ['nothing was tried', [], ['alice predicted', 'bob predicted']],
    ['one was rehearsed', [tried('alice', 'rehearsed')], ['alice rehearsed', 'bob predicted']],
    [
      'one was rehearsed and proven',
      [tried('alice', 'rehearsed'), tried('alice', 'proven')],
      ['alice proven', 'bob predicted'],
    ],
    ['one was not as expected', [tried('alice', 'proven', false)], ['alice predicted', 'bob predicted']],
  ] as const) {
    it(`where ${what}`, () => {
      assert.deepEqual(certainties([after('alice'), after('bob')], logins, alone), expectedWords);
    });
  }

  it('of an account of the same shape is rehearsed, also where the other one was proven', () => {
    const words = certainties([after('alice'), after('bob')], [tried('alice', 'proven')], () => 'one shape');
    assert.deepEqual(words, ['alice proven', 'bob rehearsed']);
  });

  it('of keys comes from a fresh login with the key of its own as well', () => {
    const asking = (how: 'rehearsed' | 'proven', asked?: readonly KeyAnswer[]) => ({
      ...tried('alice', how),
      evidence: { ...logins['key, then code'], ...(asked && { asked }) },
    });
    const arePredicted = (...given: readonly ReturnType<typeof asking>[]): boolean =>
      / keys are predicted/.test(withEvidence([after('alice')], given, alone)[0]?.reason ?? '');
    assert.equal(arePredicted(asking('rehearsed', ['unknown']), asking('proven')), false);
    assert.equal(arePredicted(asking('rehearsed', ['unknown']), asking('proven', ['unknown'])), true);
    assert.equal(arePredicted(asking('rehearsed', ['unknown']), asking('rehearsed')), true);
    assert.equal(arePredicted(asking('rehearsed', ['unknown']), asking('proven', ['refused', 'accepted'])), false);
  });

  it('of a way in stays with that way, whatever else the login may show', () => {
    const either = { ...expected, ways: ['key', 'key+code'] } as const;
    const [shown] = withEvidence([after('alice')], [{ ...tried('alice', 'proven'), expected: either }], alone);
    assert.deepEqual([shown?.after, shown?.certainty], ['key+code', 'proven']);
  });

  it('of an account that the model cannot judge is none where it was refused as expected', () => {
    const unknown = after('alice', { after: 'unknown', certainty: 'unknown' });
    const refused = { ...tried('alice', 'rehearsed'), expected: expectationNamed('refused', expectations) };
    assert.deepEqual(certainties([unknown], [refused], alone), ['alice unknown']);
  });

  it('of a login that shows another way in than the plan says is none', () => {
    assert.deepEqual(certainties([after('alice', { after: 'key' })], [tried('alice', 'proven')], alone), [
      'alice predicted',
    ]);
  });

  it('of an account that the model cannot judge is what the login showed', () => {
    const unknown = after('alice', { after: 'unknown', certainty: 'unknown' });
    const [shown] = withEvidence([unknown], [tried('alice', 'rehearsed')], alone);
    assert.deepEqual([shown?.after, shown?.certainty], ['key+code', 'rehearsed']);
    assert.deepEqual(certainties([unknown], [tried('alice', 'rehearsed', false)], alone), ['alice unknown']);
  });
});
