// A host that becomes again what it was before each case, and logins to it by OpenSSH's own client.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { run } from '../../../docker/engine.ts';
import type { LabHost } from '../../../docker/host.ts';
import type { Account } from '../../../docker/keys.ts';
import type { Lab } from '../../../docker/lab.ts';
import { codeAt } from '../../support/one-time-codes.ts';
import { password, start, stop } from './by-hand.ts';
import type { Clumsy, Factors, Kind, User } from './lockout.ts';

const kept = [
  ...['etc/ssh', 'etc/pam.d', 'etc/security', 'etc/passwd', 'etc/shadow', 'etc/group', 'home', 'root'],
  ...['usr/sbin/sshd', 'usr/lib/x86_64-linux-gnu/security'],
].join(' ');

/** Remembers a host as it is. */
export async function remember(host: LabHost): Promise<void> {
  await shell(host, `tar -C / -cpf /var/lib/before.tar $(cd / && ls -d ${kept})`);
}

/** Makes a host as it was, whatever was done to it, and starts its SSH daemon. */
export async function reset(host: LabHost, kind: Kind | undefined): Promise<void> {
  const daemon = daemonOf(kind);
  await shell(
    host,
    `
for program in /run/lockout.*; do [ ! -e "$program" ] || kill "$(cat "$program")" || :; rm -f "$program"; done
for folder in /home/*; do ! mountpoint -q "$folder" || umount -l "$folder"; done
rm -f /etc/ld.so.preload
chattr -i /home/*/.google_authenticator 2>/dev/null || :
${daemon.stop}
rm -rf /etc/ssh /etc/pam.d /etc/security /home/* /srv/* /root /var/log/auth.log /var/lib/keyturn /run/keyturn.lock /run/sshd.pid
tar -C / -xpf /var/lib/before.tar
${daemon.start}`,
  );
}

interface Daemon {
  readonly stop: string;
  readonly start: string;
}

/** How the daemon is stopped and started where systemd does that: all units, and those that are started. */
function units(all: string, first: string): Daemon {
  return {
    stop: `systemctl stop ${all}\nsystemctl reset-failed ${all}\n`,
    start: `systemctl start ${first}\n`,
  };
}

function daemonOf(kind: Kind | undefined): Daemon {
  if (kind === 'socket') return units('ssh.socket ssh.service', 'ssh.socket');
  return kind === 'second'
    ? units('ssh.service ssh-second.service', 'ssh.service ssh-second.service')
    : { stop, start };
}

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
export type Phone = ({ readonly secret: string } | { readonly code: string }) & { readonly clumsy?: Clumsy };

async function codeOf(phone: Phone): Promise<string> {
  return 'code' in phone ? phone.code : codeAt(phone.secret, Math.floor(Date.now() / 30_000));
}

/** Answers prompts: late, and wrongly at first, where somebody is clumsy. A file counts the slips. */
const askpassText = `#!/bin/sh
sleep "$KEYTURN_TEST_SECONDS"
if [ "$(cat "$KEYTURN_TEST_SLIPPED" 2>/dev/null | wc -l)" -lt "$KEYTURN_TEST_SLIPS" ]; then
    echo >>"$KEYTURN_TEST_SLIPPED"
    echo 000000
else
    printf '%s\\n' "$KEYTURN_TEST_ANSWER"
fi
`;

/** Logs in with these factors and nothing else; whether the host took them. A host that does not answer did not. */
export async function login(
  lab: Lab,
  host: LabHost,
  user: User,
  factors: Factors,
  phone: Phone = { secret: '' },
  port: number = host.port,
): Promise<{ readonly in: boolean; readonly said: string }> {
  const answer =
    factors === 'key+code' || factors === 'code'
      ? await codeOf(phone)
      : factors.endsWith('no-code')
        ? '000000'
        : password;
  const { seconds = 0, slips = 0, otherKey } = phone.clumsy ?? {};
  const askpass = join(lab.directory, 'answer');
  await writeFile(askpass, askpassText, { mode: 0o700 });
  const forFiles = factors === 'key-for-sftp';
  const methods =
    factors === 'key' || forFiles
      ? 'publickey'
      : ['password', 'code', 'no-code'].includes(factors)
        ? 'keyboard-interactive,password'
        : 'publickey,keyboard-interactive,password';
  // root logs in with alice's key.
  const key = lab.keys[user === 'root' ? 'alice' : (user satisfies Account)];
  const options = [
    ...['IdentitiesOnly=yes', 'StrictHostKeyChecking=yes', 'ConnectTimeout=10', `NumberOfPasswordPrompts=${slips + 1}`],
    ...[`UserKnownHostsFile=${lab.knownHosts}`, 'LogLevel=ERROR', `PreferredAuthentications=${methods}`],
  ];
  const keys = otherKey === undefined ? [key] : [lab.keys[user === 'bob' ? 'alice' : 'bob'], key];
  const identities = keys.flatMap((one) => ['-i', one]);
  const argv = ['ssh', '-F', '/dev/null', ...identities, '-p', String(port), ...options.flatMap((one) => ['-o', one])];
  const slipped = join(lab.directory, `slips-${randomUUID()}`);
  const env = [
    ...[`SSH_ASKPASS=${askpass}`, 'SSH_ASKPASS_REQUIRE=force', `KEYTURN_TEST_ANSWER=${answer}`],
    ...[`KEYTURN_TEST_SECONDS=${seconds}`, `KEYTURN_TEST_SLIPS=${slips}`, `KEYTURN_TEST_SLIPPED=${slipped}`],
  ];
  const to = `${user}@${host.address}`;
  // A server of files that hears nothing ends well.
  const result = await run('env', [...env, ...argv, ...(forFiles ? ['-n', '-s', to, 'sftp'] : [to, 'id -un'])]);
  return { in: result.code === 0 && (forFiles || result.stdout === `${user}\n`), said: result.stderr.trim() };
}
