// Other doors for SSH: a plan is about the daemon that reads the files it writes.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import { sshdDaemon } from '../facts/sshd-daemon.ts';
import type { Warning } from '../plan/warning.ts';

/** A warning for every other SSH daemon that runs on the host. */
export function otherDaemonWarnings(facts: Facts): readonly Warning[] {
  return facts.get(sshdDaemon).others.map(({ pid, commandLine }) => ({
    cause: causes.otherDaemon,
    message: `another SSH daemon runs here (process ${pid}: ${commandLine}): this plan does not reach it, and it may let people in without a code`,
    help: 'stop it, or give it the same lines and reload it; else keep strangers from its port',
  }));
}
