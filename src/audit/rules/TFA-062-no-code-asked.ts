// State files that let somebody in without a code, from a host that they name.
import { openGrace } from '../../access/enrolled.ts';
import { quoted } from '../../access/state-file/problem.ts';
import { clock } from '../../facts/clock.ts';
import type { Rule } from '../rule.ts';
import { judgeStateFiles, stateFacts } from '../state-files.ts';
import { linesByFamily, stateFileOf } from '../remedies.ts';

export const noCodeAsked: Rule = {
  id: 'TFA-062',
  title: 'a state file that asks for no code',
  severity: 'high',
  rationale:
    'A line LAST0 to LAST9 says when somebody was let in from a host; with a time that is still to come the module asks for no code from there, ' +
    'without grace_period as well. A clock that was wrong leaves such a line behind, and every user can write one.',
  references: [{ standard: 'PCI DSS 4.0', place: '8.5.1' }],
  remediation: linesByFamily((family) => `$ runuser -u USER -- sed -i "/^. LAST[0-9] /d" ${stateFileOf(family)}`),
  facts: [...stateFacts, clock],
  judge: (context) => {
    const now = context.facts.get(clock).epochSeconds;
    return judgeStateFiles(context, {
      needs: 'contents',
      wrong: (_, { graces }) => {
        const open = openGrace(graces, now);
        return open && { message: `no code is needed from ${open.host}`, saw: quoted(open.option) };
      },
      passed: 'every state file asks for a code from everywhere',
    });
  },
};
