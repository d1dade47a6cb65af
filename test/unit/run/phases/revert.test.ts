// What becomes of a host when a step of its transaction fails: which request goes over which connection, and what the host ends as.
import assert from 'node:assert/strict';
import { ConnectionError } from '../../../../src/connection/connection.ts';
import type { Phase } from '../../../../src/run/event.ts';
import type { Ending } from '../../../../src/run/host-context.ts';
import { revertAfterFailure } from '../../../../src/run/phases/revert.ts';
import { RefusedError, StageUnknownError, StepError } from '../../../../src/run/problem.ts';
import { login } from '../../reporters/fixtures.ts';
import { fakeHost, type Behaviour, type FakeHost } from './fake-host.ts';

const id = { runId: 'run-1', nonce: '0123456789abcdef0123456789abcdef' };
const says = (text: string): { readonly stdout: string } => ({ stdout: `keyturn ${id.nonce} ${text}\n` });
const managing = login('admin').evidence;

interface Case {
  readonly what: string;
  readonly phase: Phase;
  readonly error: Error;
  readonly host?: Behaviour;
  readonly status: Ending['status'] | 'thrown';
  readonly help?: RegExp;
  /** Requests for a revert that the host gets. */
  readonly requests?: number;
}

const failed = new StepError('it failed');
const cut = new ConnectionError('transfer', 'cut');
let cuts = 0;

const cases: readonly Case[] = [
  {
    what: 'a refused stage left nothing',
    phase: 'stage',
    error: new RefusedError('no room'),
    status: 'thrown',
    requests: 0,
  },
  { what: 'a failed stage left nothing', phase: 'stage', error: failed, status: 'thrown', requests: 0 },
  {
    what: 'a stage without an answer may be armed',
    phase: 'stage',
    error: new StageUnknownError('?'),
    status: 'failed',
    help: /nothing was changed/,
  },
  {
    what: 'a stage that was cut may be armed',
    phase: 'stage',
    error: cut,
    status: 'unreachable',
    help: /nothing was changed/,
  },
  {
    what: 'a rehearsal that shows another thing refuses',
    phase: 'rehearse',
    error: new RefusedError('not so'),
    status: 'refused',
    help: /nothing was changed/,
  },
  {
    what: 'a rehearsal without an end fails',
    phase: 'rehearse',
    error: failed,
    status: 'failed',
    help: /nothing was changed/,
  },
  {
    what: 'a rehearsal whose revert is not whole is lost, although nothing was in place',
    phase: 'rehearse',
    error: new RefusedError('not so'),
    host: { scripts: () => says('revert-incomplete sshd') },
    status: 'lost',
    help: /revert\.sh/,
  },
  { what: 'an apply that failed reverts', phase: 'apply', error: failed, status: 'reverted', help: /as it was before/ },
  { what: 'a proof that failed reverts', phase: 'prove', error: failed, status: 'reverted', help: /as it was before/ },
  {
    what: 'a confirm without an answer, where nothing was armed any more, is reverted',
    phase: 'confirm',
    error: failed,
    host: { scripts: () => says('nothing-armed') },
    status: 'reverted',
  },
  {
    what: 'a confirm that arrived without a word keeps the change',
    phase: 'confirm',
    error: cut,
    host: { scripts: () => says('already-confirmed') },
    status: 'changed',
  },
  {
    what: 'a revert that is not whole is lost',
    phase: 'apply',
    error: failed,
    host: { scripts: () => says('revert-incomplete sshd') },
    status: 'lost',
    help: /revert\.sh/,
  },
  {
    what: 'a revert that was cut off after its word is lost',
    phase: 'apply',
    error: failed,
    host: { scripts: () => ({ ...says('reverted'), completed: false }) },
    status: 'lost',
    help: /revert\.sh/,
  },
  {
    what: 'the answer of another run is none',
    phase: 'apply',
    error: failed,
    host: { scripts: () => ({ stdout: 'keyturn ffffffffffffffffffffffffffffffff reverted\n' }) },
    status: 'lost',
  },
  {
    what: 'a lifeline that is gone is replaced',
    phase: 'prove',
    error: failed,
    host: { managing, scripts: (_, connection) => (connection === 1 ? undefined : says('reverted')) },
    status: 'reverted',
    requests: 2,
  },
  {
    what: 'a host that comes back later is asked again',
    phase: 'prove',
    error: failed,
    host: {
      managing,
      reachable: () => (cuts += 1) > 3,
      scripts: (_, connection) => (connection === 1 ? undefined : says('reverted')),
    },
    status: 'reverted',
    requests: 2,
  },
  {
    what: 'a host that never comes back is lost',
    phase: 'prove',
    error: failed,
    host: { scripts: () => undefined },
    status: 'lost',
    help: /revert\.sh/,
    requests: 1,
  },
];

describe('after a failure', () => {
  for (const { what, phase, error, host = { scripts: () => says('reverted') }, status, help, requests } of cases) {
    it(what, async () => {
      cuts = 0;
      let asked = 0;
      const { scripts } = host;
      const fake = fakeHost({
        ...host,
        scripts: (script, connection) => {
          assert.match(script.text, /revert\.sh/);
          asked += 1;
          return scripts?.(script, connection);
        },
      });
      const { context, lifeline } = fake;
      await context.timeline.phase(phase, () => undefined);
      const transaction = { id, lifeline } as Parameters<typeof revertAfterFailure>[1];
      const started = fake.now;
      if (status === 'thrown') {
        await assert.rejects(revertAfterFailure(context, transaction, error), (thrown) => thrown === error);
      } else {
        const ending = await revertAfterFailure(context, transaction, error);
        assert.equal(ending.status, status, JSON.stringify(ending));
        if (status !== 'changed') assert.match(ending.problem?.message ?? '', /failed|cut|no room|not so|\?/);
        if (help !== undefined) assert.match(ending.problem?.help ?? '', help);
      }
      assert.equal(asked, requests ?? 1);
      assert.ok(fake.now - started <= 400_000, 'it ends');
    });
  }

  it('closes each connection that it made to a host whose lifeline is gone', async () => {
    const fake = fakeHost({
      managing,
      scripts: (_, connection) => (connection < 4 ? undefined : says('reverted')),
    });
    await fake.context.timeline.phase('prove', () => undefined);
    await revertAfterFailure(fake.context, { id, lifeline: fake.lifeline } as never, failed);
    assert.deepEqual(fake.closed, [2, 3, 4]);
  });

  const failedIn = async (phase: Phase, error: Error, behaviour: Behaviour, prepare?: (fake: FakeHost) => void) => {
    const fake = fakeHost(behaviour);
    await fake.context.timeline.phase(phase, () => undefined);
    prepare?.(fake);
    const ending = await revertAfterFailure(fake.context, { id, lifeline: fake.lifeline } as never, error);
    return { fake, ending };
  };

  it('waits no longer than it must, and says for how long it may', async () => {
    const gone = await failedIn('prove', failed, { scripts: () => undefined }, ({ now, context }) => {
      context.timeline.armed(now + 20_000);
    });
    assert.equal(gone.ending.status, 'lost');
    const waits = gone.fake.events.flatMap((event) => (event.type === 'waiting' ? [event.seconds] : []));
    // 20 s until the host reverts itself and a minute of grace, 5 s after 5 s.
    assert.deepEqual(
      waits,
      [...Array(16).keys()].map((index) => 80 - 5 * index),
    );
    const found = await failedIn('prove', failed, {
      ...{ managing, scripts: (_, connection) => (connection === 1 ? undefined : says('reverted')) },
    });
    assert.equal(found.fake.now, 1_000_000);
    assert.equal(found.fake.context.timeline.current, 'revert');
  });

  it('counts what it does on a new connection', async () => {
    const { fake } = await failedIn('prove', failed, {
      ...{ managing, scripts: (_, connection) => (connection === 1 ? undefined : says('reverted')) },
    });
    assert.equal(fake.context.timeline.roundTrips, 2);
  });

  it('keeps the help of what failed in a rehearsal, and says what is left', async () => {
    const helpOf = async (help?: string): Promise<string | undefined> => {
      const error = new RefusedError('not so', help === undefined ? {} : { help });
      const { ending } = await failedIn('rehearse', error, { scripts: () => says('reverted') });
      return ending.problem?.help;
    };
    assert.equal(await helpOf(), 'nothing was changed');
    assert.equal(await helpOf('look at it'), 'look at it; nothing was changed');
  });

  it('says what was prepared before, which stays', async () => {
    const { ending } = await failedIn('prove', failed, { scripts: () => says('reverted') }, ({ context }) => {
      context.record.prepared.push('package x');
    });
    assert.match(ending.problem?.help ?? '', /logins are as before; .* left so: package x$/);
  });

  it('was too late at the very moment at which the time is up', async () => {
    const { ending } = await failedIn('prove', failed, { scripts: () => says('reverted') }, ({ now, context }) => {
      context.timeline.armed(now);
    });
    assert.match(ending.problem?.message ?? '', /^the host's time was up/);
  });

  it('tells what the host said of a revert that is not whole', async () => {
    const fake = fakeHost({ scripts: () => says('revert-incomplete sshd') });
    await fake.context.timeline.phase('apply', () => undefined);
    const ending = await revertAfterFailure(fake.context, { id, lifeline: fake.lifeline } as never, failed);
    assert.equal(ending.problem?.output, 'sshd');
  });

  it('says that it reverted where the time was up in a rehearsal', async () => {
    const fake = fakeHost({ scripts: () => says('reverted') });
    await fake.context.timeline.phase('rehearse', () => undefined);
    fake.context.timeline.armed(fake.now + 1000);
    fake.now += 2000;
    const ending = await revertAfterFailure(fake.context, { id, lifeline: fake.lifeline } as never, failed);
    assert.equal(ending.status, 'reverted');
  });

  it('says so where the time was up before the change was confirmed', async () => {
    const fake = fakeHost({ scripts: () => says('nothing-armed') });
    await fake.context.timeline.phase('prove', () => undefined);
    fake.context.timeline.armed(fake.now + 1000);
    fake.now += 2000;
    const ending = await revertAfterFailure(fake.context, { id, lifeline: fake.lifeline } as never, failed);
    assert.equal(ending.status, 'reverted');
    assert.match(ending.problem?.message ?? '', /^the host's time was up before the change was confirmed/);
  });
});
