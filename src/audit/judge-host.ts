// The rules over the facts of one host. Pure: the same facts give the same verdicts.
import { keysIn } from '../access/account-keys.ts';
import { distroOf } from '../distros/distro-of.ts';
import type { Distro } from '../distros/distro.ts';
import { distros } from '../distros/index.ts';
import type { Fact } from '../facts/fact.ts';
import { osRelease } from '../facts/os-release.ts';
import { stateFiles } from '../facts/state-files.ts';
import { accountMatrix, matrixFacts, type AccountMatrix } from './account-matrix.ts';
import { contradictedOn, withoutContradicted, type OwnLogin } from './contradicted.ts';
import { unknown, type Judgement } from './judgement.ts';
import { readPam } from './pam-reading.ts';
import type { ChosenRule } from './profile/profile.ts';
import type { AuditContext, Rule } from './rule.ts';
import { hotpCounters } from './state-files.ts';

/** What one rule says of one host. */
export interface RuleVerdict {
  readonly rule: ChosenRule;
  readonly judgement: Judgement;
}

/** What is said of one host: one verdict per rule, and who gets in how. */
export interface HostJudgement {
  readonly verdicts: readonly RuleVerdict[];
  readonly matrix: AccountMatrix;
  /** HOTP counters by account, for a later audit to compare with. */
  readonly counters: ReadonlyMap<string, number>;
}

/** What a host answered, and what else is known of it. `unanswered` are names of facts that it gave no whole answer for. */
export interface AuditedHost extends Omit<AuditContext, 'matrix' | 'pam' | 'keysOf' | 'contradicted'> {
  /** The audit's own login; undefined where how it went is not known. */
  readonly ownLogin?: OwnLogin | undefined;
  readonly unanswered: ReadonlySet<string>;
}

/** Every fact that the rules need, and the account matrix, each once. */
export function factsNeeded(rules: readonly ChosenRule[]): readonly Fact<unknown>[] {
  return [...new Set([osRelease, ...matrixFacts, ...rules.flatMap(({ rule }) => rule.facts)])];
}

/** Judges one host, which is of one of the families, or of none that is known. */
export function judgeHost(rules: readonly ChosenRule[], host: AuditedHost, families = distros): HostJudgement {
  const family = host.unanswered.has(osRelease.name) ? undefined : distroOf(host.facts.get(osRelease), families);
  const predicted = accountMatrix(host.facts, host.unanswered, host.managingAccount);
  const contradicted = contradictedOn(host, predicted);
  const matrix = withoutContradicted(predicted, contradicted.found);
  const context = {
    ...host,
    matrix,
    contradicted,
    pam: readPam(host.facts, host.unanswered),
    keysOf: keysIn(host.facts),
  };
  return {
    matrix,
    counters: host.unanswered.has(stateFiles.name) ? new Map() : hotpCounters(host.facts.get(stateFiles)),
    verdicts: rules.map((chosen) => ({
      rule: chosen,
      judgement: fittingTo(family, chosen.rule, judgementOf(chosen, context, host.unanswered)),
    })),
  };
}

/** The same verdict of every rule: nothing could be seen, for one reason. */
export function nothingSeen(rules: readonly ChosenRule[], reason: string): HostJudgement {
  return {
    matrix: { known: false, reason },
    counters: new Map(),
    verdicts: rules.map((rule) => ({ rule, judgement: unknown(reason) })),
  };
}

function judgementOf(
  { rule, parameters }: ChosenRule,
  context: AuditContext,
  unanswered: ReadonlySet<string>,
): Judgement {
  const missing = rule.facts.filter(({ name }) => unanswered.has(name)).map(({ name }) => name);
  if (missing.length > 0) return unknown(`the host gave no usable answer to the probes for ${missing.join(', ')}`);
  return rule.judge(context, parameters);
}

/** Findings name what helps on a host of this family, where it is not what the rule says. */
function fittingTo(family: Distro | undefined, { remediation }: Rule, judgement: Judgement): Judgement {
  const lines = family && remediation.linesOn?.(family);
  if (judgement.outcome !== 'fail' || lines === undefined || lines === remediation.lines) return judgement;
  return { ...judgement, findings: judgement.findings.map((finding) => ({ fix: lines, ...finding })) };
}
