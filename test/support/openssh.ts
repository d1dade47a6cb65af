// Logins by OpenSSH's own client, which knows nothing of Keyturn.
import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, type ProcessResult } from '../../docker/engine.ts';
import type { LabHost } from '../../docker/host.ts';
import type { Account } from '../../docker/keys.ts';
import type { Lab } from '../../docker/lab.ts';

/** With what to log in, and what to do there. */
export interface SshLogin {
  readonly account: Account | 'carol';
  /** Path of a private key; the account's own unless told otherwise. */
  readonly key?: string;
  /** Typed at the prompt. Without one ssh may use the key and nothing else. */
  readonly code?: string;
  readonly command?: string;
  /** With a terminal, as people have one. */
  readonly terminal?: boolean;
}

/** Logs in and runs a command, `id -un` by default; the exit code is ssh's own 255 when the login failed. */
export async function ssh(lab: Lab, host: LabHost, login: SshLogin): Promise<ProcessResult> {
  const { account, code, command = 'id -un' } = login;
  const key = login.key ?? (account === 'carol' ? '' : lab.keys[account]);
  const options = [
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=10',
    'NumberOfPasswordPrompts=1',
    `UserKnownHostsFile=${lab.knownHosts}`,
    `PreferredAuthentications=publickey${code === undefined ? '' : ',keyboard-interactive'}`,
  ];
  const argv = [
    ...(login.terminal === true ? ['-tt'] : []),
    ...['-F', '/dev/null', '-i', key, '-p', String(host.port)],
    ...options.flatMap((option) => ['-o', option]),
    ...[`${account}@${host.address}`, command],
  ];
  if (code === undefined) return run('ssh', argv);
  const askpass = join(lab.directory, 'askpass');
  // Another login may be about to run it: it is there whole or not at all.
  const made = `${askpass}.${randomBytes(8).toString('hex')}`;
  await writeFile(made, '#!/bin/sh\nprintf "%s\\n" "$KEYTURN_TEST_CODE"\n', { mode: 0o700 });
  await rename(made, askpass);
  const env = [`SSH_ASKPASS=${askpass}`, 'SSH_ASKPASS_REQUIRE=force', `KEYTURN_TEST_CODE=${code}`];
  return run('env', [...env, 'ssh', ...argv]);
}
