// Which accounts a probe looks at, in sh: those that can log in, and those that were asked for by name.
import { quote } from '../../shell/quote.ts';

// A shell that only says no. Everything else, an unknown program included, may let somebody in.
const noShell = '*/nologin | */false | */true | */sync | */halt | */shutdown';

/** A prelude for `selectAccounts`: an SSSD or LDAP directory is asked for everybody once, not by each probe. Leaves `$passwd`. */
export const readPasswd = `passwd=$(getent passwd 2>/dev/null || cat /etc/passwd)
`;

/**
 * Needs `readPasswd` before it. Adds the named entries to `$passwd` where the host's name service does not list everything. Then defines `each_account`, which calls `account` with login, name, uid, gid,
 * home, shell for every account that can log in (`login` is y) or is named.
 */
export function selectAccounts(names: readonly string[]): string {
  const named = names.map(quote).join(' | ');
  return `nl='
'
for word in ${names.map(quote).join(' ')}; do
  case $nl$passwd in
    *"$nl$word:"*) ;;
    *) passwd=$passwd$nl$(getent passwd -- "$word" 2>/dev/null) ;;
  esac
done
choose() {
  [ $# -ge 6 ] || return 0
  case $3$4 in '' | *[!0-9]*) return 0 ;; esac
  login=y
  [ "$3" -eq 0 ] || [ "$3" -ge 1000 ] || login=n
  case \${7-} in ${noShell}) login=n ;; esac
  case $1 in
    ${named === '' ? '' : `${named}) ;;\n    `}*) [ $login = y ] || return 0 ;;
  esac
  account $login "$1" "$3" "$4" "$6" "\${7-}"
}
each_account() {
  set -f
  IFS=$nl
  for entry in $passwd; do
    IFS=:
    # shellcheck disable=SC2086
    choose $entry
    IFS=$nl
  done
  unset IFS
  set +f
}`;
}
