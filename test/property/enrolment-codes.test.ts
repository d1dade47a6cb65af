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

/** One login: seconds that pass before it, seconds until the host looks at the code, whether the code is a wrong one, a new run. */
const logins = fc.record({
  pause: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
  latency: fc.double({ min: 0, max: 4.9, noNaN: true }),
  wrong: fc.boolean(),
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
  readonly pause: number;
  readonly latency: number;
  readonly wrong: boolean;
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
    const code = login.wrong ? await codes.wrong(request) : await codes.take(request);
    now += login.latency;
    const said = host.attempt(now + clocks.hostAhead, code.reveal());
    assert.equal(said, login.wrong ? 'no such code' : 'accepted');
    assert.ok(slept < 62, `waited ${slept} s`);
  }
}
