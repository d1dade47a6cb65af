// sshd asks PAM for another factor, and PAM asks for no code.
import { pamService } from '../../facts/pam-service.ts';
import { effectiveForAnybody, sshdEffective } from '../../facts/sshd-effective.ts';
import { codeLines } from '../code-lines.ts';
import { judged, notApplicable, unknown, type Finding } from '../judgement.ts';
import { methodLists } from '../methods.ts';
import { codeLine, wantCode } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const moduleCalled: Rule = {
  id: 'TFA-003',
  title: 'PAM asks for no code where sshd wants one',
  severity: 'critical',
  rationale:
    'AuthenticationMethods names keyboard-interactive, which asks whatever the PAM service of sshd says: without the module that is the ' +
    'password of the account, enrolled or not. Guides that change sshd_config alone leave it so.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: { ...codeLine, task: wantCode },
  facts: [pamService, sshdEffective],
  judge: (context) => {
    const { facts } = context;
    const { global, classes } = facts.get(sshdEffective);
    const asked = [...classes.map(({ effective }) => effective), effectiveForAnybody({ global, classes })];
    const known = asked.flatMap((effective) => (effective.known ? [effective.values] : []));
    if (known.length === 0) return unknown('sshd did not tell its configuration');
    const wanted = known.some((values) => methodLists(values)?.flat().includes('keyboard-interactive') ?? false);
    if (!wanted) return notApplicable('sshd does not demand keyboard-interactive of anybody');
    const { stack } = context.pam;
    if (stack.state !== 'known') return unknown(stack.reason);
    const service = facts.get(pamService);
    const isAsked = codeLines(stack.auth).length > 0 && context.pam.demand.code.demand !== 'none';
    const evidence = [{ file: service.path, saw: 'no line calls pam_google_authenticator.so' }];
    const findings: readonly Finding[] = isAsked
      ? []
      : [{ message: 'keyboard-interactive asks for no code', evidence }];
    return judged(findings, [], 'PAM asks for a code');
  },
};
