// A case of a rule as its YAML file describes it: a lab host with what is different about this one, and what the rule must say.
import { judgeHost, type AuditedHost } from '../../../src/audit/judge-host.ts';
import type { Judgement, Outcome } from '../../../src/audit/judgement.ts';
import { asItIs } from '../../../src/audit/profile/profile.ts';
import type { Rule } from '../../../src/audit/rule.ts';
import type { Severity } from '../../../src/audit/severity.ts';
import { moduleOptions } from '../../../src/facts/code-module.ts';
import type { Fact, Facts } from '../../../src/facts/fact.ts';
import { sshdEffective, type SshdEffective } from '../../../src/facts/sshd-effective.ts';
import { sshdFiles } from '../../../src/facts/sshd-files.ts';
import { hostFacts, type HostOverlay } from '../../scenarios/host.ts';

/** One case. Everything but `it` and `expect` may be left out. */
export interface RuleCase extends HostOverlay {
  readonly it: string;
  /** Starts from a host on which everybody has a key and a code, instead of one as Debian installs it. */
  readonly enforced?: boolean;
  /** The lines of sshd's PAM service in the place of `@include common-auth`. */
  readonly auth?: string;
  /** Laid over what `sshd -T` says of everybody; null: nothing, since it was not asked as root. */
  readonly values?: Readonly<Record<string, string>> | null;
  /** The same for accounts to which Match blocks apply. */
  readonly classes?: readonly {
    readonly accounts: readonly string[];
    readonly values: Readonly<Record<string, string>>;
  }[];
  /** What sshd says instead of its values. */
  readonly problem?: string;
  /** Configuration files that could not be read. */
  readonly unreadable?: readonly string[];
  readonly openssh?: readonly [number, number] | null;
  /** Values of facts by name, whole. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly unanswered?: readonly string[];
  readonly root?: boolean;
  readonly clock_offset?: number;
  readonly out_of_band?: string;
  readonly other_secrets?: readonly string[];
  readonly earlier_counters?: Readonly<Record<string, number>>;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly expect: Outcome;
  /** Part of the reason, or of a finding's message. */
  readonly says?: string;
  readonly severity?: Severity;
  /** Parts of what the findings saw, as reports show it. */
  readonly evidence?: readonly string[];
  readonly fix?: string;
}

/** What the rule says of the host of a case. */
export function judgementOf(rule: Rule, plain: RuleCase): Judgement {
  const given = laidOverEnforced(plain);
  const chosen = asItIs(rule);
  const parameters = { ...chosen.parameters, ...given.parameters };
  const counters = given.earlier_counters;
  const host: AuditedHost = {
    ...{ facts: factsOf(given), unanswered: new Set(given.unanswered) },
    ...{ root: given.root ?? true, clockOffset: given.clock_offset, managingAccount: 'admin' },
    ...{ outOfBand: given.out_of_band, otherSecrets: given.other_secrets },
    earlierCounters: counters && new Map(Object.entries(counters)),
  };
  const [verdict] = judgeHost([{ ...chosen, parameters }], host).verdicts;
  if (verdict === undefined) throw new TypeError('a rule gives a verdict');
  return verdict.judgement;
}

const codeLine = 'auth required pam_google_authenticator.so\n';

/** What a roll-out leaves, below what the case says. */
function laidOverEnforced(given: RuleCase): RuleCase {
  const replaced = given.auth ?? (given.enforced === true ? codeLine : undefined);
  const pam = {
    pam_replace: { ...given.pam_replace, ...(replaced !== undefined && { '@include common-auth': replaced }) },
  };
  if (given.enforced !== true) return { ...given, ...pam };
  const text =
    'KbdInteractiveAuthentication yes\nPasswordAuthentication no\nAuthenticationMethods publickey,keyboard-interactive:pam\n';
  const values = {
    authenticationmethods: 'publickey,keyboard-interactive:pam',
    passwordauthentication: 'no',
    kbdinteractiveauthentication: 'yes',
  };
  const everybody = { admin: 'valid', alice: 'valid', bob: 'valid', 'backup-bot': 'valid' } as const;
  return {
    ...{ ...given, ...pam },
    sshd_files: { '/etc/ssh/sshd_config.d/00-keyturn.conf': text, ...given.sshd_files },
    values: given.values === null ? null : { ...values, ...given.values },
    state_files: { ...everybody, ...given.state_files },
    pam: {
      ...given.pam,
      modules: ['/lib/x86_64-linux-gnu/security/pam_google_authenticator.so', ...(given.pam?.modules ?? [])],
    },
  };
}

/** What only audits ask for, of a host on which nothing of it is wrong. */
const healthy: Readonly<Record<string, unknown>> = {
  'sudo-accounts': { sudo: true, rights: { admin: 'free', alice: 'none', bob: 'none', 'backup-bot': 'none' } },
  'code-services': [],
  'code-failures': { known: true, failures: [] },
  'secret-copies': [],
  'distant-mounts': [],
  'sshd-reload': { readAt: 1_795_000_000, files: [] },
  'recent-logins': { known: true, sources: [], accepted: [], terminalsKnown: true, days: 14, ourAddress: undefined },
  'deciding-files': { host: 1_795_000_000, own: new Map([['/home/bob', 1_795_000_000]]), directory: false },
  'secret-digests': new Map(),
  'code-module': {
    files: [{ path: '/lib/x86_64-linux-gnu/security/pam_google_authenticator.so', mode: '644', uid: 0 }],
    packageName: 'libpam-google-authenticator',
    options: moduleOptions,
  },
};

function factsOf(given: RuleCase): Facts {
  const base = hostFacts(given);
  const own = new Map(Object.entries({ ...healthy, ...given.facts }));
  // The base of the scenarios; hostFacts takes it away where files are given.
  own.set(sshdEffective.name, effectiveOf(given));
  const files = base.get(sshdFiles);
  const unread = (path: string): boolean => given.unreadable?.includes(path) ?? false;
  own.set(sshdFiles.name, {
    ...files,
    files: files.files.map(({ path, text }) => ({ path, text: unread(path) ? undefined : text })),
  });
  if (given.openssh !== undefined) own.set('openssh-version', versionOf(given.openssh));
  return { get: <T>(fact: Fact<T>): T => (own.has(fact.name) ? (own.get(fact.name) as T) : base.get(fact)) };
}

function versionOf(openssh: readonly [number, number] | null): unknown {
  if (openssh === null) return { known: false };
  const [major, minor] = openssh;
  return { known: true, major, minor, text: `OpenSSH_${major}.${minor}` };
}

/** What `sshd -T` says on the lab host. */
const { global } = hostFacts({}).get(sshdEffective);

function effectiveOf({ values, classes = [], problem }: RuleCase): SshdEffective {
  if (problem !== undefined) return { global: { known: false, asked: true, problem }, classes: [] };
  if (values === null || !global.known) {
    return { global: { known: false, asked: true, problem: 'sshd: no hostkeys available -- exiting.' }, classes: [] };
  }
  const laidOver = (over: Readonly<Record<string, string>>): SshdEffective['global'] => ({
    known: true,
    values: { ...global.values, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, [value]])) },
  });
  return {
    global: laidOver(values ?? {}),
    classes: classes.map((one) => ({ accounts: one.accounts, effective: laidOver({ ...values, ...one.values }) })),
  };
}
