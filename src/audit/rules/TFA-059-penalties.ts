// PerSourcePenalties (9.8 and later) with nobody exempt.
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const penalties: Rule = {
  id: 'TFA-059',
  title: "sshd's penalties spare nobody",
  severity: 'low',
  rationale:
    'From OpenSSH 9.8 on, a few failed logins make sshd drop every connection from that address, good codes and colleagues behind ' +
    'the same NAT included. The address that hosts are managed from should be exempt.',
  references: [],
  remediation: { lines: 'PerSourcePenaltyExemptList ADDRESS' },
  facts: sshdFacts,
  judge: (context) =>
    judgeValue(context, {
      keyword: 'persourcepenaltyexemptlist',
      wrong: (value, values) =>
        value === 'none' && values['persourcepenalties']?.[0] !== 'no'
          ? 'mistyped codes can shut the managing address out for a while'
          : undefined,
    }),
};
