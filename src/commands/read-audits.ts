// What an audit knows of earlier ones: a baseline with accepted findings, and a report to compare with.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Acceptance } from '../audit/baseline/baseline.ts';
import { loadBaseline } from '../audit/baseline/load.ts';
import type { Rule } from '../audit/rule.ts';
import { InputError, UsageError } from '../diagnostics/errors.ts';
import { formatDiagnostics, hasErrors } from '../diagnostics/format.ts';
import { readText } from '../documents/read.ts';
import { readEarlierReport, type EarlierReport } from '../run/audit/earlier.ts';
import type { CommandContext } from './context.ts';

/** Reads and checks a baseline. Rejects with an InputError that has every problem. */
export async function readBaseline(
  context: CommandContext,
  file: string,
  rules: readonly Rule[],
): Promise<readonly Acceptance[]> {
  const { text, source, diagnostics: ofFile } = await readText(file, { ...context, kind: 'baseline' });
  const { acceptances, diagnostics } =
    text === undefined ? { acceptances: undefined, diagnostics: ofFile } : loadBaseline(text, file, rules);
  if (acceptances === undefined || hasErrors(diagnostics)) throw new InputError(diagnostics, [source]);
  if (diagnostics.length > 0) context.stderr.write(formatDiagnostics(diagnostics, { sources: [source] }));
  return acceptances;
}

/** Reads a JSON report of an earlier audit. Rejects with a UsageError for what is none. */
export async function readEarlier({ cwd }: CommandContext, file: string): Promise<EarlierReport> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((error: unknown) => {
    throw new UsageError(`"${file}" cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const report = readEarlierReport(text);
  if (report !== undefined) return report;
  throw new UsageError(`"${file}" is not the JSON report of an audit`, {
    help: 'name a file that `keyturn audit --report json=FILE` wrote',
  });
}
