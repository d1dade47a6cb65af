// What changed since an earlier report: read back from the JSON that was written then.
import assert from 'node:assert/strict';
import { unknown } from '../../../src/audit/judgement.ts';
import { json } from '../../../src/reporters/json.ts';
import { compareReports } from '../../../src/run/audit/compare.ts';
import { readEarlierReport } from '../../../src/run/audit/earlier.ts';
import type { AuditReport, Comparison, HostAudit } from '../../../src/run/audit/report.ts';
import { auditTextOf, reportWith } from '../reporters/audit-fixtures.ts';

const report: AuditReport = { ...reportWith('web'), accepted: [], compared: undefined };
const [host] = report.hosts;
assert.ok(host);
const [first] = host.verdicts;
assert.ok(first);

function compared(before: AuditReport, now: AuditReport): Comparison {
  const earlier = readEarlierReport(auditTextOf(json, before));
  assert.ok(earlier);
  return compareReports(now, earlier);
}

const withFirst = (judgement: (typeof first)['judgement']): AuditReport => {
  const changed: HostAudit = { ...host, verdicts: [{ ...first, judgement }, ...host.verdicts.slice(1)] };
  return { ...report, hosts: [changed] };
};
const one = { ...report, hosts: [host] };
const passing = withFirst({ outcome: 'pass', reason: 'fine' });
const told = (found: Comparison['worse']): readonly string[] =>
  found.map(({ severity, rule, message, hosts }) => `${severity} ${rule} ${message} ${hosts.join(' ')}`);

describe('comparisons of audits', () => {
  it('find nothing between equal reports', () => {
    const { worse, better, notCompared } = compared(one, one);
    assert.deepEqual([worse, better, notCompared], [[], [], 0]);
  });

  it('tell what is gone and what came', () => {
    assert.deepEqual(told(compared(one, passing).better), [
      'critical TFA-001 web (web, alice) web1',
      'low TFA-001 something milder (web, alice) web1',
    ]);
    assert.deepEqual(told(compared(passing, one).worse), [
      'critical TFA-001 web (web, alice) web1',
      'low TFA-001 something milder (web, alice) web1',
    ]);
  });

  it('call nothing better that could not be judged', () => {
    assert.deepEqual(compared(one, withFirst(unknown('not readable'))).better, []);
  });

  it('count hosts that were not audited both times', () => {
    assert.equal(compared({ ...report, hosts: [] }, one).notCompared, 1);
    assert.equal(compared(one, { ...report, hosts: [{ ...host, status: 'failed' }] }).notCompared, 1);
  });

  it('take what was accepted for what it is', () => {
    const finding = { message: 'web', evidence: [{ saw: 'x', accounts: ['web'] }] };
    const acceptance = {
      rule: 'TFA-001',
      hosts: undefined,
      accounts: undefined,
      owner: 'o',
      reason: 'r',
      expires: '2027-01-01',
    };
    const accepted = [{ host: 'web1', rule: first.rule, severity: 'critical' as const, finding, acceptance }];
    assert.deepEqual(told(compared({ ...passing, accepted }, one).worse), [
      'critical TFA-001 web (alice) web1',
      'low TFA-001 something milder (web, alice) web1',
    ]);
  });

  it('name the accounts that came, and no others', () => {
    const about = (...accounts: readonly string[]): AuditReport => {
      const finding = { message: 'in with key alone', evidence: [{ saw: 'x', accounts }] };
      return withFirst({ outcome: 'fail', findings: [finding], unjudged: undefined });
    };
    const { worse, better } = compared(about('robot', 'gone'), about('robot', 'mallory', 'root'));
    assert.deepEqual(told(worse), ['critical TFA-001 in with key alone (mallory, root) web1']);
    assert.deepEqual(told(better), ['critical TFA-001 in with key alone (gone) web1']);
  });

  it('remember counters', () => {
    const counting = { ...one, hosts: [{ ...host, counters: new Map([['alice', 7]]) }] };
    assert.deepEqual(readEarlierReport(auditTextOf(json, counting))?.counters.get('web1'), new Map([['alice', 7]]));
  });

  for (const text of [
    '',
    '[]',
    'null',
    '{"version":2}',
    '{"version":1,"hosts":[],"started_at":"x"}',
    '{"version":1,"hosts":{}}',
  ]) {
    it(`take ${text === '' ? 'nothing' : text} for no report`, () => {
      assert.equal(readEarlierReport(text), undefined);
    });
  }

  it('stand a report that is malformed inside', () => {
    const text =
      '{"version":1,"started_at":"2026-11-22","hosts":[1,{"status":"ok","name":7,"verdicts":[{"findings":7}]}]}';
    assert.deepEqual([...(readEarlierReport(text)?.findings.values() ?? [])], [[]]);
  });
});
