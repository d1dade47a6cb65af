// What a run needs from the world, passed in: connections, the vault, the clock, randomness. Tests give fakes.
import type { Connection } from '../connection/connection.ts';
import type { Evidence } from '../connection/evidence.ts';
import type { Host } from '../inventory/host.ts';
import type { Secret } from '../shell/secret.ts';
import type { LoginExpectation } from '../tasks/task-type.ts';

/** A fresh, authenticated connection as the managing account, with what its login looked like. */
export interface ManagedConnection {
  readonly connection: Connection;
  readonly evidence: Evidence;
}

/** The vault as a run sees it. */
export interface Enrolments {
  entry(account: string): 'absent' | 'sealed' | 'open';
  /** The text of the account's state file. Makes the enrolment, durable in the vault, when there is none yet. */
  stateFile(account: string, issuer: string): Promise<Secret>;
}

/** Everything outside that a run touches. */
export interface RunServices {
  /** The account that Keyturn logs in as on this host. */
  managingAccount(host: Host): string;
  /** A new TCP connection and a full authentication, never shared. Rejects with a ConnectionError. */
  connect(host: Host, circumstances: LoginCircumstances, signal: AbortSignal): Promise<ManagedConnection>;
  /**
   * One login as the expectation says, on a new TCP connection; undefined when the controller lacks the key or the codes to
   * try it, which leaves the expectation predicted.
   */
  login(
    host: Host,
    expected: LoginExpectation,
    circumstances: LoginCircumstances,
    signal: AbortSignal,
  ): Promise<Evidence | undefined>;
  readonly enrolments: Enrolments;
  /** Who is at it, for whoever finds a host locked: `alice@workstation`. */
  readonly operator: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** 128 random bits in hex, new at every call. */
  nonce(): string;
}

/** What a login needs to know of the host, and may have to tell while it lasts. */
export interface LoginCircumstances {
  /** Seconds that the host's clock is ahead of ours; 0 until it was asked. */
  readonly clockOffset: number;
  /** A one-time code cannot be used yet. */
  waiting(reason: string, seconds: number): void;
}
