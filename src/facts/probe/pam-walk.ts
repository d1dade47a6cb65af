// The files that PAM reads for a service, printed by the host's own shell.

/** Where libpam looks for services, in this order. */
export const pamFolders = ['/etc/pam.d', '/usr/lib/pam.d', '/usr/etc/pam.d'] as const;

/**
 * sh: prints the file of `$pam_service`, `other`, and all that they include; leaves in `$tables` the tables that pam_access, pam_time and
 * pam_listfile may read, and in `$lists` those of the last. As with sshd's configuration builtins only, since a shell starts another program
 * in the time of a thousand of them. Needs `$nl`.
 */
export const pamWalk = `blank=' \t'
add_service() {
  case $1 in
    /*) add_file "$1" ;;
    *) for directory in ${pamFolders.join(' ')}; do add_file "$directory/$1"; done ;;
  esac
}
add_file() {
  [ -e "$1" ] || return 0
  case $nl$files$nl in *"$nl$1$nl"*) return 0 ;; esac
  files=$files$nl$1
  queue=\${queue:+$queue$nl}$1
  count=$((count + 1))
}
read_rule() {
  case $rule in
    *\\\\*) case \${rule##*\\\\} in *[!"$blank"]*) ;; *) rule="\${rule%\\\\*} "; return 0 ;; esac ;;
  esac
  # shellcheck disable=SC2086
  set -- $rule
  rule=
  names=
  for word; do
    case $names$word in
      *pam_access.so) tables="$tables$nl/etc/security/access.conf" ;;
      *pam_time.so) tables="$tables$nl/etc/security/time.conf" ;;
      *pam_listfile.so) names=list: ;;
      accessfile=/* | '['accessfile=/* | conffile=/* | '['conffile=/*) word=\${word#*=} tables="$tables$nl\${word%]}" ;;
      list:file=/* | 'list:[file='/*) word=\${word#*=} word=\${word%]} tables="$tables$nl$word" lists="$lists$nl$word$nl" ;;
    esac
  done
  case \${1-} in
    '#'*) ;;
    @[Ii][Nn][Cc][Ll][Uu][Dd][Ee]) [ -z "\${2-}" ] || add_service "$2" ;;
    *) case \${2-} in [Ii][Nn][Cc][Ll][Uu][Dd][Ee] | [Ss][Uu][Bb][Ss][Tt][Aa][Cc][Kk]) [ -z "\${3-}" ] || add_service "$3" ;; esac ;;
  esac
}
files=
tables=
lists=
queue=
count=0
add_service "$pam_service"
add_service other
set -f
while [ -n "$queue" ] && [ $count -le 100 ]; do
  current=\${queue%%"$nl"*}
  queue=\${queue#"$current"}
  queue=\${queue#"$nl"}
  printf 'file:%s\\n' "$current"
  if ! [ -f "$current" ] || ! [ -r "$current" ]; then
    echo unreadable:
    continue
  fi
  rule=
  mark='|'
  while [ "$mark" = '|' ]; do
    line=
    IFS= read -r line || mark='>'
    [ -n "$line" ] || [ "$mark" = '|' ] || break
    printf '%s%s\\n' "$mark" "$line"
    rule=$rule$line
    # Most lines neither include anything nor go on.
    case $rule in
      # A line that the task pam has kept, and may restore.
      '#keyturn# '*)
        rule=\${rule#'#keyturn# '}
        read_rule
        ;;
      '#'*) rule= ;;
      *pam_access* | *pam_time* | *pam_listfile* | *[Cc][Ll][Uu][Dd][Ee]* | *[Ss][Tt][Aa][Cc][Kk]* | *\\\\*) read_rule ;;
      *) rule= ;;
    esac
  done <"$current"
done
set +f
[ -z "$queue" ] || echo more:
echo end:
`;

/** sh: prints the tables in `$tables`, and the time where they are about times. They may be long, and the text of their comments is left out. Needs `$nl`. */
export const showTables = `show_table() {
  case $nl$shown in *"$nl$1$nl"*) return 0 ;; esac
  shown=$shown$1$nl
  [ -e "$1" ] || return 0
  printf 'table:%s\\n' "$1"
  case $lists in
    *"$nl$1$nl"*) if [ -h "$1" ] || [ ! -f "$1" ] || [ -n "$(find "$1" -prune -perm -002 2>/dev/null)" ]; then printf 'loose:%s\\n' "$1"; fi ;;
  esac
  if ! [ -f "$1" ] || ! [ -r "$1" ]; then
    echo unreadable:
    return 0
  fi
  line=
  while IFS= read -r line; do
    case $line in '#'*) line='#' ;; esac
    printf '|%s\\n' "$line"
  done <"$1"
  [ -z "$line" ] || printf '>%s\\n' "$line"
}
shown=
case $nl$tables$nl in
  *"$nl"/etc/security/time.conf"$nl"*) date +now:%w:%H%M ;;
esac
set -f
IFS=$nl
for table in $tables; do
  show_table "$table"
done
unset IFS
set +f
case $tables in
  *'/etc/security/access.conf'*) for table in /etc/security/access.d/*.conf; do show_table "$table"; done ;;
esac
`;
