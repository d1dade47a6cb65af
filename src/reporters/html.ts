// Reports as one self-contained page.
import { auditPage } from './html/audit-page.ts';
import type { Reporter } from './reporter.ts';

export const html: Reporter = {
  name: 'html',
  description: 'one page for a browser or a printer, which fetches nothing',
  audit: auditPage,
};
