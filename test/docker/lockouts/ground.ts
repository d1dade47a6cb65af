// A host that becomes again what it was before each case, and logins to it by OpenSSH's own client.
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { run } from '../../../docker/engine.ts';
import type { Account, Lab, LabHost } from '../../../docker/lab.ts';
import { codeAt } from '../../support/one-time-codes.ts';
import { password, start, stop } from './by-hand.ts';
import type { Factors, User } from './lockout.ts';

const kept = [
  ...['etc/ssh', 'etc/pam.d', 'etc/passwd', 'etc/shadow', 'etc/group', 'home', 'root'],
  ...['usr/sbin/sshd', 'usr/lib/x86_64-linux-gnu/security'],
].join(' ');

/** Remembers a host as it is. */
export async function remember(host: LabHost): Promise<void> {
  await shell(host, `tar -C / -cpf /var/lib/before.tar $(cd / && ls -d ${kept})`);
}

/** Makes a host as it was, whatever was done to it, and starts its SSH daemon. */
export async function reset(host: LabHost, socket: boolean): Promise<void> {
  const [stopDaemon, startDaemon] = socket ? [stopUnits, startUnits] : [stop, start];
  await shell(
    host,
    `
for program in /run/lockout.*; do [ ! -e "$program" ] || kill "$(cat "$program")" || :; rm -f "$program"; done
for folder in /home/*; do ! mountpoint -q "$folder" || umount -l "$folder"; done
rm -f /etc/ld.so.preload
chattr -i /home/*/.google_authenticator 2>/dev/null || :
${stopDaemon}
rm -rf /etc/ssh /etc/pam.d /home/* /srv/* /root /var/lib/keyturn /run/keyturn.lock /run/sshd.pid
tar -C / -xpf /var/lib/before.tar
${startDaemon}`,
  );
}

const stopUnits = `systemctl stop ssh.socket ssh.service\nsystemctl reset-failed ssh.socket ssh.service\n`;
const startUnits = 'systemctl start ssh.socket\n';

/** What a container may not do otherwise: to mount. */
export const mayMount = [
  '--cap-add',
  'SYS_ADMIN',
  ...['seccomp', 'apparmor'].flatMap((it) => ['--security-opt', `${it}=unconfined`]),
];

/** Runs shell as root inside a host. Throws when it fails. */
export async function shell(host: LabHost, text: string): Promise<string> {
  const { code, stdout, stderr } = await host.exec(['sh', '-eu'], text);
  if (code !== 0) throw new Error(`${host.name}: exit ${code}: ${stderr}\n${text}`);
  return stdout;
}

/** What shows codes: a secret, or a code that was read from it. */
export type Phone = { readonly secret: string } | { readonly code: string };

async function codeOf(phone: Phone): Promise<string> {
  return 'code' in phone ? phone.code : codeAt(phone.secret, Math.floor(Date.now() / 30_000));
}

/** Logs in with these factors and nothing else; whether the host took them. A host that does not answer did not. */
export async function login(
  lab: Lab,
  host: LabHost,
  user: User,
  factors: Factors,
  phone: Phone = { secret: '' },
): Promise<{ readonly in: boolean; readonly said: string }> {
  const answer = factors === 'key+code' ? await codeOf(phone) : factors.endsWith('no-code') ? '000000' : password;
  const askpass = join(lab.directory, 'answer');
  await writeFile(askpass, '#!/bin/sh\nprintf "%s\\n" "$KEYTURN_TEST_ANSWER"\n', { mode: 0o700 });
  const methods =
    factors === 'key'
      ? 'publickey'
      : factors === 'password' || factors === 'no-code'
        ? 'keyboard-interactive,password'
        : 'publickey,keyboard-interactive,password';
  // root logs in with alice's key.
  const key = lab.keys[user === 'root' ? 'alice' : (user satisfies Account)];
  const options = [
    ...['IdentitiesOnly=yes', 'StrictHostKeyChecking=yes', 'ConnectTimeout=10', 'NumberOfPasswordPrompts=1'],
    ...[`UserKnownHostsFile=${lab.knownHosts}`, 'LogLevel=ERROR', `PreferredAuthentications=${methods}`],
  ];
  const argv = ['ssh', '-F', '/dev/null', '-i', key, '-p', String(host.port), ...options.flatMap((one) => ['-o', one])];
  const env = [`SSH_ASKPASS=${askpass}`, 'SSH_ASKPASS_REQUIRE=force', `KEYTURN_TEST_ANSWER=${answer}`];
  const result = await run('env', [...env, ...argv, `${user}@${host.address}`, 'id -un']);
  return { in: result.code === 0 && result.stdout === `${user}\n`, said: result.stderr.trim() };
}
