// The code that an app shows, by the definitions (RFC 4226, RFC 6238) and not by our own code.
import { createHmac } from 'node:crypto';

/** Six digits for a counter or a time step. What is no base32 in the secret is left out, as apps do. */
export function codeFor(base32: string, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const hash = createHmac('sha1', bytesOf(base32)).update(message).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function bytesOf(base32: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const typed = base32.toUpperCase().replaceAll('0', 'O').replaceAll('1', 'L').replaceAll('8', 'B');
  const digits = Array.from(typed, (letter) => alphabet.indexOf(letter)).filter((digit) => digit >= 0);
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
