// Accounts that get in without a code, whatever the configuration looks like.
import { originText } from '../../access/origin.ts';
import { matrixFacts, type AccountRow } from '../account-matrix.ts';
import { judged, pass, perhapsOthers, unknown, type Finding } from '../judgement.ts';
import { wantBothFactors } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const codeForEverybody: Rule = {
  id: 'TFA-001',
  title: 'somebody gets in without a code',
  severity: 'critical',
  rationale:
    'Anybody who has the one key or password that is enough gets in as that account, and everything that codes were introduced for is lost. ' +
    'Judged is what sshd and PAM make of all their lines together, account by account and from every address that the configuration tells apart.',
  references: [
    { standard: 'PCI DSS 4.0', place: '8.4.1' },
    { standard: 'PCI DSS 4.0', place: '8.4.2' },
    { standard: 'NIST SP 800-53', place: 'IA-2(1)' },
    { standard: 'NIST SP 800-53', place: 'IA-2(2)' },
  ],
  remediation: { lines: 'AuthenticationMethods publickey,keyboard-interactive', task: wantBothFactors },
  facts: matrixFacts,
  judge: ({ matrix }) => {
    if (!matrix.known) return unknown(matrix.reason);
    const open = matrix.rows.filter(({ protection }) => protection === 'unprotected');
    const unjudged = matrix.rows.filter(({ protection }) => protection === 'unknown').map(doubtOf);
    const others = perhapsOthers(matrix.unlisted);
    if (open.length === 0 && unjudged.length === 0 && others.length > 0) return judged([], others, '');
    if (matrix.rows.every(({ protection }) => protection === 'refused')) return pass('nobody can log in');
    return judged(findingsOf(open), unjudged, 'everybody who is not exempt is asked for a code');
  },
};

/** One finding for all accounts that get in the same way for the same reason. */
function findingsOf(open: readonly AccountRow[]): readonly Finding[] {
  const causes = new Map<string, AccountRow[]>();
  for (const row of open) {
    const cause = JSON.stringify([row.weakest.way, row.weakest.reason]);
    causes.set(cause, [...(causes.get(cause) ?? []), row]);
  }
  return [...causes.values()].flatMap((rows): Finding[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const { way, reason, origin } = first.weakest;
    const accounts = rows.map(({ account }) => account);
    return [
      { message: `in with ${way} alone`, evidence: [{ accounts, saw: `${reason}, from ${originText(origin)}` }] },
    ];
  });
}

function doubtOf({ account, weakest }: AccountRow): string {
  return `how ${account} gets in is not known: ${weakest.reason}`;
}
