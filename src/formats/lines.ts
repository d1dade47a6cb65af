// Texts as lines that keep their ends, so that joining them gives the text back byte for byte.

/** The lines of a text, each with its newline; the last one may lack it. The empty text has no lines. */
export function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A line without its newline, nor the carriage return before it. */
export function lineBody(raw: string): string {
  return raw.replace(/\r?\n$/, '');
}
