// One container that is a host of the lab.
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { docker, run, type ProcessResult } from './engine.ts';
import type { LabHost, LabHostSpec } from './host.ts';
import { labImage, type LabImage } from './images.ts';
import { makeHostKeys } from './keys.ts';
import type { KnownHosts } from './known-hosts.ts';
import { publishedPorts, readsBanner, secondSshPort, sshPort, type PublishedPorts } from './ports.ts';

const readinessDeadline = 30_000;

/** The one on which every host is. */
const network = 'bridge';

/** What systemd needs to be a container's first process; a host of its own would have as much. */
const systemdArguments = [
  ...['--cap-add', 'SYS_ADMIN', '--cap-add', 'NET_ADMIN', '--cgroupns', 'private', '--env', 'container=docker'],
  ...['--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
  ...['--tmpfs', '/run', '--tmpfs', '/run/lock'],
];

/**
 * Root on a host may change its login uid. Without that, pam_loginuid(8) opens no session for anybody else in a login through somebody's
 * session, nor where a revert started an sshd that had died out of one.
 */
const rootOfAHost = ['--cap-add', 'AUDIT_CONTROL'];

/** Starts the container of a host, and gives its id. */
export async function startContainer(
  spec: LabHostSpec,
  image: string,
  directory: string,
  labels: readonly string[],
): Promise<string> {
  const injected = await makeHostKeys(directory, spec.name);
  const stdout = await docker(
    ...['run', '--detach', '--name', `${basename(directory)}-${spec.name}`, '--hostname', spec.name],
    ...['--publish', `127.0.0.1::${sshPort}`, '--mount', `type=bind,source=${injected},target=/run/lab,readonly`],
    ...rootOfAHost,
    ...initArguments(spec),
    ...labels,
    ...(spec.dockerArgs ?? []),
    image,
  );
  return stdout.trim();
}

function initArguments(spec: LabHostSpec): readonly string[] {
  if (labImage(spec.image).init === undefined) return ['--init'];
  const second = ['--publish', `127.0.0.1::${secondSshPort}`, '--env', 'LAB_SECOND_SSHD=yes'];
  return [
    ...systemdArguments,
    ...['--env', `LAB_SSH=${spec.ssh ?? 'service'}`],
    ...(spec.secondSshd === true ? second : []),
  ];
}

/** A host and all that changes about it: where it listens. */
export class ContainerHost implements LabHost {
  readonly address = '127.0.0.1';
  readonly container: string;
  /** Algorithm and key, as known_hosts files hold them. */
  readonly hostKeys: readonly string[];
  readonly #spec: LabHostSpec;
  readonly #image: LabImage;
  readonly #knownHosts: KnownHosts;
  #ports: PublishedPorts = { ssh: 0, second: 0 };

  constructor(spec: LabHostSpec, container: string, hostKeys: readonly string[], knownHosts: KnownHosts) {
    this.#spec = spec;
    this.#image = labImage(spec.image);
    this.container = container;
    this.hostKeys = hostKeys;
    this.#knownHosts = knownHosts;
  }

  get name(): string {
    return this.#spec.name;
  }

  get release(): string {
    return this.#image.release;
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
    if (this.#image.init === undefined) return stderr + stdout;
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
    if (this.#image.init === undefined)
      throw new Error(`${this.name}: only a host with an init system has ${method}()`);
  }
}
