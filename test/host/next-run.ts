// The run after one that something happened to.
import { strict as assert } from 'node:assert';
import { runFed, runId, type HostRoot } from './host-root.ts';
import { stageCall, type Setup } from './up-to.ts';

/** Stages another run, which must be let in and may find the host locked by a dead one, and takes it back. */
export function runNext(host: HostRoot, setup: Setup): void {
  const id = { runId: `${runId}-next`, nonce: 'fedcba9876543210' };
  // A lock without a holder counts as one that is just being taken, for a minute.
  if (host.exists('run/keyturn.lock') && !host.exists('run/keyturn.lock/holder')) host.age('run/keyturn.lock', 120);
  const { file, words, last } = stageCall(host, setup, id);
  const staged = runFed(setup.shell, file, words, last);
  assert.equal(staged.code, 0, `the next run is shut out: ${staged.stdout}${staged.stderr}`);
  const reverted = host.revertOf(setup.shell, id.runId);
  assert.equal(reverted.code, 0, reverted.stdout + reverted.stderr);
}
