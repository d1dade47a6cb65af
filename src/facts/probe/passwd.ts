// The accounts of a host, in sh: what the name service lists, those that it does not list although they may log in, and which accounts
// below uid 1000 or without a shell can log in at all.

/**
 * A shell that only says no. Everything else, an unknown program included, may give somebody a command line. sshd itself lets such an account
 * in: internal-sftp and forwarded ports need no shell.
 */
export const noShell = '*/nologin | */false | */true | */sync | */halt | */shutdown';

// What an account is called, as far as it is asked for by that name. Patterns and what only sudo understands are not names.
const noName = "'' | [-+#%!]* | *[!A-Za-z0-9_.@\\$-]*";

// Services of nsswitch.conf(5) that list all that they know. A directory (sss, ldap, winbind) need not.
const listing = 'files | compat | systemd | db | extrausers | altfiles';

/**
 * A prelude. A directory of users (SSSD, LDAP) is asked for everybody once, not by each probe: leaves `$passwd`. Where it lists nobody,
 * who has a home, logged in lately, is named by sudoers(5), or by AllowUsers and AllowGroups is asked for by name and joins
 * `$passwd`; `$unlisted` holds the services that may know more accounts than were found. `$proven_logins` holds, between colons, those of
 * the accounts below uid 1000 or without a shell that have keys or a password. Where keys may be anywhere (a command, a certificate), a
 * shell is enough, and accounts without one count by their password. Uses `$all_configs` of `readSshdConfig` where that ran before.
 */
export const readPasswd = `nl='
'
passwd=$(getent passwd 2>/dev/null || cat /etc/passwd)
sources=
[ ! -r /etc/nsswitch.conf ] || while read -r key words; do
  case $key in passwd:) sources=$words ;; esac
done </etc/nsswitch.conf
set -f
directories=
for word in $sources; do
  case $word in
    '#'*) break ;;
    ${listing} | \\[* | *\\]) ;;
    *) directories="\${directories:+$directories }$word" ;;
  esac
done

suspects=
suspect() {
  [ $# -ge 6 ] || return 0
  case $3 in '' | *[!0-9]*) return 0 ;; esac
  shell=y
  case \${7-} in ${noShell}) shell=n ;; esac
  if [ $shell = n ] || { [ "$3" -gt 0 ] && [ "$3" -lt 1000 ]; }; then suspects=$suspects$nl$1:$shell:$6; fi
}
IFS=$nl
for entry in $passwd; do
  IFS=:
  # shellcheck disable=SC2086
  suspect $entry
  IFS=$nl
done
unset IFS

users=
groups=
candidate() {
  case $1 in
    ${noName}) return 0 ;;
    *) case $users in *"$nl$1$nl"*) return 0 ;; esac ;;
  esac
  [ \${#users} -gt 10000 ] || users=\${users:-$nl}$1$nl
}
candidate_group() {
  case $1 in
    ${noName}) ;;
    *) groups="$groups $1" ;;
  esac
}
keys_elsewhere=
key_files=
key_place() {
  # As sshd takes it from between quotes.
  set -- "\${1#'"'}"
  set -- "\${1%'"'}"
  case $1 in
    none | .ssh/authorized_keys | .ssh/authorized_keys2 | %h/.ssh/authorized_keys | %h/.ssh/authorized_keys2) return 0 ;;
  esac
  keys_elsewhere=y
  key_files=$key_files$nl$1
}
sshd_line() {
  case \${1-} in
    [Aa][Ll][Ll][Oo][Ww][Uu][Ss][Ee][Rr][Ss])
      shift
      for word; do
        candidate "$word"
        candidate "\${word%@*}"
      done
      ;;
    [Aa][Ll][Ll][Oo][Ww][Gg][Rr][Oo][Uu][Pp][Ss])
      shift
      for word; do candidate_group "$word"; done
      ;;
    [Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Ee][Dd][Kk][Ee][Yy][Ss][Ff][Ii][Ll][Ee])
      shift
      for word; do key_place "$word"; done
      ;;
    [Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Ee][Dd][Kk][Ee][Yy][Ss]* | [Tt][Rr][Uu][Ss][Tt][Ee][Dd][Uu][Ss][Ee][Rr][Cc][Aa]*)
      case \${2-} in none) ;; *) keys_elsewhere=y ;; esac
      ;;
  esac
}
case $directories$suspects in
  ?*)
    apart=$(printf ' \\t\\r=')
    IFS=$nl
    for entry in \${all_configs-}; do
      IFS=$apart
      # shellcheck disable=SC2086
      sshd_line \${entry#?}
      IFS=$nl
    done
    unset IFS
    ;;
esac

sudo_users() {
  for word; do
    case $word in
      %*) candidate_group "\${word#%}" ;;
      *) candidate "$word" ;;
    esac
  done
}
sudoers_line() {
  case $1 in
    '' | [#@]* | Defaults* | Host_Alias | Runas_Alias | Cmnd_Alias | Cmd_Alias) ;;
    User_Alias)
      words=\${2#*=}
      IFS="$IFS,"
      # shellcheck disable=SC2086
      sudo_users $words
      ;;
    *)
      IFS=,
      # shellcheck disable=SC2086
      sudo_users $1
      ;;
  esac
  unset IFS
}
# shellcheck disable=SC2034
unlisted=
if [ -n "$directories" ]; then
  set +f
  for file in /etc/sudoers /etc/sudoers.d/*; do
    if [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
    set -f
    while read -r key words; do
      IFS=' '
      sudoers_line "$key" "$words"
    done <"$file"
    set +f
  done
  owners=$(stat -c %u /home/* 2>/dev/null)
  set -f
  for word in $owners; do
    case $passwd in *":x:$word:"* | *":*:$word:"*) ;; *) candidate "$word" ;; esac
  done
  IFS=$nl
  for entry in $(last -w -n 2000 2>/dev/null); do
    word=\${entry%% *}
    case $word in reboot | shutdown | runlevel | wtmp) ;; *) candidate "$word" ;; esac
  done
  if [ -n "$groups" ]; then
    unset IFS
    # shellcheck disable=SC2086
    members=$(getent group -- $groups 2>/dev/null)
    IFS=$nl
    for entry in $members; do
      IFS=,
      for word in \${entry##*:}; do candidate "$word"; done
      IFS=$nl
    done
  fi
  asked=
  for word in $users; do
    case $nl$passwd in *"$nl$word:"*) ;; *) asked=$asked$nl$word ;; esac
  done
  found=
  # shellcheck disable=SC2086
  [ -z "$asked" ] || found=$(getent passwd -- $asked 2>/dev/null)
  unset IFS
  # The services are asked in order: where the last one listed is in the file, no directory listed anybody.
  key=\${passwd##*"$nl"}
  while IFS= read -r entry; do
    # shellcheck disable=SC2034
    case $entry in "\${key%%:*}:"*) unlisted=$directories ;; esac
  done 2>/dev/null </etc/passwd
  if [ -n "$found" ]; then
    passwd=$passwd$nl$found
    # shellcheck disable=SC2034
    unlisted=$directories
  fi
fi

# Whether a line of AuthorizedKeysFile leads to keys of the account $1 with the home $2: sshd_config(5), TOKENS.
has_key_file() {
  for rest in $key_files; do
    path=
    while :; do
      case $rest in *%*) ;; *) break ;; esac
      path=$path\${rest%%'%'*}
      rest=\${rest#*'%'}
      case $rest in
        u*) path=$path$1 ;;
        h*) path=$path$2 ;;
        %*) path=$path% ;;
        *) continue 2 ;;
      esac
      rest=\${rest#?}
    done
    path=$path$rest
    case $path in /*) ;; *) path=$2/$path ;; esac
    [ ! -s "$path" ] || return 0
  done
  return 1
}
proven_logins=:
if [ -n "$suspects" ]; then
  IFS=$nl
  names=
  for entry in $suspects; do names=$names$nl\${entry%%:*}; done
  # shellcheck disable=SC2086
  shadow=$nl$(getent shadow -- $names 2>/dev/null)
  for entry in $suspects; do
    word=\${entry%%:*}
    entry=\${entry#*:}
    file=\${entry#*:}
    login=
    # What cannot be looked at may be there.
    case $entry in y:*) if [ -n "$keys_elsewhere" ] || [ ! -r /etc/shadow ]; then login=y; fi ;; esac
    if [ -s "$file/.ssh/authorized_keys" ] || [ -s "$file/.ssh/authorized_keys2" ]; then login=y; fi
    if [ -e "$file" ] && { [ ! -x "$file" ] || { [ -e "$file/.ssh" ] && [ ! -x "$file/.ssh" ]; }; }; then login=y; fi
    case $shadow in *"$nl$word:"[!!*]*) login=y ;; esac
    if [ -z "$login" ] && has_key_file "$word" "$file"; then login=y; fi
    [ -z "$login" ] || proven_logins=$proven_logins$word:
  done
  unset IFS
fi
set +f
`;
