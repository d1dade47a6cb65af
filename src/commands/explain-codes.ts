// The pages of diagnostic codes: what can be wrong in a user's files.
import { diagnosticCodes, type DiagnosticCode } from '../diagnostics/codes.ts';
import type { Page } from './page.ts';

/** Every code's page, in the order in which a file is read. */
export function codePages(): readonly Page[] {
  return (Object.keys(diagnosticCodes) as DiagnosticCode[]).map((id) => {
    const { title, explanation, remedy } = diagnosticCodes[id];
    return { id, title, about: 'files', parts: [{ text: explanation }, { title: 'What to do', text: remedy }] };
  });
}
