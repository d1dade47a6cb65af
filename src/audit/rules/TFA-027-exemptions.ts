// Everybody who is exempt from codes: each of them is somebody's decision, to be taken again from time to time.
import { originText } from '../../access/origin.ts';
import { matrixFacts } from '../account-matrix.ts';
import { judged, perhapsOthers, unknown, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

export const exemptions: Rule = {
  id: 'TFA-027',
  title: 'an account is exempt from codes',
  severity: 'high',
  rationale:
    'An exemption is a hole that somebody made on purpose, and it stays when the reason is gone. ' +
    'Accept it in a baseline, with an owner, a reason and a date, and the audit asks again when that is over.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: {
    lines:
      '# baseline.yml\naccepted:\n  - { rule: TFA-027, accounts: [ACCOUNT], owner: WHO, reason: WHY, expires: YYYY-MM-DD }',
  },
  facts: matrixFacts,
  judge: ({ matrix }) => {
    if (!matrix.known) return unknown(matrix.reason);
    const exempt = matrix.rows.filter(({ protection }) => protection === 'exempt');
    const unjudged = matrix.rows
      .filter(({ protection }) => protection === 'unknown')
      .map(({ account, weakest }) => `how ${account} gets in is not known: ${weakest.reason}`);
    const findings = exempt.map(({ account, weakest }): Finding => {
      const saw = `${weakest.reason}, from ${originText(weakest.origin)}`;
      return { message: `in with ${weakest.way} alone, by an exemption`, evidence: [{ accounts: [account], saw }] };
    });
    return judged(findings, [...unjudged, ...perhapsOthers(matrix.unlisted)], 'nobody is exempt');
  },
};
