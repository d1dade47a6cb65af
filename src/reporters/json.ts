// The report for programs: one document. Fields are only ever added within a version.
import { auditDocument } from './document/audit.ts';
import { invocationDocument } from './document/run.ts';
import type { Reporter } from './reporter.ts';
import { sanitizeJson } from '../terminal/sanitize.ts';

export const json: Reporter = {
  name: 'json',
  description: 'one document for programs; `keyturn schema` prints its schema',
  run: (reports, options) => written(invocationDocument(reports, options)),
  audit: (report, options) => written(auditDocument(report, options)),
};

/** Texts are exact; what could steer a terminal is written as `\uXXXX`. */
function written(document: unknown): string {
  return `${sanitizeJson(JSON.stringify(document, undefined, 2))}\n`;
}
