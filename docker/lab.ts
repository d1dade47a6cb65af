import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  docker,
  labContainers,
  labelArguments,
  processIdentity,
  removeContainers,
  run,
  runOrThrow,
  type LabContainer,
  type ProcessResult,
} from './engine.ts';

/** The accounts of every lab host. `admin` may do everything with sudo and no password; none has a password. */
export const accounts = ['admin', 'alice', 'bob', 'backup-bot'] as const;
export type Account = (typeof accounts)[number];

/** The Debian releases that there are images of. */
export type Release = '11' | '12' | '13';

export interface LabHostSpec {
  /** The inventory name and the host's own name; unique within the lab. */
  readonly name: string;
  readonly release: Release;
  /** The PAM module is installed already. Without it the host is what Debian's installer leaves, plus sudo. */
  readonly otp?: boolean;
  /** Further arguments of `docker run`, before the image. */
  readonly dockerArgs?: readonly string[];
}

export interface LabOptions {
  /** The hosts outlive this process, until `stop` or `stopAllLabs`. Otherwise the next lab removes what a dead process left. */
  readonly keep?: boolean;
}

export interface LabHost {
  readonly name: string;
  readonly release: Release;
  /** The container's full id. */
  readonly container: string;
  readonly address: '127.0.0.1';
  readonly port: number;
  /** Runs a program as root inside the host, not over SSH. Never rejects because of the exit code. */
  exec(argv: readonly string[], stdin?: string): Promise<ProcessResult>;
  /** What sshd (`sshd -e`) and everything that speaks to the system log (PAM, sudo) said so far, in no promised order. */
  logs(): Promise<string>;
}

export interface Lab {
  /** Belongs to this lab alone and goes away with it; tests may put files here. */
  readonly directory: string;
  readonly hosts: readonly LabHost[];
  /** The host of that name; throws when there is none. */
  host(name: string): LabHost;
  /** Paths of the accounts' private keys (ed25519, mode 0600, no passphrase), made for this lab only. */
  readonly keys: Readonly<Record<Account, string>>;
  /** A known_hosts file with the true host keys of all hosts, as `[127.0.0.1]:port` lines. */
  readonly knownHosts: string;
  /** An Ansible inventory of the hosts, as YAML text: one group `all`, logging in as `admin`. */
  inventory(): string;
  /** Removes the hosts and the directory. May be called again. */
  stop(): Promise<void>;
}

/** Host key types of a lab host. RSA is left out: its keys take a second to make and prove nothing more. */
const hostKeyTypes = ['ed25519', 'ecdsa'] as const;

/** `docker run` is work for the engine, which has as many hands as this machine has cores. */
const startsAtOnce = 4;

const readinessDeadline = 30_000;

/**
 * Starts one container per spec, waits until each answers with an SSH banner, and returns the lab. Labs of different
 * processes do not see each other. When a host does not start, nothing is left behind and the error says why.
 */
export async function startLab(specs: readonly LabHostSpec[], options: LabOptions = {}): Promise<Lab> {
  assertNames(specs);
  await removeOrphans();
  const directory = await mkdtemp(join(tmpdir(), 'keyturn-lab-'));
  try {
    const keys = await makeAccountKeys(directory);
    const hosts = await startHosts(specs, directory, options.keep ?? false);
    const knownHosts = join(directory, 'known_hosts');
    await writeFile(knownHosts, (await Promise.all(hosts.map((host) => knownHostLines(directory, host)))).join(''));
    return {
      directory,
      hosts,
      keys,
      knownHosts,
      host: (name) => find(hosts, name),
      inventory: () => inventory(hosts, keys.admin),
      stop: () => stopLab(directory),
    };
  } catch (error) {
    await stopLab(directory);
    throw error;
  }
}

/** Removes every lab of this machine, whoever started it and whether or not it was to be kept. */
export async function stopAllLabs(): Promise<void> {
  await removeLabs(await labContainers());
}

async function stopLab(directory: string): Promise<void> {
  const containers = await labContainers();
  await removeLabs(containers.filter((container) => container.directory === directory));
  await rm(directory, { recursive: true, force: true });
}

/** Removes what labs left whose process is dead. */
async function removeOrphans(): Promise<void> {
  const containers = await labContainers();
  await removeLabs(
    containers.filter(({ keep, creator }) => !keep && processIdentity(creator.pid)?.started !== creator.started),
  );
}

async function removeLabs(containers: readonly LabContainer[]): Promise<void> {
  await removeContainers(containers.map((container) => container.id));
  const directories = new Set(containers.map((container) => container.directory));
  for (const directory of directories) {
    // A label is only a word: never remove anything that does not look like a lab's directory.
    if (!basename(directory).startsWith('keyturn-lab-')) continue;
    await rm(directory, { recursive: true, force: true });
  }
}

async function startHosts(
  specs: readonly LabHostSpec[],
  directory: string,
  keep: boolean,
): Promise<readonly LabHost[]> {
  const creator = processIdentity(process.pid);
  if (creator === undefined) throw new Error('the lab needs /proc');
  const labels = labelArguments({ creator, keep, directory });
  const images = await imageTags(specs);
  const started = await mapLimited(specs, startsAtOnce, async (spec) => ({
    spec,
    container: await startContainer(spec, images.get(imageKey(spec)) ?? '', directory, labels),
  }));
  const ports = await publishedPorts(started.map(({ container }) => container));
  const hosts = started.map(({ spec, container }) => makeHost(spec, container, ports.get(container) ?? 0));
  await Promise.all(hosts.map(awaitBanner));
  return hosts;
}

async function startContainer(
  spec: LabHostSpec,
  image: string,
  directory: string,
  labels: readonly string[],
): Promise<string> {
  const injected = hostDirectory(directory, spec.name);
  await mkdir(injected, { recursive: true });
  await cp(join(directory, 'authorized_keys'), join(injected, 'authorized_keys'), { recursive: true });
  await Promise.all(hostKeyTypes.map((type) => makeKey(join(injected, `ssh_host_${type}_key`), type, spec.name)));
  const stdout = await docker(
    ...['run', '--detach', '--init', '--name', `${basename(directory)}-${spec.name}`, '--hostname', spec.name],
    ...['--publish', '127.0.0.1::22', '--mount', `type=bind,source=${injected},target=/run/lab,readonly`],
    ...labels,
    ...(spec.dockerArgs ?? []),
    image,
  );
  return stdout.trim();
}

function makeHost(spec: LabHostSpec, container: string, port: number): LabHost {
  return {
    name: spec.name,
    release: spec.release,
    container,
    address: '127.0.0.1',
    port,
    exec: (argv, stdin) => run('docker', ['exec', '--interactive', container, ...argv], stdin),
    logs: async () => {
      const { stdout, stderr } = await run('docker', ['logs', container]);
      return stderr + stdout;
    },
  };
}

/** The tags of the images that the specs need, by `imageKey`; throws when one has not been built. */
async function imageTags(specs: readonly LabHostSpec[]): Promise<ReadonlyMap<string, string>> {
  const script = join(import.meta.dirname, 'tag.sh');
  const tags = new Map<string, string>();
  for (const spec of specs) {
    if (tags.has(imageKey(spec))) continue;
    const tag = await runOrThrow('sh', [script, spec.release, ...(spec.otp === true ? ['otp'] : [])]);
    tags.set(imageKey(spec), tag.trim());
  }
  if (tags.size === 0) return tags;
  const { code } = await run('docker', ['image', 'inspect', ...tags.values()]);
  if (code !== 0)
    throw new Error('an image of the lab is missing or out of date: run `sh scripts/setup.sh engine images`');
  return tags;
}

function imageKey(spec: LabHostSpec): string {
  return `${spec.release}${spec.otp === true ? ' otp' : ''}`;
}

/** The port of this machine behind each container's port 22, asked for all containers at once. */
async function publishedPorts(containers: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (containers.length === 0) return new Map();
  const format = '{{.Id}}\t{{with index .NetworkSettings.Ports "22/tcp"}}{{(index . 0).HostPort}}{{end}}';
  const listing = await docker('inspect', '--format', format, ...containers);
  return new Map(
    listing
      .trim()
      .split('\n')
      .map((line) => {
        const [id = '', port = ''] = line.split('\t');
        return [id, Number(port)];
      }),
  );
}

/** Resolves when the host's sshd has introduced itself; rejects with the host's log when it does not in time. */
async function awaitBanner(host: LabHost): Promise<void> {
  // A container that has ended publishes nothing.
  if (host.port === 0) throw new Error(`${host.name}: the host did not stay up\n${await host.logs()}`);
  const deadline = Date.now() + readinessDeadline;
  while (!(await readsBanner(host))) {
    if (Date.now() > deadline) throw new Error(`${host.name}: sshd does not answer\n${await host.logs()}`);
    await sleep(50);
  }
}

function readsBanner(host: LabHost): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.address, port: host.port });
    const settle = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(2_000, () => {
      settle(false);
    });
    // Docker's proxy accepts before sshd listens, and hangs up then: only bytes count.
    socket.on('data', (bytes) => {
      settle(bytes.toString('latin1').startsWith('SSH-'));
    });
    socket.on('error', () => {
      settle(false);
    });
    socket.on('close', () => {
      settle(false);
    });
  });
}

async function makeAccountKeys(directory: string): Promise<Readonly<Record<Account, string>>> {
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

async function makeKey(path: string, type: string, comment: string): Promise<void> {
  await runOrThrow('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', comment, '-f', path]);
}

async function knownHostLines(directory: string, host: LabHost): Promise<string> {
  const lines = hostKeyTypes.map(async (type) => {
    const line = await readFile(join(hostDirectory(directory, host.name), `ssh_host_${type}_key.pub`), 'utf8');
    const [algorithm = '', key = ''] = line.split(' ');
    return `[${host.address}]:${host.port} ${algorithm} ${key}\n`;
  });
  return (await Promise.all(lines)).join('');
}

/** What a host sees as /run/lab: its host keys and the accounts' public keys. */
function hostDirectory(directory: string, name: string): string {
  return join(directory, 'hosts', name);
}

function inventory(hosts: readonly LabHost[], adminKey: string): string {
  const hostLines = hosts.flatMap(({ name, address, port }) => [
    `    ${name}:`,
    `      ansible_host: ${address}`,
    `      ansible_port: ${port}`,
    '      ansible_user: admin',
    `      ansible_ssh_private_key_file: ${JSON.stringify(adminKey)}`,
  ]);
  // The variable lets `apply` go ahead without a console; hosts like these can be thrown away.
  return ['all:', '  hosts:', ...hostLines, '  vars:', '    keyturn_lab: true', ''].join('\n');
}

function find(hosts: readonly LabHost[], name: string): LabHost {
  const host = hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new Error(`no lab host is called ${name}`);
  return host;
}

function assertNames(specs: readonly LabHostSpec[]): void {
  for (const { name } of specs) {
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)) throw new Error(`not a host name: ${JSON.stringify(name)}`);
  }
  if (new Set(specs.map(({ name }) => name)).size !== specs.length) throw new Error('two lab hosts have the same name');
}

/** Maps with at most `limit` calls under way. After a failure no further call starts, and those under way are waited for. */
async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await map(item);
  };
  const settled = await Promise.allSettled(Array.from({ length: limit }, work));
  for (const outcome of settled) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
  return results;
}
