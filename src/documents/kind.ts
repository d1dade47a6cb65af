// Which kind of document a text is, judged by its first line that says anything.
import type { DocumentKind } from './limits.ts';

/** A list is a playbook, anything else an inventory. An INI section is not taken for a list. */
export function documentKind(text: string): DocumentKind {
  const lines = /^(?:\ufeff)?(?:[ \t]*(?:#.*|---[ \t]*|%.*)?\r?\n)*[ \t]*(.*)/.exec(text);
  const first = (lines?.[1] ?? '').replace(/^---\s+/, '');
  const list = /^-(?:\s|$)/.test(first) || (first.startsWith('[') && !/^\[[\w.-]+(?::\w+)?\]\s*$/.test(first));
  return list ? 'playbook' : 'inventory';
}
