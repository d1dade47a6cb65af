// The flags of `keyturn audit`.
import { Command, InvalidArgumentError, Option } from 'commander';
import { severities } from '../audit/severity.ts';
import { auditReporters, type AuditFormat } from '../reporters/audit/formats.ts';
import type { FailOn } from '../run/audit/report.ts';
import { addConnectionOptions, inventoryOption, type ConnectionFlags } from './connection-options.ts';

/** A report for a file, beside the one on standard output. */
export interface FileReport {
  readonly format: AuditFormat;
  readonly file: string;
}

/** What the flags say, after defaults. */
export interface AuditFlags extends Omit<ConnectionFlags, 'inventory'> {
  readonly inventory?: string;
  readonly become?: boolean;
  /** The name of a profile that comes with Keyturn, or a file. */
  readonly profile: string;
  readonly failOn: FailOn;
  readonly format: AuditFormat;
  readonly report: readonly FileReport[];
  /** A file with accepted findings. */
  readonly baseline?: string;
  /** A JSON report of an earlier audit. */
  readonly compare?: string;
  readonly explain?: string;
  readonly listRules?: boolean;
  readonly verbose: number;
}

const formats = Object.keys(auditReporters) as readonly AuditFormat[];

/** The command without its action. */
export function auditOptions(): Command {
  return addConnectionOptions(new Command('audit'), inventoryOption())
    .option('-b, --become', 'probe as root through sudo; without root some rules cannot be judged')
    .option('--profile <profile>', 'which rules: minimal, recommended, pci-dss-4, or a file of your own', 'recommended')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 3 for findings this bad or worse')
        .choices([...severities, 'never'])
        .default('high'),
    )
    .addOption(new Option('--format <format>', 'the report on standard output').choices(formats).default('table'))
    .option('--report <kind=file>', 'one more report, in a file; may be repeated', addReport, [])
    .option('--baseline <file>', 'findings that somebody has accepted, each until a day; they count no more')
    .option('--compare <report>', 'show what got better and worse since an earlier --format json report')
    .option('--explain <rule>', 'tell what a rule is about and how to put it right, and do nothing')
    .option('--list-rules', 'show the rules of the profile, and do nothing')
    .option('-v, --verbose', 'more of what happens; may be repeated', (_, before: number) => before + 1, 0);
}

function addReport(text: string, before: readonly FileReport[]): readonly FileReport[] {
  const [, kind = '', file = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  const format = formats.find((name) => name === kind);
  if (format === undefined) throw new InvalidArgumentError(`write KIND=FILE, KIND being one of ${formats.join(', ')}.`);
  return [...before, { format, file }];
}
