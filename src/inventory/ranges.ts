// Host ranges: `web[01:20]`, `[01:50:2]`, `[a:f]`, several in one name. As ansible/plugins/inventory/__init__.py expands them.

/** More hosts than this from one name is a slip of the finger. */
export const maxExpansion = 65_536;

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The names, or what is wrong with the range. */
export type Expansion = { readonly names: readonly string[] } | { readonly problem: string };

/** A name of an inventory taken apart: `web[1:3]:2222` has port 2222; IPv6 addresses need brackets for one. */
export function splitPort(text: string): { readonly pattern: string; readonly port: number | undefined } {
  const match =
    /^\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]:(\d+)$/.exec(text) ?? /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/.exec(text);
  return match === null ? { pattern: text, port: undefined } : { pattern: match[1] ?? '', port: Number(match[2]) };
}

/** All names of a pattern, the first range varying slowest. A name without a bracket stands for itself. */
export function expandRange(pattern: string): Expansion {
  let names = [''];
  let rest = pattern;
  for (;;) {
    const open = rest.indexOf('[');
    if (open === -1)
      return rest.includes(']') ? { problem: 'a "]" without its "["' } : { names: append(names, [rest]) };
    const close = rest.indexOf(']', open);
    if (close === -1) return { problem: 'a "[" without its "]"' };
    const sequence = expandBounds(rest.slice(open + 1, close));
    if ('problem' in sequence) return sequence;
    const head = rest.slice(0, open);
    if (names.length * sequence.names.length > maxExpansion) return { problem: `more than ${maxExpansion} hosts` };
    names = append(
      names,
      sequence.names.map((part) => head + part),
    );
    rest = rest.slice(close + 1);
  }
}

function append(heads: readonly string[], tails: readonly string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

function expandBounds(text: string): Expansion {
  const bounds = text.split(':');
  if (bounds.length !== 2 && bounds.length !== 3) return { problem: 'a range is [begin:end] or [begin:end:step]' };
  const [begin = '', end = '', step = '1'] = bounds;
  if (!/^\d{1,6}$/.test(step) || Number(step) === 0) return { problem: `the step "${step}" is not a positive number` };
  if (/^[A-Za-z]$/.test(begin) && /^[A-Za-z]$/.test(end)) return alphabetic(begin, end, Number(step));
  return numeric(begin === '' ? '0' : begin, end, Number(step));
}

function alphabetic(begin: string, end: string, step: number): Expansion {
  const from = letters.indexOf(begin);
  const to = letters.indexOf(end);
  if (from > to) return { problem: `the range begins at "${begin}", after its end "${end}"` };
  return {
    names: Array.from(letters).filter((_, index) => index >= from && index <= to && (index - from) % step === 0),
  };
}

function numeric(begin: string, end: string, step: number): Expansion {
  if (!/^\d{1,9}$/.test(begin) || !/^\d{1,9}$/.test(end)) {
    return { problem: 'the bounds of a range are two numbers or two letters' };
  }
  const padded = begin.startsWith('0') && begin.length > 1;
  if (padded && begin.length !== end.length)
    return { problem: 'zero-padded bounds must have the same number of digits' };
  const [from, to] = [Number(begin), Number(end)];
  if (from > to) return { problem: `the range begins at ${begin}, after its end ${end}` };
  const count = Math.floor((to - from) / step) + 1;
  if (count > maxExpansion) return { problem: `more than ${maxExpansion} hosts` };
  const width = padded ? begin.length : 0;
  return { names: Array.from({ length: count }, (_, index) => String(from + index * step).padStart(width, '0')) };
}
