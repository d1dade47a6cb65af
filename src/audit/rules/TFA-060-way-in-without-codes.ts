// Whether anybody knows how to get in when codes fail: an account that needs none and becomes root, or a console.
import { accounts } from '../../facts/accounts.ts';
import { sudoAccounts } from '../../facts/sudo-accounts.ts';
import { matrixFacts } from '../account-matrix.ts';
import { judged, pass, unknown } from '../judgement.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const wayInWithoutCodes: Rule = {
  id: 'TFA-060',
  title: 'no way in is known for when codes fail',
  severity: 'info',
  rationale:
    'A wrong clock, a full disk or a broken upgrade makes every code fail on a host, or on all of them at once. ' +
    'Say in the inventory, or in `break_glass` of the play, what there is besides SSH, so that somebody has thought of it before.',
  references: [],
  remediation: {
    lines:
      '# inventory.yml\nall:\n  vars:\n    keyturn_out_of_band: the console of the hypervisor\n# or, in a play with an `audit` task\nbreak_glass:\n  out_of_band: the console of the hypervisor',
  },
  facts: [...new Set([...matrixFacts, sudoAccounts])],
  judge: (context) => {
    const { outOfBand, matrix } = context;
    if (outOfBand !== undefined) return pass(`besides SSH there is ${outOfBand}`);
    if (!matrix.known) return unknown(matrix.reason);
    const without = matrix.rows.filter(({ protection }) => protection === 'exempt' || protection === 'unprotected');
    const powers = without.map(({ account }) => powerOf(context, account));
    if (powers.includes('root')) return pass('an account that needs no code becomes root');
    const unjudged = powers.includes('unknown') ? ['whether accounts that need no code become root is not known'] : [];
    const evidence = [
      {
        saw: 'no keyturn_out_of_band in the inventory, no out_of_band in break_glass, and no account that becomes root without a code',
      },
    ];
    const findings = unjudged.length === 0 ? [{ message: 'nothing says how to get in without a code', evidence }] : [];
    return judged(findings, unjudged, '');
  },
};

function powerOf({ facts, root }: AuditContext, name: string): 'root' | 'none' | 'unknown' {
  if (facts.get(accounts).accounts.some((account) => account.name === name && account.uid === 0)) return 'root';
  const { sudo, rights } = facts.get(sudoAccounts);
  const right = Object.hasOwn(rights, name) ? rights[name] : 'unknown';
  if (right === 'free') return 'root';
  return sudo && (right === 'unknown' || !root) ? 'unknown' : 'none';
}
