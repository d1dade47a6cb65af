// The file of the module: missing, writable by others, or of no package.
import { isInstalled } from '../../access/pam/modules.ts';
import { codeModuleFile, type CodeModule } from '../../facts/code-module.ts';
import { pamService } from '../../facts/pam-service.ts';
import { codeLines, lineSeen } from '../code-lines.ts';
import { judged, notApplicable, unknown, type Finding } from '../judgement.ts';
import { linesByFamily } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const moduleFile: Rule = {
  id: 'TFA-045',
  title: 'the PAM module is not what a package installed',
  severity: 'high',
  rationale:
    'A module that is missing locks everybody out who must give a code, and one that somebody else can write takes whatever code they like. ' +
    'A file that is of no package gets no security updates.',
  references: [],
  remediation: {
    ...linesByFamily(({ packageManager, otpPackage }) => `$ ${packageManager.reinstall(otpPackage)}`),
    task: 'package:\n  name: libpam-google-authenticator\n  state: present',
  },
  facts: [codeModuleFile, pamService],
  judge: (context) => {
    const { stack } = context.pam;
    if (stack.state !== 'known') return unknown(stack.reason);
    const lines = codeLines(stack.auth);
    const found = context.facts.get(codeModuleFile);
    if (lines.length === 0 && found.files.length === 0)
      return notApplicable('the module is neither installed nor called');
    const { modules } = context.facts.get(pamService);
    const missing = lines.filter(({ module }) => isInstalled({ modules: new Set(modules) }, module) === 'no');
    const findings: Finding[] = missing.map((line) => ({
      message: 'the module is not installed',
      evidence: [lineSeen(line)],
    }));
    const unjudged =
      found.files.length > 0 && found.packageName === undefined ? ['which package the module is of is not known'] : [];
    return judged([...findings, ...fileFindings(found)], unjudged, "the module is root's, and of a package");
  },
};

function fileFindings({ files, packageName }: CodeModule): readonly Finding[] {
  const loose = files.filter(({ mode, uid }) => uid !== 0 || (Number.parseInt(mode, 8) & 0o022) !== 0);
  const findings = loose.map(({ path, mode, uid }): Finding => {
    return {
      message: 'others than root can change the module',
      evidence: [{ file: path, saw: `mode ${mode}, uid ${uid}` }],
    };
  });
  if (packageName !== 'none') return findings;
  const evidence = files.map(({ path }) => ({ file: path, saw: 'of no package' }));
  return evidence.length === 0
    ? findings
    : [...findings, { message: 'the module is of no package', severity: 'medium', evidence }];
}
