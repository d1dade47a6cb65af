import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { formatDiagnostic, formatDiagnostics, sortDiagnostics } from '../../../src/diagnostics/format.ts';
import { sourceText } from '../../../src/diagnostics/source.ts';

const file = 'site.yml';

function diagnosticAt(text: string, marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const start = text.indexOf(marked);
  const range = sourceText(file, text).range(start, start + marked.length);
  return { severity: 'error', code: 'bad-value', message: 'no good', range, ...more };
}

function show(text: string, marked: string, more: Partial<Diagnostic> = {}): string {
  return formatDiagnostic(diagnosticAt(text, marked, more), { sources: [sourceText(file, text)] });
}

describe('formatDiagnostic', () => {
  it('prints place, message, code, frame and help', () => {
    assert.equal(
      show('a: 1\nb: two\nc: 3\n', 'two', { help: 'write 2' }),
      'site.yml:2:4: error: no good [bad-value]\n  |\n2 | b: two\n  |    ^~~\n  = help: write 2',
    );
  });

  it('does without a frame when it has no text', () => {
    assert.equal(formatDiagnostic(diagnosticAt('x', 'x')), 'site.yml:1:1: error: no good [bad-value]');
  });

  it('shows related places with frames of their own', () => {
    const text = 'a: 1\na: 2\n';
    const related = [{ range: sourceText(file, text).range(0, 1), message: 'first here' }];
    assert.match(show(text, 'a: 2', { related }), /\n {2}site\.yml:1:1: first here\n {4}\|\n {2}1 \| a: 1\n {4}\| \^$/);
  });

  const widths: readonly (readonly [string, string, string, number, number])[] = [
    ['wide characters', 'k: 日本 x', 'x', 8, 1],
    ['a marked wide character', 'k: 日本', '日本', 3, 4],
    ['combining marks', 'k: e\u0301 x', 'x', 5, 1],
    ['emoji', 'k: 🔑 x', 'x', 6, 1],
    ['tabs, shown as one space', 'k:\tx', 'x', 3, 1],
    ['bidi controls, shown as �', 'k: \u202ex', 'x', 4, 1],
    ['control characters, shown as pictures', 'k: \u001b[31mx', 'x', 8, 1],
  ];
  for (const [name, text, marked, column, width] of widths) {
    it(`puts the caret right after ${name}`, () => {
      const line = show(text, marked).split('\n').at(-1);
      assert.equal(line, `  | ${' '.repeat(column)}^${'~'.repeat(width - 1)}`);
    });
  }

  it('lets nothing of the file or its name steer the terminal', () => {
    const text = 'k: \u001b]0;pwned\u0007 \u009b31m \u202e\u2066 \u{e0041} \ud800 x';
    const evil = formatDiagnostic(
      { ...diagnosticAt(text, 'x', { message: 'm\u001b[2J\nm', help: 'h\u202eh' }) },
      { sources: [sourceText(file, text)] },
    );
    assert.doesNotMatch(evil, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}\ud800]/u);
    assert.match(evil, /m␛\[2J␊m/);
  });

  it('cuts long lines around the mark', () => {
    const text = `${'a'.repeat(500)}X${'b'.repeat(500)}`;
    const [, , line = '', carets = ''] = show(text, 'X').split('\n');
    assert.ok(line.length < 130);
    assert.equal(line[carets.indexOf('^')], 'X');
  });

  it('marks a range over several lines on its first', () => {
    assert.match(show('a: [1,\n  2]\n', '[1,\n  2]'), /\n {2}\| {4}\^~~$/);
  });
});

describe('formatDiagnostics', () => {
  const at = (name: string, line: number, severity: Diagnostic['severity'] = 'error'): Diagnostic => ({
    severity,
    code: 'bad-value',
    message: `line ${line}`,
    range: { file: name, start: { line, col: 1 }, end: { line, col: 2 } },
  });

  it('sorts by file, line and column', () => {
    const sorted = sortDiagnostics([at('b', 1), at('a', 10), at('a', 9)]);
    assert.deepEqual(
      sorted.map(({ range }) => `${range.file}${range.start.line}`),
      ['a9', 'a10', 'b1'],
    );
  });

  it('shows 20 of a file and counts the rest', () => {
    const text = formatDiagnostics(Array.from({ length: 32 }, (_, index) => at('a', index + 1)));
    assert.match(text, /line 20 \[bad-value\]\n\na: \+12 more\n$/);
  });

  it('drops warnings before errors', () => {
    const warnings = Array.from({ length: 30 }, (_, index) => at('a', index + 1, 'warning'));
    assert.match(formatDiagnostics([...warnings, at('a', 99)]), /a:99:1: error/);
  });

  it('is empty for nothing', () => {
    assert.equal(formatDiagnostics([]), '');
  });
});
