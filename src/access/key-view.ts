// What of a host decides about keys besides the files that hold them. No plan of ours changes it.
import { accounts } from '../facts/accounts.ts';
import { clock } from '../facts/clock.ts';
import type { Fact, Facts } from '../facts/fact.ts';
import { opensshVersion } from '../facts/openssh-version.ts';
import { effectiveFor, effectiveValue, sshdEffective, type Effective } from '../facts/sshd-effective.ts';
import type { KeyRules } from './own-keys.ts';

/** `looked` are the places of AuthorizedKeysFile that were looked at. */
export interface KeyView {
  readonly looked: readonly string[];
  rulesFor(account: string): Omit<KeyRules, 'strict' | 'peer' | 'onlyCommands'>;
}

/** The facts that the view is made of. */
export const keyFacts: readonly Fact<unknown>[] = [accounts, clock, opensshVersion, sshdEffective];

/** The view of a host as it is. */
export function keyView(facts: Facts): KeyView {
  const version = facts.get(opensshVersion);
  const { epochSeconds } = facts.get(clock);
  const asked = facts.get(sshdEffective);
  // Accounts to which the same Match blocks apply share what sshd said.
  const known = new Map<Effective, ReturnType<KeyView['rulesFor']>>();
  return {
    looked: facts.get(accounts).keyPlaces,
    rulesFor: (account) => {
      const effective = effectiveFor(asked, account);
      const rules = known.get(effective) ?? { version, epochSeconds, ...takenBy(effective) };
      known.set(effective, rules);
      return rules;
    },
  };
}

function takenBy(effective: Effective): Pick<KeyRules, 'algorithms' | 'leastRsaBits' | 'mayBeRevoked'> {
  const value = (keyword: string): string | undefined => effectiveValue(effective, keyword);
  const algorithms = value('pubkeyacceptedalgorithms') ?? value('pubkeyacceptedkeytypes');
  const bits = value('requiredrsasize') ?? '';
  return {
    algorithms: algorithms?.split(','),
    leastRsaBits: /^\d{1,5}$/.test(bits) ? Number(bits) : 1024,
    mayBeRevoked: (value('revokedkeys') ?? 'none') !== 'none',
  };
}
