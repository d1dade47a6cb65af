import assert from 'node:assert/strict';
import { judgeAutomation } from '../../../src/access/automation.ts';
import type { AccessVerdict } from '../../../src/plan/access-verdict.ts';
import type { LoginSource, RecentLogins } from '../../../src/facts/recent-logins.ts';

const here = '192.0.2.9';

function source(over: Partial<LoginSource> = {}): LoginSource {
  const counts = { logins: 48, bursts: 0, withTerminal: 0, withoutTerminal: 48 };
  return { account: 'bot', address: '10.0.0.5', method: 'publickey', ...counts, last: '2026-11-22 03:00', ...over };
}

function recent(...sources: readonly LoginSource[]): RecentLogins {
  return { known: true, sources, accepted: [], terminalsKnown: true, days: 14, ourAddress: here };
}

const access = (account: string, before: AccessVerdict['before'], after: AccessVerdict['after']): AccessVerdict => ({
  account,
  before,
  after,
  certainty: 'predicted',
  origins: [],
  tunnelled: after,
  originsLeftOut: 0,
  reason: '',
});

const question = {
  recent: recent(source()),
  access: [access('bot', 'key', 'key+code')],
  known: ['bot', 'admin'],
  ours: ['admin'],
  accepted: [],
} as const;

function refused(over: Partial<Parameters<typeof judgeAutomation>[0]>): readonly (string | undefined)[] {
  const { refusals } = judgeAutomation({ ...question, ...over });
  assert.ok(refusals.every(({ cause }) => cause === 'L20'));
  return refusals.map(({ account }) => account);
}

describe('who will break', () => {
  for (const [what, over] of [
    ['logs in without a terminal', {}],
    ['logs in thrice within 30 s', { recent: recent(source({ bursts: 1, withoutTerminal: 0 })) }],
    [
      'logs in without a terminal as often as with one',
      { recent: recent(source({ withTerminal: 2, withoutTerminal: 2 })) },
    ],
    ['had a password before', { access: [access('bot', 'password', 'password+code')] }],
    ['could not be told before', { access: [access('bot', 'unknown', 'key+code')] }],
    ['is one that we log in to, but from elsewhere', { ours: ['bot'] }],
    ['is another one than is accepted', { accepted: ['robot'] }],
    ['nobody looked at', { access: [access('admin', 'key', 'key+code')], known: ['admin'] }],
  ] as const) {
    it(`is refused: an account that ${what}`, () => {
      assert.deepEqual(refused(over), ['bot']);
    });
  }

  for (const [what, over] of [
    ['is exempt', { access: [access('bot', 'key', 'key')] }],
    ['needed a code before', { access: [access('bot', 'key+code', 'key+code')] }],
    ['is locked out, which is another refusal', { access: [access('bot', 'key', 'refused')] }],
    ['copied a file once', { recent: recent(source({ logins: 1, withoutTerminal: 1 })) }],
    ['mostly has a terminal', { recent: recent(source({ withTerminal: 9, withoutTerminal: 8 })) }],
    ['is another one, which cannot log in', { recent: recent(source({ account: 'robot' })), known: ['bot', 'robot'] }],
    [
      'nobody looked at, and that the user accepts to break',
      { known: [], access: [access('admin', 'key', 'key+code')], accepted: ['bot'] },
    ],
    ['nobody looked at, where nobody needs a code', { known: [], access: [access('admin', 'key', 'key')] }],
    [
      'nobody looked at, and that copied a file once',
      {
        known: [],
        access: [access('admin', 'key', 'key+code')],
        recent: recent(source({ logins: 1, withoutTerminal: 1 })),
      },
    ],
    ['is ours, from here', { recent: recent(source({ address: here })), ours: ['admin', 'bot'] }],
    ['the user accepts to break', { accepted: ['bot'] }],
  ] as const) {
    it(`is not refused: an account that ${what}`, () => {
      assert.deepEqual(refused(over), []);
    });
  }

  it('is told with the evidence and the way out', () => {
    const many = ['1', '2', '3'].map((last) => source({ address: `10.0.1.${last}`, logins: 3, withoutTerminal: 3 }));
    const [refusal] = judgeAutomation({ ...question, recent: recent(...many, source({ bursts: 2 })) }).refusals;
    assert.equal(
      refusal?.message,
      '"bot" needs a code afterwards, and machines log in to it: 10.0.0.5 48 times in 14 days with a key, 48 of them without a terminal, ' +
        '2 times three within 30 s, the last at 2026-11-22 03:00; 10.0.1.1 3 times in 14 days with a key, 3 of them without a terminal, ' +
        'the last at 2026-11-22 03:00; 10.0.1.2 3 times in 14 days with a key, 3 of them without a terminal, the last at 2026-11-22 03:00; ' +
        'and from 1 more',
    );
    assert.match(refusal.help, /exempt: \{users: \[bot\]\}.*--accept-breaking bot/);
  });

  it('is a warning for people whom nobody looked at', () => {
    const people = ['amy', 'ben', 'cid', 'dan'].map((account) =>
      source({ account, logins: 1, withTerminal: 1, withoutTerminal: 0 }),
    );
    const { refusals, warnings } = judgeAutomation({ ...question, recent: recent(...people) });
    assert.deepEqual([refusals, warnings.map(({ cause }) => cause)], [[], ['L6']]);
    assert.match(
      warnings[0]?.message ?? '',
      /^"amy", "ben", "cid" and 1 more logged in lately, .*: 10\.0\.0\.5 once in 14 days with a key, the last at/,
    );
    assert.deepEqual(
      judgeAutomation({ ...question, recent: recent(...people), known: ['amy', 'ben', 'cid', 'dan'] }).warnings,
      [],
    );
  });

  it('is a warning where no log tells, or no wtmp, and somebody is concerned', () => {
    const blind = { ...recent(), terminalsKnown: false } as RecentLogins;
    const warnings = (over: Partial<typeof question | object>): number =>
      judgeAutomation({ ...question, ...over }).warnings.length;
    assert.deepEqual([warnings({ recent: { known: false } }), warnings({ recent: blind }), warnings({})], [1, 1, 0]);
    assert.equal(warnings({ recent: { known: false }, access: [access('bot', 'key', 'key')] }), 0);
  });
});
