import assert from 'node:assert/strict';
import { join } from 'node:path';
import { codesOver, type Clock, type Codes, type CodeRequest } from '../../../src/enrolment/codes.ts';
import { spentCodesIn } from '../../../src/enrolment/spent-codes.ts';
import { FakeModule } from './fake-module.ts';
import { enrolmentOf, temporaryFolder } from './fixtures.ts';

const secret = enrolmentOf('alice').secret;
const stateFile = { host: 'web1', account: 'alice' };

/** A clock that jumps when somebody sleeps. */
class FakeClock implements Clock {
  time = 1_800_000_010;

  now(): number {
    return this.time;
  }

  sleep(seconds: number): Promise<void> {
    this.time += seconds;
    return Promise.resolve();
  }
}

describe('codes', () => {
  const folder = temporaryFolder();
  let clock = new FakeClock();
  let host = new FakeModule(secret.reveal());
  beforeEach(() => {
    clock = new FakeClock();
    host = new FakeModule(secret.reveal());
  });
  const codes = (): Codes => codesOver(spentCodesIn(join(folder(), 'spent')), clock);
  const request = (more: Partial<CodeRequest> = {}): CodeRequest => ({ stateFile, secret, clockOffset: 0, ...more });
  const login = async (from: Codes, more: Partial<CodeRequest> = {}): Promise<string> => {
    const code = await from.take(request(more));
    return host.attempt(clock.time, code.reveal());
  };

  it('log in three times at once, then wait for the host to forget, and say so', async () => {
    const waits: string[] = [];
    const onWait = (seconds: number, reason: string): void => void waits.push(`${seconds} ${reason}`);
    const book = codes();
    for (let nth = 0; nth < 3; nth += 1) assert.equal(await login(book, { onWait }), 'accepted');
    assert.deepEqual(waits, []);
    assert.equal(await login(book, { onWait }), 'accepted');
    assert.deepEqual(waits, ['36 rate-limit']);
  });

  it('are not replayed by the next run', async () => {
    for (let run = 0; run < 6; run += 1) assert.equal(await login(codes()), 'accepted', `run ${run}`);
  });

  it('are not replayed by logins side by side', async () => {
    const book = codes();
    const taken = await Promise.all([1, 2, 3].map(() => book.take(request())));
    assert.equal(new Set(taken.map((code) => code.reveal())).size, 3);
  });

  it('are counted per host, account and staged copy', async () => {
    const book = codes();
    const first = (await book.take(request())).reveal();
    for (const other of [
      { host: 'web2', account: 'alice' },
      { host: 'web1', account: 'bob' },
      { host: 'web1', account: 'alice', copy: 'staged' },
    ]) {
      assert.equal((await book.take(request({ stateFile: other }))).reveal(), first);
    }
    assert.notEqual((await book.take(request())).reveal(), first);
  });

  it('follow the host’s clock', async () => {
    clock.time += 1000;
    const code = await codes().take(request({ clockOffset: -1000 }));
    assert.equal(host.attempt(clock.time - 1000, code.reveal()), 'accepted');
  });

  it('are ready when a login may begin, and are not spent by asking', async () => {
    const book = codes();
    await book.ready(request());
    const before = clock.time;
    for (let nth = 0; nth < 3; nth += 1) assert.equal(await login(book), 'accepted');
    assert.equal(clock.time, before);
    await book.ready(request());
    assert.equal(clock.time - before, 36);
    assert.equal(await login(book), 'accepted');
    assert.equal(clock.time - before, 36);
  });

  it('that are wrong are wrong, and count as attempts', async () => {
    const book = codes();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const code = await book.wrong(request());
      assert.equal(host.attempt(clock.time, code.reveal()), 'no such code');
    }
    const before = clock.time;
    assert.equal(await login(book), 'accepted');
    assert.equal(clock.time - before, 36);
  });

  it('are no longer waited for when the run is interrupted', async () => {
    const interrupt = new AbortController();
    interrupt.abort(new Error('interrupted'));
    await assert.rejects(codes().take(request({ signal: interrupt.signal })), /interrupted/);
  });
});
