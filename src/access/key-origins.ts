// Keys that are good from somewhere only (authorized_keys(5), `from=`): which origins they tell apart.
import type { Account } from '../facts/accounts.ts';
import { optionValue } from '../formats/authorized-keys.ts';
import { takesClient } from '../formats/sshd-address.ts';
import type { Peer } from '../formats/sshd-match.ts';

/** The lists of `from=` of all keys of an account, each once. */
export function fromLists({ keyFiles }: Pick<Account, 'keyFiles'>): readonly string[] {
  const lines = keyFiles.flatMap(({ lines }) => lines);
  const lists = lines.flatMap(({ found }) => (found.kind === 'key' ? (optionValue(found.options, 'from') ?? []) : []));
  return [...new Set(lists)];
}

/** Names for kinds of clients: two of the same name are alike for all keys of the account. */
export function clientKinds(account: Account): (peer: Peer | undefined) => string {
  const lists = fromLists(account);
  return (peer) => {
    if (peer === undefined && lists.length > 0) return 'any';
    return lists.map((list) => String(takesClient(list, peer?.address, peer?.host) ?? 'perhaps')).join(' ');
  };
}
