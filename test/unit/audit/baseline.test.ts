// Baselines: what they accept and until when, and what is said of one that is wrong.
import assert from 'node:assert/strict';
import { loadBaseline } from '../../../src/audit/baseline/load.ts';
import type { Acceptance } from '../../../src/audit/baseline/baseline.ts';
import { rules } from '../../../src/audit/rules/index.ts';
import { formatDiagnostics } from '../../../src/diagnostics/format.ts';
import { sourceText } from '../../../src/diagnostics/source.ts';
import { acceptFindings } from '../../../src/run/audit/accept.ts';
import { auditExitCode, findingsOf, type AuditReport } from '../../../src/run/audit/report.ts';
import { reportWith } from '../reporters/audit-fixtures.ts';

function load(text: string): { readonly acceptances: readonly Acceptance[] | undefined; readonly told: string } {
  const { acceptances, diagnostics } = loadBaseline(text, 'baseline.yml', rules);
  return { acceptances, told: formatDiagnostics(diagnostics, { sources: [sourceText('baseline.yml', text)] }) };
}

/** The two hosts of the fixture that are alike, with what a baseline makes of them. */
function accepted(entry: Partial<Acceptance>, today = '2026-11-22'): AuditReport {
  const report = { ...reportWith('web'), interrupted: false };
  const hosts = report.hosts.filter(({ status }) => status === 'ok');
  const acceptance = { rule: 'TFA-001', hosts: undefined, accounts: undefined, owner: 'ops', reason: 'why' };
  return acceptFindings({ ...report, hosts }, [{ ...acceptance, expires: '2026-11-22', ...entry }], today);
}

const counts = ({ hosts }: AuditReport): readonly number[] => hosts.map((host) => findingsOf(host).length);

describe('baselines', () => {
  it('are read with their dates as they stand there', () => {
    const entry = 'rule: TFA-027, hosts: ["web*"], accounts: [robot], owner: ops, reason: backups, expires: 2027-01-31';
    const { acceptances, told } = load(`accepted:\n  - { ${entry} }\n`);
    assert.equal(told, '');
    assert.deepEqual(acceptances, [
      {
        ...{ rule: 'TFA-027', hosts: ['web*'], accounts: ['robot'], owner: 'ops', reason: 'backups' },
        expires: '2027-01-31',
      },
    ]);
  });

  it('are complained about with the place', () => {
    const { acceptances, told } = load('accepted:\n  - { rule: TFA-27, owner: ops, reason: x, expires: tomorrow }\n');
    assert.equal(acceptances, undefined);
    assert.match(told, /baseline\.yml:2:13: error: /);
    assert.match(told, /baseline\.yml:2:53: error: /);
  });

  it('take what they accept out of the findings', () => {
    const report = accepted({});
    assert.deepEqual(counts(report), [0, 0]);
    assert.equal(report.accepted.length, 4);
    assert.equal(auditExitCode(report, 'info'), 0);
  });

  it('never make a pass of what could not be judged', () => {
    const [host] = accepted({}).hosts;
    assert.equal(host?.verdicts[0]?.judgement.outcome, 'unknown');
  });

  for (const { it: name, entry, left } of [
    { it: 'hosts by pattern', entry: { hosts: ['w?b1'] }, left: [0, 2] },
    { it: 'other hosts', entry: { hosts: ['db*'] }, left: [2, 2] },
    { it: 'other rules', entry: { rule: 'TFA-002' }, left: [2, 2] },
    { it: 'all accounts of a finding', entry: { accounts: ['web', 'alice'] }, left: [0, 0] },
    { it: 'only some of them', entry: { accounts: ['alice'] }, left: [2, 2] },
  ]) {
    it(`are about ${name}`, () => {
      assert.deepEqual(counts(accepted(entry)), left);
    });
  }

  it('count no more when their day is over, and say so', () => {
    const report = accepted({}, '2026-11-23');
    assert.deepEqual(counts(report), [2, 2]);
    assert.equal(auditExitCode(report, 'high'), 3);
    const [found] = report.hosts.flatMap(findingsOf);
    assert.equal(found?.finding.evidence.at(-1)?.saw, 'accepted by ops until 2026-11-22, which is over');
  });

  it('give exemptions their end', () => {
    const report = { ...reportWith('web'), interrupted: false };
    const [host] = report.hosts;
    const rule = host?.verdicts.find((verdict) => verdict.rule.rule.id === 'TFA-027')?.rule;
    assert.ok(host && rule);
    const finding = { message: 'in with key alone', evidence: [{ accounts: ['robot'], saw: 'x' }] };
    const verdicts = [{ rule, judgement: { outcome: 'fail', findings: [finding], unjudged: undefined } as const }];
    const acceptance = { rule: 'TFA-027', hosts: undefined, accounts: ['robot'], owner: 'ops', reason: 'why' };
    const judged = acceptFindings(
      { ...report, hosts: [{ ...host, verdicts }] },
      [{ ...acceptance, expires: '2027-01-31' }],
      '2026-11-22',
    );
    const [after] = judged.hosts;
    assert.ok(after?.matrix.known);
    assert.equal(after.verdicts[0]?.judgement.outcome, 'accepted');
    assert.deepEqual(
      after.matrix.rows.map(({ account, exemptUntil }) => [account, exemptUntil]),
      [
        ['web', undefined],
        ['alice', undefined],
        ['robot', '2027-01-31'],
      ],
    );
  });
});
