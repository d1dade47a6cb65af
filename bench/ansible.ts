// The same job by Ansible: the whole process, with pipelining, as many hosts at a time, and connections of its own for every run.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../docker/engine.ts';
import type { LabHost } from '../docker/host.ts';
import type { Lab } from '../docker/lab.ts';
import { createEnrolment } from '../src/enrolment/enrolment.ts';
import { stateFileText } from '../src/enrolment/state-file-text.ts';
import type { BenchHosts } from './hosts.ts';
import type { Sample } from './measurements.ts';

const playbook = join(import.meta.dirname, 'ansible/rollout.yml');

/** What `ansible-playbook --version` calls itself, or undefined where there is none. */
export async function ansibleVersion(): Promise<string | undefined> {
  const ended = await run('ansible-playbook', ['--version']).catch(() => undefined);
  if (ended?.code !== 0) return undefined;
  return /^(.*)$/m.exec(ended.stdout)?.[1];
}

/** How a roll-out has to end on every host. */
export type AnsibleEnd = 'changed' | 'ok';

/** Runs the playbook on all hosts; everywhere it has to end as expected. */
export async function ansible({ lab, forks }: BenchHosts, expected: AnsibleEnd): Promise<Sample> {
  const folder = join(lab.directory, 'ansible');
  const sockets = join(folder, 'cp');
  writeFiles(lab, folder);
  const variables = [
    ['ANSIBLE_PIPELINING', 'True'],
    ['ANSIBLE_FORKS', String(forks)],
    ['ANSIBLE_HOST_KEY_CHECKING', 'True'],
    // A machine that is also all of its hosts may be slow to answer; nothing waits for as long as that otherwise.
    ['ANSIBLE_TIMEOUT', '120'],
    ['ANSIBLE_SSH_COMMON_ARGS', `-F /dev/null -o IdentitiesOnly=yes -o UserKnownHostsFile=${lab.knownHosts}`],
    ['ANSIBLE_SSH_CONTROL_PATH_DIR', sockets],
    ['ANSIBLE_PYTHON_INTERPRETER', '/usr/bin/python3'],
    ['ANSIBLE_NOCOLOR', '1'],
    ['ANSIBLE_CONFIG', join(folder, 'ansible.cfg')],
  ];
  const settings = variables.map(([name = '', value = '']) => `${name}=${value}`);
  const argv = ['-i', join(folder, 'inventory.yml'), '-e', `state_files=${join(folder, 'state-files')}`, playbook];
  const log = join(folder, 'log');
  const from = performance.now();
  const code = await runInto(log, 'env', [...settings, 'ansible-playbook', ...argv]);
  const milliseconds = performance.now() - from;
  const said = readFileSync(log, 'utf8');
  if (code !== 0) throw new Error(`ansible-playbook ended with ${code}\n${said}`);
  await endSharedConnections(sockets);
  requireRecap(said, lab.hosts, expected);
  return { milliseconds };
}

/** Runs a program to its end. Not through pipes: the connections that it leaves behind would hold them open for a minute. */
function runInto(log: string, program: string, argv: readonly string[]): Promise<number> {
  const output = openSync(log, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { stdio: ['ignore', output, output] });
    closeSync(output);
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code ?? -1);
    });
  });
}

/** Every host accepts alice's key as one factor of two, and nothing less: otherwise times were compared of different jobs. */
export async function requireTwoFactors({ lab }: BenchHosts): Promise<void> {
  for (const host of lab.hosts) {
    const options = [
      'IdentitiesOnly=yes',
      `UserKnownHostsFile=${lab.knownHosts}`,
      'PreferredAuthentications=publickey',
    ];
    const { code, stderr } = await run('ssh', [
      ...['-F', '/dev/null', '-v', '-p', String(host.port), '-i', lab.keys.alice, '-o', 'BatchMode=yes'],
      ...options.flatMap((option) => ['-o', option]),
      ...[`alice@${host.address}`, 'true'],
    ]);
    if (code === 255 && /Authenticated using "publickey" with partial success/.test(stderr)) continue;
    throw new Error(`alice's key alone was not a partial success on ${host.name} (ssh ended with ${code})\n${stderr}`);
  }
}

function writeFiles(lab: Lab, folder: string): void {
  const stateFiles = join(folder, 'state-files');
  mkdirSync(stateFiles, { recursive: true });
  for (const account of ['alice', 'bob']) {
    const enrolment = createEnrolment(account, 'SSH', { randomBytes, now: () => new Date() });
    writeFileSync(join(stateFiles, account), stateFileText(enrolment).reveal());
  }
  writeFileSync(join(folder, 'inventory.yml'), lab.inventory());
  // Nobody's settings but those above.
  writeFileSync(join(folder, 'ansible.cfg'), '[defaults]\n');
}

/** ControlPersist leaves connections behind, by which the next run would be spared its own. */
async function endSharedConnections(sockets: string): Promise<void> {
  const exits = readdirSync(sockets).map((name) =>
    run('ssh', ['-F', '/dev/null', '-o', `ControlPath=${join(sockets, name)}`, '-O', 'exit', 'any']),
  );
  await Promise.all(exits);
}

/** Reads `host01 : ok=9 changed=5 unreachable=0 failed=0 …` of every host. */
function requireRecap(stdout: string, hosts: readonly LabHost[], expected: AnsibleEnd): void {
  for (const { name } of hosts) {
    const recap = new RegExp(`^${name} +: ok=\\d+ +changed=(\\d+) +unreachable=0 +failed=0 `, 'm').exec(stdout);
    const end = recap?.[1] === undefined ? 'failed' : recap[1] === '0' ? 'ok' : 'changed';
    if (end !== expected) throw new Error(`${name} ended as ${end}, not ${expected}, by Ansible\n${stdout}`);
  }
}
