// Files of sshd's configuration that others than root may change, or read.
import { dropInFolder } from '../../distros/distro.ts';
import { sshdFileModes, type SshdFileMode } from '../../facts/sshd-file-modes.ts';
import { sshdFiles } from '../../facts/sshd-files.ts';
import { judged, type Finding, type Observation } from '../judgement.ts';
import { linesByFamily, shellLine } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const protectedFiles: Rule = {
  id: 'TFA-022',
  title: "sshd's configuration is not root's alone",
  severity: 'medium',
  rationale:
    'Anybody who can write one of these files, or the folder it is in, decides who logs in and how. ' +
    'Reading them only tells an attacker whom to try first, which is why that weighs less.',
  references: [{ standard: 'CIS Ubuntu 24.04', place: '5.1.1' }],
  remediation: linesByFamily((family) => {
    const files = `${family.sshdConfig} ${dropInFolder(family)}/*.conf`;
    return `$ chown root:root ${files}\n$ chmod 0600 ${files}`;
  }),
  facts: [sshdFileModes, sshdFiles],
  judge: ({ facts }) => {
    const files = facts.get(sshdFileModes);
    const { main, dropIns } = facts.get(sshdFiles);
    const folders = [main.slice(0, main.lastIndexOf('/')), dropIns];
    if (!files.some(({ path }) => path === main)) return judged([], [`no ${main} was seen`], '');
    const writable = files.filter((file) => file.uid !== 0 || (bits(file) & 0o022) !== 0);
    const readable = files.filter(
      (file) => !writable.includes(file) && !folders.includes(file.path) && (bits(file) & 0o044) !== 0,
    );
    return judged(
      [
        ...findings('others than root can change it', writable, 'high'),
        ...findings('others than root can read it', readable, 'low'),
      ],
      [],
      'root alone can read and write it',
    );
  },
};

function bits({ mode }: SshdFileMode): number {
  return Number.parseInt(mode, 8);
}

function findings(message: string, files: readonly SshdFileMode[], severity: 'high' | 'low'): readonly Finding[] {
  const evidence = files.map(({ path, mode, uid }): Observation => ({ file: path, saw: `mode ${mode} of uid ${uid}` }));
  if (evidence.length === 0) return [];
  const paths = files.map(({ path }) => path);
  const foreign = files.filter(({ uid }) => uid !== 0).map(({ path }) => path);
  const chown = foreign.length === 0 ? undefined : shellLine('chown root:root --', ...foreign).fix;
  const chmod = shellLine(severity === 'high' ? 'chmod go-w --' : 'chmod go-r --', ...paths).fix;
  const fix = [chown, chmod].filter((line) => line !== undefined).join('\n');
  return [{ message, severity, evidence, ...(fix !== '' && { fix }) }];
}
