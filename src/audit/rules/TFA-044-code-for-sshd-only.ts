// The module in files that many services include: then sudo, su, cron and the console ask for a code too.
import { codeServices } from '../../facts/code-services.ts';
import { parsePamConfig, shownPamLine } from '../../formats/pam-config.ts';
import { judged, type Finding } from '../judgement.ts';
import { codeLine, codeLineFor, wantCode } from '../remedies.ts';
import type { Rule } from '../rule.ts';

const common =
  /\/(?:common-(?:auth|session)[\w-]*|(?:system|password)-auth[\w-]*|system-(?:login|local-login|remote-login)|base-auth)$/;

export const codeForSshdOnly: Rule = {
  id: 'TFA-044',
  title: 'not only sshd asks for codes',
  severity: 'medium',
  rationale:
    'A file that all services include makes sudo, su and the console ask for a code as well, of accounts that have none. ' +
    'Where codes fail, so does the way in that was kept for that.',
  references: [],
  remediation: { ...codeLine, task: wantCode },
  facts: [codeServices],
  judge: ({ facts }) => {
    const shared = facts.get(codeServices).filter(({ path }) => common.test(path));
    const findings = shared.map(({ path, line, text }): Finding => {
      return {
        message: 'a file that many services include asks for a code',
        evidence: [{ file: path, line, saw: shownPamLine(text) }],
        ...codeLineFor(argsOf(text)),
      };
    });
    return judged(findings, [], 'no file that many services include asks for a code');
  },
};

function argsOf(text: string): readonly string[] {
  const args = parsePamConfig(text).flatMap((line) => (line.kind === 'rule' ? line.rule.args : []));
  return args.map((arg) => arg.replace(/^\[(.*)\]$/, '$1'));
}
