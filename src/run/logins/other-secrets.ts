// Whether the hosts keep the secrets of the vault. The host says a salted hash of each, which tells nothing to anybody who does not have it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { causes } from '../../causes/causes.ts';
import type { FactRequest } from '../../facts/fact.ts';
import { saltParameter, secretDigests, type SecretDigests } from '../../facts/secret-digests.ts';
import type { Warning } from '../../plan/warning.ts';
import type { RunVault } from '../services.ts';

/** What to ask a host for; nothing where the vault does not open. `salt`: hex, new for every request. */
export function digestRequests(vault: Pick<RunVault, 'opened'>, salt: string): readonly FactRequest[] {
  const accounts = vault.opened();
  return accounts.length === 0 ? [] : [{ fact: secretDigests, params: [saltParameter(salt), ...accounts] }];
}

/** The accounts whose state file holds another secret than the vault. Rejects with a KeyturnError where an entry of theirs cannot be read. */
export async function otherSecretsOn(
  digests: SecretDigests,
  vault: Pick<RunVault, 'entry' | 'obtain'>,
  salt: string,
): Promise<readonly string[]> {
  const others: string[] = [];
  for (const [account, digest] of digests) {
    // What the host was not asked about it does not bring up.
    if (vault.entry(account) !== 'open') continue;
    const { secret } = await vault.obtain(account, '');
    const expected = createHash('sha256').update(`${salt}\n${secret.reveal()}`).digest();
    if (!timingSafeEqual(expected, Buffer.from(digest, 'hex'))) others.push(account);
  }
  return others;
}

/** What to do about it, without knowing which of the two the person's app has. */
export const otherSecretHelp =
  "ask whether the person's app has the entry of this host: then leave it, and try logins with `--ask-code`; else move the state file away on the host and enrol the account again, with the secret of the vault";

/** A warning for each of them. */
export function otherSecretWarnings(accounts: readonly string[]): readonly Warning[] {
  return accounts.map((account) => ({
    cause: causes.otherSecret,
    message: `the host keeps another secret for "${account}" than the vault: codes of the vault are refused here, and no rehearsal shows that theirs are taken`,
    help: otherSecretHelp,
  }));
}
