// What a killed run left on a host, by what the host answers: believed when it says so, asked again while it does not.
import assert from 'node:assert/strict';
import { ConnectionError, type Connection } from '../../../src/connection/connection.ts';
import type { Host } from '../../../src/inventory/host.ts';
import type { OpenHost } from '../../../src/run/journal/journal.ts';
import type { RunServices } from '../../../src/run/services.ts';
import { settle, type Settled } from '../../../src/run/settle.ts';

const nonce = '0123456789abcdef';
const probeNonce = 'f'.repeat(32);
const begun: OpenHost = { host: 'web', run: 'run', nonce, revertsAt: 180_000 };

/** What a host answers when asked to go back, and who holds its lock then; `gone`: nobody can connect. */
type Answer = 'gone' | { readonly says: string; readonly lockedBy?: string };

/** Settles a host that answers so, the last answer again and again. Time passes only while it waits. */
async function settled(
  answers: readonly Answer[],
  open = begun,
): Promise<{ readonly state: Settled; readonly asked: number }> {
  let [now, asked] = [0, 0];
  const never = new AbortController().signal;
  const services: Partial<RunServices> = {
    now: () => now,
    nonce: () => probeNonce,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    connect: () => {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? 'gone';
      asked += 1;
      if (answer === 'gone') return Promise.reject(new ConnectionError('tcp', 'nobody answers'));
      const connection = { runScript: run(answer), close: () => Promise.resolve() } as unknown as Connection;
      return Promise.resolve({ connection, evidence: undefined as never });
    },
  };
  const state = await settle({ name: 'web' } as Host, open, {
    services: services as RunServices,
    interrupt: { stopping: never, revertNow: never, leave: never },
    waiting: () => undefined,
  });
  return { state, asked };
}

function run({ says, lockedBy }: Exclude<Answer, 'gone'>): Connection['runScript'] {
  return ({ text }) => {
    const lockLine = lockedBy === undefined ? '' : `staging run ${lockedBy} alice@desk\n`;
    const frame = `${probeNonce} begin armed-run\n${lockLine}\n${probeNonce} end armed-run 0\n`;
    const stdout = text.includes('revert.sh') ? `keyturn ${nonce} ${says}\n` : frame;
    return Promise.resolve({ completed: true, code: 0, signal: undefined, stdout, stderr: '' });
  };
}

describe('settling a host', () => {
  const untilLate = 180_000 + 60_000;
  for (const [what, answers, state, asked] of [
    ['that is put back', [{ says: 'reverted' }], 'old', 1],
    ['that was confirmed', [{ says: 'already-confirmed' }], 'new', 1],
    ['that holds nothing of the run', [{ says: 'nothing-armed' }], 'none', 1],
    ['that another run has locked', [{ says: 'nothing-armed', lockedBy: 'f'.repeat(16) }], 'none', 1],
    ['that is not there yet', ['gone', 'gone', { says: 'reverted' }], 'old', 3],
    ['that is still being staged', [{ says: 'nothing-armed', lockedBy: nonce }, { says: 'reverted' }], 'old', 2],
    ['whose stage.sh died with the lock', [{ says: 'nothing-armed', lockedBy: nonce }], 'none', 19],
    ['whose disk was full for a while', [{ says: 'revert-incomplete -' }, { says: 'reverted' }], 'old', 2],
    ['that says something else', [{ says: 'gibberish' }], 'unknown', untilLate / 10_000 + 1],
    ['that never comes back', ['gone'], 'unknown', untilLate / 10_000 + 1],
  ] as const) {
    it(what, async () => {
      assert.deepEqual(await settled(answers), { state, asked });
    });
  }

  for (const answers of [['gone'], [{ says: 'nothing-armed', lockedBy: nonce }]] as const) {
    it(`no longer than the run had given it, though the clock was ahead when it was begun: ${JSON.stringify(answers)}`, async () => {
      const { asked } = await settled(answers, { ...begun, revertsAt: 36_000_000, span: 180_000 });
      assert.ok(asked <= untilLate / 10_000 + 1, `${asked} times`);
    });
  }
});
