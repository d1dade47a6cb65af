// Files that an upgrade left beside the configuration: it met a change, and somebody has to reconcile the two.
import { configLeftovers } from '../../facts/config-leftovers.ts';
import { judged, type Finding } from '../judgement.ts';
import type { Rule } from '../rule.ts';

// Left where the upgrade took the package's version: what was ours is in the file beside it.
const replaced = /\.(?:dpkg-old|ucf-old|rpmsave)$/;

export const leftovers: Rule = {
  id: 'TFA-058',
  title: 'an upgrade left a configuration to reconcile',
  severity: 'medium',
  rationale:
    'An upgrade that met a changed file either kept it, without what is new, or replaced it, and the second factor may have gone with it. ' +
    'The file that it left tells which, and goes once the two are merged.',
  references: [],
  remediation: { lines: '$ diff FILE FILE.dpkg-dist\n$ rm FILE.dpkg-dist' },
  facts: [configLeftovers],
  judge: ({ facts }) => {
    const left = facts.get(configLeftovers);
    const ours = left.filter((path) => replaced.test(path));
    const theirs = left.filter((path) => !replaced.test(path));
    return judged(
      [
        ...findingsOf('the upgrade replaced what was here', ours),
        ...findingsOf('the upgrade has a newer version', theirs),
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
