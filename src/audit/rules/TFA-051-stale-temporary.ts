// Temporary files of the module and of its setup program that nobody removed.
import { pamService } from '../../facts/pam-service.ts';
import { secretCopies } from '../../facts/secret-copies.ts';
import { judged, type Finding } from '../judgement.ts';
import { linesByFamily, shellLine, stateFileOf } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { copiesOfSecrets, unseenCopies } from '../secret-places.ts';

export const staleTemporary: Rule = {
  id: 'TFA-051',
  title: 'a temporary file of a state file was left behind',
  severity: 'medium',
  rationale:
    'A full disk or a power cut leaves a file with the name of the state file and a `~` behind, and the setup program refuses to run as long as it is there. ' +
    'Those with six more characters are of the module, and hold the secret as well.',
  references: [],
  remediation: linesByFamily((family) => `$ rm ${stateFileOf(family)}~`),
  facts: [secretCopies, pamService],
  judge: (context) => {
    const findings = copiesOfSecrets(context)
      .filter(({ kind }) => kind === 'temporary')
      .map(({ path, mode }): Finding => ({
        message: 'a temporary file was left behind',
        evidence: [{ file: path, saw: `mode ${mode}` }],
        ...shellLine('rm --', path),
      }));
    return judged(findings, unseenCopies(context), 'no temporary file was left behind');
  },
};
