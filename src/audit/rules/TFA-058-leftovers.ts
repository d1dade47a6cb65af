// Files that an upgrade left beside the configuration: it met a change, and somebody has to reconcile the two.
import { configLeftovers, type Leftover } from '../../facts/config-leftovers.ts';
import { judged, type Finding } from '../judgement.ts';
import { linesByFamily } from '../remedies.ts';
import type { Rule } from '../rule.ts';

export const leftovers: Rule = {
  id: 'TFA-058',
  title: 'an upgrade left a configuration to reconcile',
  severity: 'medium',
  rationale:
    'An upgrade that met a changed file either kept it, without what is new, or replaced it, and the second factor may have gone with it. ' +
    'The file that it left tells which, and goes once the two are merged.',
  references: [],
  remediation: linesByFamily(({ packageManager: { leftovers } }) => {
    const left = `FILE.${leftovers.newer[0]}`;
    return `$ diff FILE ${left}\n$ rm ${left}`;
  }),
  facts: [configLeftovers],
  judge: ({ facts }) => {
    const left = facts.get(configLeftovers);
    const paths = (holds: Leftover['holds']): readonly string[] =>
      left.filter((one) => one.holds === holds).map(({ path }) => path);
    return judged(
      [
        ...findingsOf('the upgrade replaced what was here', paths('replaced')),
        ...findingsOf('the upgrade has a newer version', paths('newer')),
      ],
      [],
      'upgrades left nothing to reconcile',
    );
  },
};

function findingsOf(message: string, paths: readonly string[]): readonly Finding[] {
  const evidence = paths.map((file) => ({ file, saw: 'left by an upgrade' }));
  return evidence.length === 0 ? [] : [{ message, evidence }];
}
