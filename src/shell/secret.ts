// A value that must never reach an output. Redaction is by type: whatever prints a Secret prints `[secret]`.

const redacted = '[secret]';

/** Wraps a sensitive string. String conversion, JSON and node's inspect all give `[secret]`; only `reveal()` gives the value. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: for a host's standard input, an encrypted file or a terminal that the user asked to show it on. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return redacted;
  }
}
