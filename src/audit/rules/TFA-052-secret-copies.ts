// Copies of secrets where others can read them, or where nobody looks after them.
import { pamService } from '../../facts/pam-service.ts';
import { secretCopies, type SecretCopy } from '../../facts/secret-copies.ts';
import { judged, type Finding } from '../judgement.ts';
import { shellLine } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { copiesOfSecrets, unseenCopies } from '../secret-places.ts';

export const secretLeaks: Rule = {
  id: 'TFA-052',
  title: 'copies of secrets lie about',
  severity: 'high',
  rationale:
    'Anybody who reads a copy of a state file, or the address behind its QR code in the history of a shell, makes the codes of that account. ' +
    'What others could read must be taken for known: enrol the account anew.',
  references: [],
  remediation: { lines: '$ shred -u FILE', task: 'enrol:\n  users: [USER]' },
  facts: [secretCopies, pamService],
  judge: (context) => {
    const findings = copiesOfSecrets(context)
      .filter(({ kind }) => kind !== 'temporary')
      .map(findingOf);
    return judged(findings, unseenCopies(context), 'there are no copies in the usual places');
  },
};

function findingOf(copy: SecretCopy): Finding {
  const { kind, path, mode } = copy;
  const evidence = [{ file: path, saw: `mode ${mode}` }];
  if (kind === 'history') {
    const fix = `# take the line with otpauth:// out of ${path}`;
    return { message: 'a history holds the address of a secret', evidence, fix };
  }
  const fix = shellLine('shred -u --', path);
  if (isOpen(copy)) return { message: 'others can read a copy', evidence, ...fix };
  return { message: 'a copy beside the state file', severity: 'low', evidence, ...fix };
}

function isOpen({ path, mode }: SecretCopy): boolean {
  return (Number.parseInt(mode, 8) & 0o077) !== 0 || /^\/(?:var\/)?tmp\//.test(path);
}
