// The accounts' own keys: whether the host's sshd is asked about them, and which. It answers without a signature, so no private key is needed.
import type { AskedKey, KeyQuestions } from '../../connection/key-questions.ts';
import { accounts } from '../../facts/accounts.ts';
import type { Facts } from '../../facts/fact.ts';
import type { KeyFile } from '../../facts/probe/key-files.ts';
import { sshdEffective, type SshdValues } from '../../facts/sshd-effective.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { parseSshdConfig } from '../../formats/sshd-config.ts';

/** So many keys of an account at most. */
const mostKeys = 20;

/**
 * Where else keys may come from, a decoy's included: a login of ours takes the place of AuthorizedKeysCommand, and of an authority's
 * certificates nobody has a list. A refusal of the keys that are known would mean nothing there.
 */
const otherSources = ['authorizedkeyscommand', 'trustedusercakeys'] as const;

/** Whether rehearsals and proofs leave the real key files in place, so that sshd can be asked about the keys in them. */
export function mayAskKeys(facts: Facts): boolean {
  const lines = facts.get(sshdFiles).files.flatMap(({ text }) => parseSshdConfig(text ?? ''));
  const isSet = (value = 'none'): boolean => value.toLowerCase() !== 'none';
  const isWritten = lines.some(({ keyword, args }) => otherSources.some((one) => one === keyword) && isSet(args[0]));
  const { global, classes } = facts.get(sshdEffective);
  const all = [global, ...classes.map(({ effective }) => effective)].filter((one) => one.known);
  return all.length > 0 && !isWritten && !all.some(({ values }) => otherSources.some((one) => isSet(values[one]?.[0])));
}

/**
 * What to ask about an account. No keys where all of them are good from certain clients only: a rehearsal comes from none of those.
 * Undefined where sshd cannot be asked.
 */
export function keysToAsk(facts: Facts, account: string): KeyQuestions | undefined {
  const values = valuesFor(facts, account);
  const known = facts.get(accounts).accounts.find(({ name }) => name === account);
  if (values === undefined || known === undefined || !mayAskKeys(facts)) return undefined;
  // The login that follows on the same connection needs a try for its key, and one for its code.
  const mostRefused = Number(values['maxauthtries']?.[0] ?? 6) - 2;
  if (!(mostRefused > 0)) return undefined;
  const keys = new Map(known.keyFiles.flatMap(unbound).map((key) => [key.base64, key]));
  return { keys: [...keys.values()].slice(0, mostKeys), mostRefused };
}

function valuesFor(facts: Facts, account: string): SshdValues | undefined {
  const { global, classes } = facts.get(sshdEffective);
  const effective = classes.find((one) => one.accounts.includes(account))?.effective ?? global;
  return effective.known ? effective.values : undefined;
}

/** The keys in a file that are good from anywhere. */
function unbound({ lines }: KeyFile): readonly AskedKey[] {
  return lines.flatMap(({ found }) => {
    if (found.kind !== 'key' || found.base64 === '') return [];
    const isElse = found.options.some(({ name }) => name === 'from' || name === 'cert-authority');
    return isElse ? [] : [{ type: found.type, base64: found.base64 }];
  });
}
