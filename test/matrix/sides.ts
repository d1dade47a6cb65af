// What a host is like: the files that logins depend on, and what the daemon runs with. Equal texts are equal hosts.
import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { openVault } from '../../src/enrolment/vault.ts';
import { Secret } from '../../src/shell/secret.ts';
import { identityOf, vaultOf, type Disk } from './controller.ts';
import { type SimulatedHost } from './simulated-host.ts';

/** The secret of an account that enrolled itself; nobody's vault holds it. */
export const secretByHand = new Secret('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');

/** Whose secrets there are, by account. */
export type Secrets = ReadonlyMap<string, Secret>;

/** The secrets of the vault, each decrypted. */
export async function secretsOf(disk: Disk): Promise<Secrets> {
  const vault = await openVault(vaultOf(disk), identityOf(disk));
  const entries = vault.accounts().map(async (account) => [account, (await vault.read(account)).secret] as const);
  return new Map(await Promise.all(entries));
}

/** Files with type, mode, owner and content. Of a state file counts whose secret it holds: logins rewrite the rest. */
export function shapeOf(host: SimulatedHost, secrets: Secrets): string {
  const files = host.root
    .listing()
    .split('\n')
    .map((line) => line.replace(/^(\S+ \d+ \d+:\d+) \d+/, '$1'))
    .filter((line) => !isOfARun(line.split(' ')[0] ?? ''))
    .map((line) =>
      line.replace(/(?<=\/\.google_authenticator .*)"(\w+)\\n.*$/, (_, secret: string) => ownerOf(secret, secrets)),
    );
  return [
    ...files,
    'the daemon runs with',
    host.listens() ? host.root.read('stub/running') : 'nothing: it is dead',
  ].join('\n');
}

function isOfARun(path: string): boolean {
  return path.includes('keyturn') && !path.endsWith('/00-keyturn.conf');
}

function ownerOf(text: string, secrets: Secrets): string {
  if (text === secretByHand.reveal()) return 'by hand';
  const [account] = [...secrets].find(([, secret]) => secret.reveal() === text) ?? ['nobody'];
  return `the vault's ${account}`;
}

/** The secret that somebody's code app holds. */
export function secretOf(account: string, host: SimulatedHost, secrets: Secrets): Secret {
  const file = `home/${account}/.google_authenticator`;
  const byHand = host.root.exists(file) && host.root.read(file).startsWith(secretByHand.reveal());
  return byHand ? secretByHand : (secrets.get(account) ?? new Secret('none'));
}

/** Files that hold a secret in clear where none may be: anywhere but in a home. */
export function leaksOf(host: SimulatedHost, disk: Disk, secrets: Secrets): readonly string[] {
  const folders = [disk.folder, ...['etc', 'run', 'var'].map((folder) => host.root.at(folder))];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return files.filter((file) => {
    const text = readFileSync(file, 'latin1');
    return [...secrets.values()].some((secret) => text.includes(secret.reveal()));
  });
}
