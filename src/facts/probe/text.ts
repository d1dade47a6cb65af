// How probes send the text of a file: line by line behind a mark, so that no content can look like a record of the probe.

/** A sh function `show FILE`: each line behind `|`, a last line without a newline behind `>`. Needs nothing but builtins. */
export const showFunction = `show() {
  line=
  while IFS= read -r line; do printf '|%s\\n' "$line"; done <"$1"
  [ -z "$line" ] || printf '>%s\\n' "$line"
}`;

/** The text of a file from the lines that `show` printed; lines with another mark are not part of it. */
export function shownText(lines: readonly string[]): string {
  return lines
    .filter((line) => line.startsWith('|') || line.startsWith('>'))
    .map((line) => (line.startsWith('|') ? `${line.slice(1)}\n` : line.slice(1)))
    .join('');
}

/** The fields of a record `tag:a:b:…`, the last of `count` holding whatever is left; undefined for any other line. */
export function record(line: string, tag: string, count: number): readonly string[] | undefined {
  const [first, ...rest] = line.split(':');
  if (first !== tag || rest.length < count) return undefined;
  return [...rest.slice(0, count - 1), rest.slice(count - 1).join(':')];
}

/** A decimal number that fits a uid, a mode or a size; undefined for anything else. */
export function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** One of the given words, else the last of them. */
export function oneOf<const T extends string>(text: string | undefined, words: readonly [...T[], T]): T {
  return words.find((word) => word === text) ?? words[words.length - 1] ?? words[0];
}
