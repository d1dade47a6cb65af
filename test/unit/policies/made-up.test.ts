// A policy that nothing in src knows: one object is all that it takes to be accepted, planned, judged and worded.
import assert from 'node:assert/strict';
import { withExpectations } from '../../../scripts/generate/report-schema.ts';
import { requireBreakGlass } from '../../../src/commands/require-break-glass.ts';
import type { Evidence } from '../../../src/connection/evidence.ts';
import { distroOf } from '../../../src/distros/distro-of.ts';
import type { Fact, Facts } from '../../../src/facts/fact.ts';
import { osRelease } from '../../../src/facts/os-release.ts';
import { otherManagers } from '../../../src/facts/other-managers.ts';
import { recentLogins } from '../../../src/facts/recent-logins.ts';
import type { Host } from '../../../src/inventory/host.ts';
import type { Change } from '../../../src/plan/change.ts';
import { expectationNamed, expectationsOf, refusedLogin } from '../../../src/plan/expectation.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import type { Play } from '../../../src/playbook/play.ts';
import { policies } from '../../../src/policies/index.ts';
import type { Policy } from '../../../src/policies/policy.ts';
import { throughPam } from '../../../src/policies/through-pam.ts';
import { certaintyOf } from '../../../src/reporters/summary/certainty.ts';
import { accessLines } from '../../../src/reporters/text/access-lines.ts';
import type { DetailedPlan } from '../../../src/run/examination.ts';
import { expectationOf, judge, judgeWrongCode, unmetText, withEvidence } from '../../../src/run/logins/judge.ts';
import { isTriable } from '../../../src/run/logins/triable.ts';
import { planHost } from '../../../src/run/phases/plan.ts';
import { loginTaskFor } from '../../../src/tasks/login.ts';
import { pamTaskFor } from '../../../src/tasks/pam.ts';
import { sshdConfigTaskFor } from '../../../src/tasks/sshd-config.ts';
import type { TaskType } from '../../../src/tasks/task-type.ts';
import { hostFacts, type HostOverlay } from '../../scenarios/host.ts';
import { plainStyle, planned, result, verdict } from '../reporters/fixtures.ts';

const passwordOtp: Policy = {
  name: 'password+otp',
  lists: [
    {
      methods: 'keyboard-interactive:pam',
      factors: ['password', 'code'],
      shows: { outcome: 'accepted', partial: [], prompts: 2 },
    },
  ],
  wrongCode: { outcome: 'refused', partial: [], prompts: 2 },
  sshd: {
    meaning: 'demands a password and a code',
    summary: 'ask for a password and a one-time code',
    lines: { demands: 'a password and a one-time code', settings: throughPam },
  },
  pam: {
    meaning: 'asks for both',
    summary: 'ask for a one-time code after the password',
    asks: ['password', 'code'],
  },
  words: { takes: 'a password and a code', seen: 'password and code' },
};

/** Two lists, in either order of the same factors. */
const eitherOrder: Policy = {
  ...passwordOtp,
  name: 'publickey+otp|otp+publickey',
  lists: [
    {
      methods: 'publickey,keyboard-interactive:pam',
      factors: ['key', 'code'],
      shows: { outcome: 'accepted', partial: ['publickey'], prompts: 1 },
    },
    {
      methods: 'keyboard-interactive:pam,publickey',
      factors: ['code', 'key'],
      shows: { outcome: 'accepted', partial: ['keyboard-interactive'], prompts: 1 },
    },
  ],
  pam: { ...passwordOtp.pam, asks: ['code'] },
};

const known = [...policies, passwordOtp, eitherOrder];
const expectations = expectationsOf(known);
const expected = expectationNamed(passwordOtp.name, expectations);

function typesOf(list: readonly Policy[]): readonly TaskType<never>[] {
  return [sshdConfigTaskFor(list), pamTaskFor(list), loginTaskFor(list)];
}

function playOf(policy: string, tasks: readonly string[], list: readonly Policy[] = known): Play {
  const params = {
    pam: `{policy: ${policy}}`,
    sshd_config: `{policy: ${policy}, exempt: {users: [backup-bot]}}`,
    login: `{accounts: [{user: alice, expect: ${policy}}]}`,
  };
  const lines = Object.entries(params).flatMap(([type, text]) =>
    tasks.includes(type) ? [`    - ${type}: ${text}`] : [],
  );
  const text = `- hosts: all\n  become: yes\n  tasks:\n${lines.join('\n')}\n`;
  const { plays, diagnostics } = loadPlaybook(text, 'site.yml', typesOf(list));
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
  );
  return plays[0] ?? assert.fail();
}

function planOf(play: Play, overlay: HostOverlay = {}): DetailedPlan {
  const seen = hostFacts({
    accounts: { admin: { password: 'set' }, alice: { password: 'set' }, bob: { password: 'set' } },
    state_files: { admin: 'valid', alice: 'valid', bob: 'valid' },
    pam: { modules: ['/lib/security/pam_google_authenticator.so'] },
    ...overlay,
  });
  const silent = new Map<string, unknown>([
    [recentLogins.name, { known: false }],
    [otherManagers.name, { found: [] }],
  ]);
  const facts: Facts = {
    get: <T>(fact: Fact<T>) => (silent.has(fact.name) ? (silent.get(fact.name) as T) : seen.get(fact)),
  };
  const types = new Map(typesOf(known).map((type) => [type.name, type]));
  return planHost(play, types, {
    ...{ facts, distro: distroOf(facts.get(osRelease)) ?? assert.fail(), managingAccount: 'admin', root: true },
    ...{ clockOffset: 0, allowLockout: [], acceptBreaking: [], vaultEntry: () => 'absent' },
  });
}

function textOf(change: Change): string {
  return change.kind === 'write-file' && change.content.kind === 'text' ? change.content.text : assert.fail();
}

/** A login by password and code, as our client would see it. */
function seen(over: Partial<Evidence> = {}): Evidence {
  const steps = [{ tried: 'keyboard-interactive', methodsLeft: [], partialSuccess: false }];
  return { account: 'alice', steps, prompts: ['Password: ', 'Code: '], outcome: 'accepted', detail: 'let in', ...over };
}

const everything = ['pam', 'sshd_config', 'login'];

describe('a made-up policy', () => {
  it('is accepted by the schemas, which say what it means', () => {
    playOf('password+otp', everything);
    assert.throws(() => playOf('password+otp', ['pam'], policies), assert.AssertionError);
    const texts = typesOf(known).map(({ schema }) => JSON.stringify(schema));
    assert.ok(texts[0]?.includes('`password+otp` demands a password and a code'));
    assert.ok(texts[1]?.includes('`password+otp` asks for both'));
    assert.ok(texts[2]?.includes('a key and a code, a key alone, a password and a code, '));
    assert.match(
      sshdConfigTaskFor(known).description,
      /for a key and a one-time code, or for a password and a one-time/,
    );
    const report = { definitions: { login: { properties: { expected: {} } } } };
    assert.match(JSON.stringify(withExpectations(report, expectations)), /"publickey","password\+otp",.*,"refused"/);
  });

  it('is planned for sshd and PAM, and people get in with it', () => {
    const { refusals, changes, access, assertions, logins } = planOf(playOf('password+otp', everything));
    assert.deepEqual(refusals, []);
    const [pam, sshd] = changes.map(({ change }) => change);
    assert.ok(pam && sshd);
    assert.match(pam.summary, /ask for a one-time code after the password$/);
    assert.match(
      textOf(pam),
      /^# BEGIN KEYTURN: the password and a one-time code; .*\n#keyturn# (@include common-auth)\n\1\nauth required pam_google_authenticator\.so noskewadj\n# END KEYTURN$/m,
    );
    assert.match(textOf(sshd), /^# A password and a one-time code for everybody\.$/m);
    assert.match(
      textOf(sshd),
      /^AuthenticationMethods keyboard-interactive:pam\n# Exempt: a key alone\.\nMatch User backup-bot$/m,
    );
    assert.deepEqual(
      new Set(assertions.map(({ values }) => values['authenticationmethods'])),
      new Set(['keyboard-interactive:pam', 'publickey']),
    );
    const ways = Object.fromEntries(access.map(({ account, after }) => [account, after]));
    assert.deepEqual([ways['alice'], ways['backup-bot']], ['password+code', 'key']);
    assert.deepEqual(
      logins.map((login) => login.expected.name),
      ['password+otp'],
    );
  });

  it('is taken back by the policy that writes nothing', () => {
    const service = hostFacts({});
    const before = service.get({ name: 'pam-service' } as Fact<{ text: string }>).text;
    const [change] = planOf(playOf('password+otp', ['pam'])).changes;
    const text = textOf(change?.change ?? assert.fail());
    const over = { pam: { modules: ['/lib/security/pam_google_authenticator.so'], text } };
    const back = planOf(playOf('publickey', ['pam']), over).changes.map(({ change: one }) => textOf(one));
    assert.deepEqual(back, [before]);
    assert.deepEqual(planOf(playOf('password+otp', ['pam']), over).changes, []);
  });

  it('is not enforced where PAM asks for the password alone, and the refusal says so', () => {
    const { refusals } = planOf(playOf('password+otp', ['sshd_config']));
    const found = refusals.map(({ message, help }) => `${message}; ${help}`);
    assert.match(found.join('\n'), /must use a password and a code, and could log in with a password alone/);
    assert.match(found.join('\n'), /`pam: \{policy: password\+otp\}`/);
  });

  it('contradicts a login that is expected of another one', () => {
    const play = playOf('password+otp', ['pam', 'sshd_config']);
    const [other] = playOf('publickey+otp', ['login']).tasks;
    const { refusals } = planOf({ ...play, tasks: [...play.tasks, other ?? assert.fail()] });
    assert.match(
      refusals[0]?.message ?? '',
      /^"alice" must log in with publickey\+otp, but would log in with password/,
    );
  });

  it('asks for codes, so that a fleet needs another way in', () => {
    const types = new Map(typesOf(known).map((type) => [type.name, type]));
    const hosts = ['web1', 'web2'].map((name) => ({ name }) as Host);
    const check = (policy: string): void => {
      requireBreakGlass([{ play: playOf(policy, ['sshd_config']), hosts }], types);
    };
    assert.throws(() => {
      check('password+otp');
    }, /makes 2 hosts ask for codes/);
    check('publickey');
  });

  it('is judged by what its logins show', () => {
    const met = (over: Partial<Evidence>): boolean => judge(seen(over), expected, 'proven').met;
    assert.ok(met({}));
    assert.ok(!met({ prompts: ['Password: '] }));
    assert.ok(!met({ outcome: 'refused' }));
    const partial = { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true };
    assert.ok(!met({ steps: [partial, ...seen().steps] }));
    assert.ok(judgeWrongCode(seen({ outcome: 'refused' }), expected).met);
    assert.ok(!judgeWrongCode(seen({ outcome: 'refused', prompts: ['Password: '] }), expected).met);
    assert.ok(!judgeWrongCode(seen(), expected).met);
    assert.equal(expectationOf('password+code', expectations), expected);
    assert.equal(expectationOf('password+code'), undefined);
    // Our client has no passwords to give: such a way in stays a prediction.
    assert.ok(!isTriable(expected));
  });

  it('is judged by any of several lists', () => {
    const either = expectationNamed(eitherOrder.name, expectations);
    const partialAfter = (tried: string) => [{ tried, methodsLeft: [], partialSuccess: true }];
    for (const tried of ['publickey', 'keyboard-interactive']) {
      const evidence = seen({ steps: partialAfter(tried), prompts: ['Code: '] });
      assert.ok(judge(evidence, either, 'proven').met, tried);
    }
    assert.ok(!judge(seen({ prompts: ['Code: '] }), either, 'proven').met);
    const { refusals, changes } = planOf(playOf(eitherOrder.name, ['pam', 'sshd_config']));
    const sshd = changes.at(-1)?.change;
    assert.deepEqual(refusals, []);
    const line = /^AuthenticationMethods publickey,keyboard-interactive:pam keyboard-interactive:pam,publickey$/m;
    assert.match(textOf(sshd ?? assert.fail()), line);
  });

  it('is worded in reports', () => {
    const login = judge(seen({ prompts: ['Password: '] }), expected, 'proven');
    const access = planned([verdict('alice', { after: 'password+code' })]);
    const host = result('web1', 'failed', { plan: access, logins: [login] });
    assert.match(
      accessLines(host, plainStyle).join('\n'),
      /alice: planned was password and code, the login was accepted/,
    );
    assert.equal(unmetText([login]), 'alice (expected password+otp): let in');
  });

  it('is proven by a login that was met, and by no other', () => {
    const one = verdict('alice', { after: 'password+code', certainty: 'predicted' });
    const certainty = (login: ReturnType<typeof judge>): string =>
      certaintyOf(result('web1', 'changed', { plan: planned([one]), logins: [login] }), one);
    assert.equal(certainty(judge(seen(), expected, 'proven')), 'proven');
    assert.equal(certainty(judge(seen({ prompts: [] }), expected, 'proven')), 'unknown');
    const rehearsed = judge(seen(), expected, 'rehearsed');
    assert.deepEqual(
      withEvidence([one], [rehearsed], ({ account }) => account).map((found) => found.certainty),
      ['rehearsed'],
    );
    const refused = judge(seen({ outcome: 'refused' }), refusedLogin, 'proven');
    assert.equal(certainty(refused), 'predicted');
  });
});
