// The vault of a run that has none.
import type { RunVault } from '../../src/run/services.ts';

/** Rejects whatever takes a secret. */
export const noVault: RunVault = {
  entry: () => 'absent',
  opened: () => [],
  obtain: () => Promise.reject(new Error('there is no vault')),
  decoy: () => {
    throw new Error('nothing is rehearsed');
  },
};
