// google-authenticator state files. The secret and the recovery codes never leave the host: what the probe says of a
// file holds others of their length in their place.
import type { Fact } from './fact.ts';
import { selectAccounts } from './probe/accounts.ts';
import { readPasswd } from './probe/passwd.ts';
import { readSshdConfig } from './probe/sshd-walk.ts';
import type { StateFiles } from './probe/state-file.ts';
import { contentFunction } from './probe/state-content.ts';
import { readStateFiles } from './probe/state-records.ts';

export type { StateFile, StateFiles } from './probe/state-file.ts';

function probe(names: readonly string[]): string {
  return `LC_ALL=C
export LC_ALL
${selectAccounts(names)}
${contentFunction}
files=
folders=
homes=
printf 'name:%s\\n' "$state_file"
# way FOLDER: it and all above it
way() {
  folder=$1
  while :; do
    case $folders$nl in *"$nl$folder$nl"*) break ;; esac
    folders=$folders$nl$folder
    [ "$folder" != / ] || break
    folder=\${folder%/*}
    folder=\${folder:-/}
  done
}
account() {
  printf 'account:%s:%s:%s:%s\\n' "$2" "$3" "$4" "$5"
  if [ -d "$5" ] && [ ! -x "$5" ]; then
    printf 'hidden:%s\\n' "$5"
    return 0
  fi
  # The module's own path may lead through links, whose folders count.
  if ! cd -P -- "$5" 2>/dev/null; then
    [ -e "$5" ] || return 0
    printf 'real:%s:%s\\n' "$5" "$5"
    way "$5"
    return 0
  fi
  printf 'real:%s:%s\\n' "$5" "$PWD"
  way "$PWD"
  homes=$homes$nl$5
  # Only a file system that is read-only keeps root from writing, who alone can read this file.
  if [ -r /etc/shadow ] && [ ! -w "$5" ]; then printf 'read-only:%s\\n' "$5"; else printf 'home:%s\\n' "$5"; fi
  files=$files$nl$5/$state_file
  case $state_file in */*) way "$PWD/\${state_file%/*}" ;; esac
  [ -L "$5/$state_file" ] || return 0
  target=$(readlink -f -- "$5/$state_file" 2>/dev/null)
  if [ -n "$target" ]; then way "\${target%/*}"; elif [ ! -r /etc/shadow ]; then printf 'hidden:%s\\n' "$5"; fi
  printf 'link:%s:%s\\n' "$5" "$target"
}
each_account
cd /
set -f
IFS=$nl
[ -n "$homes" ] || exit 0
# A loop over what was printed is a process less than a loop behind a pipe.
# shellcheck disable=SC2086
for line in $(df -Pk -- $homes 2>/dev/null); do printf 'df:%s\\n' "$line"; done
# shellcheck disable=SC2086
stat -f -c 'left:%a:%S:%c:%d:%n' -- $homes 2>/dev/null
# shellcheck disable=SC2045,SC2086
for line in $(ls -ld -- $folders 2>/dev/null); do
  case $line in ??????????+*) printf 'list:/%s\\n' "\${line#* /}" ;; esac
done
# shellcheck disable=SC2086
for line in $(stat -L -c '%a:%u:%g:%s:%F:%n' -- $folders $files 2>/dev/null); do
  printf 'path:%s\\n' "$line"
  rest=\${line#*:*:*:}
  size=\${rest%%:*} rest=\${rest#*:}
  case $rest in
    # The module reads no more than 64 KiB, and nothing but a regular file.
    regular*:*/"$state_file")
      if [ "$size" -le 65536 ] && [ -r "\${rest#*:}" ]; then content "\${rest#*:}" "$size"; fi
      ;;
  esac
done
`;
}

const line =
  /^(?:name:[^/].*|account:[^:]+:\d+:\d+:.*|(?:real|link):\/[^:]*:(?:\/.*)?|(?:hidden|home|read-only|twin|list):\/.*|df:.*|left:\d*:\d+:\d+:\d+:\/.*|path:[0-7]{1,4}:\d+:\d+:\d+:[^:]+:\/.*|\|.*|cut:|zero:)$/s;

/** Parameters: names of accounts to look at besides those that can log in. Unknown ones are absent from the result. */
export const stateFiles: Fact<StateFiles> = {
  name: 'state-files',
  preludes: [readSshdConfig, readPasswd],
  probe,
  parse: readStateFiles,
  line,
};
