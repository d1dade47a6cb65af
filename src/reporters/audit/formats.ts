// The formats of audit reports by their names on the command line.
import { github } from './github.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { AuditReporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';

/** `--format` and the KIND of `--report KIND=FILE`. */
export const auditReporters = { table, json, sarif, junit, html, markdown, github } as const satisfies Readonly<
  Record<string, AuditReporter>
>;
export type AuditFormat = keyof typeof auditReporters;
