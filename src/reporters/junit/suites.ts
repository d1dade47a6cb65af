// JUnit XML from suites and their cases, with the sums that readers check. A case has one outcome: the schema that most readers go by
// allows no more.
import { escapeMarkup, escapeMarkupLines } from '../markup/escape.ts';

/** Why a case did not pass. What was not shown is `skipped`; a `failure` is shown to be wrong; an `error` kept it from being shown. */
export interface Shortfall {
  readonly outcome: 'failure' | 'error' | 'skipped';
  /** In a word; only failures and errors have one. */
  readonly type?: string | undefined;
  readonly message: string;
  /** In lines; empty for none. */
  readonly details?: string;
}

export interface TestCase {
  /** The same in every run, so that CI systems know it again. */
  readonly name: string;
  /** Undefined for a case that passes. */
  readonly shortfall: Shortfall | undefined;
}

export interface TestSuite {
  /** The host. */
  readonly name: string;
  readonly cases: readonly TestCase[];
  readonly durationMs: number;
  /** When it began (ISO 8601), where that is known. */
  readonly timestamp?: string;
}

/** The document. All texts are raw: they are escaped here. */
export function suitesText(name: string, suites: readonly TestSuite[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeMarkup(name)}"${sums(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ];
  return lines.join('\n');
}

function sums(cases: readonly TestCase[]): string {
  const count = (outcome: Shortfall['outcome']): number =>
    cases.filter(({ shortfall }) => shortfall?.outcome === outcome).length;
  return ` tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function suiteLines({ name, cases, durationMs, timestamp }: TestSuite): readonly string[] {
  const host = escapeMarkup(name);
  const time = ` time="${(durationMs / 1000).toFixed(3)}"${timestamp === undefined ? '' : ` timestamp="${timestamp}"`}`;
  return [
    `  <testsuite name="${host}"${sums(cases)}${time}>`,
    ...cases.flatMap((testCase) => caseLines(host, testCase)),
    '  </testsuite>',
  ];
}

function caseLines(host: string, { name, shortfall }: TestCase): readonly string[] {
  const head = `    <testcase classname="${host}" name="${escapeMarkup(name)}"`;
  if (shortfall === undefined) return [`${head}/>`];
  const { outcome, type, message, details = '' } = shortfall;
  const typed = type === undefined ? '' : ` type="${escapeMarkup(type)}"`;
  const element = `<${outcome}${typed} message="${escapeMarkup(message)}"`;
  const closed = details === '' ? `${element}/>` : `${element}>${escapeMarkupLines(details)}</${outcome}>`;
  return [`${head}>`, `      ${closed}`, '    </testcase>'];
}
