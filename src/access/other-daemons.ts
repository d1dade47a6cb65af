// The other doors for SSH, before and after a plan: whom it would lock out of them, and whom they let in with less than it demands.
import { causes } from '../causes/causes.ts';
import type { Facts } from '../facts/fact.ts';
import { pamService } from '../facts/pam-service.ts';
import { sshDoors } from '../facts/ssh-doors.ts';
import type { Change } from '../plan/change.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { Warning } from '../plan/warning.ts';
import { doorName, judgedDoors, type JudgedDoor } from './doors.ts';
import { lockoutRefusals } from './lockout.ts';
import { predictAccess, type Prediction } from './predict.ts';
import type { Demand } from './unenforced.ts';

/** A plan, whom it demands more of than a key, and whose lock-out the user accepts. */
export interface DoorQuestion {
  readonly facts: Facts;
  readonly changes: readonly Change[];
  readonly demand: Demand | undefined;
  readonly allowLockout: readonly string[];
}

/** What the doors say against a plan, and about it. */
export interface DoorSignals {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

/** Every door besides the one that the plan changes. */
export function judgeDoors(question: DoorQuestion): DoorSignals {
  const judged = judgedDoors(question.facts).map((door) => ofDoor(door, question));
  return {
    refusals: [...misled(question.facts), ...judged.flatMap(({ refusals }) => refusals)],
    warnings: judged.flatMap(({ warnings }) => warnings),
  };
}

/** Why a plan would change another daemon than the one that is judged, or could not be proven. */
function misled(facts: Facts): readonly Refusal[] {
  return facts.get(sshDoors).flatMap((door): Refusal[] => {
    const name = `the SSH daemon on ${doorName(door)} (${door.commandLine})`;
    const through = {
      cause: causes.otherDaemon,
      message: `Keyturn comes in by ${name}, which is not the one whose configuration it changes: no login of its own would show what it has done`,
      help: 'set `ansible_port` to the port of the daemon that is to ask for codes',
    };
    const reloaded = {
      cause: causes.otherDaemon,
      message: `the PID file names ${name}, which is not the one that Keyturn comes in by: a reload would reach that one instead`,
      help: 'give that daemon a file of its own (`PidFile /run/sshd-second.pid`), and write the process of the other one into /run/sshd.pid, or restart both',
    };
    return [...(door.through ? [through] : []), ...(door.reloaded ? [reloaded] : [])];
  });
}

function ofDoor(judged: JudgedDoor, { changes, demand, allowLockout }: DoorQuestion): DoorSignals {
  const { door } = judged;
  const name = `the SSH daemon on ${doorName(door)} (${door.commandLine})`;
  if (!judged.known) {
    const message = `what ${name} lets in is not known: ${judged.why}`;
    return { refusals: [], warnings: [{ cause: causes.otherDaemon, message, help: helpForDoor }] };
  }
  const demanded = demand && { demanded: demand.policy.lists.map(({ factors }) => factors) };
  const predict = (planned: readonly Change[]): readonly Prediction[] =>
    predictAccess({ facts: judged.facts, changes: planned, managingAccount: '', ...demanded });
  // Nobody tells this daemon to read what the plan writes for sshd: PAM and state files count at once, and the rest once it is reloaded.
  const pamPath = judged.facts.get(pamService).path;
  const atOnce = changes.filter((change) => !isFileOfSshd(change, pamPath));
  const later = predict(changes);
  const now = atOnce.length === changes.length ? later : predict(atOnce);
  const [open, stillOpen] = [openings(now, demand), openings(later, demand)];
  const warning = (message: string): Warning => ({ cause: causes.otherDaemon, message, help: helpForDoor });
  const refusals = [...lockoutRefusals(now, '', allowLockout), ...lockoutRefusals(later, '', allowLockout)];
  return {
    refusals: [...new Map(refusals.map((one) => [`${one.cause} ${one.account ?? ''}`, one])).values()].map(
      (refusal) => ({
        ...refusal,
        message: `by ${name}: ${refusal.message}`,
      }),
    ),
    warnings:
      stillOpen !== undefined
        ? [warning(`${name} lets in ${stillOpen}, after this plan too`)]
        : open === undefined
          ? []
          : [warning(`${name} lets in ${open} until it is reloaded, which this plan does not do`)],
  };
}

/** Whether a change is one that a daemon sees when it reads its configuration. */
function isFileOfSshd(change: Change, pamPath: string): boolean {
  if (change.kind === 'remove-file') return change.path !== pamPath;
  return change.kind === 'write-file' && change.content.kind === 'text' && change.path !== pamPath;
}

const helpForDoor = 'stop it, or give it the same lines and reload it; else keep strangers from its port';

/** Who of the demand gets in with less, as a reader says it; undefined where nobody does. */
function openings(access: readonly Prediction[], demand: Demand | undefined): string | undefined {
  const concerned = new Set(demand?.accounts);
  const ways = new Map<string, string[]>();
  for (const { account, gaps } of access) {
    const [gap] = gaps;
    if (gap === undefined || !concerned.has(account)) continue;
    const { factors, sure } = gap.gap;
    const what = factors.length === 0 ? 'less than that' : `a ${factors.join(' and a ')} alone`;
    const how = sure ? `with ${what}` : `perhaps with ${what}`;
    ways.set(how, [...(ways.get(how) ?? []), `"${account}"`]);
  }
  const parts = [...ways].map(([how, accounts]) => `${namesOf(accounts)} ${how}`);
  return parts.length === 0 ? undefined : parts.join('; ');
}

function namesOf(accounts: readonly string[]): string {
  return accounts.length > 3
    ? `${accounts.slice(0, 3).join(', ')} and ${accounts.length - 3} more`
    : accounts.join(', ');
}
