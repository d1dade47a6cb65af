// What can be said of a text before anyone parses it.
import type { Limits } from './limits.ts';
import type { Problems } from './problems.ts';

/** Everything outside of YAML's printable characters. */
const unprintable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Surrogate}/u;

/** Whether a text may be parsed; reports why not. */
export function checkText(limits: Limits, problems: Problems): boolean {
  const { text } = problems.source;
  // Every UTF-16 unit is at least one byte, so most large texts are refused without counting.
  if (text.length > limits.bytes || (text.length > limits.bytes / 3 && Buffer.byteLength(text) > limits.bytes)) {
    tooLarge(limits, problems);
    return false;
  }
  const found = unprintable.exec(text);
  if (found === null) return true;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message = `the character U+${code} does not belong in a text file`;
  const help = code === '0000' ? 'is this a binary file, or UTF-16?' : undefined;
  problems.error('control-character', { start: found.index, end: found.index + 1 }, message, { help });
  return false;
}

/** Reports a text beyond the limit of its kind. */
export function tooLarge(limits: Pick<Limits, 'bytes'>, problems: Problems): void {
  const message = `the file is larger than ${limits.bytes / (1024 * 1024)} MiB`;
  problems.error('too-large', { start: 0, end: 0 }, message);
}
