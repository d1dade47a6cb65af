// What is between one controller and one host: connections that carry scripts and logins, until the fault strikes.
import { PassThrough, type Duplex } from 'node:stream';
import { ConnectionError, type Connection, type Script, type ScriptResult } from '../../src/connection/connection.ts';
import type { Point } from '../host/probe.ts';
import { type Failpoints, type Fault, type Moment } from './failpoint.ts';
import type { SimulatedHost } from './simulated-host.ts';

/** What shall happen, and where. */
export interface Strike {
  readonly fault: Fault;
  /** In which place a script is cut, for a failpoint that is a cut. */
  readonly cut: Point | undefined;
  /** Seconds for which no new connection comes up after a drop. */
  readonly outage: number;
}

/** Seconds that a new connection waits for an answer, and until a silent one counts as dead: three keepalives and the fourth. */
const connectTimeout = 10;
const keepaliveTimeout = 40;

/** The name of what a script does, from its own text. */
function nameOf({ text, args = [] }: Script): string {
  if (args.length > 0) return 'stage';
  return /\/(apply|confirm|revert)\.sh/.exec(text)?.[1] ?? (/ begin change-0$/m.test(text) ? 'prepare' : 'gather');
}

/** One connection, as it is seen from the controller. */
class Line {
  state: 'up' | 'reset' | 'silent' | 'closed' = 'up';
}

/** The wire of one controller. */
export class Wire {
  readonly #host: SimulatedHost;
  readonly #failpoints: Failpoints;
  readonly #strike: Strike | undefined;
  readonly #look: 'count' | 'watch';
  readonly #lines = new Set<Line>();
  /** The line and the configuration of what `open` has handed out. */
  readonly #opened = new WeakMap<Duplex, { readonly line: Line; readonly config: string }>();
  #outageEnds = 0;
  #isDead = false;
  #die: () => void = () => undefined;
  /** Resolves when the controller is killed. */
  readonly killed = new Promise<'killed'>((resolve) => {
    this.#die = () => {
      resolve('killed');
    };
  });
  /** The places at which the scripts could have been cut, by name; where nothing strikes. */
  readonly cuts = new Map<string, readonly Point[]>();

  constructor(host: SimulatedHost, failpoints: Failpoints, strike: Strike | undefined, look: 'count' | 'watch') {
    this.#host = host;
    this.#failpoints = failpoints;
    this.#strike = strike;
    this.#look = look;
  }

  /** Passes a moment that the host has no part in. Never resolves for a controller that is dead. */
  async moment(name: string, moment: Moment): Promise<void> {
    if (this.reaches(name, moment)) await this.happen();
    await this.#requireAlive();
  }

  /** Whether something is to happen at this moment: whoever asks lets it. */
  reaches(name: string, moment: Moment): boolean {
    return !this.#isDead && this.#failpoints.reach(name, moment);
  }

  /** A connection, once what `admit` does has succeeded on it. */
  async connect<Result>(admit: () => Promise<Result>): Promise<{ connection: Connection; result: Result }> {
    const line = new Line();
    this.#lines.add(line);
    const result = await this.#pass('connect', line, connectTimeout, async () => {
      if (this.#host.now() < this.#outageEnds) await this.#silence(connectTimeout, 'tcp');
      if (!this.#host.listens()) throw new ConnectionError('tcp', 'connection refused');
      return admit();
    });
    const connection: Connection = {
      runScript: async (script) => {
        const name = nameOf(script);
        return this.#pass(name, line, script.timeout / 1000, () => this.#run(name, script));
      },
      open: async (script) => {
        const config = / -f (\S+)/.exec(script.text)?.[1] ?? '';
        return this.#pass('open', line, script.timeout / 1000, () => {
          const stream = new PassThrough();
          this.#opened.set(stream, { line, config });
          return Promise.resolve(stream);
        });
      },
      close: () => {
        line.state = 'closed';
        return Promise.resolve();
      },
    };
    return { connection, result };
  }

  /** A login that ends with itself: over a stream that `open` gave, or over a new connection. Rejects when the line breaks meanwhile. */
  async login<Result>(
    stream: Duplex | undefined,
    admit: (config: string | undefined) => Promise<Result>,
  ): Promise<Result> {
    const { line, config } = (stream && this.#opened.get(stream)) ?? { line: new Line(), config: undefined };
    this.#lines.add(line);
    return this.#pass('login', line, connectTimeout, () => admit(config));
  }

  /** Time passes: for the host too. */
  pass(seconds: number): void {
    this.#host.pass(seconds);
  }

  async #run(name: string, script: Script): Promise<ScriptResult> {
    const isOfOurs = ['stage', 'apply', 'confirm', 'revert'].includes(name);
    const isToCut = isOfOurs && this.reaches(name, 'cut');
    const isFirst = this.#strike === undefined && isOfOurs && !this.cuts.has(name);
    const ran = await this.#host.run(script, isToCut ? this.#strike?.cut : isFirst ? this.#look : undefined);
    if (isFirst) this.cuts.set(name, ran.points);
    // Waiting takes a varying number of turns, so that a place may be passed less often than it was.
    if (isToCut && this.#strike?.cut !== undefined && !this.#host.wasCut()) this.#failpoints.hasFired = false;
    else if (isToCut) await this.happen();
    return ran;
  }

  async #pass<Result>(name: string, line: Line, timeout: number, deliver: () => Promise<Result>): Promise<Result> {
    await this.moment(name, 'sent');
    await this.#requireUp(line, timeout);
    const result = await deliver();
    await this.moment(name, 'acknowledged');
    await this.#requireUp(line, timeout);
    return result;
  }

  async #requireAlive(): Promise<void> {
    if (this.#isDead) await new Promise(() => undefined);
  }

  async #requireUp(line: Line, timeout: number): Promise<void> {
    await this.#requireAlive();
    if (line.state === 'silent') {
      line.state = 'closed';
      await this.#silence(Math.min(timeout, keepaliveTimeout), 'transfer');
    }
    if (line.state !== 'up') throw new ConnectionError('transfer', 'the host closed the connection');
  }

  #silence(seconds: number, stage: 'tcp' | 'transfer'): Promise<never> {
    this.pass(seconds);
    return Promise.reject(new ConnectionError(stage, `no answer within ${seconds} s`));
  }

  /** What the case is about. */
  async happen(): Promise<void> {
    switch (this.#strike?.fault) {
      case 'kill':
        this.#isDead = true;
        this.#die();
        return this.#requireAlive();
      case 'drop':
        this.#outageEnds = this.#host.now() + this.#strike.outage;
        break;
      case 'reboot':
        this.#host.reboot();
        break;
      default:
    }
    for (const line of this.#lines) {
      if (line.state === 'up') line.state = this.#strike?.fault === 'drop' ? 'silent' : 'reset';
    }
  }
}
