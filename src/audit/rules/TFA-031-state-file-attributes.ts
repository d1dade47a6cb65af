// State files that the module refuses for what they are: their type, their owner, their mode.
import type { StateFile } from '../../facts/state-files.ts';
import { shellLine } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts, type StateFault } from '../state-files.ts';

// What the module lets a file have by default (pam_google_authenticator.c, open_secret_file).
const forbiddenBits = 0o3777 & ~0o600;

export const stateFileAttributes: Rule = {
  id: 'TFA-031',
  title: 'a state file that the PAM module refuses',
  severity: 'high',
  rationale:
    "The module takes no code from a file that is not the user's own, or that others may read, so its user is locked out. " +
    'Whoever else could read it up to now knows the secret: enrol the account anew if that was so.',
  references: [],
  remediation: {
    lines: '$ chown USER /home/USER/.google_authenticator\n$ chmod 0400 /home/USER/.google_authenticator',
  },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, { needs: 'attributes', wrong: faultOf, passed: "every state file is its user's alone" }),
};

function faultOf({ path, account, uid, file }: StateFile): StateFault | undefined {
  if (file.kind !== 'regular') return { message: 'not a regular file', saw: file.kind };
  if (file.uid !== uid) {
    const owner = file.uid === undefined ? 'somebody unknown' : `uid ${file.uid}`;
    return {
      message: 'not owned by its user',
      saw: `owned by ${owner}, not by uid ${uid}`,
      ...shellLine('chown --', account, path),
    };
  }
  const mode = Number.parseInt(file.mode ?? '', 8);
  if (!Number.isNaN(mode) && (mode & forbiddenBits) === 0) return undefined;
  const saw = `mode ${file.mode ?? 'unknown'}`;
  return { message: 'more permissive than 0600', saw, ...shellLine('chmod -- 0400', path) };
}
