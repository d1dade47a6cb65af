// npm run bench: how near to the floor Keyturn stays, and how far ahead of Ansible. One run, interleaved, medians. Rows in process are
// from the first connect to the last result; starting programs has rows of its own.
import { parseArgs } from 'node:util';
import { ansible, ansibleVersion, requireTwoFactors } from './ansible.ts';
import { arming } from './arming.ts';
import { auditFloor, keyturnAudit } from './audit.ts';
import { fleetTable } from './fleet.ts';
import { handshakeFloor, probeFloor } from './floor.ts';
import { BenchHosts } from './hosts.ts';
import { firstApply, keyturnApply, keyturnPlan } from './keyturn.ts';
import { Measurements, type Sample } from './measurements.ts';
import { wholeKeyturn } from './program.ts';
import { startUp } from './start-up.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    // One takes as long as dozens of rounds of everything else.
    'ansible-rounds': { type: 'string', default: '1' },
    // One whole roll-out as users have it, phase by phase, and nothing else.
    fleet: { type: 'boolean', default: false },
    forks: { type: 'string', default: '20' },
    // Audits and their floors, and nothing else.
    audit: { type: 'boolean', default: false },
  },
});
const hostCount = countOf('hosts', values.hosts);
const rounds = countOf('rounds', values.rounds);
const ansibleRounds = countOf('ansible-rounds', values['ansible-rounds']);

function countOf(name: string, text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new Error(`--${name} wants a number, not ${text}`);
  return Number(text);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Measures one row once. */
type Take = (row: string, work: () => Promise<Sample>) => Promise<void>;

/** Shows every sample as it is taken: a run takes minutes, and may be cut short. */
function takeInto(measured: Measurements, hosts: BenchHosts): Take {
  return async (row, work) => {
    const before = hosts.cpuTime();
    const sample = await work();
    const after = hosts.cpuTime();
    measured.add(row, before === undefined || after === undefined ? sample : { ...sample, hostCpu: after - before });
    say(`  ${row.padEnd(12)} ${sample.milliseconds.toFixed(0).padStart(7)} ms`);
  };
}

async function roundOfKeyturn(hosts: BenchHosts, take: Take, measured: Measurements): Promise<void> {
  await hosts.reset();
  await take('a', () => handshakeFloor(hosts));
  await take('b', () => probeFloor(hosts));
  await take('c plan', () => keyturnPlan(hosts, 'changed'));
  await take('whole plan', () => wholeKeyturn(hosts, 'plan', 'changed'));
  await takeAudit(hosts, take);
  await take('arming', () => arming(hosts));
  await takeFirstApply(hosts, take, measured);
  await requireTwoFactors(hosts);
  await take('b after', () => probeFloor(hosts));
  await take('c no-op', () => keyturnApply(hosts, 'ok'));
  await take('whole no-op', () => wholeKeyturn(hosts, 'apply', 'ok'));
  await hosts.reset();
  await take('whole first', () => wholeKeyturn(hosts, 'apply', 'changed'));
}

async function takeAudit(hosts: BenchHosts, take: Take): Promise<void> {
  await take('f floor', () => auditFloor(hosts));
  await take('f', () => keyturnAudit(hosts));
}

/** The phases that nobody would need who trusted the change are rows of their own. */
async function takeFirstApply(hosts: BenchHosts, take: Take, measured: Measurements): Promise<void> {
  await take('d', async () => {
    const { whole, rehearse, prove } = await firstApply(hosts);
    measured.add('d rehearse', rehearse);
    measured.add('d prove', prove);
    return whole;
  });
}

async function roundOfAnsible(hosts: BenchHosts, take: Take): Promise<void> {
  await hosts.reset();
  await take('e first', () => ansible(hosts, 'changed'));
  await requireTwoFactors(hosts);
  await take('e no-op', () => ansible(hosts, 'ok'));
}

async function auditOnly(hosts: BenchHosts): Promise<void> {
  const measured = new Measurements();
  const take = takeInto(measured, hosts);
  await handshakeFloor(hosts);
  for (let round = 1; round <= rounds; round += 1) {
    await take('a', () => handshakeFloor(hosts));
    await takeAudit(hosts, take);
  }
  for (const line of table(measured, { hosts: hostCount, ansible: undefined })) say(line);
}

async function compare(hosts: BenchHosts): Promise<void> {
  const version = await ansibleVersion();
  const measured = new Measurements();
  const take = takeInto(measured, hosts);
  // The first connections compile ssh2; whoever comes first would pay for it.
  await handshakeFloor(hosts);
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    await roundOfKeyturn(hosts, take, measured);
    startUp(measured);
    if (version !== undefined && round <= ansibleRounds) {
      say(`round ${round} of ${ansibleRounds}: ${version}`);
      await roundOfAnsible(hosts, take);
    }
  }
  say('');
  for (const line of table(measured, { hosts: hostCount, ansible: version })) say(line);
}

say(`starting ${hostCount} hosts`);
const hosts = await BenchHosts.start(hostCount);
try {
  if (values.fleet) for (const line of await fleetTable(hosts, countOf('forks', values.forks))) say(line);
  else if (values.audit) await auditOnly(hosts);
  else await compare(hosts);
} finally {
  await hosts.lab.stop();
}
