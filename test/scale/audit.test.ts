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

const nonce = '0123456789abcdef0123456789abcdef';
const stdout = readFileSync(join(import.meta.dirname, '../unit/audit/transcripts/debian-12.txt'), 'utf8');
const answer = { completed: true, code: 0, signal: undefined, stdout, stderr: '' };
const connection: Connection = {
  runScript: () => Promise.resolve(answer),
  open: () => Promise.reject(new Error('nothing is opened')),
  close: () => Promise.resolve(),
};
const evidence = { account: 'admin', steps: [], prompts: [], outcome: 'accepted', detail: '' } as const;

it('a thousand hosts are audited in 25 s and 400 MB', async function () {
  this.timeout(240_000);
  const hosts = Array.from({ length: 1000 }, (_, index) => {
    return { name: `web${index}`, address: '192.0.2.1', port: 22, vars: new Map() } as unknown as Host;
  });
  // Processor time and growth: other tests run beside this one.
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
    },
    interrupt: { stopping: new AbortController().signal },
  });
  const { user, system } = process.cpuUsage(began);
  const seconds = (user + system) / 1_000_000;
  const megabytes = (process.memoryUsage().rss - before) / 1_000_000;
  console.log(`${accountsLine(report.hosts)}; ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`);
  assert.equal(accountsLine(report.hosts), '4000 accounts on 1000 hosts: 4000 key+code');
  assert.ok(seconds < 25, `${seconds} s`);
  assert.ok(megabytes < 400, `${megabytes} MB`);
});
