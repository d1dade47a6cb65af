import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { codesOver, type Clock } from '../../src/enrolment/codes.ts';
import { spentCodesIn } from '../../src/enrolment/spent-codes.ts';
import { Secret } from '../../src/shell/secret.ts';
import { runs, seed } from '../support/seed.ts';
import { FakeModule } from '../unit/enrolment/fake-module.ts';

const secret = new Secret('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
const stateFile = { host: 'web1', account: 'alice' };

/**
 * Times in seconds: before the login, until the host prompts, until it looks at the code. `beforehand`: the code was taken before the
 * login began; `restart`: a new run makes the login.
 */
const logins = fc.record({
  prompting: fc.double({ min: 0, max: 2.4, noNaN: true }),
  pause: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
  latency: fc.double({ min: 0, max: 2.4, noNaN: true }),
  wrong: fc.boolean(),
  beforehand: fc.boolean(),
  restart: fc.boolean(),
});

describe('properties of codes for logins', () => {
  it('every code is accepted, the first time and without waiting for long', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1_800_000_000, max: 1_800_002_000 }),
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      fc.double({ min: -0.99, max: 0.99, noNaN: true }),
      fc.array(logins, { minLength: 1, maxLength: 12 }),
      async (start, hostAhead, error, sequence) => {
        const folder = mkdtempSync(join(tmpdir(), 'keyturn-test-'));
        try {
          await play(folder, { start, hostAhead, error }, sequence);
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
    );
    await fc.assert(property, { seed: seed(), numRuns: runs(150, 3000) });
  }).timeout(600_000);
});

interface Clocks {
  readonly start: number;
  /** How far the host is really ahead, and how wrong we measured it, in seconds. */
  readonly hostAhead: number;
  readonly error: number;
}

interface Login {
  readonly prompting: number;
  readonly pause: number;
  readonly latency: number;
  readonly wrong: boolean;
  readonly beforehand: boolean;
  readonly restart: boolean;
}

async function play(folder: string, clocks: Clocks, sequence: readonly Login[]): Promise<void> {
  let now = clocks.start;
  let slept = 0;
  const clock: Clock = {
    now: () => now,
    sleep: (seconds) => {
      now += seconds;
      slept += seconds;
      return Promise.resolve();
    },
  };
  const host = new FakeModule(secret.reveal());
  const request = { stateFile, secret, clockOffset: clocks.hostAhead + clocks.error };
  let codes = codesOver(spentCodesIn(folder), clock);
  for (const login of sequence) {
    if (login.restart) codes = codesOver(spentCodesIn(folder), clock);
    now += login.pause;
    slept = 0;
    const take = (): Promise<Secret> => (login.wrong ? codes.wrong(request) : codes.take(request));
    const beforehand = login.beforehand ? await take() : undefined;
    if (!login.beforehand) await codes.ready(request);
    now += login.prompting;
    assert.equal(host.begin(now + clocks.hostAhead), 'prompt');
    const code = beforehand ?? (await take());
    now += login.latency;
    const said = host.answer(now + clocks.hostAhead, code.reveal());
    assert.equal(said, login.wrong ? 'no such code' : 'accepted');
    assert.ok(slept < 93, `waited ${slept} s`);
  }
}
