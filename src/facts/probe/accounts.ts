// Which accounts a probe looks at, in sh: those that can log in, and those that were asked for by name.
import { quote } from '../../shell/quote.ts';
import { noShell } from './passwd.ts';

/**
 * Needs `readPasswd` before it. Adds the named entries to `$passwd` where the host's name service does not list them. Then defines
 * `each_account`, which calls `account` with login, name, uid, gid, home, shell for every account that can log in (`login` is y) or is
 * named.
 */
export function selectAccounts(names: readonly string[]): string {
  const named = names.map(quote).join(' | ');
  return `for word in ${names.map(quote).join(' ')}; do
  case $nl$passwd in
    *"$nl$word:"*) ;;
    *) passwd=$passwd$nl$(getent passwd -- "$word" 2>/dev/null) ;;
  esac
done
choose() {
  [ $# -ge 6 ] || return 0
  case $3$4 in '' | *[!0-9]*) return 0 ;; esac
  login=n
  if [ "$3" -eq 0 ] || [ "$3" -ge 1000 ]; then
    case \${7-} in ${noShell}) ;; *) login=y ;; esac
  fi
  case $proven_logins in *":$1:"*) login=y ;; esac
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
