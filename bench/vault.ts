// A vault that one roll-out uses: nobody in it yet, no code spent.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { initVault } from '../src/enrolment/init-vault.ts';
import type { BenchHosts } from './hosts.ts';

/** The paths of a vault that holds nobody yet, in a folder of its own. */
export interface FreshVault {
  readonly folder: string;
  readonly identity: string;
  /** Where spent codes are remembered. */
  readonly state: string;
}

/** Makes one in the lab's directory, which takes it along when it goes. */
export async function freshVault({ lab }: BenchHosts): Promise<FreshVault> {
  const parent = mkdtempSync(join(lab.directory, 'vault-'));
  const vault = { folder: join(parent, 'vault'), identity: join(parent, 'identity.txt'), state: join(parent, 'state') };
  await initVault(vault.folder, vault.identity, new Date());
  return vault;
}
