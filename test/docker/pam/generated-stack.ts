// PAM configurations made from a number: every control and answer that libpam knows, includes of all kinds in each other, and mistakes.
import { pamResults } from '../../../src/formats/pam-control.ts';

/** A service and the files that it includes, by name below /etc/pam.d. */
export interface GeneratedStack {
  readonly service: string;
  readonly files: ReadonlyMap<string, string>;
}

interface Maker {
  readonly service: string;
  readonly files: Map<string, string>;
  /** How many names were given to files, written or not. */
  names: number;
  /** The next number below `count`. */
  below(count: number): number;
}

/** The stack with this number; the same for the same number and seed. */
export function generatedStack(seed: number, index: number): GeneratedStack {
  const service = `generated-${index}`;
  const maker: Maker = { service, files: new Map(), names: 0, below: numbers(seed * 100_003 + index) };
  writeFile(maker, service, 0, undefined);
  return maker;
}

/** mulberry32: small, and good enough to choose lines with. */
function numbers(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

function writeFile(maker: Maker, name: string, depth: number, wanted: string | undefined): void {
  maker.files.set(name, '');
  const count = maker.below(depth === 0 ? 8 : 6);
  const lines = Array.from({ length: count }, () => line(maker, depth, wanted));
  // What `@include` makes of a file that ends within a rule, inside of an `include`, libpam does not define.
  const cut = wanted === undefined && maker.below(60) === 0 ? 'auth required \\\n' : '';
  maker.files.set(name, lines.join('') + cut);
}

function line(maker: Maker, depth: number, wanted: string | undefined): string {
  const kind = maker.below(40);
  if (kind < 8 && depth < 4) return include(maker, depth, wanted);
  if (kind === 8) return '\n# required pam_deny.so\n';
  if (kind === 9) return broken(maker);
  const type = maker.below(5) === 0 ? 'account' : 'auth';
  return `${spelled(maker, type)}${blank(maker)}${control(maker)}${blank(maker)}${module(maker)}${end(maker)}`;
}

function include(maker: Maker, depth: number, wanted: string | undefined): string {
  maker.names += 1;
  const name = `${maker.service}-${maker.names}`;
  const way = maker.below(5);
  if (way === 0) {
    const missing = wanted === undefined && maker.below(25) === 0;
    if (!missing) writeFile(maker, name, depth + 1, wanted);
    return `@include ${name}\n`;
  }
  const type = maker.below(4) === 0 ? 'account' : 'auth';
  if (maker.below(12) > 0) writeFile(maker, name, depth + 1, type);
  return `${type} ${way < 3 ? 'substack' : 'include'} ${maker.below(6) === 0 ? `/etc/pam.d/${name}` : name}\n`;
}

function broken(maker: Maker): string {
  const lines = [
    ...['auth\n', 'auth required\n', 'account sufficient\n', 'nothing required pam_permit.so\n'],
    ...['auth [success] pam_permit.so\n', 'auth [success=0] pam_permit.so\n', 'auth requird pam_permit.so\n'],
    ...['auth required pam_permit.so\r\n', 'account [nothing=ok] pam_permit.so\n', 'auth include\\\n generated\n'],
  ];
  return lines[maker.below(lines.length)] ?? '';
}

function spelled(maker: Maker, type: string): string {
  const way = maker.below(12);
  return way === 0 ? type.toUpperCase() : way === 1 ? `-${type}` : type;
}

function blank(maker: Maker): string {
  return ['\t', '  ', ' \\\n ', ' ', ' '][maker.below(5)] ?? ' ';
}

function end(maker: Maker): string {
  return [' # and so on\n', ' \n', '\n', '\n', '\n'][maker.below(5)] ?? '\n';
}

const keywords = ['required', 'requisite', 'sufficient', 'optional', 'Required', '[required]'];

function control(maker: Maker): string {
  if (maker.below(2) === 0) return keywords[maker.below(keywords.length)] ?? '';
  const pairs = Array.from({ length: maker.below(4) + 1 }, () => {
    const name = maker.below(3) === 0 ? 'default' : result(maker);
    return `${name}${maker.below(8) === 0 ? ' = ' : '='}${action(maker)}`;
  });
  return `[${pairs.join(' ')}]`;
}

function action(maker: Maker): string {
  const words = ['ignore', 'ok', 'done', 'bad', 'die', 'reset', '1', '1', '2', '3', '5'];
  return words[maker.below(words.length)] ?? '';
}

/** Mostly the answers that rules treat apart. */
function result(maker: Maker): string {
  const usual = ['success', 'success', 'success', 'auth_err', 'ignore', 'new_authtok_reqd', 'user_unknown'];
  if (maker.below(4) > 0) return usual[maker.below(usual.length)] ?? '';
  return pamResults[maker.below(pamResults.length)] ?? '';
}

function module(maker: Maker): string {
  const kind = maker.below(12);
  if (kind === 0) return 'pam_deny.so';
  if (kind < 3) return 'pam_permit.so';
  if (kind === 3) return 'pam_not_there.so';
  if (kind === 4) return 'pam_faildelay.so delay=0';
  return `pam_debug.so auth=${result(maker)} acct=${result(maker)} cred=${result(maker)}`;
}
