// The other SSH daemons of a host, in sh: which listen, and what each of them was started with.

/** So many are looked at; more may be there because somebody wants us to be slow. */
const mostDoors = 8;

/**
 * sh, behind the walk through the configuration. Leaves a line `PID:PROGRAM:DOUBT` in `$doors` for each daemon but the one that is judged, with a
 * word for why what it does with a login is not known, if so; and in `$all_configs` the configurations of all of them and of the one that is
 * judged, as in `$sshd_config`. `enter_door PID` sets, in a subshell, what `readSshdConfig` leaves, for that daemon.
 */
export const readDoors = `# shellcheck disable=SC3013
is_same() { [ "$1" -ef "$2" ]; }
is_roots() {
  while read -r key ids; do
    # shellcheck disable=SC2086
    case $key in Uid:) set -- $ids; [ "$*" = '0 0 0 0' ]; return ;; esac
  done <"/proc/$1/status"
  return 1
} 2>/dev/null
enter_door() {
  sshd_pid=$1 sshd_untold=
  is_same "/proc/$1/exe" "$sshd_file" || sshd_file=/proc/$1/exe
  read_arguments "$1" || sshd_untold=yes sshd_options=
  take_arguments
  walk_config
  name_service
}
# Why its answers would not be those of the daemon, in $doubt. Its program is run to ask it: only root may have chosen that. Fails for what only looks like one.
doubt_door() {
  doubt=
  if ! [ -r "/proc/$1/exe" ]; then
    doubt=unseen
  elif ! is_roots "$1"; then
    doubt=account
  elif ! is_same "/proc/$1/ns/mnt" /proc/self/ns/mnt || ! is_same "/proc/$1/root" /; then
    doubt=mounts
  elif ! is_same "/proc/$1/ns/net" /proc/self/ns/net; then
    doubt=network
  elif is_same "/proc/$1/exe" "$sshd_file"; then
    :
  elif ! grep -q OpenSSH_ "/proc/$1/exe"; then
    [ "$2" = sshd ] || return 1
    doubt=program
  else
    # A build of its own may have its files elsewhere.
    tr '\\000' '\\n' <"/proc/$1/exe" | grep -qxF "$usual_main" || doubt=build
  fi
} 2>/dev/null
doors='' all_configs=$sshd_config count=0
for dir in /proc/[0-9]*; do
  door=\${dir#/proc/}
  [ "$door" != "$sshd_pid" ] || continue
  if is_daemon "$door"; then program=sshd; elif [ "$comm" = dropbear ]; then program=dropbear; else continue; fi
  named=$comm
  # Those of containers are not this host's. Without root that does not show.
  if [ -r "$dir/ns/pid" ] && ! is_same "$dir/ns/pid" /proc/self/ns/pid && ! is_same "$dir/root" /; then continue; fi
  parent_of "$door"
  # What a daemon starts for one connection is its child.
  if [ "$program" = dropbear ]; then
    is_daemon "\${parent:-0}" || :
    [ "$comm" != dropbear ] || continue
    doubt=program
    grep -q libpam "$dir/exe" 2>/dev/null || doubt=without-pam
  else
    if is_daemon "\${parent:-0}"; then continue; fi
    doubt_door "$door" "$named" || continue
  fi
  count=$((count + 1))
  [ $count -le ${mostDoors} ] || doubt=many
  doors=$doors$nl$door:$program:$doubt
  [ $count -le ${2 * mostDoors} ] || break
  [ -n "$doubt" ] || all_configs=$all_configs$nl$(enter_door "$door"; printf '%s\\n' "$sshd_config")
done
`;
