// --format and --report KIND=FILE, for every command that ends in a report: they find the reporters by their names.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { reporters } from '../reporters/index.ts';
import { json } from '../reporters/json.ts';
import type { Reported, Reporter, ReporterOf } from '../reporters/reporter.ts';
import { table } from '../reporters/table.ts';

/** A report for a file, beside the one on standard output. */
export interface FileReport<K extends Reported> {
  readonly reporter: ReporterOf<K>;
  /** As the user named it. */
  readonly file: string;
}

/** What the flags say, after defaults. */
export interface ReportFlags<K extends Reported> {
  /** The report on standard output. */
  readonly format: ReporterOf<K>;
  readonly report: readonly FileReport<K>[];
  readonly verbose: number;
}

/** Adds the flags to a command that ends in a report. `--json` is `--format json`; of two formats the last one counts. */
export function addReportOptions(
  command: Command,
  reported: Reported,
  registry: readonly Reporter[] = reporters,
): Command {
  const kinds = registry.filter((reporter) => reporter[reported] !== undefined);
  const names = kinds.map(({ name }) => name);
  const find = (name: string): Reporter => {
    const found = kinds.find((reporter) => reporter.name === name);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`The kinds of reports here are ${names.join(', ')}.`);
  };
  return command
    .addOption(
      new Option('--format <kind>', `the report on standard output: ${names.join(', ')}`)
        .argParser(find)
        .default(table, table.name),
    )
    .addOption(
      new Option('--report <kind=file>', 'one more report, written to a file; may be repeated')
        .argParser((text, before: readonly unknown[]) => [...before, fileReport(text, find)])
        .default([], 'none'),
    )
    .option('--json', 'the same as --format json')
    .on('option:json', () => command.setOptionValueWithSource('format', json, 'cli'))
    .option('-v, --verbose', 'more of what happens; may be repeated', (_, before: number) => before + 1, 0)
    .addHelpText('after', `\nKinds of reports:\n${kinds.map(line).join('\n')}`);
}

function fileReport(text: string, find: (name: string) => Reporter): { reporter: Reporter; file: string } {
  const [, kind = '', file = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  if (file === '') throw new InvalidArgumentError('Write KIND=FILE, such as json=report.json.');
  const reporter = find(kind);
  if (file === '-') throw new InvalidArgumentError(`For standard output write --format ${kind}.`);
  return { reporter, file };
}

function line({ name, description }: Reporter): string {
  return `  ${name.padEnd(9)} ${description}`;
}
