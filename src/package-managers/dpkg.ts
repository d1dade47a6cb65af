// dpkg, which apt-get(8) makes install: Debian and what is built on it.
import type { Command } from '../shell/command.ts';
import { quote } from '../shell/quote.ts';
import type { PackageManager } from './package-manager.ts';

const database = '/var/lib/dpkg/info';

// A package that was removed but not purged is listed too, as `deinstall ok config-files`.
function query(words: string): string {
  return `dpkg-query -W -f 'is:\${db:Status-Abbrev}:\${Package}\\n' -- ${words} 2>/dev/null`;
}

// dpkg-query(1) says the same after having read all that dpkg knows, which takes it longer than a whole gather.
function owner(module: string): string {
  return `# shellcheck disable=SC2013
for list in $(grep -l ${quote(`/security/${module.replaceAll('.', '\\.')}$`)} ${database}/*.list 2>/dev/null); do
  list=\${list##*/}
  printf '%s: /%s\\n' "\${list%.list}" ${quote(module)}
done`;
}

// Package lists are fetched only where the first try says that they are needed: a mirror may be slow, or out of reach. A lock
// that another process kept for all of the first try is not waited for again.
const tries =
  'apt-get -qy -o DPkg::Lock::Timeout=60 "$@" || { apt-get -q update && apt-get -qy -o DPkg::Lock::Timeout=0 "$@"; }';

function install(packages: readonly string[]): readonly Command[] {
  const options = ['--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
  return [
    {
      argv: ['sh', '-c', tries, 'apt-get', ...options, 'install', '--', ...packages],
      // needrestart would restart services, sshd among them.
      env: { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', APT_LISTCHANGES_FRONTEND: 'none' },
    },
  ];
}

export const dpkg: PackageManager = {
  name: 'dpkg',
  program: 'dpkg-query',
  database,
  query,
  parse: (lines) => lines.flatMap((line) => /^is:.i ?:(.+)$/.exec(line)?.[1] ?? []),
  owner,
  lockFiles: ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock'],
  // ucf(1) is what Debian uses for some of these.
  leftovers: { newer: ['dpkg-dist', 'dpkg-new', 'ucf-dist', 'ucf-new'], replaced: ['dpkg-old', 'ucf-old'] },
  install,
  reinstall: (name) => `apt-get install --reinstall ${name}`,
  busy: /Could not get lock|is held by process|frontend lock was locked/i,
};
