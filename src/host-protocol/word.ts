// The words of the manifest and of the host scripts' answers. Each function returns the word, or throws a TypeError when the
// grammar cannot hold it.
import { isNonce, isRunId } from '../formats/transaction-id.ts';

/** Writes a value as one word: bytes outside a small set become `\0ooo`, which printf's %b reads back. Never empty. */
export function encodeWord(value: string): string {
  if (value === '') throw new TypeError('a word of the manifest cannot be empty');
  const bytes = [...Buffer.from(value, 'utf8')];
  return bytes.map((byte) => (plainByte(byte) ? String.fromCharCode(byte) : `\\0${octal(byte)}`)).join('');
}

/**
 * Writes a text as one line that printf's %b reads back: `\n`, `\\`, and `\0ooo` for every other byte that is not printable ASCII.
 * Never empty.
 */
export function encodeLine(text: string): string {
  // The end of what %b reads.
  if (text === '') return '\\c';
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll(/[^ -~]+/gu, octalBytes);
}

function octalBytes(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (byte) => `\\0${octal(byte)}`).join('');
}

/** Reads a word that `encodeWord`, or `encode` of the host scripts, wrote. Total: an escape that is none stays as it is. */
export function decodeWord(word: string): string {
  const bytes: number[] = [];
  for (const [part, digits] of word.matchAll(/\\0([0-7]{3})|[^\\]+|\\/gu)) {
    if (digits === undefined) bytes.push(...Buffer.from(part, 'utf8'));
    else bytes.push(Number.parseInt(digits, 8) & 0xff);
  }
  return Buffer.from(bytes).toString('utf8');
}

function plainByte(byte: number): boolean {
  return /[A-Za-z0-9_./@+,:=~-]/.test(String.fromCharCode(byte));
}

function octal(byte: number): string {
  return byte.toString(8).padStart(3, '0');
}

/** An absolute path without `.`, `..`, empty segments or control characters, as a word. */
export function path(value: string): string {
  const segments = value.split('/').slice(1);
  const odd =
    segments.length === 0 || segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (!value.startsWith('/') || odd || /[\x00-\x1f\x7f]/.test(value)) {
    throw new TypeError(`not a path that a transaction can hold: ${JSON.stringify(value)}`);
  }
  return encodeWord(value);
}

/** A login name. Narrower than what passwd(5) can hold: it becomes an argument of programs and a part of `sshd -T -C`. */
export function account(value: string): string {
  return checked(value, /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,63}\$?$/, 'account name');
}

/** Four octal digits. */
export function mode(value: string): string {
  return checked(value, /^0[0-7]{3}$/, 'file mode');
}

/** A lower-case sshd keyword. */
export function keyword(value: string): string {
  return checked(value, /^[a-z][a-z0-9]*$/, 'sshd keyword');
}

/** The SSH daemon's unit: the only service whose reload is part of a transaction, since it is the only one that can be proven. */
export function service(value: string): string {
  return checked(value, /^(?:ssh|sshd)$/, 'SSH service');
}

/** The name of a run: one path segment of plain characters. */
export function runName(value: string): string {
  return checked(value, isRunId, 'run id');
}

/** 64 to 256 bits in hex. */
export function nonceWord(value: string): string {
  return checked(value, isNonce, 'nonce');
}

function checked(value: string, allowed: RegExp | ((value: string) => boolean), what: string): string {
  const isAllowed = typeof allowed === 'function' ? allowed(value) : allowed.test(value);
  if (!isAllowed) throw new TypeError(`not a ${what} that a transaction can hold: ${JSON.stringify(value)}`);
  return value;
}
