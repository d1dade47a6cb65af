// Text → document. The only door to YAML: whatever is wrong with the text is a diagnostic with a place, never an exception.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sourceText, type SourceText } from '../diagnostics/source.ts';
import { checkText } from './check-text.ts';
import { compose } from './compose.ts';
import { Converter } from './convert.ts';
import { limits, type DocumentKind } from './limits.ts';
import type { YamlNode } from './node.ts';
import { collectProblems, type Problems } from './problems.ts';

/** A document that could be read; `root` is undefined when it could not, and then `problems` says why. */
export interface ParsedYaml {
  readonly root: YamlNode | undefined;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
  /** Where later stages report, so that all problems of a file come in one list. */
  readonly problems: Problems;
}

/** Parses one document. Never throws for bad input. */
export function parseYaml(text: string, options: { readonly file: string; readonly kind: DocumentKind }): ParsedYaml {
  const source = sourceText(options.file, text.replace(/^\ufeff/, ''));
  const problems = collectProblems(source);
  const root = parseRoot(options.kind, problems);
  return { root: problems.hasErrors ? undefined : root, source, diagnostics: problems.diagnostics, problems };
}

function parseRoot(kind: DocumentKind, problems: Problems): YamlNode | undefined {
  const { text } = problems.source;
  if (!checkText(limits[kind], problems)) return undefined;
  const document = compose(limits[kind], problems);
  if (document === undefined) return undefined;
  const root = new Converter(kind, limits[kind], problems).convert(document.contents, { start: 0, end: text.length });
  if (root.kind === 'scalar' && root.value === null && root.text === '') {
    problems.error('empty-file', { start: 0, end: 0 }, 'there is nothing in this file');
  }
  return root;
}
