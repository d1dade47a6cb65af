// Texts from hosts in XML and HTML: first the sanitizer, then the characters that mean something there.
import { sanitize } from '../../terminal/sanitize.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute, one line. U+FFFE and U+FFFF, which XML has no place for, go too. */
export function escapeMarkup(text: string): string {
  return replaced(sanitize(text));
}

/** The same for text that has lines. */
export function escapeMarkupLines(text: string): string {
  return replaced(sanitize(text, { lines: true }));
}

function replaced(safe: string): string {
  return safe.replace(/[\ufffe\uffff]/g, '\ufffd').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Names of hosts, which may go on in the next line behind each comma. */
export function escapeNames(text: string): string {
  return escapeMarkup(text).replaceAll(',', ',<wbr>');
}
