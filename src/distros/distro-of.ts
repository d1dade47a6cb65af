// Which family a host belongs to.
import { distros } from './index.ts';
import type { Distro } from './distro.ts';

/**
 * The family that the fact `os-release` names; undefined for a host of none that Keyturn knows. The host's shell has determined it from
 * `ids`, before the probes ran: where they look follows from it.
 */
export function distroOf({ family }: { readonly family: string }, known = distros): Distro | undefined {
  return known.find(({ name }) => name === family);
}
