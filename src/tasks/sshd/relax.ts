// A key alone shall do: lines of the host that still ask for more, or for no key at all.
import { causes } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import { decide, placeText, type Setting } from '../../formats/sshd-walk.ts';
import type { Refusal } from '../../plan/refusal.ts';

/** One refusal per line that keeps some account from logging in with a key alone. */
export function relaxConflicts(settings: readonly Setting[], accounts: readonly Account[]): readonly Refusal[] {
  const lines = new Set(accounts.flatMap((account) => blocking(settings, account)));
  return [...lines].map((setting) => ({
    cause: causes.otherLineWins,
    message: `${placeText(setting)} has "${setting.keyword} ${setting.args.join(' ')}", so that a key alone is not enough`,
    help: 'Keyturn did not write that line: remove it if it shall not hold',
  }));
}

function blocking(settings: readonly Setting[], account: Account): readonly Setting[] {
  const decisive = (keyword: string): readonly Setting[] => {
    const decision = decide(settings, [keyword], account);
    if (decision.by === 'default') return [];
    return decision.by === 'setting' ? [decision.setting] : decision.settings;
  };
  return [
    ...decisive('authenticationmethods').filter(
      ({ args }) => !args.some((list) => list === 'any' || list === 'publickey'),
    ),
    ...decisive('pubkeyauthentication').filter(({ args }) => args[0]?.toLowerCase() !== 'yes'),
  ];
}
