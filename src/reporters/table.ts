// The report for people: of a run every play with its hosts, of an audit every finding, then the recap and the sum.
import type { Reporter } from './reporter.ts';
import { auditText } from './text/audit-report.ts';
import { runText } from './text/run-report.ts';

export const table: Reporter = {
  name: 'table',
  description: 'text for people; hosts that read the same stand together',
  run: runText,
  audit: auditText,
};
