// Drives the `yaml` package token by token, so that a bomb is stopped while it is being read and not when it is in memory.
// Scalars are left as text (failsafe schema): what they mean is decided in scalar.ts. Duplicate keys are left alone, since the
// check of the package is quadratic.
import {
  Composer,
  Lexer,
  Parser,
  type Document,
  type ParseOptions,
  type DocumentOptions,
  type SchemaOptions,
  type YAMLError,
} from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Limits } from './limits.ts';
import type { Problems } from './problems.ts';
import { reportSyntaxErrors } from './syntax.ts';

const options: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  schema: 'failsafe',
  resolveKnownTags: false,
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
};

/** The lexer puts this before the content of a scalar, which may start with any character. */
const scalarMark = '\x1f';

/** After so many syntax errors the rest of the text is not read. */
const maxErrors = 20;
const maxDirectives = 20;

type Check = (token: string, depth: number, offset: number) => boolean;

/** Counts tokens, depth, aliases and directives; false once a limit is passed, which it has reported by then. */
function guard(limits: Limits, problems: Problems): Check {
  let tokens = 0;
  let aliases = 0;
  let directives = 0;
  let inScalar = false;
  const stop = (code: DiagnosticCode, start: number, message: string, help?: string): false => {
    problems.error(code, { start, end: start + 1 }, message, { help });
    return false;
  };
  return (token, depth, offset) => {
    if (++tokens > limits.tokens) {
      return stop('too-complex', offset, `the file has more than ${limits.tokens} YAML tokens`, 'split it');
    }
    if (depth > limits.depth)
      return stop('too-deep', offset, `lists and maps are nested more than ${limits.depth} deep`);
    if (!inScalar && token.startsWith('*') && ++aliases > limits.aliases && limits.aliases > 0) {
      const help = 'use groups and their vars for what many hosts share';
      return stop('too-many-aliases', offset, `the file has more than ${limits.aliases} aliases`, help);
    }
    if (!inScalar && token.startsWith('%') && ++directives > maxDirectives) {
      return stop('too-complex', offset, `the file has more than ${maxDirectives} YAML directives`);
    }
    inScalar = token === scalarMark;
    return true;
  };
}

/** The first document of a text; undefined when it cannot be used, which is reported by then. Never throws for bad input. */
export function compose(limits: Limits, problems: Problems): Document.Parsed | undefined {
  const { text } = problems.source;
  const { documents, errors } = read(text, guard(limits, problems));
  const [first, second] = documents;
  reportSyntaxErrors([...errors, ...(first?.errors ?? [])], problems);
  if (second !== undefined) {
    const start = second.range[0];
    const help = 'put each document in a file of its own';
    problems.error('multiple-documents', { start, end: start + 3 }, 'the file holds a second YAML document', { help });
  }
  return problems.hasErrors ? undefined : first;
}

interface Read {
  readonly documents: readonly Document.Parsed[];
  /** Errors outside of the documents, and those that ended reading early. */
  readonly errors: readonly YAMLError[];
}

class TooManyErrors extends Error {}

function read(text: string, check: Check): Read {
  const composer = new Composer(options);
  limitErrors(composer);
  try {
    return { documents: readDocuments(text, composer, check), errors: [] };
  } catch (error) {
    if (error instanceof TooManyErrors) return { documents: [], errors: composer.streamInfo().errors };
    throw error;
  }
}

/** One document, or the first two of several; none when the guard stopped. */
function readDocuments(text: string, composer: Composer, check: Check): Document.Parsed[] {
  const parser = new Parser();
  const documents: Document.Parsed[] = [];
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (!check(lexeme, parser.stack.length - 1, parser.offset)) return [];
    for (const token of parser.next(lexeme)) {
      if (token.type === 'error') errors++;
      documents.push(...composer.next(token));
    }
    if (documents.length > 0 || errors > maxErrors)
      return [...documents, ...composer.end(documents.length === 0, text.length)];
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  return [...documents, ...composer.end(documents.length === 0, text.length)];
}

/**
 * Makes the composer throw after `maxErrors`. It would go on for ever else: a megabyte of quotes gives a million errors with a
 * stack trace each, ten seconds of them. `onError` is private to the package; the tests on hostile input notice when it moves.
 */
function limitErrors(composer: Composer): void {
  const report: unknown = Reflect.get(composer, 'onError');
  if (typeof report !== 'function') return;
  let errors = 0;
  Reflect.set(composer, 'onError', (...args: unknown[]) => {
    Reflect.apply(report, undefined, args);
    const isWarning = args[3] === true;
    if (!isWarning && ++errors > maxErrors) throw new TooManyErrors();
  });
}
