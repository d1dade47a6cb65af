// Diagnostics as text. Everything that came from a file passes the sanitizer before it gets here into a line.
import type { Diagnostic, SourceRange } from './diagnostic.ts';
import { codeFrame } from './frame.ts';
import { sanitizeInPlace } from '../terminal/sanitize.ts';
import type { SourceText } from './source.ts';

/** How to show diagnostics. Without the text of a file its code frames are left out. */
export interface FormatOptions {
  readonly sources?: readonly SourceText[];
}

// A file with more is the wrong file, or has one mistake that causes the rest.
const mostPerFile = 20;

function place(range: SourceRange): string {
  return `${sanitizeInPlace(range.file)}:${range.start.line}:${range.start.col}`;
}

function frameOf(range: SourceRange, options: FormatOptions): string[] {
  const source = options.sources?.find(({ file }) => file === range.file);
  return source === undefined || source.text === '' ? [] : codeFrame(range, source);
}

/** `file:line:col: error: message [code]`, the code frame, related places, and `= help:`. No line break at the end. */
export function formatDiagnostic(diagnostic: Diagnostic, options: FormatOptions = {}): string {
  const { severity, range } = diagnostic;
  const head = `${place(range)}: ${severity}: ${sanitizeInPlace(diagnostic.message)} [${diagnostic.code}]`;
  const lines = [head, ...frameOf(range, options)];
  for (const related of diagnostic.related ?? []) {
    lines.push(`  ${place(related.range)}: ${sanitizeInPlace(related.message)}`);
    lines.push(...frameOf(related.range, options).map((line) => `  ${line}`));
  }
  if (diagnostic.help !== undefined) lines.push(`  = help: ${sanitizeInPlace(diagnostic.help)}`);
  return lines.join('\n');
}

/** By file (ASCII), then line, then column; at the same place errors before warnings. Does not change its argument. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...diagnostics].sort(
    (a, b) =>
      order(a.range.file, b.range.file) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.col - b.range.start.col ||
      order(a.severity, b.severity),
  );
}

function groupByFile(diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const group = groups.get(diagnostic.range.file);
    if (group === undefined) groups.set(diagnostic.range.file, [diagnostic]);
    else group.push(diagnostic);
  }
  return groups;
}

/** Errors stay when there is no room for all: a flood of warnings must not hide why the input is refused. */
function choose(diagnostics: readonly Diagnostic[], limit: number): readonly Diagnostic[] {
  if (diagnostics.length <= limit) return diagnostics;
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning');
  return sortDiagnostics([...errors, ...warnings].slice(0, limit));
}

/** Whether anything makes the input invalid. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/**
 * All diagnostics, sorted, an empty line between two, at most 20 per file and the number of the rest. Empty text for none, else ends in a
 * line break.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions = {}): string {
  const blocks: string[] = [];
  for (const [file, all] of groupByFile(sortDiagnostics(diagnostics))) {
    const shown = choose(all, mostPerFile);
    blocks.push(...shown.map((diagnostic) => formatDiagnostic(diagnostic, options)));
    if (all.length > shown.length) blocks.push(`${sanitizeInPlace(file)}: +${all.length - shown.length} more`);
  }
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}
