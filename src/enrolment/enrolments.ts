// The enrolments of one run: each account gets one secret, on however many hosts at once it is asked for.
import { EntryExistsError, type EntryState, type Vault } from './vault.ts';
import { createEnrolment, type Enrolment, type EnrolmentSources } from './enrolment.ts';

/** One secret per account for as long as the run lasts. */
export interface Enrolments {
  /** Like the vault's, and `open` for every account that this run has obtained. */
  entry(account: string): EntryState;
  /** The accounts whose entries can be read. */
  opened(): readonly string[];
  /**
   * The account's enrolment: from this run, from the vault, or a new one that is durable in the vault before this resolves. Calls
   * for one account wait for each other. `issuer` is for a new one only. Rejects with a KeyturnError when the entry is sealed.
   */
  obtain(account: string, issuer: string): Promise<Enrolment>;
}

/** The enrolments of a run over a vault. */
export function enrolmentsOf(vault: Vault, sources: EnrolmentSources): Enrolments {
  const obtained = new Map<string, Promise<Enrolment>>();
  return {
    opened: () => vault.accounts().filter((account) => vault.entry(account) === 'open'),
    entry: (account) => (obtained.has(account) ? 'open' : vault.entry(account)),
    obtain(account, issuer) {
      const known = obtained.get(account);
      if (known) return known;
      const fresh = readOrCreate(vault, account, issuer, sources);
      obtained.set(account, fresh);
      // A failure is not kept: what was in the way (a full disk) may be gone at the next host.
      fresh.catch(() => obtained.delete(account));
      return fresh;
    },
  };
}

async function readOrCreate(
  vault: Vault,
  account: string,
  issuer: string,
  sources: EnrolmentSources,
): Promise<Enrolment> {
  if (vault.entry(account) !== 'absent') return vault.read(account);
  const enrolment = createEnrolment(account, issuer, sources);
  try {
    await vault.create(enrolment);
    return enrolment;
  } catch (error) {
    // Another process was faster. Its secret is as good as ours, if we can read it.
    if (error instanceof EntryExistsError && vault.entry(account) === 'open') return vault.read(account);
    throw error;
  }
}
