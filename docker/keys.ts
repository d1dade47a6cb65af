// Keys of a lab, made for it alone: those of the accounts, and those of the hosts.
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from './engine.ts';

/** The accounts of every lab host. `admin` may do everything with sudo and no password; none has a password. */
export const accounts = ['admin', 'alice', 'bob', 'backup-bot'] as const;
export type Account = (typeof accounts)[number];

/** Host key types of a lab host. RSA is left out: its keys take a second to make and prove nothing more. */
const hostKeyTypes = ['ed25519', 'ecdsa'] as const;

/** Makes a key for each account, and gives the paths of the private ones. */
export async function makeAccountKeys(directory: string): Promise<Readonly<Record<Account, string>>> {
  await mkdir(join(directory, 'keys'));
  await mkdir(join(directory, 'authorized_keys'));
  const make = async (account: Account): Promise<string> => {
    const path = join(directory, 'keys', account);
    await makeKey(path, 'ed25519', `${account}@lab`);
    await cp(`${path}.pub`, join(directory, 'authorized_keys', account));
    return path;
  };
  const [admin, alice, bob, bot] = await Promise.all([make('admin'), make('alice'), make('bob'), make('backup-bot')]);
  return { admin, alice, bob, 'backup-bot': bot };
}

/** Makes what a host sees as /run/lab, its host keys and the accounts' public keys, and gives the folder. */
export async function makeHostKeys(directory: string, name: string): Promise<string> {
  const injected = hostDirectory(directory, name);
  await mkdir(injected, { recursive: true });
  await cp(join(directory, 'authorized_keys'), join(injected, 'authorized_keys'), { recursive: true });
  await Promise.all(hostKeyTypes.map((type) => makeKey(join(injected, `ssh_host_${type}_key`), type, name)));
  return injected;
}

/** The host's keys as known_hosts files hold them: algorithm and key. */
export async function readHostKeys(directory: string, name: string): Promise<readonly string[]> {
  const read = async (type: string): Promise<string> => {
    const line = await readFile(join(hostDirectory(directory, name), `ssh_host_${type}_key.pub`), 'utf8');
    return line.split(' ').slice(0, 2).join(' ');
  };
  return Promise.all(hostKeyTypes.map(read));
}

function hostDirectory(directory: string, name: string): string {
  return join(directory, 'hosts', name);
}

async function makeKey(path: string, type: string, comment: string): Promise<void> {
  await runOrThrow('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', comment, '-f', path]);
}
