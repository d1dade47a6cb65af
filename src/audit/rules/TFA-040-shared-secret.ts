// One secret for several accounts: the code of one logs the others in.
import { enrolUser, linesByFamily, stateFileOf } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';

export const sharedSecret: Rule = {
  id: 'TFA-040',
  title: 'accounts share a secret',
  severity: 'high',
  rationale:
    'Where two accounts have the same secret, each of their users has the second factor of the other. ' +
    'It comes from copying a file, or from an image that was made after somebody had enrolled.',
  references: [],
  remediation: {
    ...linesByFamily((family) => `$ mv ${stateFileOf(family)} ${stateFileOf(family)}.shared`),
    task: enrolUser,
  },
  facts: stateFacts,
  judge: (context) =>
    judgeStateFiles(context, {
      needs: 'contents',
      wrong: ({ twin }) =>
        twin === undefined
          ? undefined
          : { message: 'the same secret as another account', saw: `the secret of ${twin}` },
      passed: 'every account has a secret of its own',
    }),
};
