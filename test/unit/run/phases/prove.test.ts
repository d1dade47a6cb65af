// The proof: which logins are made over which stream once the change is live, and what keeps it from being confirmed.
import assert from 'node:assert/strict';
import type { Evidence } from '../../../../src/connection/evidence.ts';
import { proofScript } from '../../../../src/host-protocol/rehearsal.ts';
import { prove } from '../../../../src/run/phases/prove.ts';
import { StepError } from '../../../../src/run/problem.ts';
import type { LoginRequest } from '../../../../src/run/services.ts';
import { verdict } from '../../reporters/fixtures.ts';
import { fakeHost, type FakeHost } from './fake-host.ts';
import { evidence, expected, id, keyOnly, staged, withCode, withKey, wrongCode } from './staged.ts';
import type { StagedOptions } from './staged.ts';

type Answers = (request: LoginRequest) => Evidence;

const asPlanned: Answers = ({ account, code }) => (code === undefined ? keyOnly(account) : evidence(account));
const access = [verdict('admin', { after: 'key+code' })];

async function proven(
  options: StagedOptions,
  login: Answers = asPlanned,
  managing = evidence('admin'),
): Promise<{ readonly fake: FakeHost; readonly error: unknown; readonly connection: unknown }> {
  const fake = fakeHost({ login, managing, scripts: () => ({ stdout: 'fresh' }) });
  let connection: unknown;
  const error: unknown = await prove(fake.context, staged(fake, { access, ...options })).then(
    (made) => void (connection = made),
    (thrown: unknown) => thrown,
  );
  return { fake, error, connection };
}

const tried = ({ context }: FakeHost): readonly string[] =>
  context.record.tried.map(
    ({ evidence: { account }, expected: { name }, how, met }) => `${account} ${name} ${how} ${met ? 'met' : 'not met'}`,
  );

const managingMet = 'admin publickey+otp proven met';

describe('a proof', () => {
  it('is a fresh login of the managing account, and one of each other', async () => {
    const { fake, error, connection } = await proven({
      candidates: [withCode('admin'), withCode('alice'), withKey('bot')],
    });
    assert.equal(error, undefined);
    assert.deepEqual(tried(fake), [managingMet, 'alice publickey+otp proven met', 'bot publickey proven met']);
    assert.deepEqual(
      fake.context.record.connections,
      [connection],
      'the fresh connection confirms, and is closed later',
    );
    assert.equal(fake.context.timeline.current, 'prove');
  });

  it('goes through the configuration in place, with the own secret and the file there is', async () => {
    const ask = { keys: [{ type: 'ssh-ed25519', base64: 'AAAA' }], mostRefused: 4 };
    const { fake } = await proven({ candidates: [withCode('alice', { ask })] });
    const [request] = fake.logins;
    assert.deepEqual(
      [request?.code?.secret.reveal(), request?.code?.copy, request?.code?.wrong],
      ['OWN', undefined, false],
    );
    assert.deepEqual([request?.key.name, request?.ask], ['decoy', ask]);
    const [stream] = fake.streams;
    assert.deepEqual([stream?.text, stream?.become, stream?.timeout], [proofScript(id), true, 15_000]);
  });

  it('goes over a connection of its own with a key that a login task names, and asks about none then', async () => {
    const ask = { keys: [{ type: 'ssh-ed25519', base64: 'AAAA' }], mostRefused: 4 };
    const named = [{ account: 'bot', expected: expected('publickey'), privateKeyFile: '/keys/bot' }];
    const { fake, error } = await proven({ candidates: [withKey('bot', { ask })], named });
    assert.equal(error, undefined);
    assert.deepEqual(fake.streams, [undefined]);
    assert.deepEqual([fake.logins[0]?.key.name, fake.logins[0]?.ask], ['test', undefined]);
  });

  it('is held against what a login task says rather than against the plan', async () => {
    const named = [
      { account: 'carol', expected: expected('refused') },
      { account: 'bot', expected: expected('publickey+otp') },
    ];
    const { fake, error } = await proven({ candidates: [withKey('bot')], named });
    assert.deepEqual(tried(fake), [managingMet, 'bot publickey+otp proven not met']);
    assert.ok(error instanceof StepError);
  });

  it('is none of somebody whose secret is not ours to use', async () => {
    const { fake, error } = await proven({ candidates: [withCode('alice', { own: undefined }), withKey('bot')] });
    assert.equal(error, undefined);
    assert.deepEqual(tried(fake), [managingMet, 'bot publickey proven met']);
  });

  describe('keeps the host from being confirmed', () => {
    const failures: Readonly<Record<string, readonly [answers: Answers, managing: Evidence, says: RegExp]>> = {
      'where the managing account gets in otherwise': [
        asPlanned,
        keyOnly('admin'),
        /admin \(expected publickey\+otp\)/,
      ],
      'where a key alone gets in': [({ account }) => keyOnly(account), evidence('admin'), /alice \(expected/],
      'where the end of a login is not known': [
        ({ account }) => evidence(account, { outcome: 'unknown', detail: 'cut' }),
        evidence('admin'),
        /alice .*: cut/,
      ],
      'where sshd takes none of the own keys': [
        ({ account }) => evidence(account, { asked: ['refused'] }),
        evidence('admin'),
        /does not take its only key/,
      ],
    };
    for (const [name, [answers, managing, says]] of Object.entries(failures)) {
      it(name, async () => {
        const ask = { keys: [{ type: 'ssh-ed25519', base64: 'AAAA' }], mostRefused: 4 };
        const { fake, error } = await proven({ candidates: [withCode('alice', { ask })] }, answers, managing);
        assert.ok(error instanceof StepError);
        assert.match(error.message, /^logins were not as the plan says: /);
        assert.match(error.message, says);
        assert.equal(fake.context.record.tried.length, 2, 'all that were tried are on record');
      });
    }

    it('and judges no login of the rehearsal once more', async () => {
      const fake = fakeHost({ login: asPlanned, managing: evidence('admin') });
      const before = {
        evidence: keyOnly('alice'),
        how: 'rehearsed',
        expected: expected('publickey+otp'),
        met: false,
      } as const;
      fake.context.record.tried.push(before);
      await prove(fake.context, staged(fake, { access, candidates: [] }));
      assert.deepEqual(tried(fake), ['alice publickey+otp rehearsed not met', managingMet]);
    });
  });

  describe('of a code that is refused', () => {
    const cases: Readonly<
      Record<string, readonly [candidate: ReturnType<typeof withCode>, answers: Answers, isHeld: boolean]>
    > = {
      'shows nothing of somebody who was enrolled before, maybe by hand': [
        withCode('alice'),
        ({ account }) => wrongCode(account),
        false,
      ],
      'counts of somebody whom this run has enrolled': [
        withCode('alice', { enrolledBefore: false }),
        ({ account }) => wrongCode(account),
        true,
      ],
      'counts where no code was asked for': [
        withCode('alice'),
        ({ account }) => evidence(account, { outcome: 'refused', prompts: [] }),
        true,
      ],
      'counts where none was to be asked for': [
        withKey('alice', { enrolledBefore: true }),
        ({ account }) => wrongCode(account),
        true,
      ],
    };
    for (const [name, [candidate, answers, isHeld]] of Object.entries(cases)) {
      it(name, async () => {
        const { fake, error } = await proven({ candidates: [candidate] }, answers);
        assert.equal(tried(fake).length, isHeld ? 2 : 1);
        assert.equal(error instanceof StepError, isHeld);
      });
    }
  });
});
