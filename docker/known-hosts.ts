// The lab's known_hosts file, which follows the hosts when their ports change.
import { renameSync, writeFileSync } from 'node:fs';

interface KnownHost {
  readonly address: string;
  readonly port: number;
  readonly secondPort: number | undefined;
  /** Algorithm and key, as known_hosts files hold them. */
  readonly hostKeys: readonly string[];
}

export class KnownHosts {
  readonly path: string;
  #hosts: readonly KnownHost[] = [];

  constructor(path: string) {
    this.path = path;
  }

  write(hosts: readonly KnownHost[]): void {
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
    // A reader sees the file before or after, whole.
    writeFileSync(`${this.path}.new`, lines.join(''));
    renameSync(`${this.path}.new`, this.path);
  }
}
