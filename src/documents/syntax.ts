// YAML's own complaints in words that a person can act on.
import type { YAMLError } from 'yaml';
import type { Place, Problems } from './problems.ts';

interface Advice {
  readonly message: string;
  readonly help?: string;
}

const quoteIt = 'put the value in quotes if it contains a colon followed by a space';

/** By the message of the package, since its codes are too broad. */
const advice: readonly (readonly [RegExp, Advice])[] = [
  [/^Nested mappings are not allowed in compact/, { message: 'a second "key:" on one line', help: quoteIt }],
  [/^Implicit map keys need to be followed/, { message: 'a key without a colon', help: 'write "key: value"' }],
  [
    /^Implicit keys need to be on a single line/,
    { message: 'a key that runs over several lines', help: 'is a ":" missing?' },
  ],
  [
    /^All (mapping|sequence) items must start at the same column/,
    { message: 'the indentation does not match the lines above' },
  ],
  [/^Missing closing (.)quote/, { message: 'a quote is never closed', help: 'it opens somewhere above' }],
  [
    /^Plain value cannot start with (.*)/,
    { message: 'a value may not start with this character', help: 'put it in quotes' },
  ],
  [
    /^Invalid escape sequence/,
    { message: 'not an escape of a double-quoted text', help: 'single quotes take backslashes as they are' },
  ],
  [/must be after the|^Missing newline after block/, { message: 'an anchor or tag at the wrong place' }],
  [
    /^Comments must be separated/,
    { message: 'a comment needs a space before its "#"', help: 'put the value in quotes if "#" is part of it' },
  ],
  [
    /^Flow map in block collection|insufficiently indented/,
    { message: 'brackets must be indented deeper than their key' },
  ],
  [/must end with a \]|and must be .*\]$/, { message: 'a "[" is never closed' }],
  [/must end with a \}|and must be .*\}$/, { message: 'a "{" is never closed' }],
];

const maxShown = 5;

function words(error: YAMLError): Advice {
  const known = advice.find(([pattern]) => pattern.test(error.message));
  if (known !== undefined) return known[1];
  const text = error.message.split('\n')[0] ?? '';
  return { message: `not YAML: ${text.charAt(0).toLowerCase()}${text.slice(1, 200)}` };
}

function placeOf({ code, pos: [start, end] }: YAMLError, text: string): Place {
  if (code !== 'BAD_INDENT') return { start, end: Math.min(end, start + 80) };
  // The package points behind the line before.
  const [blank = ''] = /^\s*/.exec(text.slice(start, start + 1000)) ?? [];
  return { start: start + blank.length, end: start + blank.length + 1 };
}

/** Reports syntax errors, one per line and a handful at most: what follows the first is often only its echo. */
export function reportSyntaxErrors(errors: readonly YAMLError[], problems: Problems): void {
  const lines = new Set<number>();
  for (const error of errors) {
    const [start] = error.pos;
    const { line } = problems.source.position(start);
    if (lines.has(line) || lines.size >= maxShown) continue;
    lines.add(line);
    if (error.code === 'TAB_AS_INDENT') {
      const help = 'YAML wants spaces; most editors can convert tabs';
      problems.error('tab-indentation', { start, end: start + 1 }, 'a tab is used for indentation', { help });
      continue;
    }
    const { message, help } = words(error);
    problems.error('yaml-syntax', placeOf(error, problems.source.text), message, { help });
  }
}
