// What a real host answered, spoilt in hundreds of ways by numbers of chance: cut, doubled, forged, lied about, full of bytes. The transcript
// is of a lab host on which everybody has a key and a code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { factsNeeded, judgeHost, type HostJudgement } from '../../../src/audit/judge-host.ts';
import { asItIs } from '../../../src/audit/profile/profile.ts';
import { rules } from '../../../src/audit/rules/index.ts';
import { clock } from '../../../src/facts/clock.ts';
import { auditReporters } from '../../../src/reporters/audit/formats.ts';
import type { AuditReporter } from '../../../src/reporters/audit/reporter.ts';
import { readAnswers } from '../../../src/run/audit/ask.ts';
import type { AuditReport } from '../../../src/run/audit/report.ts';
import { runs, seed } from '../../support/seed.ts';
import { options } from '../reporters/audit/fixtures.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const chosen = rules.map(asItIs);
const facts = [...new Set([clock, ...factsNeeded(chosen)])];
const honest = readFileSync(join(import.meta.dirname, 'transcripts/debian-12.txt'), 'utf8');

function judge(stdout: string): HostJudgement {
  const answers = readAnswers(
    facts.map((fact) => ({ fact, params: ['admin'] })),
    stdout,
    nonce,
  );
  const known = { clockOffset: 0, managingAccount: 'admin', outOfBand: undefined, earlierCounters: undefined };
  return judgeHost(chosen, { ...answers, root: true, ...known });
}

const { html: page }: Readonly<Record<'html', AuditReporter>> = auditReporters;

const passed = ({ verdicts }: HostJudgement): readonly string[] =>
  verdicts.filter(({ judgement }) => judgement.outcome === 'pass').map(({ rule }) => rule.rule.id);

/** The rules that pass although they need a fact that the host did not answer whole. */
function unfounded(judgement: HostJudgement, unanswered: readonly string[]): readonly string[] {
  return judgement.verdicts
    .filter(({ rule, judgement: { outcome } }) => {
      return outcome !== 'unknown' && rule.rule.facts.some(({ name }) => unanswered.includes(name));
    })
    .map(({ rule }) => rule.rule.id);
}

function reportOf(judgement: HostJudgement): AuditReport {
  const host = { host: 'web', status: 'ok', root: true, problem: undefined, roundTrips: 2, durationMs: 1 } as const;
  return {
    ...{
      runId: 'x',
      startedAt: 0,
      profile: 'test',
      rules: chosen,
      interrupted: false,
      accepted: [],
      compared: undefined,
    },
    hosts: [{ ...host, ...judgement }],
  };
}

const begin = (name: string): number => honest.indexOf(`${nonce} begin ${name}\n`);
const end = (name: string): number => honest.indexOf('\n', honest.indexOf(`${nonce} end ${name} `)) + 1;
const section = (name: string): string => honest.slice(begin(name), end(name));
const factName = fc.constantFrom(...facts.map(({ name }) => name));
const parameters = { seed: seed(), numRuns: runs(75, 1000) };

describe('an honest answer, spoilt', function () {
  this.timeout(300_000);

  it('passes before', () => {
    const judgement = judge(honest);
    assert.ok(judgement.matrix.known);
    assert.deepEqual(
      judgement.matrix.rows.map(({ account, protection }) => `${account} ${protection}`),
      ['admin protected', 'root refused', 'alice protected', 'bob protected', 'backup-bot protected'],
    );
    for (const id of ['TFA-001', 'TFA-003', 'TFA-004', 'TFA-005', 'TFA-027', 'TFA-030'])
      assert.ok(passed(judgement).includes(id), id);
  });

  it('cut anywhere, says nothing about what is missing', () => {
    fc.assert(
      fc.property(fc.nat(honest.length - 1), (length) => {
        const missing = facts.map(({ name }) => name).filter((name) => end(name) > length + 1);
        assert.deepEqual(unfounded(judge(honest.slice(0, length)), missing), []);
      }),
      parameters,
    );
  });

  it('with one answer forged under another nonce, or given twice, does not have it', () => {
    const forged = fc.stringMatching(/^[0-9a-f]{32}$/).filter((other) => other !== nonce);
    fc.assert(
      fc.property(factName, fc.option(forged), (name, other) => {
        const own = section(name);
        const instead = other === null ? `${own}${own}` : own.replaceAll(nonce, other);
        assert.deepEqual(unfounded(judge(honest.replace(own, () => instead)), [name]), []);
      }),
      parameters,
    );
  });

  it('with sshd -T lying, is not believed', () => {
    const lies = fc.constantFrom(
      ...['authenticationmethods any', 'authenticationmethods publickey', 'passwordauthentication yes'],
      ...['pubkeyauthentication no', 'usepam no', 'authenticationmethods publickey,keyboard-interactive:bsdauth'],
    );
    fc.assert(
      fc.property(lies, (lie) => {
        const [keyword = ''] = lie.split(' ');
        const told = section('sshd-effective').replace(new RegExp(`^${keyword} .*$`, 'gm'), lie);
        const judgement = judge(honest.replace(section('sshd-effective'), () => told));
        assert.ok(!passed(judgement).includes('TFA-001'), lie);
        assert.ok(
          judgement.matrix.known && judgement.matrix.rows.every(({ protection }) => protection !== 'protected'),
        );
      }),
      parameters,
    );
  });

  it('with bytes of any kind in it, is judged, and steers no terminal and no page', () => {
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.constantFrom(
        '\u001b[2J\u001b]0;owned\u0007',
        '\u009b31m',
        '\0\0\0',
        '\r\n\r\n',
        '\u202e',
        `\n${'A'.repeat(200_000)}\n`,
      ),
      fc.constantFrom('<script>alert(1)</script>', '"><img src=x>', '::error::x', '\n'.repeat(5000)),
    );
    fc.assert(
      fc.property(garbage, fc.nat(honest.length - 1), factName, (bytes, at, name) => {
        const inside = begin(name) + section(name).indexOf('\n') + 1;
        const place = at % 2 === 0 ? at : inside;
        const report = reportOf(judge(honest.slice(0, place) + bytes + honest.slice(place)));
        const table = auditReporters.table(report, options);
        assert.ok(!/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(table), JSON.stringify(bytes));
        assert.ok(!page(report, options).includes('<script>alert'));
        JSON.parse(auditReporters.json(report, options));
      }),
      parameters,
    );
  });
});
