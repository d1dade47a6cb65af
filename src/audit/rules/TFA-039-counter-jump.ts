// Counters that ran ahead since an earlier audit: codes were used up, or guessed at, faster than a person logs in.
import { stateFiles } from '../../facts/state-files.ts';
import { judged, notApplicable, unknown, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';
import { secretsElsewhere } from '../secret-places.ts';
import { hotpCounters, stateFacts } from '../state-files.ts';
import { enrolUser, moveAway } from '../remedies.ts';

export const counterJump: Rule<'most'> = {
  id: 'TFA-039',
  title: 'a counter has run ahead',
  severity: 'low',
  rationale:
    'A counter moves with every code that was taken, and without no_increment_hotp with every wrong one too: a jump means many tries. ' +
    "The user's device is then behind, and is refused once it is further behind than the window.",
  references: [],
  remediation: {
    ...moveAway,
    task: enrolUser,
  },
  parameters: {
    most: { description: 'So many steps since the earlier report are fine.', default: 100, least: 1, most: 100_000 },
  },
  facts: stateFacts,
  judge: ({ facts, pam, earlierCounters }, { most }) => {
    const elsewhere = secretsElsewhere(pam);
    if (elsewhere !== undefined) return unknown(elsewhere);
    const counters = hotpCounters(facts.get(stateFiles));
    if (counters.size === 0) return notApplicable('nobody has counter codes that could be read');
    if (earlierCounters === undefined)
      return unknown('there is no earlier report of this host to compare with (--compare)');
    const findings = [...counters].flatMap(([account, counter]): Finding[] => {
      const before = earlierCounters.get(account);
      if (before === undefined || (counter >= before && counter - before <= most)) return [];
      const message = counter < before ? 'a counter went back' : `a counter went on by more than ${most}`;
      return [{ message, evidence: [{ accounts: [account], saw: `${before}, and now ${counter}` }] }];
    });
    return judged(findings, [], 'no counter has run ahead');
  },
};
