// Files that may hold a secret besides the state file: what the module left behind, copies, and histories of shells.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import { number, record } from './probe/text.ts';

/**
 * A file; links are left out, since what they lead to may be the state file itself. `temporary` is what the module writes and renames;
 * `copy` has the name of a state file; `history` holds an otpauth address.
 */
export interface SecretCopy {
  readonly kind: 'temporary' | 'copy' | 'history';
  readonly path: string;
  /** Octal, as stat(1) prints it. */
  readonly mode: string;
  readonly uid: number;
}

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
${selectAccounts(names)}
homes=
account() { homes=$homes$nl$5; }
each_account
histories=
set --
IFS=$nl
for home in $homes; do
  unset IFS
  for file in "$home/$state_file"?*; do
    case $file in *"$nl"*) continue ;; esac
    if [ -f "$file" ] && [ ! -L "$file" ]; then set -- "$@" "$file"; fi
  done
  for file in "$home/.bash_history" "$home/.zsh_history" "$home/.ash_history" "$home/.sh_history"; do
    if [ -f "$file" ] && [ ! -L "$file" ] && [ -r "$file" ]; then histories=$histories$nl$file; fi
  done
  IFS=$nl
done
unset IFS
[ $# = 0 ] || stat -c 'beside:%a:%u:%n' -- "$@" 2>/dev/null
set --
for file in /tmp/*google_auth* /tmp/.google_auth* /var/tmp/*google_auth* /var/tmp/.google_auth*; do
  case $file in *"$nl"*) continue ;; esac
  if [ -f "$file" ] && [ ! -L "$file" ]; then set -- "$@" "$file"; fi
done
[ $# = 0 ] || stat -c 'copy:%a:%u:%n' -- "$@" 2>/dev/null
set -f
IFS=$nl
# shellcheck disable=SC2013,SC2086
[ -z "$histories" ] || for file in $(grep -lasF otpauth:// -- $histories); do stat -c 'history:%a:%u:%n' -- "$file"; done
echo end:
`;
}

// What the module writes and renames: the state file's name, and mkstemp(3)'s six characters in its later releases.
const temporary = /~(?:[A-Za-z0-9]{6})?$/;

function parse(text: string): readonly SecretCopy[] {
  return text.split('\n').flatMap((line): SecretCopy[] => {
    const beside = record(line, 'beside', 3);
    const history = record(line, 'history', 3);
    const [mode = '', owner, path = ''] = beside ?? history ?? record(line, 'copy', 3) ?? [];
    const uid = number(owner);
    if (!/^[0-7]{1,4}$/.test(mode) || uid === undefined || !path.startsWith('/')) return [];
    const kind = history !== undefined ? 'history' : beside && temporary.test(path) ? 'temporary' : 'copy';
    return [{ kind, path, mode, uid }];
  });
}

/** Parameters: names of accounts to look at besides those that can log in. Finds nothing in homes that it may not read. */
export const secretCopies: Fact<readonly SecretCopy[]> = {
  name: 'secret-copies',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse,
  line: /^(?:(?:beside|copy|history):[0-7]{1,4}:\d+:\/.*|end:)$/s,
};
