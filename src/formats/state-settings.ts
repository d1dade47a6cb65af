// What pam_google_authenticator makes of a state file: which codes it takes, and why it takes none. The bounds are those of its readers
// of options (pam_google_authenticator.c), and the same in every release from 1.04 on.
import { asInt, readSigned, readUnsigned } from './c-number.ts';
import { parseStateFile, stateOptions, type StateLine } from './state-file.ts';

/** An option with the place where it stands. */
export interface StateOption {
  readonly line: number;
  /** The line without its end. */
  readonly text: string;
  readonly name: string;
  readonly value: string;
}

/** A line that makes the module refuse every code, and what it would take there. */
export interface LineFault {
  readonly option: StateOption;
  readonly needs: string;
}

/** Anybody who comes from this host needs no code until then (seconds since 1970), whatever the options of the module say. */
export interface Grace {
  readonly option: StateOption;
  readonly host: string;
  readonly until: number;
}

/** Everything that decides about codes. What a faulty line sets is undefined. */
export interface StateSettings {
  /** Characters of the secret, each worth 5 bits; undefined where line 1 is none. */
  readonly secretLength: number | undefined;
  /** What codes follow from. `both`: TOTP_AUTH stands beside a counter, which wins: codes by time are refused. */
  readonly codes: 'time' | 'counter' | 'both' | 'neither';
  readonly counter: number;
  readonly rateLimit: { readonly attempts: number; readonly seconds: number } | undefined;
  readonly windowSize: number | undefined;
  readonly stepSize: number | undefined;
  /** Steps that are added to the time. */
  readonly timeSkew: number;
  /** Whether the code of the right time is among those that are taken. */
  readonly isInWindow: boolean;
  readonly forbidsReuse: boolean;
  readonly graces: readonly Grace[];
  readonly scratchCodes: number;
  readonly faults: readonly LineFault[];
  /** Options because of which the module writes the file anew with every code; where it cannot, it refuses the code. */
  readonly rewrittenFor: readonly StateOption[];
  /** Lines that begin as an option and are none. */
  readonly ignored: readonly Pick<StateOption, 'line' | 'text'>[];
  /** The options by name; of several of one name the first, the only one that the module reads. */
  readonly options: ReadonlyMap<string, StateOption>;
}

/** Reads the whole file; `text` may be one in which the secret and the codes are replaced by others of their length. */
export function stateSettings(text: string): StateSettings {
  const lines = parseStateFile(text);
  const options = firstOptions(lines);
  const counter = readSigned(options.get('HOTP_COUNTER')?.value ?? '')?.value ?? 0n;
  const codes = codesOf(text, counter >= 1n);
  const isTimed = codes === 'time';
  const limit = read(options.get('RATE_LIMIT'), rateLimit);
  const window = read(options.get('WINDOW_SIZE'), bounded(100, 3));
  const step = read(isTimed ? options.get('STEP_SIZE') : undefined, bounded(60, 30));
  const reuse = read(isTimed ? options.get('DISALLOW_REUSE') : undefined, reuseList);
  const timeSkew = asInt(readSigned(options.get('TIME_SKEW')?.value ?? '')?.value ?? 0n);
  const windowSize = options.has('WINDOW_SIZE') ? window.value : 3;
  const writers = ['RATE_LIMIT', isTimed ? 'DISALLOW_REUSE' : 'HOTP_COUNTER'];
  return {
    secretLength: secretLength(text.slice(0, text.search(/\n|$/))),
    codes,
    counter: Number(counter),
    rateLimit: limit.value,
    windowSize,
    stepSize: options.has('STEP_SIZE') && isTimed ? step.value : 30,
    timeSkew,
    isInWindow: windowSize !== undefined && (!isTimed || takesNow(windowSize, timeSkew)),
    forbidsReuse: reuse.value ?? false,
    graces: gracesIn(options),
    scratchCodes: lines.filter(({ kind }) => kind === 'scratch').length,
    faults: [limit, window, step, reuse].flatMap(({ fault }) => fault ?? []),
    rewrittenFor: [...options.values()].filter(({ name }) => writers.includes(name)),
    ignored: lines.filter(isIgnored).map(({ number: line, raw }) => ({ line, text: bodyOf(raw) })),
    options,
  };
}

function firstOptions(lines: readonly StateLine[]): ReadonlyMap<string, StateOption> {
  const found = new Map<string, StateOption>();
  for (const { number, raw, name, value = '' } of lines) {
    if (name !== undefined && !found.has(name)) found.set(name, { line: number, text: bodyOf(raw), name, value });
  }
  return found;
}

function isIgnored({ raw, name }: StateLine): boolean {
  return raw.startsWith('"') && (name === undefined || !stateOptions.includes(name));
}

function bodyOf(raw: string): string {
  return raw.replace(/[\r\n]+$/, '');
}

/** The module looks for TOTP_AUTH anywhere, within other lines too. */
function codesOf(text: string, counts: boolean): StateSettings['codes'] {
  const isTimed = text.includes('" TOTP_AUTH');
  if (counts) return isTimed ? 'both' : 'counter';
  return isTimed ? 'time' : 'neither';
}

/** Base32 in which blanks, dashes and carriage returns do not count, and 0, 1 and 8 stand for letters; a byte of it at least. */
function secretLength(raw: string): number | undefined {
  const digits = raw.replace(/[ \t\r\n-]/g, '');
  return /^[A-Za-z0-8]{2,}$/.test(digits) ? digits.length : undefined;
}

type Reader<T> = (value: string) => { readonly value: T } | { readonly needs: string };

function read<T>(
  option: StateOption | undefined,
  reader: Reader<T>,
): { readonly value?: T; readonly fault?: LineFault } {
  if (option === undefined) return {};
  const found = reader(option.value);
  return 'value' in found ? { value: found.value } : { fault: { option, needs: found.needs } };
}

/** A number from 1, and a blank or nothing behind it. */
function bounded(most: number, usual: number): Reader<number> {
  return (value) => {
    const number = readUnsigned(value);
    const isFine = number?.isInRange === true && /^(?:[ \t]|$)/.test(number.rest) && isWithin(number.value, most);
    return isFine ? { value: asInt(number.value) } : { needs: `a number from 1 to ${most} (usually ${usual})` };
  };
}

const limitNeeds =
  'how many attempts (1 to 100) in how many seconds (1 to 3600), `" RATE_LIMIT 3 30` say, and no blank at its end';

/** Two numbers, and then nothing but the times of attempts, each behind one blank or more. */
function rateLimit(value: string): ReturnType<Reader<{ readonly attempts: number; readonly seconds: number }>> {
  const attempts = readUnsigned(value);
  if (attempts?.isInRange !== true || !isWithin(attempts.value, 100) || !/^[ \t]/.test(attempts.rest)) {
    return { needs: limitNeeds };
  }
  const seconds = readUnsigned(attempts.rest);
  if (seconds?.isInRange !== true || !isWithin(seconds.value, 3600)) return { needs: limitNeeds };
  for (let { rest } = seconds; rest !== '';) {
    const time = /^[ \t]/.test(rest) ? readUnsigned(rest) : undefined;
    if (time?.isInRange !== true) return { needs: limitNeeds };
    rest = time.rest;
  }
  return { value: { attempts: asInt(attempts.value), seconds: asInt(seconds.value) } };
}

/** Numbers between blanks: the steps that were used. */
function reuseList(value: string): ReturnType<Reader<true>> {
  for (let rest = value; rest !== '';) {
    const step = readUnsigned(rest);
    if (step?.isInRange !== true || !/^(?:[ \t]|$)/.test(step.rest)) {
      return { needs: 'nothing behind its name, or numbers of steps between blanks' };
    }
    rest = step.rest.replace(/^[ \t]+/, '');
  }
  return { value: true };
}

function isWithin(value: bigint, most: number): boolean {
  const number = asInt(value);
  return number >= 1 && number <= most;
}

/** With an even window the module looks one step further ahead than back. */
function takesNow(windowSize: number, timeSkew: number): boolean {
  const back = Math.floor((windowSize - 1) / 2);
  const ahead = Math.floor(windowSize / 2);
  return -timeSkew >= -back && -timeSkew <= ahead;
}

/** LAST0 to LAST9: a host and when somebody was let in from it. The module never asks whether it may remember such things. */
function gracesIn(options: ReadonlyMap<string, StateOption>): readonly Grace[] {
  return [...options.values()].flatMap((option) => {
    const [, host, until] = /^(\S+)\s+(\d+)/.exec(option.value) ?? [];
    return /^LAST\d$/.test(option.name) && host !== undefined ? [{ option, host, until: Number(until) }] : [];
  });
}
