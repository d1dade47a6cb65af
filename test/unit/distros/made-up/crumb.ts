// A package manager that nothing in src knows: this object is all that it takes.
import type { PackageManager } from '../../../../src/package-managers/package-manager.ts';

export const crumb: PackageManager = {
  name: 'crumb',
  program: 'crumb',
  database: '/var/lib/crumb/baked',
  query: (words) => `crumb baked -- ${words}`,
  parse: (lines) => lines.flatMap((line) => /^(\S+) is baked$/.exec(line)?.[1] ?? []),
  owner: (module) => `crumb bakes ${module} "$@"`,
  lockFiles: ['/var/lib/crumb/oven'],
  leftovers: { newer: ['crumb-fresh'], replaced: ['crumb-stale'] },
  install: (packages) => [{ argv: ['crumb', 'fetch'] }, { argv: ['crumb', 'bake', ...packages], env: { QUIET: '1' } }],
  reinstall: (name) => `crumb bake --again ${name}`,
  busy: /the oven is in use/,
};
