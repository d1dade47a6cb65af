// State files that the module refuses for what they are: their place, their type, their owner, their mode.
import { placeProblem } from '../../access/state-file/place.ts';
import type { StateFile } from '../../facts/state-files.ts';
import { linesByFamily, shellLine, stateFileOf } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts, type StateFault } from '../state-files.ts';

export const stateFileAttributes: Rule = {
  id: 'TFA-031',
  title: 'a state file that the PAM module refuses',
  severity: 'high',
  rationale:
    "The module takes no code from a file that is not the user's own, or that others may read, so its user is locked out. " +
    'Anybody else who could read it up to now knows the secret: enrol the account anew if that was so.',
  references: [],
  remediation: {
    ...linesByFamily(
      (family) => `$ chown -h USER ${stateFileOf(family)}\n$ runuser -u USER -- chmod 0400 ${stateFileOf(family)}`,
    ),
  },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, { needs: 'attributes', wrong: faultOf, passed: "every state file is its user's alone" }),
};

function faultOf(file: StateFile): StateFault | undefined {
  const problem = placeProblem(file);
  if (problem === undefined) return undefined;
  const { what: message, saw, command } = problem;
  return { message, saw, ...(command && shellLine(...command)) };
}
