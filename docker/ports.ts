// Where hosts listen: their ports on this machine, and whether something answers there.
import { connect } from 'node:net';
import { docker } from './engine.ts';

/** Where sshd and the second one listen inside a host. */
export const sshPort = 22;
export const secondSshPort = 2222;

/** The ports of this machine behind a container's own, 0 for what is not published. */
export interface PublishedPorts {
  readonly ssh: number;
  readonly second: number;
}

/** The published ports of containers, by their ids; asked for all of them at once. */
export async function publishedPorts(containers: readonly string[]): Promise<ReadonlyMap<string, PublishedPorts>> {
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

/** Whether an SSH server answers within 2 seconds. */
export function readsBanner(host: string, port: number): Promise<boolean> {
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
