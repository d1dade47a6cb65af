// What pam_google_authenticator does with a state file (RATE_LIMIT 3 30, WINDOW_SIZE 3, DISALLOW_REUSE), after its source. The
// codes come from node:crypto, so that nothing is shared with the code under test.
import { createHmac } from 'node:crypto';

/** One state file on one host. Times are the host's, in seconds. */
export class FakeModule {
  readonly #key: Buffer;
  #attempts: number[] = [];
  #used: number[] = [];

  constructor(base32: string) {
    this.#key = decodeBase32(base32);
  }

  /** A login begins: it is counted, and prompted for a code unless there were too many. */
  begin(time: number): 'prompt' | 'rate limit' {
    const now = Math.floor(time);
    const counted = [...this.#attempts, now].filter((at) => at >= now - 30);
    this.#attempts = counted.slice(-3);
    return counted.length > 3 ? 'rate limit' : 'prompt';
  }

  answer(time: number, code: string): 'accepted' | 'no such code' | 'reused' {
    const step = Math.floor(Math.floor(time) / 30);
    const match = [step - 1, step, step + 1].find((candidate) => this.code(candidate) === code);
    if (match === undefined) return 'no such code';
    if (this.#used.includes(match)) return 'reused';
    this.#used.push(match);
    return 'accepted';
  }

  attempt(time: number, code: string): 'accepted' | 'no such code' | 'reused' | 'rate limit' {
    const begun = this.begin(time);
    return begun === 'prompt' ? this.answer(time, code) : begun;
  }

  code(step: number): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac('sha1', this.#key).update(counter).digest();
    const offset = (mac[19] ?? 0) & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }
}

function decodeBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(text, (char) => alphabet.indexOf(char).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
