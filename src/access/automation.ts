// Who will break: accounts that machines log in to, and that a plan makes need a code, which no machine has. Cause L20 of the catalogue.
import type { LoginSource, RecentLogins } from '../facts/recent-logins.ts';
import type { AccessVerdict, WayIn } from './verdict.ts';
import type { Refusal } from './refusal.ts';
import type { Warning } from './warning.ts';

/** Everything that is judged. */
export interface AutomationQuestion {
  readonly recent: RecentLogins;
  readonly access: readonly AccessVerdict[];
  /** Accounts that Keyturn itself logs in to, from where it runs: those logins are no robot's. */
  readonly ours: readonly string[];
  /** Accounts that the user accepts to break. */
  readonly accepted: readonly string[];
}

/** What the logs say against a plan. */
export interface AutomationVerdict {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

/**
 * A refusal for every account that logs in by itself and would need a code that it did not need before. Where no log tells, a warning.
 * Nothing where the plan asks nobody for a code who was not asked before.
 */
export function judgeAutomation({ recent, access, ours, accepted }: AutomationQuestion): AutomationVerdict {
  const affected = access.filter(({ before, after }) => asksForCode(after) && !asksForCode(before));
  if (affected.length === 0) return { refusals: [], warnings: [] };
  if (!recent.known) return { refusals: [], warnings: [noLog] };
  const isOurs = ({ account, address }: LoginSource): boolean =>
    address === recent.ourAddress && ours.includes(account);
  const machines = recent.sources.filter((source) => isMachine(source) && !isOurs(source));
  return {
    refusals: affected
      .filter(({ account }) => !accepted.includes(account))
      .flatMap(({ account }) => refusalFor(account, machines, recent.days)),
    warnings: recent.terminalsKnown ? [] : [noTerminals],
  };
}

function asksForCode(way: WayIn): boolean {
  return way.includes('code');
}

// Once may be somebody who copies a file; a person's own logins mostly have a terminal.
function isMachine({ bursts, withTerminal, withoutTerminal }: LoginSource): boolean {
  return bursts > 0 || (withoutTerminal >= 2 && withoutTerminal >= withTerminal);
}

/** Sources that a refusal names; the others are counted. */
const mostNamed = 3;

function refusalFor(account: string, machines: readonly LoginSource[], days: number): readonly Refusal[] {
  const own = machines.filter((source) => source.account === account);
  if (own.length === 0) return [];
  const named = [...own].sort((one, other) => other.logins - one.logins).slice(0, mostNamed);
  const left = own.length > mostNamed ? `; and from ${own.length - mostNamed} more` : '';
  return [
    {
      cause: 'L20',
      account,
      message: `"${account}" needs a code afterwards, and machines log in to it: ${named.map((source) => evidence(source, days)).join('; ')}${left}`,
      help: `exempt it (\`exempt: {users: [${account}]}\`), or accept that they break with \`--accept-breaking ${account}\``,
    },
  ];
}

function evidence(source: LoginSource, days: number): string {
  const { address, logins, bursts, withoutTerminal, method, last } = source;
  const parts = [
    ...(withoutTerminal > 0 ? [`${withoutTerminal} of them without a terminal`] : []),
    ...(bursts > 0 ? [`${times(bursts)} three within 30 s`] : []),
  ];
  const span = days === 1 ? 'in a day' : `in ${days} days`;
  return `${address} ${times(logins)} ${span} with ${methodName(method)}, ${parts.join(', ')}, the last at ${last}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function methodName(method: string): string {
  if (method === 'publickey') return 'a key';
  return method === 'password' || method.startsWith('keyboard-interactive') ? 'a password' : method;
}

const noLog: Warning = {
  cause: 'L20',
  message: 'whether machines log in here (backup, rsync, ansible, git) cannot be told: no log holds the logins of sshd',
  help: 'ask whoever runs such jobs, and exempt their accounts; sshd must log at INFO, to auth.log, secure or the journal',
};

const noTerminals: Warning = {
  cause: 'L20',
  message:
    'whether logins had a terminal cannot be told here: there is no wtmp; only three logins within 30 s showed a machine',
  help: 'ask whoever runs jobs that log in now and then, and exempt their accounts',
};
