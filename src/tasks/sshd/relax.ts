// No line of ours is wanted: lines of the host that still ask for more than the policy, or for no key at all.
import { causes } from '../../causes/causes.ts';
import type { Account } from '../../facts/accounts.ts';
import { decide, placeText, type Setting } from '../../formats/sshd-walk.ts';
import type { Refusal } from '../../plan/refusal.ts';
import type { Policy } from '../../policies/policy.ts';

/** One refusal per line that keeps some account from logging in as the policy says. */
export function relaxConflicts(
  policy: Policy,
  settings: readonly Setting[],
  accounts: readonly Account[],
): readonly Refusal[] {
  const lines = new Set(accounts.flatMap((account) => blocking(policy, settings, account)));
  return [...lines].map((setting) => ({
    cause: causes.otherLineWins,
    message: `${placeText(setting)} has "${setting.keyword} ${setting.args.join(' ')}", so that ${policy.words.takes} is not enough`,
    help: 'Keyturn did not write that line: remove it if it is not meant to apply',
  }));
}

function blocking({ lists }: Policy, settings: readonly Setting[], account: Account): readonly Setting[] {
  const decisive = (keyword: string): readonly Setting[] => {
    const decision = decide(settings, [keyword], account);
    if (decision.by === 'default') return [];
    return decision.by === 'setting' ? [decision.setting] : decision.settings;
  };
  return [
    ...decisive('authenticationmethods').filter(
      ({ args }) => !args.some((list) => list === 'any' || lists.some(({ methods }) => methods === list)),
    ),
    ...decisive('pubkeyauthentication').filter(({ args }) => args[0]?.toLowerCase() !== 'yes'),
  ];
}
