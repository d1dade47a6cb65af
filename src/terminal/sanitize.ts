// The one way that text from a host, a user's file or an error may take to a terminal or a log. Whatever could move the cursor,
// recolour, retitle, reorder or hide text becomes visible ASCII: `^[` for the C0 controls as in caret notation, `\u{9b}` for the rest.

/** What a renderer lets through beside printable characters. */
export interface SanitizeOptions {
  /** Keep newline and tab, for text that is meant to have lines. `\r\n` becomes a newline. */
  readonly lines?: boolean;
  /** Escape everything beyond ASCII: in an 8-bit locale the bytes 80-9F *inside* UTF-8 sequences are controls themselves. */
  readonly ascii?: boolean;
}

// Cc: C0, DEL and C1. Cf: bidi controls, zero-width characters, tags. Zl, Zp: line separators. Cs: lone surrogates, which no
// encoder can write. Default ignorable: what fonts leave out (fillers, variation selectors), so that two names may look the same.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const unsafeOrBeyondAscii = /[\p{Cc}\u{80}-\u{10ffff}]/gu;

/** The text with every unsafe character made visible. Total: never throws, and its result passes through unchanged. */
export function sanitize(text: string, options: SanitizeOptions = {}): string {
  const pattern = options.ascii === true ? unsafeOrBeyondAscii : unsafe;
  if (options.lines !== true) return text.replace(pattern, visible);
  return text
    .replace(/\r\n/g, '\n')
    .replace(pattern, (char) => (char === '\n' || char === '\t' ? char : visible(char)));
}

/**
 * One line of a user's file, for a code frame: each unsafe character becomes exactly one (a picture of the control, or U+FFFD) and
 * a tab one space, so that carets still point.
 */
export function sanitizeInPlace(line: string): string {
  return line.replaceAll('\t', ' ').replace(unsafe, picture);
}

function picture(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  return `\\u{${code.toString(16)}}`;
}

/**
 * JSON text in which no unsafe character is written raw: they become `\uXXXX`, so the document is safe to show and means the
 * same. `json` must be valid JSON; control characters below U+0020 between its tokens stay.
 */
export function sanitizeJson(json: string): string {
  return json.replace(unsafe, (char) => (char < ' ' ? char : char.split('').map(jsonEscape).join('')));
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
