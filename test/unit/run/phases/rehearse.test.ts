// The rehearsal: which logins are made, over which stream, and what each answer of the host makes of the host.
import assert from 'node:assert/strict';
import type { Evidence } from '../../../../src/connection/evidence.ts';
import { proofScript, rehearsalScript } from '../../../../src/host-protocol/rehearsal.ts';
import { rehearse } from '../../../../src/run/phases/rehearse.ts';
import { RefusedError, StepError } from '../../../../src/run/problem.ts';
import type { LoginRequest } from '../../../../src/run/services.ts';
import { verdict } from '../../reporters/fixtures.ts';
import { fakeHost, type FakeHost } from './fake-host.ts';
import { evidence, expected, id, keyOnly, prompt, staged, withCode, withKey, wrongCode } from './staged.ts';
import type { StagedOptions } from './staged.ts';

type Answers = (request: LoginRequest) => Evidence;

/** A host on which everything is as planned. */
const asPlanned: Answers = ({ account, code }) =>
  code === undefined ? keyOnly(account) : code.wrong ? wrongCode(account) : evidence(account);

async function rehearsed(
  options: StagedOptions,
  login: Answers = asPlanned,
  prepare?: (fake: FakeHost) => void,
): Promise<{ readonly fake: FakeHost; readonly error: unknown }> {
  const fake = fakeHost({ login });
  prepare?.(fake);
  const error: unknown = await rehearse(fake.context, staged(fake, options)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { fake, error };
}

const tried = ({ context }: FakeHost): readonly string[] =>
  context.record.tried.map(
    ({ evidence: { account }, expected: { name }, how, met }) => `${account} ${name} ${how} ${met ? 'met' : 'not met'}`,
  );

/** Another answer for one account; the others are as planned. */
const but =
  (account: string, answer: (request: LoginRequest) => Evidence): Answers =>
  (request) =>
    request.account === account ? answer(request) : asPlanned(request);

describe('a rehearsal', () => {
  it('tries every account, and a wrong code once, of the last who has one', async () => {
    const { fake, error } = await rehearsed({ candidates: [withCode('alice'), withCode('bob'), withKey('backup')] });
    assert.equal(error, undefined);
    assert.deepEqual(tried(fake), [
      'alice publickey+otp rehearsed met',
      'bob publickey+otp rehearsed met',
      'backup publickey rehearsed met',
      'bob refused rehearsed met',
    ]);
    assert.equal(fake.context.timeline.current, 'rehearse');
  });

  it('gives the decoy and its file, never the own secret, on the staged configuration', async () => {
    const { fake } = await rehearsed({ candidates: [withCode('alice')] });
    const [right, wrong] = fake.logins;
    assert.deepEqual(
      [right, wrong].map((request) => [request?.code?.secret.reveal(), request?.code?.copy, request?.code?.wrong]),
      [
        ['DECOY', id.nonce, false],
        ['DECOY', id.nonce, true],
      ],
    );
    assert.deepEqual(
      fake.streams.map((script) => script?.text),
      [rehearsalScript(id), rehearsalScript(id)],
    );
    assert.ok(fake.streams.every((script) => script?.become === true && script.timeout === 15_000));
  });

  it('opens a session and asks about keys where the code is right, and neither where it is wrong', async () => {
    const ask = { keys: [{ type: 'ssh-ed25519', base64: 'AAAA' }], mostRefused: 4 };
    const { fake } = await rehearsed({ candidates: [withCode('alice', { ask })] });
    assert.deepEqual(
      fake.logins.map((request) => [request.session, request.ask]),
      [
        [true, ask],
        [false, undefined],
      ],
    );
  });

  it('knows its prompt, with or without the blank at the end', async () => {
    const trimmed: Answers = (request) => ({ ...asPlanned(request), prompts: [prompt.trim()] });
    assert.equal((await rehearsed({ candidates: [withCode('alice')] }, trimmed)).error, undefined);
  });

  describe('refuses the host', () => {
    const refusals: Readonly<Record<string, readonly [answers: Answers, says: RegExp]>> = {
      'where a key alone gets in': [
        but('alice', ({ account }) => keyOnly(account)),
        /alice \(expected publickey\+otp\)/,
      ],
      'where somebody is refused': [
        but('alice', ({ account }) => wrongCode(account)),
        /alice \(expected publickey\+otp\): the code is refused/,
      ],
      'where a wrong code gets in': [but('bob', ({ account }) => evidence(account)), /bob \(expected refused\)/],
      'where another stack asked': [
        but('alice', ({ account }) => evidence(account, { prompts: ['Verification code: '] })),
        /alice/,
      ],
      'where another stack asked for the wrong code': [
        (request) => ({ ...asPlanned(request), ...(request.code?.wrong === true && { prompts: ['Code: '] }) }),
        /bob \(expected refused\)/,
      ],
    };
    for (const [name, [answers, says]] of Object.entries(refusals)) {
      it(name, async () => {
        const { fake, error } = await rehearsed({ candidates: [withCode('alice'), withCode('bob')] }, answers);
        assert.ok(error instanceof RefusedError, String(error));
        assert.match(error.message, /^rehearsed logins were not as the plan says: /);
        assert.match(error.message, says);
        assert.equal(fake.context.record.tried.length, 3, 'all that were tried are on record');
      });
    }

    it('where sshd takes none of the own keys, and says what to do', async () => {
      const ask = { keys: [{ type: 'ssh-ed25519', base64: 'AAAA' }], mostRefused: 4 };
      const answers = but('alice', ({ account, code }) =>
        code?.wrong === true ? wrongCode(account) : evidence(account, { asked: ['refused'] }),
      );
      const { error } = await rehearsed({ candidates: [withCode('alice', { ask })] }, answers);
      assert.ok(error instanceof RefusedError);
      assert.match(error.help ?? '', /LogLevel VERBOSE/);
    });

    it('where nobody could be tried although somebody gets in', async () => {
      const { error } = await rehearsed({ candidates: [], access: [verdict('alice', { after: 'password' })] });
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /no login could be rehearsed/);
      assert.match(error.help ?? '', /name one with a `login` task/);
      const some = [verdict('alice', { after: 'refused' }), verdict('bob', { after: 'password' })];
      assert.ok((await rehearsed({ candidates: [], access: some })).error instanceof RefusedError);
      for (const over of [{ after: 'refused' }, { after: 'password', tunnelled: 'refused' }] as const)
        assert.equal((await rehearsed({ candidates: [], access: [verdict('alice', over)] })).error, undefined);
      assert.equal((await rehearsed({ candidates: [withKey('alice')], access: [verdict('bob')] })).error, undefined);
    });
  });

  it('fails, and refuses nothing, where the end of a login is not known', async () => {
    const unknown = but('alice', ({ account }) => evidence(account, { outcome: 'unknown', detail: 'cut' }));
    const { error } = await rehearsed({ candidates: [withCode('alice'), withCode('bob')] }, unknown);
    assert.ok(error instanceof StepError && !(error instanceof RefusedError));
    assert.match(error.message, /^logins could not be rehearsed: alice .*: cut$/);
  });

  it('refuses where one login is known to be wrong, whatever is unknown of another', async () => {
    const { error } = await rehearsed({ candidates: [withCode('alice'), withCode('bob')] }, ({ account }) =>
      account === 'alice' ? evidence(account, { outcome: 'unknown' }) : keyOnly(account),
    );
    assert.ok(error instanceof RefusedError);
  });

  describe('tries no wrong code', () => {
    const counting: Readonly<Record<string, string>> = {
      'where a module counts failures': 'auth required pam_faillock.so preauth\n',
      'where an older one does': 'auth required pam_tally2.so\n',
      'where pam_abl does': 'auth required pam_abl.so\n',
      'where an include may hold one': '@include common-auth\n',
      'where a substack may': 'auth substack password-auth\n',
      'where an included service may': 'auth include system-auth\n',
      'where a line is not understood': 'auth\n',
    };
    for (const [name, pam] of Object.entries(counting)) {
      it(name, async () => {
        const { fake, error } = await rehearsed({ candidates: [withCode('alice')], pam });
        assert.equal(error, undefined);
        assert.deepEqual(tried(fake), ['alice publickey+otp rehearsed met']);
      });
    }

    it('where one line of several is such a line', async () => {
      const pam = 'auth required pam_google_authenticator.so\nauth required pam_faillock.so authfail\n';
      assert.equal(tried((await rehearsed({ candidates: [withCode('alice')], pam })).fake).length, 1);
    });

    it('where the service was cut off', async () => {
      const pam = 'auth required pam_google_authenticator.so\nauth required \\\n';
      assert.equal(tried((await rehearsed({ candidates: [withCode('alice')], pam })).fake).length, 1);
    });

    it('where nobody has one', async () => {
      assert.deepEqual(tried((await rehearsed({ candidates: [withKey('alice')] })).fake), [
        'alice publickey rehearsed met',
      ]);
    });
  });

  it('tries a wrong code where other parts of PAM include what they like', async () => {
    const pam = 'auth required pam_google_authenticator.so\n@include common-account\naccount required pam_tally2.so\n';
    assert.equal(tried((await rehearsed({ candidates: [withCode('alice')], pam })).fake).length, 2);
  });

  describe('compares sessions', () => {
    const session = (groups: string): string =>
      `keyturn-session\n${groups}\n0022\nkeyturn-session-environment\nHOME=/\nkeyturn-session-end\n`;
    /** The first login is the rehearsed one; the next are on the configuration in place. */
    const changing = (after: string): Answers => {
      let count = 0;
      return ({ account }) => keyOnly(account, { session: session((count += 1) === 1 ? after : 'alice audio') });
    };
    const candidates = [withKey('alice', { verdict: verdict('alice', { before: 'key', after: 'key' }) })];

    it('on the configuration in place, with a key alone', async () => {
      const { fake, error } = await rehearsed({ candidates }, changing('alice audio'));
      assert.equal(error, undefined);
      assert.deepEqual(
        fake.streams.map((script) => script?.text),
        [rehearsalScript(id), proofScript(id)],
      );
      assert.deepEqual(fake.logins[1]?.code, undefined);
      assert.equal(fake.logins[1]?.session, true);
      assert.ok(fake.streams[1]?.become === true && fake.streams[1].timeout === 15_000);
    });

    it('and refuses where one changes, unless that is accepted', async () => {
      const { error } = await rehearsed({ candidates }, changing('alice'));
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, /sessions would change: alice: group audio ends/);
      const accepted = await rehearsed({ candidates }, changing('alice'), ({ context }) => {
        Object.assign(context.work, { acceptBreaking: ['alice'] });
      });
      assert.equal(accepted.error, undefined);
    });

    it('of nobody who needed a code before', async () => {
      const before = verdict('alice', { before: 'key+code', after: 'key' });
      const { fake } = await rehearsed({ candidates: [withKey('alice', { verdict: before })] }, changing('alice'));
      assert.equal(fake.logins.length, 1);
    });
  });

  describe('ends in time', () => {
    const taking =
      (...seconds: readonly number[]) =>
      (fake: FakeHost): Answers => {
        let index = 0;
        return (request) => {
          fake.now += (seconds[Math.min(index, seconds.length - 1)] ?? 0) * 1000;
          index += 1;
          return asPlanned(request);
        };
      };
    const candidates = ['a', 'b', 'c'].map((account) => withKey(account));

    async function timed(login: (fake: FakeHost) => Answers, armedFor: number | undefined): Promise<unknown> {
      let answers: Answers = asPlanned;
      const { error } = await rehearsed(
        { candidates },
        (request) => answers(request),
        (fake) => {
          answers = login(fake);
          if (armedFor !== undefined) fake.context.timeline.armed(fake.now + armedFor * 1000);
        },
      );
      return error;
    }

    // Three rehearsals, three proofs and two more; after the first, seven are left, and five seconds for the rest.
    it('where what is left takes exactly as long as there is', async () => {
      assert.equal(await timed(taking(10), 85), undefined);
    });

    it('or is given up before the next login', async () => {
      const error = await timed(taking(10), 84);
      assert.ok(error instanceof StepError);
      assert.match(error.message, /^7 logins to rehearse and prove, 10\.0 s each, need about 75 s, .* in 74 s$/);
    });

    it('by the fastest login so far', async () => {
      // After 42 s six are left, of 2 s each.
      assert.equal(await timed(taking(2, 40), 59), undefined);
      assert.ok((await timed(taking(2, 40), 58)) instanceof StepError);
    });

    it('and without a limit where the host is not armed', async () => {
      assert.equal(await timed(taking(1000), undefined), undefined);
    });
  });

  it('expects what its plan says of each', async () => {
    const refused = withKey('carol', {
      expected: expected('refused'),
      verdict: verdict('carol', { after: 'refused' }),
    });
    const { fake, error } = await rehearsed({ candidates: [refused] }, ({ account }) =>
      keyOnly(account, { outcome: 'refused' }),
    );
    assert.equal(error, undefined);
    assert.deepEqual(tried(fake), ['carol refused rehearsed met']);
  });
});
