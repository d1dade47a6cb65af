// A thousand hosts in one process: what an audit costs us, the hosts' own time aside.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asItIs } from '../../src/audit/profile/profile.ts';
import { rules } from '../../src/audit/rules/index.ts';
import type { Connection } from '../../src/connection/connection.ts';
import type { Host } from '../../src/inventory/host.ts';
import { accountsLine } from '../../src/reporters/summary/accounts.ts';
import { audit } from '../../src/run/audit/audit.ts';
import { noVault } from '../support/no-vault.ts';

const nonce = '0123456789abcdef0123456789abcdef';
const stdout = readFileSync(join(import.meta.dirname, '../unit/audit/transcripts/debian-12.txt'), 'utf8');
const answer = { completed: true, code: 0, signal: undefined, stdout, stderr: '' };
const connection: Connection = {
  runScript: () => Promise.resolve(answer),
  open: () => Promise.reject(new Error('nothing is opened')),
  close: () => Promise.resolve(),
};
const steps = [
  { tried: 'publickey', methodsLeft: ['keyboard-interactive'], partialSuccess: true },
  { tried: 'keyboard-interactive', methodsLeft: [], partialSuccess: false },
];
const prompts = ['Verification code: '];
const evidence = { account: 'admin', steps, prompts, outcome: 'accepted', detail: '' } as const;

/** Audits so many hosts; the processor time that it takes, in seconds, and by how many megabytes the process grows. */
async function auditFleet(size: number): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const hosts = Array.from({ length: size }, (_, index) => {
    return { name: `web${index}`, address: '192.0.2.1', port: 22, vars: new Map() } as unknown as Host;
  });
  const began = process.cpuUsage();
  const before = process.memoryUsage().rss;
  const report = await audit({
    ...{ profile: { name: 'all', description: '', rules: rules.map(asItIs) }, hosts, forks: 50, become: true },
    ...{ earlier: undefined, acceptances: [], sink: () => undefined },
    services: {
      managingAccount: () => 'admin',
      connect: () => Promise.resolve({ connection, evidence }),
      now: () => 1_795_200_000_000,
      nonce: () => nonce,
      enrolments: noVault,
    },
    interrupt: { stopping: new AbortController().signal },
  });
  const { user, system } = process.cpuUsage(began);
  const megabytes = (process.memoryUsage().rss - before) / 1_000_000;
  assert.equal(accountsLine(report.hosts), `${size * 4} accounts on ${size} hosts: ${size * 4} key+code`);
  return { seconds: (user + system) / 1_000_000, megabytes };
}

it('the cost of an audit grows with the fleet and no faster: each host costs what the first ones did', async function () {
  this.timeout(240_000);
  // The first calls compile.
  await auditFleet(20);
  const few = await auditFleet(60);
  const many = await auditFleet(600);
  console.log(
    `${((many.seconds * 1000) / 600).toFixed(0)} ms of CPU per host, ${many.megabytes.toFixed(0)} MB for 600`,
  );
  // Ten times as many hosts: a cost that grows with the square is 100 times as high.
  assert.ok(many.seconds < 20 * few.seconds, `${few.seconds} s for 60 hosts, ${many.seconds} s for 600`);
  assert.ok(many.megabytes < 400, `${many.megabytes} MB`);
});
