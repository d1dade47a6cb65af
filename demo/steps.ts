// What the demo does in one step each: say something, run keyturn, log in with OpenSSH's ssh.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabHost } from '../docker/host.ts';
import type { Account } from '../docker/keys.ts';
import type { Lab } from '../docker/lab.ts';

/** The flags with which keyturn finds the hosts. */
export const connecting = ['-i', 'inventory.yml', '--known-hosts', 'known_hosts'] as const;
/** The flags with which it opens the vault. */
export const unlocking = ['--vault', 'vault', '--identity', 'identity.txt'] as const;

/** What a user would have: an inventory, and a playbook (the shipped one, with keys so that every login can be proven). */
export function writeFiles(lab: Lab): void {
  const root = join(import.meta.dirname, '..');
  writeFileSync(join(lab.directory, 'inventory.yml'), lab.inventory());
  copyFileSync(join(root, 'demo/rollout.yml'), join(lab.directory, 'rollout.yml'));
  writeFileSync(join(lab.directory, 'keyturn'), `#!/bin/sh\nexec node ${join(root, 'dist/cli.js')} "$@"\n`);
  chmodSync(join(lab.directory, 'keyturn'), 0o755);
}

/** Announces a step. */
export function say(text: string): void {
  process.stdout.write(`\n=== ${text}\n`);
}

/** Runs the built keyturn in the lab's directory on this terminal, showing the command first. Gives the exit code. */
export function keyturn(directory: string, argv: readonly string[]): number {
  process.stdout.write(`$ keyturn ${argv.join(' ')}\n`);
  const cli = join(import.meta.dirname, '../dist/cli.js');
  const { status } = spawnSync(process.execPath, [cli, ...argv], { cwd: directory, stdio: 'inherit' });
  if (status !== 0) process.stdout.write(`keyturn ended with exit code ${status ?? 'none'}\n`);
  return status ?? 1;
}

/** OpenSSH's ssh for one account of one host, using nothing of the user's own configuration. */
export function sshCommand(lab: Lab, host: LabHost, account: Account): readonly [string, ...string[]] {
  const options = [
    '-F /dev/null',
    `-p ${host.port}`,
    `-i ${lab.keys[account]}`,
    '-o IdentitiesOnly=yes',
    `-o UserKnownHostsFile=${lab.knownHosts}`,
    '-o NumberOfPasswordPrompts=1',
  ];
  return ['ssh', ...options.flatMap((option) => option.split(' ')), `${account}@${host.address}`];
}

/** Resolves when code apps show another code than they do now. */
export async function nextCode(): Promise<void> {
  const step = 30_000;
  await sleep(step - (Date.now() % step) + 500);
}

interface Attempt {
  readonly accepted: boolean;
  readonly detail: string;
}

/** A login in which ssh may use the key and nothing else. */
export function sshWithKeyAlone(lab: Lab, host: LabHost, account: Account): Promise<Attempt> {
  return attempt([...sshCommand(lab, host, account), '-o', 'PreferredAuthentications=publickey'], {});
}

/** A login in which ssh is given the code by SSH_ASKPASS, as an app would show it. */
export async function sshWithCode(lab: Lab, host: LabHost, account: Account): Promise<Attempt> {
  const askpass = join(lab.directory, 'askpass');
  const entry = join(lab.directory, 'vault', `${account}.age`);
  const identity = join(lab.directory, 'identity.txt');
  const secret = `age -d -i '${identity}' '${entry}' | sed -n 's/.*"secret": *"\\([A-Z2-7]*\\)".*/\\1/p'`;
  writeFileSync(askpass, `#!/bin/sh\noathtool --totp --base32 "$(${secret})"\n`, { mode: 0o700 });
  return attempt(sshCommand(lab, host, account), { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' });
}

function attempt(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Attempt> {
  const [program = 'ssh', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...rest, 'id', '-un'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const detail = said.trim().split('\n').at(-1) ?? '';
      resolve({ accepted: code === 0, detail: code === 0 ? `logged in as ${detail}` : detail });
    });
  });
}
