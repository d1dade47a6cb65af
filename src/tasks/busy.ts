// Upgrades under way: they may write what logins depend on, over us (L31).
import { causes } from '../causes/causes.ts';
import type { Refusal } from '../plan/refusal.ts';
import type { Packages } from '../facts/packages.ts';

/** Why a host must not be changed now; undefined when no package manager is at work. */
export function busyRefusal({ busy }: Packages): Refusal | undefined {
  if (busy === undefined) return undefined;
  const message = `another package manager is at work (it holds ${busy}), and may write what logins depend on`;
  return {
    cause: causes.otherWriter,
    message,
    help: 'run again when it is done; unattended upgrades take a few minutes',
  };
}
