// Columns that text takes on a terminal: enough to cut a line so that it does not wrap. Text is sanitized first, so there are no
// controls in it; what is still left out (some emoji sequences) makes a line too short, never too long.

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const combining = /\p{M}/u;

/** The columns that safe text takes. */
export function displayWidth(safe: string): number {
  let columns = 0;
  for (const char of safe) columns += widthOf(char);
  return columns;
}

/** Safe text cut to at most `columns`, ending in `ellipsis` where something was cut off. */
export function truncate(safe: string, columns: number, ellipsis: string): string {
  if (displayWidth(safe) <= columns) return safe;
  const room = columns - displayWidth(ellipsis);
  let used = 0;
  let kept = '';
  for (const char of safe) {
    used += widthOf(char);
    if (used > room) break;
    kept += char;
  }
  return room < 0 ? '' : kept + ellipsis;
}

/** Safe text filled with spaces up to `columns`; longer text stays as it is. */
export function padEnd(safe: string, columns: number): string {
  return safe + ' '.repeat(Math.max(0, columns - displayWidth(safe)));
}

function widthOf(char: string): number {
  if (char < '\u0300') return 1;
  if (combining.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
}
