// A case of a rule as its YAML file describes it: a lab host with what is different about this one, and what the rule must say.
import { judgeHost } from '../../../src/audit/judge-host.ts';
import type { Judgement, Outcome } from '../../../src/audit/judgement.ts';
import { asItIs } from '../../../src/audit/profile/profile.ts';
import type { Rule } from '../../../src/audit/rule.ts';
import type { Severity } from '../../../src/audit/severity.ts';
import type { Fact, Facts } from '../../../src/facts/fact.ts';
import { sshdEffective, type SshdEffective } from '../../../src/facts/sshd-effective.ts';
import { sshdFiles } from '../../../src/facts/sshd-files.ts';
import { hostFacts, type HostOverlay } from '../../scenarios/host.ts';

/** One case. Everything but `it` and `expect` may be left out. */
export interface RuleCase extends HostOverlay {
  readonly it: string;
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
export function judgementOf(rule: Rule, given: RuleCase): Judgement {
  const chosen = asItIs(rule);
  const parameters = { ...chosen.parameters, ...given.parameters };
  const context = { facts: factsOf(given), root: given.root ?? true, clockOffset: given.clock_offset };
  const [verdict] = judgeHost([{ ...chosen, parameters }], context, new Set(given.unanswered));
  if (verdict === undefined) throw new TypeError('a rule gives a verdict');
  return verdict.judgement;
}

function factsOf(given: RuleCase): Facts {
  const base = hostFacts(given);
  const own = new Map(Object.entries(given.facts ?? {}));
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
