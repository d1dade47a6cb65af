// npm run bench: how near to the floor Keyturn stays, and how far ahead of Ansible. One run, interleaved, medians. Rows in process are
// from the first connect to the last result; starting programs has rows of its own.
import { parseArgs } from 'node:util';
import { ansible, ansibleVersion, requireTwoFactors } from './ansible.ts';
import { handshakeFloor, probeFloor } from './floor.ts';
import { BenchHosts } from './hosts.ts';
import { keyturnApply, keyturnPlan } from './keyturn.ts';
import { Measurements } from './measurements.ts';
import { wholeKeyturn } from './program.ts';
import { startUp } from './start-up.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    // One takes as long as dozens of rounds of everything else.
    'ansible-rounds': { type: 'string', default: '1' },
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

async function roundOfKeyturn(hosts: BenchHosts, measured: Measurements): Promise<void> {
  await hosts.reset();
  await measured.take('a', () => handshakeFloor(hosts));
  await measured.take('b', () => probeFloor(hosts));
  await measured.take('c plan', () => keyturnPlan(hosts, 'changed'));
  await measured.take('whole plan', () => wholeKeyturn(hosts, 'plan', 'changed'));
  await measured.take('d', () => keyturnApply(hosts, 'changed'));
  await requireTwoFactors(hosts);
  await measured.take('b after', () => probeFloor(hosts));
  await measured.take('c no-op', () => keyturnApply(hosts, 'ok'));
  await measured.take('whole no-op', () => wholeKeyturn(hosts, 'apply', 'ok'));
  await hosts.reset();
  await measured.take('whole first', () => wholeKeyturn(hosts, 'apply', 'changed'));
}

async function roundOfAnsible(hosts: BenchHosts, measured: Measurements): Promise<void> {
  await hosts.reset();
  await measured.take('e first', () => ansible(hosts, 'changed'));
  await requireTwoFactors(hosts);
  await measured.take('e no-op', () => ansible(hosts, 'ok'));
}

say(`starting ${hostCount} hosts`);
const version = await ansibleVersion();
const hosts = await BenchHosts.start(hostCount);
try {
  const measured = new Measurements();
  // The first connections compile ssh2; whoever comes first would pay for it.
  await handshakeFloor(hosts);
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    await roundOfKeyturn(hosts, measured);
    await startUp(measured);
    if (version !== undefined && round <= ansibleRounds) {
      say(`round ${round} of ${ansibleRounds}: ${version}`);
      await roundOfAnsible(hosts, measured);
    }
  }
  say('');
  for (const line of table(measured, { hosts: hostCount, ansible: version })) say(line);
} finally {
  await hosts.lab.stop();
}
