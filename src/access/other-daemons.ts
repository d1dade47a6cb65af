// Other doors for SSH: a plan is about the daemon that reads the files it writes.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import type { Warning } from '../plan/warning.ts';
import { doorName, judgedDoors } from './doors.ts';

/** A warning for every other SSH daemon that runs on the host. */
export function otherDaemonWarnings(facts: Facts): readonly Warning[] {
  return judgedDoors(facts).map(({ door }) => ({
    cause: causes.otherDaemon,
    message: `another SSH daemon runs here (${doorName(door)}: ${door.commandLine}): this plan does not reach it, and it may let people in without a code`,
    help: 'stop it, or give it the same lines and reload it; else keep strangers from its port',
  }));
}
