// What a real host answered, spoilt in hundreds of ways by numbers of chance: cut, doubled, forged, lied about, full of bytes. The transcript
// is of a lab host on which everybody has a key and a code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { factsNeeded, judgeHost, type HostJudgement } from '../../src/audit/judge-host.ts';
import { asItIs } from '../../src/audit/profile/profile.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { clock } from '../../src/facts/clock.ts';
import { html } from '../../src/reporters/html.ts';
import { json } from '../../src/reporters/json.ts';
import { table } from '../../src/reporters/table.ts';
import { readAnswers } from '../../src/run/audit/ask.ts';
import type { AuditReport } from '../../src/run/audit/report.ts';
import { runs, seed } from '../support/seed.ts';
import { auditTextOf } from '../unit/reporters/audit-fixtures.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const chosen = rules.map(asItIs);
const facts = [...new Set([clock, ...factsNeeded(chosen)])];
const honest = readFileSync(join(import.meta.dirname, '../unit/audit/transcripts/debian-12.txt'), 'utf8');

function judge(stdout: string): HostJudgement {
  const answers = readAnswers(
    facts.map((fact) => ({ fact, params: ['admin'] })),
    stdout,
    nonce,
  );
  const known = { clockOffset: 0, managingAccount: 'admin', outOfBand: undefined, earlierCounters: undefined };
  return judgeHost(chosen, { ...answers, root: true, ...known });
}

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

/** The same host with something to find in every list that was empty, or in order. */
const findings = {
  'config-leftovers': 'replaced:/etc/pam.d/sshd.dpkg-old\n',
  'secret-copies': 'copy:644:1001:/home/alice/.google_authenticator.old\n',
  'code-services': '/etc/pam.d/common-auth:1:auth required pam_google_authenticator.so\n',
  'distant-mounts': 'files:/ / nfs4 rw 0 0\n',
  'ssh-doors': 'door:77:dropbear:program::dropbear -p 2\nfds:\nlistens:0B0B0B0B:0016\n',
  'sshd-units': 'systemd:\nId=ssh.service\nLoadState=loaded\nActiveState=failed\nResult=start-limit-hit\n',
  'code-failures': `log:\n${'sshd(pam_google_auth)[9]: Invalid verification code for alice\n'.repeat(9)}`,
  'sshd-daemon': 'replaced:\n',
  'sshd-file-modes': 'path:666:0:0:/etc/ssh/sshd_config.d/90-more.conf\n',
  'code-module': 'module:666:1001:/usr/lib/security/pam_google_authenticator.so\n',
} as const;
const faulty = Object.entries(findings).reduce((text, [name, lines]) => {
  return text.replace(`${nonce} begin ${name}\n`, (line) => line + lines);
}, honest);
const found = [
  'TFA-022',
  'TFA-029',
  'TFA-044',
  'TFA-045',
  'TFA-049',
  'TFA-052',
  'TFA-055',
  'TFA-056',
  'TFA-058',
  'TFA-061',
];

const begin = (name: string, text = honest): number => text.indexOf(`${nonce} begin ${name}\n`);
const end = (name: string, text = honest): number => text.indexOf('\n', text.indexOf(`${nonce} end ${name} `)) + 1;
const section = (name: string, text = honest): string => text.slice(begin(name, text), end(name, text));
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

  it('fails before where there is something to find', () => {
    const failed = judge(faulty).verdicts.filter(({ judgement }) => judgement.outcome === 'fail');
    const ids: readonly string[] = failed.map(({ rule }) => rule.rule.id);
    assert.deepEqual(
      found.filter((id) => !ids.includes(id)),
      [],
    );
  });

  it('with lines that no probe prints, passes nothing that did not pass before', () => {
    const garbage = fc.oneof(
      fc.constantFrom(
        'garbage',
        '<html>',
        '\u0000\u0001',
        '\u001b[2J',
        'sh: 1: stat: not found',
        'Killed',
        'A'.repeat(70_000),
      ),
      fc.stringMatching(/^[^\n:|> /]{1,40}$/),
    );
    const way = fc.constantFrom('replaced', 'inserted', 'instead', 'emptied');
    const host = fc.constantFrom('honest', 'faulty');
    const before = { honest: passed(judge(honest)), faulty: passed(judge(faulty)) };
    fc.assert(
      fc.property(host, factName, way, garbage, fc.nat(), (which, name, how, line, at) => {
        const unspoilt = { honest, faulty }[which];
        const [first = '', ...rest] = section(name, unspoilt).split('\n');
        const [own, close] = [rest.slice(0, -3), rest.slice(-3)];
        const place = at % Math.max(1, own.length);
        const spoilt = {
          replaced: own.with(place, line),
          inserted: own.toSpliced(place, 0, line),
          instead: [line],
          emptied: [],
        }[how];
        const judgement = judge(
          unspoilt.replace(section(name, unspoilt), () => [first, ...spoilt, ...close].join('\n')),
        );
        assert.deepEqual(
          passed(judgement).filter((id) => !before[which].includes(id)),
          [],
        );
      }),
      { ...parameters, numRuns: runs(300, 3000) },
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
        assert.ok(!/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(auditTextOf(table, report)), JSON.stringify(bytes));
        assert.ok(!auditTextOf(html, report).includes('<script>alert'));
        JSON.parse(auditTextOf(json, report));
      }),
      parameters,
    );
  });
});
