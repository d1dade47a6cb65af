// Up to 8.6, KbdInteractiveAuthentication yes with ChallengeResponseAuthentication no: sshd offers codes and refuses them all.
import { atLeast, opensshVersion } from '../../facts/openssh-version.ts';
import { notApplicable, unknown } from '../judgement.ts';
import { wantBothFactors } from '../remedies.ts';
import type { Rule } from '../rule.ts';
import { judgeValue, sshdFacts } from '../sshd-values.ts';

export const challengeResponse: Rule = {
  id: 'TFA-009',
  title: 'an old sshd has codes switched on and off at once',
  severity: 'critical',
  rationale:
    'Up to OpenSSH 8.6 two options switch keyboard-interactive logins, and where only KbdInteractiveAuthentication is on, every such ' +
    'login fails without a word. sshd -t finds nothing wrong with that; ChallengeResponseAuthentication must be on too.',
  references: [],
  remediation: {
    lines: 'KbdInteractiveAuthentication yes\nChallengeResponseAuthentication yes',
    task: wantBothFactors,
  },
  facts: [...sshdFacts, opensshVersion],
  judge: (context) => {
    const version = context.facts.get(opensshVersion);
    if (!version.known) return unknown('the release of sshd is not known');
    if (atLeast(version, 8, 7)) return notApplicable(`in ${version.text} both names are one option`);
    return judgeValue(context, {
      keyword: 'challengeresponseauthentication',
      wrong: (value, values) =>
        value === 'no' && values['kbdinteractiveauthentication']?.[0] === 'yes'
          ? 'keyboard-interactive is offered, and every login by it fails'
          : undefined,
    });
  },
};
