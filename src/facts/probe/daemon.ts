// The SSH daemon that runs, and what it was started with: what it does with a login follows from that before any file.
import { argumentFunctions } from './arguments.ts';

/**
 * sh, behind `readFamily`: leaves the process id of the daemon in `$sshd_pid`, empty where none runs: what systemd calls the main process of its
 * unit, else the one that we come through, else what the PID file names, else the first that listens. Leaves `$sshd_program` and `$sshd_options` of `read_arguments` or, where systemd starts one for each connection, of `read_unit`, and
 * `$sshd_untold` where they cannot be told; `$sshd_lines`, which says the same as lines of sshd_config(5), and `$sshd_main` where -f names
 * another; `$above`, the outermost sshd that we come through; `$noted`, which the PID file names; `$by_unit` where systemd says which it is; and the functions `is_sshd PID`, `parent_of PID`, `ask_sshd WORD…`, which asks sshd
 * about its configuration, and `take_arguments`, which does all this again where `read_arguments` has read those of another daemon.
 */
export const readDaemon = `root=
PATH=$PATH:/usr/sbin:/sbin
${argumentFunctions}
sshd_file=$(command -v sshd)
# By its name, as the same file by another name, or, for a copy, by what it calls itself. -ef is in POSIX since 2024, and in every shell for
# longer. What reads a line drops the NULs between the words.
is_sshd() {
  comm='' args=''
  [ -r "/proc/$1/comm" ] && read -r comm <"/proc/$1/comm"
  [ -r "/proc/$1/cmdline" ] && IFS= read -r args <"/proc/$1/cmdline"
  case $args in *': '*' [listener] '*) return 0 ;; esac
  # shellcheck disable=SC3013
  [ "$comm" = sshd ] || [ "/proc/$1/exe" -ef "$sshd_file" ]
} 2>/dev/null
parent_of() {
  parent=
  while read -r key value _; do
    case $key in PPid:) parent=$value ;; esac
  done <"/proc/$1/status"
} 2>/dev/null
# Whether it is what listens, and not what is started for one connection, which may live longer than its daemon.
is_daemon() {
  is_sshd "$1" || return 1
  case $args in
    *' [listener] '*) return 0 ;;
    sshd*': '* | "$comm"*': '*) return 1 ;;
  esac
}
sshd_pid='' by_unit=''
if [ -d /run/systemd/system ]; then
  set --
  for unit in $sshd_units; do
    case $unit in *.service) set -- "$@" "$unit" ;; esac
  done
  for shown in $(systemctl show -p MainPID -- "$@" 2>/dev/null); do
    shown=\${shown#MainPID=}
    [ -n "$sshd_pid" ] || ! is_sshd "$shown" || { sshd_pid=$shown by_unit=yes; }
  done
fi
# The one that we come through.
shown=$$ above=
while [ "\${shown:-0}" -gt 1 ]; do
  if is_sshd "$shown"; then above=$shown; fi
  parent_of "$shown"
  shown=$parent
done
if [ -z "$sshd_pid" ] && [ -n "$above" ] && is_daemon "$above"; then sshd_pid=$above; fi
noted=
for file in /run/sshd.pid /var/run/sshd.pid; do
  if [ -n "$noted" ] || ! [ -r "$file" ]; then continue; fi
  read -r shown <"$file" 2>/dev/null
  case $shown in '' | *[!0-9]*) ;; *) ! is_sshd "$shown" || noted=$shown ;; esac
done
[ -n "$sshd_pid" ] || sshd_pid=$noted
# The listener is the sshd that is no child of another: since 9.8 sessions have a name of their own, before they do not.
if [ -z "$sshd_pid" ]; then
  for dir in /proc/[0-9]*; do
    shown=\${dir#/proc/}
    is_daemon "$shown" || continue
    parent_of "$shown"
    if is_sshd "\${parent:-0}"; then continue; fi
    sshd_pid=$shown
    break
  done
fi
sshd_program='' sshd_options='' sshd_untold=''
if [ -n "$sshd_pid" ]; then
  read_arguments "$sshd_pid" || sshd_untold=yes sshd_options=
elif [ -d /run/systemd/system ]; then
  # systemd starts it for the next connection.
  for unit in $sshd_units; do
    case $unit in *.socket) systemctl is-active --quiet "$unit" 2>/dev/null || continue ;; *) continue ;; esac
    case $(systemctl show -p Accept -- "$unit" 2>/dev/null) in
      Accept=yes) unit=\${unit%.socket}@keyturn.service ;;
      *) unit=\${unit%.socket}.service ;;
    esac
    read_unit "$unit" || sshd_untold=yes sshd_options=
    break
  done
fi
nl='
'
decode_word() {
  case $1 in
    *\\\\*) word=$(printf '%b' "$1") ;;
    *) word=$1 ;;
  esac
}
ask_sshd() {
  for word in $sshd_options; do
    decode_word "$word"
    set -- "$@" "$word"
  done
  "$sshd_file" "$@"
}
usual_main=$sshd_main
take_arguments() {
  sshd_main=$usual_main
  sshd_lines=
  option=
  for word in $sshd_options; do
    decode_word "$word"
    case $word in *"$nl"*) sshd_untold=yes ;; esac
    case $option in
      '')
        option=$word
        continue
        ;;
      -o) sshd_lines=$sshd_lines$nl$word ;;
      -p) sshd_lines=$sshd_lines\${nl}Port=$word ;;
      -h) sshd_lines=$sshd_lines\${nl}HostKey=$word ;;
      -c) sshd_lines=$sshd_lines\${nl}HostCertificate=$word ;;
      -f) sshd_main=$word ;;
    esac
    option=
  done
  sshd_lines=\${sshd_lines#"$nl"}
}
take_arguments
`;

/**
 * sh, behind the walk through the configuration: `$pam_service` is the one that the daemon asks. Up to 9.7 it is called as the program is; from
 * 9.8 on PAMServiceName names it, and `sshd -T` prints it.
 */
export const readPamServiceName = `usual_service=$pam_service
name_service() {
  pam_service=$usual_service pam_named=
  case $sshd_config in *[Pp][Aa][Mm][Ss][Ee][Rr][Vv][Ii][Cc][Ee][Nn]*) pam_named=yes ;; esac
  case \${sshd_program##*/} in '' | sshd) ;; *) pam_named=yes ;; esac
  if [ -n "$pam_named" ]; then
    pam_named=$(ask_sshd -T 2>/dev/null | sed -n 's/^pamservicename //p')
    [ -n "$pam_named" ] || pam_named=\${sshd_program##*/}
    [ -z "$pam_named" ] || pam_service=$pam_named
  fi
}
name_service
`;
