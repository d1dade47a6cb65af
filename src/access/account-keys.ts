// What the keys of an account come to by what sshd uses for it today, from anywhere that they are good for.
import { keyMeans, type KeyMeans, type KeySettings } from './key-means.ts';
import { keyFacts, keyView, type KeyView } from './key-view.ts';
import type { Account } from '../facts/accounts.ts';
import type { Facts } from '../facts/fact.ts';
import { optionValue } from '../formats/authorized-keys.ts';
import { effectiveFor, effectiveValue, sshdEffective } from '../facts/sshd-effective.ts';

export { keyFacts };

/** The settings, as `sshd -T` says them; undefined where it was not asked. */
export function keySettingsOf(facts: Facts, account: string): KeySettings | undefined {
  const effective = effectiveFor(facts.get(sshdEffective), account);
  if (!effective.known) return undefined;
  const value = (keyword: string, otherwise: string): KeySettings['keysFile'] => ({
    value: effectiveValue(effective, keyword) ?? otherwise,
    place: '',
  });
  return {
    keysFile: value('authorizedkeysfile', '.ssh/authorized_keys .ssh/authorized_keys2'),
    keysCommand: value('authorizedkeyscommand', 'none'),
    strictModes: value('strictmodes', 'yes'),
    userCa: value('trustedusercakeys', 'none'),
  };
}

/** Whether sshd takes a key of an account, from anywhere that a key is good for; undefined where it does not tell what it uses. Looks once. */
export function keysIn(facts: Facts): (account: Account) => KeyMeans | undefined {
  let view: KeyView | undefined;
  const known = new Map<Account, KeyMeans | undefined>();
  return (account) => {
    if (known.has(account)) return known.get(account);
    view ??= keyView(facts);
    const settings = keySettingsOf(facts, account.name);
    const means = settings && keyMeans(view, account, settings, { peer: undefined, onlyCommands: false, count: 1 });
    known.set(account, means);
    return means;
  };
}

/** Whether all keys that sshd takes, or may take, run a command of their own: nobody gets a shell with them. */
export function onlyRunCommands(means: KeyMeans): boolean {
  return means.can === 'yes' && means.keys.every(({ key }) => optionValue(key.options, 'command') !== undefined);
}
