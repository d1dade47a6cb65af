import { renameSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
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
  /**
   * systemd is the host's first process, and the host can be rebooted. Only of release 12, and such hosts have the module. Without
   * it nothing but sshd and a system log runs, as in a container.
   */
  readonly init?: 'systemd';
  /** Who listens: sshd, or systemd for it as on Ubuntu 24.04. Then sshd starts with the first connection. Needs `init`. */
  readonly ssh?: 'service' | 'socket';
  /** Another sshd with a configuration of its own (`ssh-second.service`, /etc/ssh/sshd_config_second). Needs `init`. */
  readonly secondSshd?: boolean;
  /** The tag of another image, made from the release's own. */
  readonly image?: string;
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
  /** Another one after `reboot` and `powerCut`: read it when it is needed. */
  readonly port: number;
  /** That of the second sshd, where there is one; as changeable as the other. */
  readonly secondPort: number | undefined;
  /** Runs a program as root inside the host, not over SSH. Never rejects because of the exit code. */
  exec(argv: readonly string[], stdin?: string): Promise<ProcessResult>;
  /** What sshd (`sshd -e`) and everything that speaks to the system log (PAM, sudo) said so far, in no promised order. */
  logs(): Promise<string>;
  /**
   * Shuts the host down in order, starts it again and waits until it answers. Its disk stays, /run is empty, the boot id is a new
   * one, and `port` and the lab's known_hosts file are right again; an inventory written before is not. Only with `init`.
   */
  reboot(): Promise<void>;
  /** As `reboot`, but everything is killed at once, in the middle of whatever it does. What was written is not lost by it. */
  powerCut(): Promise<void>;
  /** Takes the host off its network: nobody reaches it, and nothing that it sends arrives. */
  unplug(): Promise<void>;
  /** Puts it back and waits until it answers. `port` and known_hosts are right again, as after `reboot`. */
  plug(): Promise<void>;
}

export interface Lab {
  /** Belongs to this lab alone and goes away with it; tests may put files here. */
  readonly directory: string;
  readonly hosts: readonly LabHost[];
  /** The host of that name; throws when there is none. */
  host(name: string): LabHost;
  /** Paths of the accounts' private keys (ed25519, mode 0600, no passphrase), made for this lab only. */
  readonly keys: Readonly<Record<Account, string>>;
  /** A known_hosts file with the true host keys of all hosts, as `[127.0.0.1]:port` lines of all their ports. */
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

/** The one on which every host is. */
const network = 'bridge';

/** Where sshd and the second one listen inside a host. */
const sshPort = 22;
const secondSshPort = 2222;

/** What systemd needs to be a container's first process; a host of its own would have as much. */
const systemdArguments = [
  ...['--cap-add', 'SYS_ADMIN', '--cap-add', 'NET_ADMIN', '--cgroupns', 'private', '--env', 'container=docker'],
  ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
  ...['--tmpfs', '/run', '--tmpfs', '/run/lock'],
];

/**
 * Starts one container per spec, waits until each answers with an SSH banner, and returns the lab. Labs of different
 * processes do not see each other. When a host does not start, nothing is left behind and the error says why.
 */
export async function startLab(specs: readonly LabHostSpec[], options: LabOptions = {}): Promise<Lab> {
  assertNames(specs);
  specs.forEach(assertPossible);
  await removeOrphans();
  const directory = await mkdtemp(join(tmpdir(), 'keyturn-lab-'));
  try {
    const keys = await makeAccountKeys(directory);
    const knownHosts = new KnownHosts(join(directory, 'known_hosts'));
    const hosts = await startHosts(specs, directory, options.keep ?? false, knownHosts);
    return {
      directory,
      hosts,
      keys,
      knownHosts: knownHosts.path,
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
  knownHosts: KnownHosts,
): Promise<readonly LabHost[]> {
  const creator = processIdentity(process.pid);
  if (creator === undefined) throw new Error('the lab needs /proc');
  const labels = labelArguments({ creator, keep, directory });
  const images = await imageTags(specs);
  const hosts = await mapLimited(specs, startsAtOnce, async (spec) => {
    const container = await startContainer(spec, images.get(imageKey(spec)) ?? '', directory, labels);
    return new ContainerHost(spec, container, await readHostKeys(directory, spec.name), knownHosts);
  });
  const ports = await publishedPorts(hosts.map(({ container }) => container));
  for (const host of hosts) host.publishedAt(ports.get(host.container));
  knownHosts.write(hosts);
  await Promise.all(hosts.map((host) => host.awaitReady()));
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
    ...['run', '--detach', '--name', `${basename(directory)}-${spec.name}`, '--hostname', spec.name],
    ...['--publish', `127.0.0.1::${sshPort}`, '--mount', `type=bind,source=${injected},target=/run/lab,readonly`],
    ...initArguments(spec),
    ...labels,
    ...(spec.dockerArgs ?? []),
    image,
  );
  return stdout.trim();
}

function initArguments(spec: LabHostSpec): readonly string[] {
  if (spec.init === undefined) return ['--init'];
  const second = ['--publish', `127.0.0.1::${secondSshPort}`, '--env', 'LAB_SECOND_SSHD=yes'];
  return [
    ...systemdArguments,
    ...['--env', `LAB_SSH=${spec.ssh ?? 'service'}`],
    ...(spec.secondSshd === true ? second : []),
  ];
}

/** The ports of this machine behind a container's own, 0 for what is not published. */
interface PublishedPorts {
  readonly ssh: number;
  readonly second: number;
}

/** A host and all that changes about it: where it listens. */
class ContainerHost implements LabHost {
  readonly address = '127.0.0.1';
  readonly container: string;
  /** Algorithm and key, as known_hosts files hold them. */
  readonly hostKeys: readonly string[];
  readonly #spec: LabHostSpec;
  readonly #knownHosts: KnownHosts;
  #ports: PublishedPorts = { ssh: 0, second: 0 };

  constructor(spec: LabHostSpec, container: string, hostKeys: readonly string[], knownHosts: KnownHosts) {
    this.#spec = spec;
    this.container = container;
    this.hostKeys = hostKeys;
    this.#knownHosts = knownHosts;
  }

  get name(): string {
    return this.#spec.name;
  }

  get release(): Release {
    return this.#spec.release;
  }

  get port(): number {
    return this.#ports.ssh;
  }

  get secondPort(): number | undefined {
    return this.#ports.second === 0 ? undefined : this.#ports.second;
  }

  exec(argv: readonly string[], stdin?: string): Promise<ProcessResult> {
    return run('docker', ['exec', '--interactive', this.container, ...argv], stdin);
  }

  async logs(): Promise<string> {
    const { stdout, stderr } = await run('docker', ['logs', this.container]);
    if (this.#spec.init === undefined) return stderr + stdout;
    return stderr + stdout + (await this.exec(['journalctl', '--no-pager', '--quiet'])).stdout;
  }

  async reboot(): Promise<void> {
    this.#assertInit('reboot');
    await this.#startAgain('stop', '--time', '20');
  }

  async powerCut(): Promise<void> {
    this.#assertInit('powerCut');
    await this.#startAgain('kill', '--signal', 'KILL');
  }

  async unplug(): Promise<void> {
    await docker('network', 'disconnect', network, this.container);
  }

  async plug(): Promise<void> {
    await docker('network', 'connect', network, this.container);
    await this.#lookUpPorts();
  }

  publishedAt(ports: PublishedPorts | undefined): void {
    this.#ports = ports ?? { ssh: 0, second: 0 };
  }

  /** Resolves when the host takes connections; rejects with its log when it does not in time. */
  async awaitReady(): Promise<void> {
    // A container that has ended publishes nothing.
    if (this.port === 0) throw new Error(`${this.name}: the host did not stay up\n${await this.logs()}`);
    const deadline = Date.now() + readinessDeadline;
    while (!(await this.#isReady())) {
      if (Date.now() > deadline) throw new Error(`${this.name}: sshd does not answer\n${await this.logs()}`);
      await sleep(50);
    }
  }

  async #isReady(): Promise<boolean> {
    const second = this.secondPort === undefined || (await readsBanner(this.address, this.secondPort));
    if (this.#spec.ssh !== 'socket') return second && (await readsBanner(this.address, this.port));
    // To ask for a banner would start sshd.
    return second && (await this.exec(['systemctl', 'is-active', '--quiet', 'ssh.socket'])).code === 0;
  }

  async #startAgain(...end: readonly [string, ...string[]]): Promise<void> {
    await docker(...end, this.container);
    await docker('wait', this.container);
    await docker('start', this.container);
    await this.#lookUpPorts();
  }

  async #lookUpPorts(): Promise<void> {
    this.publishedAt((await publishedPorts([this.container])).get(this.container));
    this.#knownHosts.rewrite();
    await this.awaitReady();
  }

  #assertInit(method: string): void {
    if (this.#spec.init === undefined) throw new Error(`${this.name}: only a host with an init system has ${method}()`);
  }
}

/** The lab's known_hosts file, which follows the hosts when their ports change. */
class KnownHosts {
  readonly path: string;
  #hosts: readonly ContainerHost[] = [];

  constructor(path: string) {
    this.path = path;
  }

  write(hosts: readonly ContainerHost[]): void {
    this.#hosts = hosts;
    this.rewrite();
  }

  /** Not asynchronous, so that two hosts that come up at once cannot write what the other one has just changed. */
  rewrite(): void {
    const lines = this.#hosts.flatMap(({ address, port, secondPort, hostKeys }) =>
      [port, ...(secondPort === undefined ? [] : [secondPort])].flatMap((at) =>
        hostKeys.map((key) => `[${address}]:${at} ${key}\n`),
      ),
    );
    // Whoever reads it meanwhile sees the one or the other.
    writeFileSync(`${this.path}.new`, lines.join(''));
    renameSync(`${this.path}.new`, this.path);
  }
}

/** The tags of the images that the specs need, by `imageKey`; throws when one has not been built. */
async function imageTags(specs: readonly LabHostSpec[]): Promise<ReadonlyMap<string, string>> {
  const script = join(import.meta.dirname, 'tag.sh');
  const tags = new Map<string, string>();
  for (const spec of specs) {
    if (tags.has(imageKey(spec))) continue;
    const tag = spec.image ?? (await runOrThrow('sh', [script, ...imageKey(spec).split(' ')]));
    tags.set(imageKey(spec), tag.trim());
  }
  if (tags.size === 0) return tags;
  const { code } = await run('docker', ['image', 'inspect', ...tags.values()]);
  if (code !== 0)
    throw new Error('an image of the lab is missing or out of date: run `sh scripts/setup.sh engine images`');
  return tags;
}

/** What tells images apart: the words that tag.sh takes, unless the spec names a tag. */
function imageKey(spec: LabHostSpec): string {
  if (spec.image !== undefined) return spec.image;
  if (spec.init !== undefined) return `${spec.release}-${spec.init} otp`;
  return `${spec.release}${spec.otp === true ? ' otp' : ''}`;
}

/** The published ports of containers, asked for all of them at once. */
async function publishedPorts(containers: readonly string[]): Promise<ReadonlyMap<string, PublishedPorts>> {
  if (containers.length === 0) return new Map();
  const portOf = (port: number): string =>
    `{{with index .NetworkSettings.Ports "${port}/tcp"}}{{(index . 0).HostPort}}{{end}}`;
  const format = ['{{.Id}}', portOf(sshPort), portOf(secondSshPort)].join('\t');
  const listing = await docker('inspect', '--format', format, ...containers);
  return new Map(
    listing
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [id = '', ssh = '', second = ''] = line.split('\t');
        return [id, { ssh: Number(ssh), second: Number(second) }];
      }),
  );
}

function readsBanner(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
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

async function readHostKeys(directory: string, name: string): Promise<readonly string[]> {
  const read = async (type: string): Promise<string> => {
    const line = await readFile(join(hostDirectory(directory, name), `ssh_host_${type}_key.pub`), 'utf8');
    return line.split(' ').slice(0, 2).join(' ');
  };
  return Promise.all(hostKeyTypes.map(read));
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
  return ['all:', '  hosts:', ...hostLines, ''].join('\n');
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

/** Throws for a host that no image exists of. */
function assertPossible({ name, release, init, ssh, secondSshd }: LabHostSpec): void {
  if (init === undefined && (ssh !== undefined || secondSshd === true))
    throw new Error(`${name}: "ssh" and "secondSshd" need an init system`);
  if (init !== undefined && release !== '12') throw new Error(`${name}: there is no Debian ${release} with ${init}`);
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
