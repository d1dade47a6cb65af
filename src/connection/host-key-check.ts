// Host-key verification of one connection, fail closed.
import type { HostVerifier } from 'ssh2';

import { KeyturnError } from '../diagnostics/errors.ts';
import { hostKeyTypes } from './algorithms.ts';
import { ConnectionError, type Endpoint } from './connection.ts';
import { judgeHostKey, storedKeyTypes } from './host-key-judgement.ts';
import { refuseHostKey, refuseOfferedTypes, refuseStoredTypes } from './host-key-refusal.ts';
import type { AddedHostKey, HostKeyStore, StoredHostKeys } from './host-key-store.ts';
import { readPublicKey, type PublicKey } from './public-key.ts';

/** `strict` trusts known keys only; `accept-new` also adds the key of a host that is in no file, and never replaces one. */
export type HostKeyPolicy = 'strict' | 'accept-new';

/** The key with which a host proved itself, and the line that was added for it, if one was. */
export interface HostKeyInfo {
  readonly type: string;
  readonly fingerprint: string;
  readonly added: AddedHostKey | undefined;
}

/**
 * Wraps a decision for ssh2, which takes anything but a literal `false` for trust: a promise, null, 0, an exception. Here only a
 * literal `true` is trust. ssh2 asks again when keys are renegotiated: then the key must be the one that was accepted.
 */
export function failClosed(decide: (key: Buffer) => unknown): HostVerifier {
  let accepted: Buffer | undefined;
  let asked = false;
  const trusts = (key: Buffer): boolean => {
    if (asked) return accepted?.equals(key) ?? false;
    asked = true;
    try {
      if (decide(key) !== true) return false;
    } catch {
      return false;
    }
    accepted = Buffer.from(key);
    return true;
  };
  return (key, answer) => {
    answer(trusts(key));
  };
}

/** The verification of one connection: what to offer, the verdict, and the record of a new key. */
export class HostKeyCheck {
  /** For ssh2's `hostVerifier`. */
  readonly verifier: HostVerifier = failClosed((blob) => this.#decide(blob));
  readonly #endpoint: Endpoint;
  readonly #store: HostKeyStore;
  readonly #policy: HostKeyPolicy;
  #key: PublicKey | undefined;
  #isNew = false;
  #refusal: ConnectionError | undefined;

  constructor(endpoint: Endpoint, store: HostKeyStore, policy: HostKeyPolicy) {
    this.#endpoint = endpoint;
    this.#store = store;
    this.#policy = policy;
  }

  /** The key types to offer. Throws a ConnectionError if the stored ones are all unsupported. */
  offeredTypes(): readonly string[] {
    const { exact } = this.#stored();
    const types = storedKeyTypes(this.#stored());
    if (types.length === 0) return hostKeyTypes;
    if (types.some((type) => hostKeyTypes.includes(type))) return types;
    throw refuseStoredTypes(this.#endpoint, exact, this.#file());
  }

  /** Why the key was refused, if it was. */
  get refusal(): ConnectionError | undefined {
    return this.#refusal;
  }

  /** The error for a handshake that failed because the host has no key of the offered types. */
  noCommonType(): ConnectionError {
    const plain = this.#stored().exact.filter((line) => line.marker === 'plain');
    if (plain.length > 0) return refuseOfferedTypes(this.#endpoint, plain);
    return new ConnectionError('host-key', `${this.#endpoint.address} has no host key of a supported type`, {
      help: `supported are ${hostKeyTypes.join(', ')} (RSA with SHA-2 signatures)`,
    });
  }

  /** Once the host has proved that it holds the key: adds it if it is new. Rejects if it cannot be added. */
  async record(): Promise<HostKeyInfo> {
    const key = this.#key;
    if (key === undefined) throw new ConnectionError('host-key', 'the host presented no key');
    const { address, port } = this.#endpoint;
    const stillNew = (stored: StoredHostKeys): boolean => {
      const judgement = judgeHostKey(stored, key);
      if (judgement.kind === 'known') return false;
      if (judgement.kind === 'unknown') return true;
      throw refuseHostKey(this.#endpoint, key, judgement, stored, this.#file());
    };
    try {
      const added = this.#isNew ? await this.#store.add(address, port, key, stillNew) : undefined;
      return { type: key.type, fingerprint: key.fingerprint, added };
    } catch (cause) {
      if (cause instanceof ConnectionError || !(cause instanceof KeyturnError)) throw cause;
      throw new ConnectionError('host-key', cause.message, { cause });
    }
  }

  #decide(blob: Buffer): boolean {
    const key = readPublicKey(blob);
    if (key === undefined) {
      this.#refusal = new ConnectionError(
        'host-key',
        `${this.#endpoint.address} presented a host key that cannot be read`,
      );
      return false;
    }
    this.#key = key;
    const stored = this.#stored();
    const judgement = judgeHostKey(stored, key);
    if (judgement.kind === 'known') return true;
    this.#isNew = judgement.kind === 'unknown' && this.#policy === 'accept-new';
    if (this.#isNew) return true;
    this.#refusal = refuseHostKey(this.#endpoint, key, judgement, stored, this.#file());
    return false;
  }

  #stored(): StoredHostKeys {
    return this.#store.find(this.#endpoint.address, this.#endpoint.port);
  }

  #file(): string {
    return this.#store.firstFile ?? '~/.ssh/known_hosts';
  }
}
