// What a configuration tells connections apart by: the addresses, names and ports in Match lines and behind the @ of user patterns.
import { parseIp, parseNetwork } from '../formats/ip-address.ts';
import type { Criterion } from '../formats/sshd-match.ts';
import type { Setting } from '../formats/sshd-walk.ts';
import { splitUserPattern } from './allowed-user.ts';

/** What one connection must be like; a part that is undefined may be anything. `text` is what a reader recognizes it by. */
export interface PeerPattern {
  readonly address?: string;
  readonly host?: string;
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly text: string;
}

/** What was found. `leftOut` counts alternatives of Match lines that have too many. */
export interface PeerPatterns {
  readonly patterns: readonly PeerPattern[];
  readonly leftOut: number;
}

/**
 * Patterns, each once: those of Match lines first, which decide what is demanded, then those of AllowUsers and DenyUsers, in the order of the
 * configuration. Negated ones count: what they take is treated in a way of its own.
 */
export function peerPatterns(settings: readonly Setting[]): PeerPatterns {
  const lines = settings.map(ofConditions);
  const found = [...lines.flatMap(({ patterns }) => patterns), ...settings.flatMap(ofUsers)];
  return {
    patterns: [...new Map(found.map((pattern) => [JSON.stringify(pattern), pattern])).values()],
    leftOut: Math.max(0, ...lines.map(({ leftOut }) => leftOut)),
  };
}

/** Every alternative of the criteria that must be met together. */
function ofConditions({ conditions }: Setting): PeerPatterns {
  const criteria = conditions.flatMap((condition) => condition.criteria).filter(asksPeer);
  if (criteria.length === 0) return { patterns: [], leftOut: 0 };
  let patterns: readonly PeerPattern[] = [{ text: '' }];
  let leftOut = 0;
  for (const criterion of criteria) {
    const parts = elements(criterion.patterns).map((element) => partOf(criterion.attribute, element));
    leftOut += Math.max(0, patterns.length * parts.length - maxAlternatives);
    patterns = patterns.flatMap((pattern) => parts.map((part) => joined(pattern, part))).slice(0, maxAlternatives);
  }
  return { patterns: patterns.filter(({ text }) => text !== ''), leftOut };
}

/** Of one Match line; beyond, the patterns are too many to look at each. */
const maxAlternatives = 200;

function asksPeer({ attribute }: Criterion): boolean {
  return ['address', 'host', 'localaddress', 'localport'].includes(attribute);
}

function joined(pattern: PeerPattern, part: PeerPattern): PeerPattern {
  const text = [pattern.text, part.text].filter((word) => word !== '').join(' ');
  return { ...pattern, ...part, text };
}

function ofUsers({ keyword, args }: Setting): readonly PeerPattern[] {
  if (keyword !== 'allowusers' && keyword !== 'denyusers') return [];
  const hosts = new Set(args.flatMap((arg) => splitUserPattern(arg, 'last').from ?? []));
  return [...hosts].flatMap(clientPatterns);
}

/** What a list of clients tells apart, as `from=` of a key has it. */
export function clientPatterns(list: string): readonly PeerPattern[] {
  return elements(list)
    .map((element) => partOf('from', element))
    .filter(({ text }) => text !== '');
}

function elements(list: string): readonly string[] {
  return list.split(',').map((element) => element.replace(/^!/, ''));
}

function partOf(attribute: string, element: string): PeerPattern {
  // Whatever takes everybody takes the usual origins too.
  if (element === '*' || element === '') return { text: '' };
  if (attribute === 'localaddress') return { localAddress: element, text: `LocalAddress ${element}` };
  if (attribute === 'localport') return { localPort: Number(element) || 0, text: `LocalPort ${element}` };
  if (attribute === 'address' || isAddressLike(element)) return { address: element, text: element };
  return { host: element.replaceAll('*', 'host').replaceAll('?', 'x').toLowerCase(), text: element };
}

function isAddressLike(element: string): boolean {
  return parseNetwork(element) !== undefined || /^[\d.*?]*\d[\d.*?]*$/.test(element) || parseIp(element) !== undefined;
}
