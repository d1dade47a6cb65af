// An audit report for tests: every outcome, and a text of choice wherever a text may come from a host.
import assert from 'node:assert/strict';
import type { WayIn } from '../../../src/plan/access-verdict.ts';
import type { AccountMatrix, AccountRow, Protection } from '../../../src/audit/account-matrix.ts';
import { unknown, type Judgement } from '../../../src/audit/judgement.ts';
import { asItIs } from '../../../src/audit/profile/profile.ts';
import { rules } from '../../../src/audit/rules/index.ts';
import type { Reporter } from '../../../src/reporters/reporter.ts';
import type { AcceptedFinding, AuditReport, HostAudit } from '../../../src/run/audit/report.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import type { Origin } from '../../../src/plan/origin.ts';

const chosen = rules.map(asItIs);

/** A report of five hosts, two of them alike, whose texts hold `text`. */
export function reportWith(text: string): AuditReport {
  const evidence = [{ file: `/etc/${text}`, line: 12, saw: text, accounts: [text, 'alice'] }, { saw: text }];
  const failed: Judgement = {
    outcome: 'fail',
    findings: [
      { message: text, evidence, fix: `$ chmod 0400 ${text}` },
      { message: 'something milder', severity: 'low', evidence },
    ],
    unjudged: `not readable: ${text}`,
  };
  const judgements: readonly Judgement[] = [
    failed,
    unknown(text),
    { outcome: 'pass', reason: text },
    { outcome: 'not-applicable', reason: text },
  ];
  const verdicts = chosen.map((rule, index) => ({
    rule,
    judgement: judgements[index] ?? ({ outcome: 'pass', reason: 'fine' } as const),
  }));
  const origin: Origin = {
    ...{
      kind: 'controller',
      address: '192.0.2.9',
      host: undefined,
      localAddress: undefined,
      localPort: 22,
      standsFor: '',
    },
  };
  const row = (account: string, protection: Protection, way: WayIn): AccountRow => {
    const weakest = { origin, way, protection, reason: text, place: text };
    return { account, protection, weakest, ways: [weakest] };
  };
  const rows = [row(text, 'unprotected', 'key'), row('alice', 'protected', 'key+code'), row('robot', 'exempt', 'key')];
  const matrix: AccountMatrix = { known: true, rows, unlisted: [] };
  const audited = (host: string): HostAudit => ({
    ...{
      host,
      status: 'ok',
      root: true,
      problem: undefined,
      verdicts,
      matrix,
      counters: new Map(),
      roundTrips: 2,
      durationMs: 1234,
    },
  });
  const acceptance = {
    rule: text,
    hosts: undefined,
    accounts: undefined,
    owner: text,
    reason: text,
    expires: '2027-01-31',
  };
  const [firstRule] = chosen;
  if (firstRule === undefined) throw new TypeError('there are rules');
  const acceptedFinding: AcceptedFinding = {
    ...{ host: text, rule: firstRule, severity: 'high', finding: { message: text, evidence }, acceptance },
  };
  const difference = { rule: 'TFA-001', severity: 'high', message: text, hosts: [text] };
  const problem = { phase: 'gather' as const, message: text, help: text, output: text };
  return {
    runId: '20261122T000000Z-0123abcd',
    startedAt: Date.UTC(2026, 10, 22),
    profile: 'recommended',
    rules: chosen,
    hosts: [
      audited(`${text}1`),
      audited(`${text}2`),
      {
        ...audited(`${text}3`),
        status: 'failed',
        problem,
        verdicts: chosen.map((rule) => ({ rule, judgement: unknown(text) })),
      },
      { ...audited('gone'), status: 'unreachable', problem: { ...problem, phase: 'connect' }, verdicts: [] },
      { ...audited('later'), status: 'skipped', verdicts: [] },
    ],
    accepted: [acceptedFinding],
    compared: { since: text, worse: [difference], better: [difference], notCompared: 3 },
    interrupted: true,
  };
}

/** What a reporter is told in tests: no colour, UTF-8. */
export const options = {
  style: createStyle(process.stdout, { LANG: 'C.UTF-8' }, 'never'),
  failOn: 'high',
  verbosity: 1,
} as const;

/** Everything that a reporter says of an audit. */
export function auditTextOf({ name, audit }: Reporter, report: AuditReport): string {
  assert.ok(audit, name);
  return audit(report, options);
}
