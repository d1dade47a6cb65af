// Numbers as C reads them, for files whose reader is a C program: strtoul(3) and strtol(3) in base 10, with a `long` of 64 bits.

/** What stands at the start of a text. `rest` is what the reader looks at next. */
export interface CNumber {
  readonly value: bigint;
  readonly rest: string;
  /** Whether errno would be zero. */
  readonly isInRange: boolean;
}

const most = { unsigned: 2n ** 64n - 1n, signed: 2n ** 63n - 1n };

/** strtoul(3): negative numbers wrap. Undefined where there is no digit. */
export function readUnsigned(text: string): CNumber | undefined {
  const digits = digitsOf(text);
  if (digits === undefined) return undefined;
  const { magnitude, isNegative, rest } = digits;
  if (magnitude > most.unsigned) return { value: most.unsigned, rest, isInRange: false };
  return { value: BigInt.asUintN(64, isNegative ? -magnitude : magnitude), rest, isInRange: true };
}

/** strtol(3), which stops at the bounds. Undefined where there is no digit. */
export function readSigned(text: string): CNumber | undefined {
  const digits = digitsOf(text);
  if (digits === undefined) return undefined;
  const { magnitude, isNegative, rest } = digits;
  const value = isNegative ? -magnitude : magnitude;
  if (value > most.signed) return { value: most.signed, rest, isInRange: false };
  return value < -most.signed - 1n
    ? { value: -most.signed - 1n, rest, isInRange: false }
    : { value, rest, isInRange: true };
}

/** The cast of a `long` to an `int`. */
export function asInt(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

function digitsOf(
  text: string,
): { readonly magnitude: bigint; readonly isNegative: boolean; readonly rest: string } | undefined {
  const [whole, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)(\d+)/.exec(text) ?? [];
  if (whole === undefined || digits === undefined) return undefined;
  return { magnitude: BigInt(digits), isNegative: sign === '-', rest: text.slice(whole.length) };
}
