// How one stream is written to: colour or none, Unicode or ASCII, and the sanitizer set to match. Made once per stream.
import { wantsColour, type ColourFlag, type Environment, type TerminalStream } from './colour.ts';
import { sanitize } from './sanitize.ts';
import { asciiSymbols, unicodeSymbols, type Symbols } from './symbols.ts';

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

/** The few paints that we use; meaning never rests on one alone. */
export type Paint = keyof typeof codes;

/** Everything that a renderer must know about the stream it writes to. */
export interface Style {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly symbols: Symbols;
  /** Columns to fit into; 80 where the stream does not say. */
  width(): number;
  /** Untrusted text as one safe line. */
  text(untrusted: string): string;
  /** Untrusted text as safe lines. */
  lines(untrusted: string): string[];
  /** Safe text in a colour, or unchanged on a stream without. Never give it untrusted text. */
  paint(paint: Paint, safe: string): string;
}

/** The style of a stream, from its kind, the environment and `--color`. Only `width()` looks at the stream again. */
export function createStyle(stream: TerminalStream, env: Environment, flag: ColourFlag = 'auto'): Style {
  const colour = wantsColour(stream, env, flag);
  const unicode = isUtf8(env);
  const ascii = !unicode;
  return {
    colour,
    unicode,
    symbols: unicode ? unicodeSymbols : asciiSymbols,
    width: () => (stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80),
    text: (untrusted) => sanitize(untrusted, { ascii }),
    lines: (untrusted) => sanitize(untrusted, { ascii, lines: true }).replace(/\n+$/, '').split('\n'),
    paint: (paint, safe) => (colour && safe !== '' ? `\x1b[${codes[paint][0]}m${safe}\x1b[${codes[paint][1]}m` : safe),
  };
}

/** The same style without colours, for text that goes into a document. */
export function uncoloured(style: Style): Style {
  return { ...style, colour: false, paint: (_, safe) => safe };
}

/** Whether the locale is UTF-8: the first non-empty one of LC_ALL, LC_CTYPE and LANG decides, as in setlocale(3). */
export function isUtf8(env: Environment): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return /utf-?8/i.test(locale ?? '');
}
