// Counter codes without no_increment_hotp: every wrong code moves the counter away from the user's device.
import { pamService } from '../../facts/pam-service.ts';
import { moduleName, parsePamConfig, shownPamLine } from '../../formats/pam-config.ts';
import { splitLines } from '../../formats/lines.ts';
import { notApplicable, pass, unknown, type Finding } from '../judgement.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { codeLineFor, codeRule } from '../remedies.ts';
import { isHotp, judgeStateFiles, stateFacts } from '../state-files.ts';

export const hotpIncrement: Rule = {
  id: 'TFA-043',
  title: 'wrong codes move the counter',
  severity: 'medium',
  rationale:
    'Without no_increment_hotp the module counts on with every code that it refuses, until the device is too far behind to be let in. ' +
    "Anybody who knows a user's name can do that to them where the password is not asked first.",
  references: [],
  remediation: { lines: `${codeRule} no_increment_hotp` },
  facts: stateFacts,
  judge: (context) => {
    const hotp = judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, settings) => (isHotp(settings) ? { message: 'counts', saw: 'HOTP_COUNTER' } : undefined),
      passed: 'nobody has counter codes',
    });
    if (hotp.outcome === 'pass') return notApplicable(hotp.reason);
    return hotp.outcome === 'fail' ? judgeModule(context, hotp.findings) : hotp;
  },
};

function judgeModule({ facts }: AuditContext, counting: readonly Finding[]): ReturnType<Rule['judge']> {
  const { path, text } = facts.get(pamService);
  if (text === undefined) return unknown(`${path} could not be read`);
  let line = 1;
  const asking = parsePamConfig(text).flatMap((entry) => {
    const place = { file: path, line, saw: shownPamLine(entry.raw) };
    line += splitLines(entry.raw).length;
    return entry.kind === 'rule' && moduleName(entry.rule.module) === 'pam_google_authenticator.so'
      ? [{ place, args: entry.rule.args }]
      : [];
  });
  if (asking.length === 0) return unknown(`${path} does not call the module itself`);
  const lacking = asking.filter(({ args }) => !args.includes('no_increment_hotp')).map(({ place }) => place);
  if (lacking.length === 0) return pass('no_increment_hotp is set');
  const evidence = [...lacking, ...counting.flatMap((finding) => finding.evidence)];
  const [first] = asking.filter(({ args }) => !args.includes('no_increment_hotp'));
  const findings = [
    {
      message: 'every wrong code moves the counter of users with counter codes',
      evidence,
      ...codeLineFor(first?.args ?? [], 'no_increment_hotp'),
    },
  ];
  return { outcome: 'fail', findings, unjudged: undefined };
}
