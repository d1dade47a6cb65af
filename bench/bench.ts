// npm run bench: how near to the floor Keyturn stays, and how far ahead of Ansible. One run, interleaved, medians; every figure is
// from the first connect to the last result, start-up of the processes has rows of its own.
import { parseArgs } from 'node:util';
import { startLab, type LabHostSpec } from '../docker/lab.ts';
import { ansible, ansibleVersion } from './ansible.ts';
import { handshakeFloor, probeFloor } from './floor.ts';
import { BenchHosts } from './hosts.ts';
import { keyturnApply, keyturnPlan } from './keyturn.ts';
import { Measurements, printTable } from './measurements.ts';
import { startUp } from './start-up.ts';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    'ansible-rounds': { type: 'string', default: '1' },
  },
});
const hostCount = Number(values.hosts);
const rounds = Number(values.rounds);

const specs: readonly LabHostSpec[] = Array.from({ length: hostCount }, (_, index) => ({
  name: `host${String(index + 1).padStart(2, '0')}`,
  release: '12',
  otp: true,
}));
process.stdout.write(`starting ${hostCount} sshd containers\n`);
const lab = await startLab(specs);
try {
  const hosts = await BenchHosts.of(lab);
  const measured = new Measurements();
  for (let round = 1; round <= rounds; round += 1) {
    process.stdout.write(`round ${round} of ${rounds}\n`);
    await hosts.reset();
    await measured.take('a', () => handshakeFloor(hosts));
    await measured.take('b', () => probeFloor(hosts));
    await measured.take('c plan', () => keyturnPlan(hosts));
    await measured.take('d', () => keyturnApply(hosts, 'changed'));
    await measured.take('c no-op', () => keyturnApply(hosts, 'ok'));
  }
  const version = await ansibleVersion();
  for (let round = 1; version !== undefined && round <= Number(values['ansible-rounds']); round += 1) {
    process.stdout.write(`${version}, round ${round} of ${values['ansible-rounds']}\n`);
    await hosts.reset();
    await measured.take('e first', () => ansible(hosts));
    await measured.take('e no-op', () => ansible(hosts));
  }
  await startUp(measured, rounds);
  printTable(measured, { hosts: hostCount, rounds, ansible: version });
} finally {
  await lab.stop();
}
