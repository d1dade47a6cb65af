// An operator's desk before a lab: a folder with inventory, playbooks and vault, in which the built keyturn runs, and a memory of
// everything that it ever said.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import type { LabHost, LabHostSpec } from '../../docker/host.ts';
import type { Account } from '../../docker/keys.ts';
import { startLab, type Lab } from '../../docker/lab.ts';
import { startCli, type Outcome, type RunningCli } from './cli.ts';
import { freshCode } from './one-time-codes.ts';
import { ssh } from './openssh.ts';

const root = join(import.meta.dirname, '../..');

/** What the vault holds of one account, opened by the stock `age`. */
export interface VaultEntry {
  readonly account: string;
  readonly secret: string;
  readonly recovery_codes: readonly string[];
}

/** A report of `--json`, as far as tests look into it. */
export interface Report {
  readonly exit_code: number;
  readonly logins: { readonly answer: string; readonly text: string };
  readonly runs: readonly {
    readonly interrupted: boolean;
    readonly stopped: string | null;
    readonly hosts: readonly ReportedHost[];
  }[];
}

export interface ReportedHost {
  readonly name: string;
  readonly status: string;
  readonly changes: readonly { readonly summary: string }[];
  readonly access: readonly {
    readonly account: string;
    readonly after: string;
    readonly certainty: string;
    readonly origins: readonly {
      readonly kind: string;
      readonly address: string | null;
      readonly before: string;
      readonly after: string;
    }[];
  }[];
  readonly refusals: readonly { readonly cause: string; readonly account?: string; readonly message: string }[];
  readonly warnings: readonly { readonly cause: string; readonly message: string }[];
  readonly logins: readonly {
    readonly account: string;
    readonly how: string;
    readonly expected: string;
    readonly met: boolean;
    readonly session_changes?: readonly string[];
  }[];
  readonly problem: { readonly phase: string; readonly message: string; readonly help?: string } | null;
}

/** Somebody who runs keyturn. */
export interface Operator {
  /** Runs keyturn in the lab's directory. What it says is remembered. */
  keyturn(...argv: readonly string[]): Promise<Outcome>;
  /** The same, for those who want to do something meanwhile. */
  start(...argv: readonly string[]): RunningCli;
  /** Runs `keyturn apply PLAYBOOK --json` with the site's inventory and vault. */
  apply(playbook: string, ...flags: readonly string[]): Promise<{ readonly code: number; readonly report: Report }>;
}

export interface Site extends Operator {
  readonly lab: Lab;
  /** Another operator with the same vault, whose keyturn remembers nothing of what this one's did. */
  operator(name: string): Operator;
  /** Writes a file into the lab's directory and returns its name. */
  write(name: string, text: string): Promise<string>;
  readonly entry: (account: string) => Promise<VaultEntry>;
  /** A login with the key and a code of oathtool's. */
  sshWithCode(host: LabHost, account: Account): ReturnType<typeof ssh>;
  /** Everything that keyturn has said so far. */
  readonly transcript: readonly Transcribed[];
}

export interface Transcribed {
  readonly command: string;
  readonly outcome: Outcome;
}

/** The flags with which a playbook that enrols people is run. */
export const withVault = ['-i', 'inventory.yml', '--vault', 'vault', '--identity', 'identity.txt'] as const;

/** Starts a lab with an empty vault, an inventory of its hosts, and `rollout.yml`. */
export async function openSite(specs: readonly LabHostSpec[]): Promise<Site> {
  const lab = await startLab(specs);
  const { directory } = lab;
  const transcript: Transcribed[] = [];
  const home = join(directory, 'home');
  await mkdir(join(home, '.ssh'), { recursive: true });
  await copyFile(lab.knownHosts, join(home, '.ssh/known_hosts'));
  await writeFile(join(directory, 'inventory.yml'), lab.inventory());
  await writeFile(join(directory, 'rollout.yml'), await rolloutWithKeys());

  const operator = (name: string): Operator => {
    const env = { HOME: home, XDG_STATE_HOME: join(directory, 'states', name), TERM: 'dumb' };
    const start = (...argv: readonly string[]): RunningCli => {
      const running = startCli(argv, { cwd: directory, env });
      // The handout shows secrets because that is what it is for.
      const remember = (outcome: Outcome): void => void transcript.push({ command: argv.join(' '), outcome });
      if (argv[0] !== 'handout') void running.done.then(remember);
      return running;
    };
    const keyturn = (...argv: readonly string[]): Promise<Outcome> => start(...argv).done;
    return {
      start,
      keyturn,
      async apply(playbook, ...flags) {
        const { code, stdout, stderr } = await keyturn('apply', playbook, ...withVault, '--json', ...flags);
        return { code, report: parseReport(stdout, stderr) };
      },
    };
  };

  const site: Site = {
    ...operator('operator'),
    lab,
    operator,
    transcript,
    async write(name, text) {
      await writeFile(join(directory, name), text);
      return name;
    },
    entry: (account) => openEntry(directory, account),
    async sshWithCode(host, account) {
      const { secret } = await openEntry(directory, account);
      return ssh(lab, host, { account, code: await freshCode(host, account, secret) });
    },
  };
  try {
    const made = await site.keyturn('vault', 'init', 'vault', '--identity', 'identity.txt');
    if (made.code !== 0) throw new Error(made.stderr);
  } catch (error) {
    await lab.stop();
    throw error;
  }
  return site;
}

/** Reads the document of `--json`, which must be as its schema says; what was said besides is in the error when there is none. */
export function parseReport(stdout: string, stderr: string): Report {
  let report: unknown;
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`no JSON report:\n${stdout}\n${stderr}`);
  }
  if (!isReport(report)) throw new Error(`not as the schema says: ${JSON.stringify(isReport.errors)}\n${stdout}`);
  return report;
}

const schema = JSON.parse(readFileSync(join(root, 'schemas/report.schema.json'), 'utf8')) as object;
const isReport = new Ajv({ strict: false, allErrors: true }).compile<Report>(schema);

/** How each host ended and why, short enough for the message of a failed assertion. */
export function endings({ runs }: Report): string {
  const hosts = runs.flatMap((run) =>
    run.hosts.map(({ name, status, refusals, problem }) => ({ name, status, refusals, problem })),
  );
  return JSON.stringify(hosts);
}

/** The host of a report, which has one run. */
export function hostIn(report: Report, name: string): ReportedHost {
  const host = report.runs[0]?.hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new Error(`${name} is not in the report`);
  return host;
}

/** The logins of a host that were made on its real configuration, as `alice publickey+otp met`. */
export function provenLogins({ logins }: ReportedHost): readonly string[] {
  return logins
    .filter(({ how }) => how === 'proven')
    .map(({ account, expected, met }) => `${account} ${expected} ${met ? 'met' : 'unmet'}`);
}

/** All entries of a site's vault. */
export async function vaultEntries(site: Site): Promise<readonly VaultEntry[]> {
  const names = (await readdir(join(site.lab.directory, 'vault'))).filter((name) => name.endsWith('.age'));
  return Promise.all(names.map((name) => site.entry(name.slice(0, -'.age'.length))));
}

async function openEntry(directory: string, account: string): Promise<VaultEntry> {
  const [identity, entry] = [join(directory, 'identity.txt'), join(directory, 'vault', `${account}.age`)];
  const { stdout } = await promisify(execFile)('age', ['-d', '-i', identity, entry]);
  return JSON.parse(stdout) as VaultEntry;
}

/** The shipped playbooks/rollout.yml, with keys for its logins, so that they can be proven. */
async function rolloutWithKeys(): Promise<string> {
  const text = await readFile(join(root, 'playbooks/rollout.yml'), 'utf8');
  const login = /\{ user: (alice|bob|backup-bot), expect: (\S+) \}/g;
  if (text.match(login)?.length !== 3)
    throw new Error('playbooks/rollout.yml has not the logins that the tests expect');
  return text.replace(login, '{ user: $1, expect: $2, private_key_file: keys/$1 }');
}
