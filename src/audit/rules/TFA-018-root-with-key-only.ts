// root may show a key only, and every list demands something else too.
import { accounts } from '../../facts/accounts.ts';
import { keyFacts } from '../../access/account-keys.ts';
import { notApplicable } from '../judgement.ts';
import { methodLists } from '../methods.ts';
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const rootWithKeyOnly: Rule = {
  id: 'TFA-018',
  title: 'root can never log in, though it has a key',
  severity: 'high',
  rationale:
    'PermitRootLogin prohibit-password takes nothing but keys from root, so a list that demands a code can never be worked through. ' +
    'An administrator who counts on root to get back into the host finds out when it is needed.',
  references: [],
  remediation: {
    lines:
      '# somebody else logs in and becomes root; only where root is what gets in when codes fail (`break_glass`):\nMatch User root\n    AuthenticationMethods publickey',
  },
  facts: [...new Set([...sshdFacts, ...keyFacts])],
  judge: (context) => {
    const root = context.facts.get(accounts).accounts.find(({ uid }) => uid === 0);
    if (root === undefined) return notApplicable('nobody is root');
    const keys = context.keysOf(root);
    if (keys?.can === 'no') return notApplicable(`root has no key to log in with: ${keys.why}`);
    return judgeValue(context, {
      keyword: 'permitrootlogin',
      onlyFor: root.name,
      wrong: (value, values) => {
        if (!['without-password', 'prohibit-password', 'forced-commands-only'].includes(value)) return undefined;
        const lists = methodLists(values);
        const works = lists === undefined || lists.some((list) => list.every((method) => method === 'publickey'));
        return works ? undefined : 'root may show a key only, and a key alone is not enough';
      },
    });
  },
};
