// Secrets in places where they must never be: in what keyturn said, on the hosts outside of the state files, in argv.
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vaultEntries, type Site } from './site.ts';

/** Something that is searched: a file, a stream, the command lines of all processes. */
export interface Artefact {
  readonly name: string;
  readonly text: string;
}

/** A text that must not be found, and what it is. */
export interface Forbidden {
  readonly what: string;
  readonly pattern: RegExp;
}

/** Everything secret about a site: one-time-code secrets also in base64, recovery codes, links, keys, the vault's identity. */
export async function forbiddenIn(site: Site): Promise<readonly Forbidden[]> {
  const entries = await vaultEntries(site);
  const keys = await Promise.all(Object.values(site.lab.keys).map((path) => readFile(path, 'utf8')));
  const identity = await readFile(join(site.lab.directory, 'identity.txt'), 'utf8');
  return [
    ...entries.flatMap(({ account, secret, recovery_codes: codes }) => [
      ...[secret, secret.toLowerCase(), ...base64Forms(secret)].map((text) =>
        literal(`the secret of ${account}`, text),
      ),
      ...codes.map((code) => ({
        what: `a recovery code of ${account}`,
        pattern: new RegExp(`(?<!\\d)${code}(?!\\d)`),
      })),
    ]),
    { what: 'an otpauth link', pattern: /otpauth:/ },
    { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY/ },
    // The lines of an OpenSSH key that hold the private half.
    ...keys.flatMap((key) => key.split('\n').slice(3, 5)).map((line) => literal('a line of a private key', line)),
    ...identity
      .split('\n')
      .filter((line) => line.startsWith('AGE-'))
      .map((line) => literal("the vault's identity", line)),
  ];
}

function literal(what: string, text: string): Forbidden {
  if (text.length < 8) throw new Error(`too short to search for: ${what}`);
  return { what, pattern: new RegExp(text.replace(/[+/.]/g, '\\$&')) };
}

/** How a text looks in base64, whatever stands before and after it. */
function base64Forms(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'-'.repeat(offset)}${text}`)
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last characters also depend on the neighbours.
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
}

/** Everything that a site can have leaked into by now. */
export async function artefactsOf(site: Site): Promise<readonly Artefact[]> {
  const said = site.transcript.flatMap(({ command, outcome }) => [
    { name: `standard output of ${command}`, text: outcome.stdout },
    { name: `standard error of ${command}`, text: outcome.stderr },
  ]);
  const hosts = await Promise.all(
    site.lab.hosts.map(async (host) => {
      const find = 'find /var/lib/keyturn /var/log /var/tmp /tmp /run -path /run/lab -prune -o';
      const files = await host.exec(['sh', '-c', `${find} -print; ${find} -type f -exec cat {} +`]);
      return [
        { name: `files of ${host.name}`, text: files.stdout },
        { name: `docker logs of ${host.name}`, text: await host.logs() },
      ];
    }),
  );
  return [...said, ...hosts.flat(), ...ownFiles(site.lab.directory)];
}

/** What keyturn keeps for itself between runs, and anything that it left lying about in the home directory. */
function ownFiles(directory: string): readonly Artefact[] {
  return ['states', 'home'].flatMap((folder) =>
    readdirSync(join(directory, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ name: path.slice(directory.length + 1), text: readFileSync(path, 'latin1') })),
  );
}

/** One line per secret and artefact: what was found where. Never the secret itself. */
export function leaks(artefacts: readonly Artefact[], forbidden: readonly Forbidden[]): readonly string[] {
  const found = artefacts.flatMap(({ name, text }) =>
    forbidden.filter(({ pattern }) => pattern.test(text)).map(({ what }) => `${what} is in ${name}`),
  );
  return [...new Set(found)];
}

/** Looks at the command line and the environment of every process on this machine, those in containers among them. */
export function watchProcesses(everyMs: number): { stop(): Artefact } {
  const seen = new Set<string>();
  const look = (): void => {
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
      for (const file of ['cmdline', 'environ']) {
        try {
          seen.add(readFileSync(`/proc/${pid}/${file}`, 'latin1'));
        } catch {
          // It is gone.
        }
      }
    }
  };
  const timer = setInterval(look, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return { name: 'command lines and environments of processes', text: [...seen].join('\n') };
    },
  };
}
