// Keys on hardware that need no PIN: the finder of the token has the factor.
import { accounts, type Account } from '../../facts/accounts.ts';
import { effectiveFor, sshdEffective } from '../../facts/sshd-effective.ts';
import type { KeyLine } from '../../formats/authorized-keys.ts';
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
  facts: [accounts, sshdEffective],
  judge: ({ facts }) => {
    const people = facts.get(accounts).accounts.filter(({ loginCapable }) => loginCapable);
    const owners = people.filter((account) => hardwareKeys(account).length > 0);
    if (owners.length === 0) {
      const unread = people.filter(isUnread).map(({ name }) => name);
      if (unread.length > 0) return judged([], [`the keys of ${unread.join(', ')} could not be read`], '');
      return notApplicable('nobody has a hardware key');
    }
    const findings: Finding[] = [];
    const unjudged: string[] = [];
    for (const account of owners) {
      const effective = effectiveFor(facts.get(sshdEffective), account.name);
      if (!effective.known) unjudged.push(`what sshd uses for ${account.name} is not known`);
      else if (effective.values['pubkeyauthoptions']?.join(' ').includes('verify-required') === true) continue;
      const free = hardwareKeys(account).filter(({ options }) => !demandsPin(options));
      if (!effective.known || free.length === 0) continue;
      const saw = `${free.length} keys without verify-required`;
      findings.push({ message: 'a touch is enough', evidence: [{ accounts: [account.name], saw }] });
    }
    return judged(findings, unjudged, 'hardware keys demand their PIN');
  },
};

type Key = Extract<KeyLine, { kind: 'key' }>;

function hardwareKeys({ keyFiles }: Account): readonly Key[] {
  const lines = keyFiles.flatMap(({ lines: own }) => own);
  return lines.flatMap(({ found }) => (found.kind === 'key' && found.type.startsWith('sk-') ? [found] : []));
}

function demandsPin(options: Key['options']): boolean {
  return options.some(({ name }) => name === 'verify-required');
}

function isUnread({ keyFiles, hidden }: Account): boolean {
  return hidden.length > 0 || keyFiles.some(({ complete }) => !complete);
}
