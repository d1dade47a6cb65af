// Keys on hardware that need no PIN: the finder of the token has the factor.
import { authorizedKeys } from '../../facts/authorized-keys.ts';
import { effectiveFor, sshdEffective } from '../../facts/sshd-effective.ts';
import { judged, notApplicable, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const verifiedTouch: Rule = {
  id: 'TFA-054',
  title: 'a hardware key works without its PIN',
  severity: 'low',
  rationale:
    'A FIDO key proves that somebody touched the token, and with verify-required that its PIN or fingerprint was given as well. ' +
    'Then the token is two factors by itself, and the best way in for where codes fail.',
  references: [],
  remediation: { lines: 'PubkeyAuthOptions verify-required' },
  facts: [authorizedKeys, sshdEffective],
  judge: ({ facts }) => {
    const owners = facts.get(authorizedKeys).filter(({ keys }) => keys.some(isHardware));
    if (owners.length === 0) {
      const unread = facts
        .get(authorizedKeys)
        .filter(({ complete }) => !complete)
        .map(({ account }) => account);
      if (unread.length > 0) return judged([], [`the keys of ${unread.join(', ')} could not be read`], '');
      return notApplicable('nobody has a hardware key');
    }
    const findings: Finding[] = [];
    const unjudged: string[] = [];
    for (const { account, keys } of owners) {
      const effective = effectiveFor(facts.get(sshdEffective), account);
      if (!effective.known) unjudged.push(`what sshd uses for ${account} is not known`);
      else if (effective.values['pubkeyauthoptions']?.join(' ').includes('verify-required') === true) continue;
      const free = keys.filter((key) => isHardware(key) && !key.options.includes('verify-required'));
      if (!effective.known || free.length === 0) continue;
      findings.push({
        message: 'a touch is enough',
        evidence: [{ accounts: [account], saw: `${free.length} keys without verify-required` }],
      });
    }
    return judged(findings, unjudged, 'hardware keys demand their PIN');
  },
};

function isHardware({ type }: { readonly type: string }): boolean {
  return type.startsWith('sk-');
}
