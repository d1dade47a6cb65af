// Whether a stream gets colour. Decided once per stream and never by util.styleText, which on Node 20 writes escapes for an array
// of formats whatever the stream.

/** The values of `--color`. */
export const colourFlags = ['auto', 'always', 'never'] as const;
export type ColourFlag = (typeof colourFlags)[number];

/** What is asked of a stream before printing to it. */
export type TerminalStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Flag, then NO_COLOR, then FORCE_COLOR, then TERM=dumb, then whether the stream is a terminal. Empty variables count as unset. */
export function wantsColour(stream: TerminalStream, env: Environment, flag: ColourFlag): boolean {
  if (flag !== 'auto') return flag === 'always';
  if (isSet(env['NO_COLOR'])) return false;
  const force = env['FORCE_COLOR'];
  if (isSet(force)) return force !== '0' && force !== 'false';
  return env['TERM'] !== 'dumb' && stream.isTTY === true;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
