// Hosts that lie, break off or send nonsense: an audit goes on, and nothing passes that was not seen.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeHost } from '../../../src/audit/judge-host.ts';
import { asItIs } from '../../../src/audit/profile/profile.ts';
import { rules } from '../../../src/audit/rules/index.ts';
import { ConnectionError, type Connection, type ScriptResult } from '../../../src/connection/connection.ts';
import { facts } from '../../../src/facts/index.ts';
import type { Host } from '../../../src/inventory/host.ts';
import { readAnswers } from '../../../src/run/audit/ask.ts';
import { audit } from '../../../src/run/audit/audit.ts';
import type { AuditServices } from '../../../src/run/audit/options.ts';
import { auditExitCode, type AuditReport } from '../../../src/run/audit/report.ts';
import { runs, seed } from '../../support/seed.ts';
import { noVault } from '../../support/no-vault.ts';

const chosen = rules.map(asItIs);
const nonce = '0123456789abcdef0123456789abcdef';
const requests = facts.map((fact) => ({ fact, params: [] }));

/** Frames around what the host says to every probe. */
function framed(text: string, names: readonly string[] = facts.map(({ name }) => name)): string {
  return names.map((name) => `${nonce} begin ${name}\n${text}\n${nonce} end ${name} 0\n`).join('');
}

function auditOf(services: Partial<AuditServices>): Promise<AuditReport> {
  const host = { name: 'web', address: '192.0.2.1', port: 22, vars: new Map() } as unknown as Host;
  return audit({
    profile: { name: 'test', description: '', rules: chosen },
    hosts: [host],
    forks: 1,
    become: true,
    earlier: undefined,
    acceptances: [],
    services: {
      managingAccount: () => 'admin',
      connect: () => Promise.reject(new ConnectionError('tcp', 'no answer')),
      now: () => 1_795_200_000_000,
      nonce: () => nonce,
      enrolments: noVault,
      ...services,
    },
    sink: () => undefined,
    interrupt: { stopping: new AbortController().signal },
  });
}

function saying(answer: () => Promise<Partial<ScriptResult>>): Partial<AuditServices> {
  const whole = { completed: true, code: 0, signal: undefined, stdout: '', stderr: '' };
  const connection: Connection = {
    runScript: async () => ({ ...whole, ...(await answer()) }),
    open: () => Promise.reject(new Error('nothing is opened')),
    close: () => Promise.resolve(),
  };
  const evidence = { account: 'admin', steps: [], prompts: [], outcome: 'accepted', detail: '' } as const;
  return { connect: () => Promise.resolve({ connection, evidence }) };
}

const outcomesOf = ({ hosts }: AuditReport): readonly string[] => [
  ...new Set(hosts.flatMap(({ verdicts }) => verdicts.map(({ judgement }) => judgement.outcome))),
];

describe('audits of hostile hosts', () => {
  it('take any answer to any probe', () => {
    const tags = fc.constantFrom(
      ...[
        'path:',
        'account:/',
        'account:a:1000:/home/a',
        'file:',
        'class:',
        'member:',
        'status:0',
        'global:',
        'door:7:sshd:::',
        'listens:',
        'newer:/',
        'replaced:/',
      ],
      ...[
        'option:" HOTP_COUNTER',
        'secret:ok',
        'length:',
        'pid:1',
        'systemd:',
        'Id=ssh.service',
        'LoadState=loaded',
        '|',
        '>',
        '\n',
      ],
      ...['authenticationmethods any', 'usepam', 'Match User a', 'Include *', '\0', '\x1b[2J'],
    );
    const text = fc.array(fc.oneof(tags, fc.string()), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.boolean(), (said, root) => {
        const { facts: read, unanswered } = readAnswers(requests, framed(said), nonce);
        const known = {
          clockOffset: undefined,
          managingAccount: 'admin',
          outOfBand: undefined,
          earlierCounters: undefined,
        };
        const { verdicts } = judgeHost(chosen, { facts: read, unanswered, root, ...known });
        assert.equal(verdicts.length, chosen.length);
        for (const { judgement } of verdicts) {
          if (judgement.outcome === 'fail') assert.ok(judgement.findings.every(({ evidence }) => evidence.length > 0));
        }
      }),
      { seed: seed(), numRuns: runs(200, 5000) },
    );
  });

  it('pass nothing of what was not answered', async () => {
    for (const stdout of [
      '',
      'Welcome!\n',
      framed('', ['no-such-fact']),
      `${nonce} begin sshd-effective\n`,
      framed('') + framed(''),
    ]) {
      const report = await auditOf(saying(() => Promise.resolve({ stdout })));
      assert.deepEqual(outcomesOf(report), ['unknown'], JSON.stringify(stdout));
      // A host that answers nothing was not audited.
      assert.equal(auditExitCode(report, 'high'), 2, JSON.stringify(stdout));
    }
  });

  it('believe no frame with another nonce', async () => {
    const report = await auditOf(
      saying(() => Promise.resolve({ stdout: framed('').replaceAll(nonce, 'f'.repeat(32)) })),
    );
    assert.deepEqual(outcomesOf(report), ['unknown']);
  });

  it('judge what was answered where the rest was not', async () => {
    const report = await auditOf(saying(() => Promise.resolve({ stdout: framed('end:', ['config-leftovers']) })));
    const passed = report.hosts[0]?.verdicts
      .filter(({ judgement }) => judgement.outcome === 'pass')
      .map(({ rule }) => rule.rule.id);
    assert.deepEqual(passed, ['TFA-058']);
  });

  it('fail a host that lets us in and then breaks a limit', async () => {
    const report = await auditOf(
      saying(() => Promise.reject(new ConnectionError('transfer', 'more than 16 MiB of output'))),
    );
    assert.deepEqual(
      [report.hosts[0]?.status, outcomesOf(report), auditExitCode(report, 'high')],
      ['failed', ['unknown'], 2],
    );
    assert.equal(report.hosts[0]?.problem?.phase, 'gather');
  });

  it('tell a host out of reach from one that is wrong', async () => {
    const report = await auditOf({});
    assert.deepEqual(
      [report.hosts[0]?.status, outcomesOf(report), auditExitCode(report, 'high')],
      ['unreachable', [], 4],
    );
  });
});
