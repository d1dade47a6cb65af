// Labs: containers that are hosts to log in to, with what an operator needs to do so.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ContainerHost, startContainer } from './container-host.ts';
import { labContainers, labelArguments, processIdentity, removeContainers, type LabContainer } from './engine.ts';
import type { LabHost, LabHostSpec } from './host.ts';
import { imageKey, imageTags, labImage } from './images.ts';
import { makeAccountKeys, readHostKeys, type Account } from './keys.ts';
import { KnownHosts } from './known-hosts.ts';
import { publishedPorts } from './ports.ts';

export interface LabOptions {
  /** The hosts outlive this process, until `stop` or `stopAllLabs`. Otherwise the next lab removes what a dead process left. */
  readonly keep?: boolean;
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

/** `docker run` is work for the engine, which has as many hands as this machine has cores. */
const startsAtOnce = 4;

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

/** Throws for a host that its image cannot be. */
function assertPossible({ name, image, ssh, secondSshd }: LabHostSpec): void {
  if (labImage(image).init === undefined && (ssh !== undefined || secondSshd === true))
    throw new Error(`${name}: "ssh" and "secondSshd" need an image with an init system, which ${image} has not`);
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
