// A state file as it may leave the host, in sh: the secret and the codes are replaced by others of their length, and of all that means
// nothing to the module only the place is left. What reads state files reads this as well.
import { stateOptions } from '../../formats/state-file.ts';

const known = stateOptions
  .filter((name) => !name.startsWith('LAST'))
  .map((name) => `${name}*`)
  .join(' | ');

/**
 * Defines `content FILE SIZE`, which prints each line behind `|`; `zero:` where the file holds zero bytes, which no shell reads; or `cut:`
 * where it is not worth reading to its end. Needs `$nl`.
 */
export const contentFunction = `cr=$(printf '\\r')
blank="	 $cr-"
secrets=
# mark LINE: an option as it is, but for bytes that no option holds
mark() {
  name=\${1#\\"}
  while :; do case $name in [\\ \\	]*) name=\${name#?} ;; *) break ;; esac; done
  case $name in
    ${known} | LAST[0-9]*) ;;
    *)
      printf '"?'
      case $1 in *'" TOTP_AUTH'*) printf '" TOTP_AUTH' ;; esac
      return 0
      ;;
  esac
  rest=$1
  clean=
  while :; do
    case $rest in
      *[!A-Za-z0-9_\\ \\	\\".,:\\;+%=\\#/-]*)
        head=\${rest%%[!A-Za-z0-9_\\ \\	\\".,:\\;+%=\\#/-]*}
        clean="$clean$head?"
        rest=\${rest#"$head"?}
        ;;
      *) break ;;
    esac
  done
  printf '%s' "$clean$rest"
}
# redact LINE: without its end
redact() {
  case $1 in
    \\"*) mark "$1" ;;
    '') ;;
    [1-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]) printf 10000000 ;;
    *'" TOTP_AUTH'*) printf 'x" TOTP_AUTH' ;;
    *) printf x ;;
  esac
}
# first_line LINE FILE: zeros are base32, too
first_line() {
  line=$1
  while :; do
    case $line in
      *["$blank"]*) line=\${line%%["$blank"]*}\${line#*["$blank"]} ;;
      *) break ;;
    esac
  done
  case $line in
    *[!A-Za-z0-8]* | '')
      printf '|?\\n'
      return 0
      ;;
  esac
  length=\${#line}
  [ "$length" -le 4096 ] || length=4096
  printf '|%0*d\\n' "$length" 0
  case $secrets in
    *"$nl$line:"*)
      tail=\${secrets#*"$nl$line:"}
      printf 'twin:%s\\n' "\${tail%%"$nl"*}"
      ;;
  esac
  secrets=$secrets$nl$line:$2
}
# shellcheck disable=SC2094 # it is only read
content() {
  lines=0
  total=0
  while IFS= read -r line || [ -n "$line" ]; do
    lines=$((lines + 1))
    total=$((total + \${#line} + 1))
    case $line in \\"*) [ \${#line} -le 8192 ] || lines=4000 ;; esac
    if [ $lines -gt 2000 ]; then
      printf 'cut:\\n'
      return 0
    fi
    if [ $lines = 1 ]; then
      first_line "$line" "$1"
      continue
    fi
    printf '|'
    while :; do
      case $line in
        *"$cr"*)
          redact "\${line%%"$cr"*}"
          printf '\\r'
          line=\${line#*"$cr"}
          ;;
        *) break ;;
      esac
    done
    redact "$line"
    printf '\\n'
  done <"$1"
  # A login may have written the file anew since its size was asked for.
  [ $total = $(($2 + 1)) ] || [ $total = "$2" ] || [ "$(tr -dc '\\000' <"$1" | wc -c)" -eq 0 ] || printf 'zero:\\n'
}
`;
