// Homes in which nothing can be written, or not by their users: the module refuses a code where it cannot write its file anew.
import { newFileProblem, writingProblem } from '../../access/state-file/writing.ts';
import type { StateFile } from '../../facts/state-files.ts';
import type { StateSettings } from '../../formats/state-settings.ts';
import { judged, type Judgement } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { findingsIn, stateFacts, whereStateFiles, type StateFault } from '../state-files.ts';

export const roomForState: Rule = {
  id: 'TFA-050',
  title: 'a state file that cannot be written anew',
  severity: 'medium',
  rationale:
    'The module writes the file anew with every code where an option asks for that (RATE_LIMIT, DISALLOW_REUSE, HOTP_COUNTER), and with every ' +
    'recovery code. Where it cannot, it refuses the code: a disk that fills up locks people out.',
  references: [],
  remediation: { lines: '$ df -P /home/USER\n$ findmnt -T /home/USER' },
  facts: stateFacts,
  judge: (context) => whereStateFiles(context, judgeRoom),
};

function judgeRoom(present: readonly StateFile[]): Judgement {
  const unseen = present.filter(({ room, mayWrite }) => room === 'unknown' || mayWrite === 'unknown');
  const names = unseen.map(({ account }) => account).join(', ');
  const unjudged = unseen.length === 0 ? [] : [`whether the state files of ${names} can be written is not known`];
  return judged(findingsIn(present, faultOf), unjudged, 'every state file can be written anew');
}

/** Somebody who is locked out now is worse off than who will be, or whose recovery codes do not work. */
function faultOf(file: StateFile, settings: StateSettings): StateFault | undefined {
  const problem = writingProblem(file, settings);
  if (problem !== undefined) return { message: problem.what, saw: problem.saw, severity: 'high' };
  const later = newFileProblem(file);
  return later && { message: later.what, saw: later.saw };
}
