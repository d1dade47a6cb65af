// Which family a host belongs to.
import { distros } from './index.ts';
import type { Distro } from './distro.ts';

/**
 * The family of a host that says of itself which one it is (the fact `os-release`); undefined for one that Keyturn does not know. The host
 * has decided, by `ids`, before it was asked anything else: where its files are follows from that.
 */
export function distroOf({ family }: { readonly family: string }, known = distros): Distro | undefined {
  return known.find(({ name }) => name === family);
}
