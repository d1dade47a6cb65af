// Which family a host belongs to.
import { distros } from './index.ts';
import type { Distro } from './distro.ts';

/** What os-release(5) says about where a distribution comes from. */
export interface Lineage {
  readonly id: string;
  readonly idLike: readonly string[];
}

/** The family by `ID`, else by the first word of `ID_LIKE` that is known; undefined for a family that Keyturn does not know. */
export function distroOf({ id, idLike }: Lineage): Distro | undefined {
  for (const name of [id, ...idLike]) {
    const found = distros.find((distro) => distro.ids.includes(name));
    if (found !== undefined) return found;
  }
  return undefined;
}
