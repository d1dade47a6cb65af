// The network between the controller and a host: a port that stays the same, whose connections can be held up or torn.
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** Passes connections on to a port that may change. */
export class Relay {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #target: () => number;
  /** What has become of connections meanwhile, to be passed on at `release`; undefined while nothing is held. */
  #held: (() => void)[] | undefined;
  /** Whether new connections are torn at once. */
  refusing = false;

  private constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((near) => {
      this.#accept(near);
    });
  }

  static async to(target: () => number): Promise<Relay> {
    const relay = new Relay(target);
    await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on nothing passes, in either direction, not even that a side has gone, until `release`. Nothing is lost. */
  hold(): void {
    this.#held = [];
    for (const { near, far } of this.#pairs) for (const socket of [near, far]) socket.pause();
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const passOn of held) passOn();
    for (const { near, far } of this.#pairs) for (const socket of [near, far]) socket.resume();
  }

  /** Tears connections down on both sides, as a router does that has forgotten them: all of them, or the oldest. */
  tear(which: 'all' | 'oldest'): void {
    const pairs = [...this.#pairs];
    for (const { near, far } of which === 'all' ? pairs : pairs.slice(0, 1)) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Waits a moment for a connection when there is none; rejects when none comes. */
  async connected(): Promise<void> {
    const signal = AbortSignal.timeout(3_000);
    while (this.#pairs.size === 0) await once(this.#server, 'connection', { signal });
  }

  close(): void {
    this.tear('all');
    this.#server.close();
  }

  #accept(near: Socket): void {
    if (this.refusing) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: this.#target() });
    const pair = { near, far };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (bytes) => to.write(bytes));
      from.on('end', () => {
        this.#passOn(() => to.end());
      });
      from.on('error', () => {
        this.#passOn(() => to.resetAndDestroy());
      });
      from.on('close', () => {
        this.#passOn(() => to.destroy());
        this.#pairs.delete(pair);
      });
      if (this.#held !== undefined) from.pause();
    }
  }

  #passOn(news: () => void): void {
    if (this.#held === undefined) news();
    else this.#held.push(news);
  }
}
