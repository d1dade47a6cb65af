// The lines of sshd's PAM service that ask for one-time codes, its own and those of the files that it includes.
import { codeModule } from '../access/pam/modules.ts';
import type { StackRule } from '../access/pam/stack.ts';
import { moduleName, shownPamLine } from '../formats/pam-config.ts';
import { judged, notApplicable, unknown, type Finding, type Judgement, type Observation } from './judgement.ts';
import { codeLineFor } from './remedies.ts';
import type { AuditContext } from './rule.ts';

/** Judges every line of the auth part that asks for a code. What puts a wrong one right keeps where it finds secrets. */
export function judgeCodeLines(
  context: AuditContext,
  wrong: (line: StackRule) => Omit<Finding, 'evidence'> | undefined,
  passed: string,
): Judgement {
  const { stack } = context.pam;
  if (stack.state !== 'known') return unknown(stack.reason);
  const lines = codeLines(stack.auth);
  if (lines.length === 0) return notApplicable('nothing in the PAM service of sshd asks for a code');
  const findings = lines.flatMap((line): Finding[] => {
    const fault = wrong(line);
    return fault === undefined ? [] : [{ ...codeLineFor(line.args), ...fault, evidence: [lineSeen(line)] }];
  });
  return judged(findings, [], passed);
}

/** Those of some rules that ask for a code. */
export function codeLines(rules: readonly StackRule[]): readonly StackRule[] {
  return rules.filter(({ kind, module }) => kind === 'module' && moduleName(module) === codeModule);
}

/** A line of PAM's as evidence, without what may be a key of another module. */
export function lineSeen({ place, text }: Pick<StackRule, 'place' | 'text'>): Observation {
  const [, file = place, line = ''] = /^(.*):(\d+)$/.exec(place) ?? [];
  const saw = shownPamLine(text);
  return line === '' ? { file, saw } : { file, line: Number(line), saw };
}
