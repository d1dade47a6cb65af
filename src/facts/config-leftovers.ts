// What upgrades left beside the configuration of sshd and of its PAM service, where they met a file that somebody had changed.
import { packageManagers } from '../package-managers/index.ts';
import type { Leftovers, PackageManager } from '../package-managers/package-manager.ts';
import type { Fact } from './fact.ts';
import { pamFolders } from './probe/pam-walk.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { record } from './probe/text.ts';

/** A file, and what is in it: the newer version of a package, or what was here until the package's took its place. */
export interface Leftover {
  readonly path: string;
  readonly holds: keyof Leftovers;
}

/** An empty list means that there are none only where the folders could be read, which everybody may. */
export type ConfigLeftovers = readonly Leftover[];

const files = [`${pamFolders[0]}/"$pam_service"`, '"$sshd_main"', '"$sshd_drop_ins"/*'];
// rpm's, until it has a file of its own.
const rpm: Leftovers = { newer: ['rpmnew'], replaced: ['rpmsave'] };

function probe(managers: readonly PackageManager[]): string {
  const all = [...managers.map(({ leftovers }) => leftovers), rpm];
  const look = (holds: keyof Leftovers): string => {
    const endings = all.flatMap((one) => one[holds]);
    return `for file in ${files.flatMap((file) => endings.map((ending) => `${file}.${ending}`)).join(' ')}; do
  [ ! -e "$file" ] || printf '${holds}:%s\\n' "$file"
done
`;
  };
  return `${look('newer')}${look('replaced')}echo end:\n`;
}

function parse(text: string): ConfigLeftovers {
  return text.split('\n').flatMap((line): Leftover[] => {
    const kinds = ['newer', 'replaced'] as const;
    const holds = kinds.find((kind) => record(line, kind, 1)?.[0]?.startsWith('/') === true);
    return holds === undefined ? [] : [{ path: line.slice(holds.length + 1), holds }];
  });
}

/** The fact, by the endings that these package managers use. No parameters. */
export function configLeftoversOf(managers: readonly PackageManager[]): Fact<ConfigLeftovers> {
  return {
    name: 'config-leftovers',
    preludes: [readSshdConfig],
    probe: () => probe(managers),
    parse,
    line: /^(?:(?:newer|replaced):\/.*|end:)$/s,
  };
}

/** No parameters. */
export const configLeftovers: Fact<ConfigLeftovers> = configLeftoversOf(packageManagers);
