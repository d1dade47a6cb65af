// Reports as Markdown.
import { auditMarkdown } from './markdown/audit-report.ts';
import { runMarkdown } from './markdown/run-report.ts';
import type { Reporter } from './reporter.ts';

export const markdown: Reporter = {
  name: 'markdown',
  description: 'for pull requests, wikis and tickets',
  run: runMarkdown,
  audit: auditMarkdown,
};
