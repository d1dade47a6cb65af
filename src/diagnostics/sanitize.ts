// What a stranger wrote must not steer the terminal that shows it. Each character gives exactly one, so that carets still point.

// Invisible or text-turning: soft hyphen, bidi marks, embeddings and isolates, zero-width, separators, variation tags, lone surrogates.
const unseen =
  /[\u0080-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

function picture(control: string): string {
  const code = control.charCodeAt(0);
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}

/** One line that is safe to print: controls become pictures (`␛`), bidi and invisible characters `�`, tabs a space. */
export function sanitizeLine(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(/[\0-\x1f\x7f]/g, picture)
    .replace(unseen, '\ufffd');
}
