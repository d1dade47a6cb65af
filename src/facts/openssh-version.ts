// The release of the SSH server. Up to 9.1 sshd has no -V, and says its version while complaining about it.
import type { Fact } from './fact.ts';

/** `known` is false when there is no sshd, or it is not OpenSSH. */
export type OpensshVersion =
  | { readonly known: true; readonly major: number; readonly minor: number; readonly text: string }
  | { readonly known: false };

const probe = `PATH=$PATH:/usr/sbin:/sbin
sshd -V 2>&1
true
`;

function parse(text: string): OpensshVersion {
  const match = /OpenSSH_(\d{1,3})\.(\d{1,3})[^\s,]*/.exec(text);
  if (match === null) return { known: false };
  return { known: true, major: Number(match[1]), minor: Number(match[2]), text: match[0] };
}

/** Whether the release is at least the given one; false when it is not known. */
export function atLeast(version: OpensshVersion, major: number, minor: number): boolean {
  return version.known && (version.major > major || (version.major === major && version.minor >= minor));
}

/** No parameters. */
export const opensshVersion: Fact<OpensshVersion> = { name: 'openssh-version', probe: () => probe, parse };
