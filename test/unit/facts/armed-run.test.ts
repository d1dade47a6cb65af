// Which run has locked a host: what the probe finds there, lock or not, and what the parser believes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { armedRun, type ArmedRun } from '../../../src/facts/armed-run.ts';

const [one, other] = ['0123456789abcdef', 'fedcba9876543210'];
const [earlier, later] = ['20261121T190000Z-00000001', '20261122T190000Z-00000002'];

describe('which run has locked a host', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keyturn-armed-'));
    mkdirSync(join(root, 'run'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** A run on the host, in that state. */
  function leave(run: string, state: string, text = '1000 60 alice@desk\n'): void {
    const folder = join(root, 'var/lib/keyturn', run, 'state');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, state), text);
    rmSync(join(root, 'var/lib/keyturn/last'), { force: true });
    symlinkSync(run, join(root, 'var/lib/keyturn/last'));
  }

  function lock(run: string, nonce: string): void {
    mkdirSync(join(root, 'run/keyturn.lock'));
    writeFileSync(join(root, 'run/keyturn.lock/holder'), `${run} ${nonce} 1000 bob@desk stage.1.2.3\n`);
  }

  function found(): ArmedRun {
    const probe = armedRun.probe([]).replaceAll(/(?<=[=<\s])\/(?=var|run)/g, `${root}/`);
    return armedRun.parse(execFileSync('sh', ['-euc', probe], { encoding: 'utf8' }));
  }

  it('nobody where there was never one', () => {
    assert.deepEqual(found(), { lockedBy: undefined, last: undefined });
  });

  for (const state of ['armed', 'reverting'] as const) {
    it(`a run that is ${state}, without a lock`, () => {
      leave(earlier, `${state}.${one}`);
      leave(later, `confirmed.${other}`);
      const { lockedBy, last } = found();
      assert.deepEqual(
        { ...lockedBy, secondsLeft: undefined },
        { runId: earlier, nonce: one, operator: 'alice@desk', state, secondsLeft: undefined },
      );
      assert.ok((lockedBy?.secondsLeft ?? 0) < 0);
      assert.deepEqual(last, { runId: later, state: 'confirmed' });
    });
  }

  it('one whose record is damaged', () => {
    leave(earlier, `armed.${one}`, '');
    assert.deepEqual(found().lockedBy, {
      ...{ runId: earlier, nonce: one, operator: '?' },
      ...{ state: 'armed', secondsLeft: undefined },
    });
  });

  it('the run that has the lock, while nobody is armed', () => {
    leave(earlier, `reverted.${one}`);
    lock(later, other);
    assert.deepEqual(found().lockedBy, {
      ...{ runId: later, nonce: other, operator: 'bob@desk' },
      ...{ state: 'staging', secondsLeft: undefined },
    });
  });

  it('not the one that has the lock before one that is armed', () => {
    leave(earlier, `armed.${one}`);
    lock(later, other);
    assert.equal(found().lockedBy?.nonce, one);
  });

  it('nobody who is armed no more, nor half armed', () => {
    leave(earlier, `confirmed.${one}`);
    leave(later, 'armed.new');
    assert.equal(found().lockedBy, undefined);
  });

  for (const line of [
    `staging ${earlier} $(curl|sh) alice@desk`,
    `staging ../../tmp ${one} alice@desk`,
    `staging last ${one} alice@desk`,
    `armed ${earlier} ${one};id alice@desk 1 2 3`,
    `reverting ${earlier} 0123 alice@desk 1 2 3`,
  ]) {
    it(`nobody whom a user must not be told to copy: ${line}`, () => {
      assert.equal(armedRun.parse(`${line}\n`).lockedBy, undefined);
    });
  }
});
