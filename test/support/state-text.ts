// The text of a state file as its fact has it: without the secret and the codes.

/** What stands in it; the rest is as Keyturn writes it. */
export interface StateContent {
  readonly secret?: 'ok' | 'malformed' | 'unknown';
  readonly secretLength?: number;
  readonly options?: readonly string[];
  /** Lines that begin as an option and are none, besides `options`. */
  readonly unknownOptions?: number;
  readonly scratchCodes?: number;
}

const usual = ['" RATE_LIMIT 3 30', '" WINDOW_SIZE 3', '" DISALLOW_REUSE', '" TOTP_AUTH'];

/** Undefined where the secret is `unknown`: nobody could read the file. */
export function stateText(content: StateContent): string | undefined {
  const { secret = 'ok', secretLength = 32, options = usual, unknownOptions = 0, scratchCodes = 5 } = content;
  if (secret === 'unknown') return undefined;
  const lines = [
    secret === 'ok' ? '0'.repeat(secretLength) : '?',
    ...options,
    ...Array<string>(unknownOptions).fill('"?'),
    ...Array<string>(scratchCodes).fill('10000000'),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
