// The PAM module for one-time codes itself: who owns its file, which package it is of, and which options it knows.
import { packageManagers } from '../package-managers/index.ts';
import { isThere, type PackageManager } from '../package-managers/package-manager.ts';
import { quote } from '../shell/quote.ts';
import type { Fact } from './fact.ts';
import { number, record } from './probe/text.ts';

/** One file of the module. The mode is octal, as stat(1) prints it. */
export interface CodeModuleFile {
  readonly path: string;
  readonly mode: string;
  readonly uid: number;
}

/** What is known of the module. */
export interface CodeModule {
  /** Empty where it is not installed. */
  readonly files: readonly CodeModuleFile[];
  /** The package that it is of; `none` where the package manager knows of none, undefined where there was no manager to ask. */
  readonly packageName: string | undefined;
  /** Those of `moduleOptions` that its file names. Empty where it could not be read. */
  readonly options: readonly string[];
}

/** Options as the module's source names them (parse_args), of all releases. */
export const moduleOptions = [
  ...[
    'secret=',
    'authtok_prompt=',
    'user=',
    'allowed_perm=',
    'no_strict_owner',
    'debug',
    'try_first_pass',
    'use_first_pass',
  ],
  ...['forward_pass', 'noskewadj', 'no_increment_hotp', 'nullok', 'echo-verification-code', 'echo_verification_code'],
  ...['grace_period=', 'allow_readonly'],
] as const;

const name = 'pam_google_authenticator.so';

// rpm's, until it has a file of its own.
const rpm = {
  guard: 'command -v rpm >/dev/null 2>&1',
  owner: `rpm -qf --qf '%{NAME}: %{NAME}\\n' -- "$@" 2>/dev/null`,
};

function probe(managers: readonly PackageManager[]): string {
  const asked = [...managers.map((manager) => ({ guard: isThere(manager), owner: manager.owner(name) })), rpm];
  const branches = asked.map(({ guard, owner }) => `if ${guard}; then\n  echo manager:\n${owner}\n`);
  return `LC_ALL=C
export LC_ALL
set --
for file in /lib/security/${name} /lib64/security/${name} /lib/*/security/${name} /usr/lib/security/${name} /usr/lib64/security/${name} /usr/lib/*/security/${name}; do
  [ -f "$file" ] || continue
  case $file in
    /lib/*) [ ! -h /lib ] || continue ;;
    /lib64/*) [ ! -h /lib64 ] || continue ;;
  esac
  set -- "$@" "$file"
done
[ $# -gt 0 ] || { echo end:; exit 0; }
stat -L -c 'module:%a:%u:%n' -- "$@" 2>/dev/null
grep -aohE ${quote(moduleOptions.join('|'))} -- "$@" 2>/dev/null
${branches.join('el')}fi
echo end:
`;
}

function parse(text: string): CodeModule {
  const lines = text.split('\n');
  const files = lines.flatMap((line): CodeModuleFile[] => {
    const [mode = '', owner, path = ''] = record(line, 'module', 3) ?? [];
    const uid = number(owner);
    return /^[0-7]{1,4}$/.test(mode) && uid !== undefined ? [{ path, mode, uid }] : [];
  });
  const asked = lines.indexOf('manager:');
  const owners = lines
    .slice(asked + 1)
    .flatMap((line) => /^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9]+)?: /.exec(line)?.[1] ?? []);
  return {
    files,
    packageName: asked === -1 ? undefined : (owners[0] ?? 'none'),
    options: moduleOptions.filter((option) => lines.includes(option)),
  };
}

// dpkg names packages or a diversion before the path; rpm is asked for the name twice, and says so of a file that is of no package.
const owner = '[A-Za-z0-9][\\w+.:, -]*: /.*|([\\w+.-]+): \\1|file /.* is not owned by any package';
const line = new RegExp(`^(?:module:[0-7]{1,4}:\\d+:/.*|${moduleOptions.join('|')}|manager:|${owner}|end:)$`, 's');

/** The fact, by the word of the first of these package managers that the host has. No parameters. */
export function codeModuleOf(managers: readonly PackageManager[]): Fact<CodeModule> {
  return { name: 'code-module', probe: () => probe(managers), parse, line };
}

/** No parameters. */
export const codeModuleFile: Fact<CodeModule> = codeModuleOf(packageManagers);
