// What a run needs from the world, passed in: connections, the vault, the clock, randomness. Tests give fakes.
import type { Duplex } from 'node:stream';
import type { Connection } from '../connection/connection.ts';
import type { Evidence } from '../connection/evidence.ts';
import type { KeyQuestions } from '../connection/key-questions.ts';
import type { PrivateKey } from '../connection/private-key.ts';
import type { Host } from '../inventory/host.ts';
import type { Secret } from '../shell/secret.ts';

/** A fresh, authenticated connection as the managing account, with what its login looked like. */
export interface ManagedConnection {
  readonly connection: Connection;
  readonly evidence: Evidence;
}

/** A secret for one-time codes, and the text of the state file that holds it. */
export interface StateSecret {
  readonly secret: Secret;
  readonly text: Secret;
}

/** The vault as a run sees it. */
export interface RunVault {
  entry(account: string): 'absent' | 'sealed' | 'open';
  /** The accounts of which the vault holds a secret that can be read here. */
  opened(): readonly string[];
  /** The account's secret. Makes the enrolment, durable in the vault, when there is none yet; `issuer` is for that. */
  obtain(account: string, issuer: string): Promise<StateSecret>;
  /** A secret that is kept nowhere, for a rehearsal. */
  decoy(account: string): StateSecret;
}

/** What a login answers a code prompt with. */
export interface LoginCode {
  readonly secret: Secret;
  /** The state file that the host will ask: the account's own, or a copy of this name that counts for itself. */
  readonly copy: string | undefined;
  /** Give six digits that are not the code. */
  readonly wrong: boolean;
}

/** A login to try: exactly these factors, nothing else. */
export interface LoginRequest {
  readonly account: string;
  readonly key: PrivateKey;
  readonly code: LoginCode | undefined;
  /** Public keys of the account to ask about first, on the same connection. */
  readonly ask?: KeyQuestions | undefined;
  /** Open a session, and say what it prints. Only where the configuration that is logged in to chooses the command. */
  readonly session?: boolean;
}

/** Everything outside that a run touches. */
export interface RunServices {
  /** The account that Keyturn logs in as on this host. */
  managingAccount(host: Host): string;
  /** A new TCP connection and a full authentication, never shared. Rejects with a ConnectionError. */
  connect(host: Host, circumstances: LoginCircumstances, signal: AbortSignal): Promise<ManagedConnection>;
  /** One login, over a new TCP connection or over the stream that `open` gives once a usable code is at hand. */
  login(
    host: Host,
    request: LoginRequest,
    circumstances: LoginCircumstances,
    signal: AbortSignal,
    open?: () => Promise<Duplex>,
  ): Promise<Evidence>;
  /** The key in a file of the user's. Rejects with a KeyturnError that says what is wrong with it. */
  privateKey(file: string): Promise<PrivateKey>;
  /** A key that exists only in this process. */
  decoyKey(): PrivateKey;
  readonly enrolments: RunVault;
  /** Who runs it, shown where a host is found locked: `alice@workstation`. */
  readonly operator: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds. Rejects with the signal's reason. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** 128 random bits in hex, new at every call. */
  nonce(): string;
}

/** What a login needs to know of the host, and may have to tell while it lasts. */
export interface LoginCircumstances {
  /** Seconds that the host's clock is ahead of ours; 0 until it was asked. */
  readonly clockOffset: number;
  /** Milliseconds since the epoch when the dead-man switch reverts the host; undefined while it is not armed. */
  readonly revertsAt?: number | undefined;
  /** A one-time code cannot be used yet. */
  waiting(reason: string, seconds: number): void;
}
