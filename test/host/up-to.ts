// A run of Keyturn on a temporary host, up to and with the script that something happens to.
import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import type { HostScripts } from '../../src/host-protocol/host-scripts.ts';
import type { TransactionId } from '../../src/host-protocol/transaction-id.ts';
import { nonce, payload, runFed, runId, type HostRoot, type Wanted } from './host-root.ts';
import type { Purpose } from './probe.ts';
import { runProbed, type Probed, type Shell } from './probed.ts';

/** The scripts of a run. */
export const victims = ['stage', 'apply', 'confirm', 'revert'] as const;
export type Victim = (typeof victims)[number];

/** What is common to many cases. The scripts have probes in them. */
export interface Setup {
  readonly scripts: HostScripts;
  readonly shell: Shell;
  readonly wanted: Wanted;
}

/** Runs what comes before the victim, which must go well, then the victim. */
export function runUpTo(host: HostRoot, setup: Setup, victim: Victim, purpose: Purpose): Probed {
  const before = victims.slice(0, Math.min(victims.indexOf(victim), 2));
  for (const script of before) {
    const { file, words, last } = callOf(host, setup, script);
    const ran = runFed(setup.shell, file, words, last);
    assert.equal(ran.code, 0, `${script}: ${ran.stdout}${ran.stderr}`);
  }
  const { file, words, last } = callOf(host, setup, victim);
  return runProbed(host, setup.shell, file, words, purpose, last);
}

function callOf(host: HostRoot, setup: Setup, script: Victim): Call {
  if (script === 'stage') return stageCall(host, setup, { runId, nonce });
  return { file: host.at(`var/lib/keyturn/${runId}/${script}.sh`), words: [nonce], last: '' };
}

/** How a script is called. */
interface Call {
  readonly file: string;
  readonly words: readonly string[];
  /** Another word behind those; empty for none. */
  readonly last: string;
}

/** The call that stages a run under that name. */
export function stageCall(host: HostRoot, { scripts, wanted }: Setup, id: TransactionId): Call {
  const file = host.at('stub/stage.sh');
  writeFileSync(file, scripts.stage);
  const words = ['--root', host.path, id.runId, id.nonce, 'alice@desk', '600'];
  return { file, words, last: payload(wanted, id, scripts) };
}
