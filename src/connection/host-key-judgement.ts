// What known_hosts files say about a key that a host presented. Pure; fails closed: only `known` is trust.
import type { StoredHostKey, StoredHostKeys } from './host-key-store.ts';
import { minimumRsaBits, type PublicKey } from './public-key.ts';

/** `known` is the only good one; `unknown` may become known by policy; the others are refusals, with the line that says so. */
export type HostKeyJudgement =
  | { readonly kind: 'known'; readonly line: StoredHostKey }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly line: StoredHostKey }
  | { readonly kind: 'revoked'; readonly line: StoredHostKey }
  | { readonly kind: 'authority'; readonly line: StoredHostKey }
  | { readonly kind: 'weak'; readonly bits: number };

/** Judges a presented key. A revocation beats everything, and a key that is too small is never trusted, even if it is stored. */
export function judgeHostKey(stored: StoredHostKeys, key: PublicKey): HostKeyJudgement {
  const lines = [...stored.exact, ...stored.withoutPort];
  const revoked = lines.find((line) => line.marker === 'revoked' && isSame(line, key));
  if (revoked) return { kind: 'revoked', line: revoked };
  if (key.rsaBits !== undefined && key.rsaBits < minimumRsaBits) return { kind: 'weak', bits: key.rsaBits };
  const known = lines.find((line) => line.marker === 'plain' && isSame(line, key));
  if (known) return { kind: 'known', line: known };
  const other = stored.exact.find((line) => line.marker === 'plain');
  if (other) return { kind: 'changed', line: sameType(stored.exact, key) ?? other };
  const authority = lines.find((line) => line.marker === 'cert-authority');
  return authority ? { kind: 'authority', line: authority } : { kind: 'unknown' };
}

function isSame(line: StoredHostKey, key: PublicKey): boolean {
  return line.keyType === key.type && line.key === key.base64;
}

function sameType(lines: readonly StoredHostKey[], key: PublicKey): StoredHostKey | undefined {
  return lines.find((line) => line.marker === 'plain' && line.keyType === key.type);
}

/** The key types that the host may present: the stored ones, so that a host with several keys presents the one that is known. */
export function storedKeyTypes(stored: StoredHostKeys): readonly string[] {
  return stored.exact.filter((line) => line.marker === 'plain').map((line) => line.keyType);
}
