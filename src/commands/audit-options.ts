// The flags of `keyturn audit`.
import { Command, Option } from 'commander';
import { severities } from '../audit/severity.ts';
import type { FailOn } from '../run/audit/report.ts';
import { addConnectionOptions, inventoryOption, type ConnectionFlags } from './connection-options.ts';
import { addReportOptions, type ReportFlags } from './report-options.ts';

/** What the flags say, after defaults. */
export interface AuditFlags extends Omit<ConnectionFlags, 'inventory'>, ReportFlags<'audit'> {
  readonly inventory?: string;
  readonly become?: boolean;
  /** The name of a profile that comes with Keyturn, or a file. */
  readonly profile: string;
  readonly failOn: FailOn;
  /** A file with accepted findings. */
  readonly baseline?: string;
  /** A JSON report of an earlier audit. */
  readonly compare?: string;
  readonly explain?: string;
  readonly listRules?: boolean;
}

/** The command without its action. */
export function auditOptions(): Command {
  return addReportOptions(addConnectionOptions(new Command('audit'), inventoryOption()), 'audit')
    .option('-b, --become', 'probe as root through sudo; without root some rules are unknown')
    .option('--profile <profile>', 'which rules: minimal, recommended, pci-dss-4, or a file of your own', 'recommended')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 3 for findings of this severity or higher')
        .choices([...severities, 'never'])
        .default('high'),
    )
    .option('--baseline <file>', 'accepted findings, each with a last day; they are listed, not counted')
    .option('--compare <report>', 'show new and resolved findings since an earlier JSON report')
    .option('--explain <rule>', 'explain a rule and its remedy, and do nothing else')
    .option('--list-rules', 'list the rules of the profile, and do nothing else');
}
