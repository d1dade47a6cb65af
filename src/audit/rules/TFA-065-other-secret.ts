// State files that hold another secret than the vault: the entry that was handed out is worth nothing on this host.
import { secretDigests } from '../../facts/secret-digests.ts';
import { judged, notApplicable } from '../judgement.ts';
import { enrolUser, moveAway } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const otherSecret: Rule = {
  id: 'TFA-065',
  title: 'a state file with another secret than the vault',
  severity: 'medium',
  rationale:
    'Somebody who has the entry of the vault in an app is refused on this host, and a file that was made by hand may have its secret elsewhere, too. ' +
    'Ask which entry the person has, and enrol the account again where it is the one of the vault.',
  references: [],
  remediation: { ...moveAway, task: enrolUser },
  facts: [secretDigests],
  judge: ({ otherSecrets }) => {
    if (otherSecrets === undefined) return notApplicable('there was no vault that opens to compare with');
    const findings = otherSecrets.map((account) => ({
      message: 'the host keeps another secret than the vault',
      evidence: [{ accounts: [account], saw: 'the salted hashes of both differ' }],
    }));
    return judged(findings, [], 'every state file of an account in the vault holds the secret of the vault');
  },
};
