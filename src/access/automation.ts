// Who will break: accounts that machines log in to, and that a plan makes need a code, which no machine has. Cause L20 of the catalogue.
import { causes } from '../causes/causes.ts';
import type { LoginSource, RecentLogins } from '../facts/recent-logins.ts';
import { takesCode, type AccessVerdict } from '../plan/access-verdict.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { Warning } from '../plan/warning.ts';

/** Everything that is judged. */
export interface AutomationQuestion {
  readonly recent: RecentLogins;
  readonly access: readonly AccessVerdict[];
  /** Accounts that were looked at, those that cannot log in included. */
  readonly known: readonly string[];
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
 * A refusal for every account that logs in by itself and would need a code that it did not need before, or that nobody has looked at. Where
 * no log tells, a warning, and one for people whom nobody has looked at. Nothing where the plan asks nobody for a code who was not asked
 * before.
 */
export function judgeAutomation({ recent, access, known, ours, accepted }: AutomationQuestion): AutomationVerdict {
  const affected = access.filter(({ before, after }) => takesCode(after) && !takesCode(before));
  if (affected.length === 0) return { refusals: [], warnings: [] };
  if (!recent.known) return { refusals: [], warnings: [noLog] };
  const isOurs = ({ account, address }: LoginSource): boolean =>
    address === recent.ourAddress && ours.includes(account);
  const machines = recent.sources.filter((source) => isMachine(source) && !isOurs(source));
  const strangers = recent.sources.filter(({ account }) => !known.includes(account) && !accepted.includes(account));
  const robots = [...new Set(strangers.filter((source) => machines.includes(source)).map(({ account }) => account))];
  const people = strangers.filter(({ account }) => !robots.includes(account));
  return {
    refusals: [
      ...affected
        .filter(({ account }) => !accepted.includes(account))
        .flatMap(({ account }) => refusalFor(account, machines, recent.days)),
      ...robots.map((account) => strangerRefusal(account, machines, recent.days)),
    ],
    warnings: [...strangerWarnings(people, recent.days), ...(recent.terminalsKnown ? [] : [noTerminals])],
  };
}

// Once may be somebody who copies a file; a person's own logins mostly have a terminal.
function isMachine({ bursts, withTerminal, withoutTerminal }: LoginSource): boolean {
  return bursts > 0 || (withoutTerminal >= 2 && withoutTerminal >= withTerminal);
}

/** Sources, or accounts, that a message names; the others are counted. */
const mostNamed = 3;

function refusalFor(account: string, machines: readonly LoginSource[], days: number): readonly Refusal[] {
  const own = machines.filter((source) => source.account === account);
  if (own.length === 0) return [];
  return [
    {
      cause: causes.machineLogins,
      account,
      message: `"${account}" needs a code afterwards, and machines log in to it: ${allEvidence(own, days)}`,
      help: `exempt it (\`exempt: {users: [${account}]}\`), or ${acceptance(account)}`,
    },
  ];
}

/** An account of the log that has no verdict: of those that are not listed, or show neither keys nor a password. */
function strangerRefusal(account: string, machines: readonly LoginSource[], days: number): Refusal {
  const own = machines.filter((source) => source.account === account);
  return {
    cause: causes.machineLogins,
    account,
    message: `"${account}" was not looked at, as ${whyStranger}; everybody needs a code afterwards, and machines log in to it: ${allEvidence(own, days)}`,
    help: `exempt it by name (\`exempt: {users: [${account}]}\`); where it is gone or may break, ${acceptance(account)}`,
  };
}

function strangerWarnings(sources: readonly LoginSource[], days: number): readonly Warning[] {
  const names = [...new Set(sources.map(({ account }) => account))];
  if (names.length === 0) return [];
  const left = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const named = names.slice(0, mostNamed).map((name) => `"${name}"`);
  return [
    {
      cause: causes.notEnrolled,
      message: `${named.join(', ')}${left} logged in lately, and whether they still could cannot be told, as ${whyStranger}: ${allEvidence(sources, days)}`,
      help: 'enrol or exempt by name those of them that are still there; another spelling of a known name is one of these too',
    },
  ];
}

const whyStranger = 'the host lists no such account, or it has neither a shell nor keys or a password that can be seen';

function acceptance(account: string): string {
  return `accept that they break with \`--accept-breaking ${account}\``;
}

function allEvidence(sources: readonly LoginSource[], days: number): string {
  const named = [...sources].sort((one, other) => other.logins - one.logins).slice(0, mostNamed);
  const left = sources.length > mostNamed ? `; and from ${sources.length - mostNamed} more` : '';
  return `${named.map((source) => evidence(source, days)).join('; ')}${left}`;
}

function evidence(source: LoginSource, days: number): string {
  const { address, logins, bursts, withoutTerminal, method, last } = source;
  const span = days === 1 ? 'in a day' : `in ${days} days`;
  return [
    `${address} ${times(logins)} ${span} with ${methodName(method)}`,
    ...(withoutTerminal > 0 ? [`${withoutTerminal} of them without a terminal`] : []),
    ...(bursts > 0 ? [`${times(bursts)} three within 30 s`] : []),
    `the last at ${last}`,
  ].join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function methodName(method: string): string {
  if (method === 'publickey') return 'a key';
  return method === 'password' || method.startsWith('keyboard-interactive') ? 'a password' : method;
}

const noLog: Warning = {
  cause: causes.machineLogins,
  message: 'whether machines log in here (backup, rsync, ansible, git) cannot be told: no log holds the logins of sshd',
  help: 'ask those who run such jobs, and exempt their accounts; sshd must log at INFO, to auth.log, secure or the journal',
};

const noTerminals: Warning = {
  cause: causes.machineLogins,
  message:
    'whether logins had a terminal cannot be told here: there is no wtmp; only three logins within 30 s showed a machine',
  help: 'ask those who run jobs that log in now and then, and exempt their accounts',
};
