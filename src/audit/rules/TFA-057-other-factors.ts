// Other modules for second factors in the same stack: people are asked twice, or by the wrong one.
import { pamService } from '../../facts/pam-service.ts';
import { moduleName } from '../../formats/pam-config.ts';
import { lineSeen } from '../code-lines.ts';
import { judged, unknown, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

const others: readonly string[] = [
  ...['pam_duo.so', 'pam_oath.so', 'pam_radius_auth.so', 'pam_privacyidea.so', 'pam_yubico.so', 'pam_u2f.so'],
  ...['pam_oslogin_login.so', 'pam_rsa.so', 'pam_okta.so', 'pam_linotp.so'],
];

export const otherFactors: Rule = {
  id: 'TFA-057',
  title: 'another second factor is in use',
  severity: 'info',
  rationale:
    'Where two products ask for a second factor, one of them may let in whom the other refuses, and which one failed is unknown. ' +
    'Keyturn does not judge what the other one asks for: its verdicts about such accounts are unknown.',
  references: [],
  remediation: {
    lines:
      '# enrol everybody for the one that is to stay; comment the line of the other out only when all log in with it',
  },
  facts: [pamService],
  judge: (context) => {
    const { stack } = context.pam;
    if (stack.state !== 'known') return unknown(stack.reason);
    const found = stack.auth.filter(({ module }) => others.includes(moduleName(module)));
    const findings = found.map((line): Finding => {
      return { message: `${moduleName(line.module)} asks too`, evidence: [lineSeen(line)] };
    });
    return judged(findings, [], 'no other second factor is asked for');
  },
};
