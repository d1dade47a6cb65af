# shellcheck shell=sh
# Part of the scripts that ask, reload or start the SSH daemon: which process it is, what it listens on, and whether it has read its
# configuration anew.

uses_systemd() {
    [ -d "$root/run/systemd/system" ]
}

# main_pid: what systemd calls the service's main process; 0 for none. Fails when it does not say.
main_pid() {
    shown=$(limit 20 systemctl show -p MainPID "$service.service" 2>/dev/null) || return 1
    shown=${shown#MainPID=}
    [ -n "$shown" ] && printf '%s' "$shown"
}

# daemon_pid: the listening daemon; fails when there is none, or several and nothing that says which
daemon_pid() {
    if uses_systemd; then
        found=$(main_pid) || found=0
        if [ "$found" != 0 ] && is_listener "$found"; then
            printf '%s' "$found"
            return
        fi
    fi
    for file in "$root/run/sshd.pid" "$root/var/run/sshd.pid"; do
        if [ -s "$file" ] && read -r found <"$file" && is_listener "$found"; then
            printf '%s' "$found"
            return
        fi
    done
    found=''
    for candidate in "$root"/proc/[0-9]*; do
        candidate=${candidate##*/}
        is_sshd "$candidate" || continue
        parent=$(sed -n 's/^PPid:[[:space:]]*//p' "$root/proc/$candidate/status" 2>/dev/null) || continue
        ! is_sshd "$parent" || continue
        [ -n "$(listeners "$candidate")" ] || continue
        [ -z "$found" ] || return 1
        found=$candidate
    done
    [ -n "$found" ] && printf '%s' "$found"
}

# listeners PID: the inodes of the sockets on which a process listens, one per line
listeners() {
    # Of several files that match, some may be missing: grep says so with a status, and the lines are there all the same.
    listening=$(grep -h ' 0A ' "$root/proc/$1/net/tcp" "$root/proc/$1/net/tcp6" 2>/dev/null) || [ -n "$listening" ] || return 0
    # shellcheck disable=SC2012
    ls -l "$root/proc/$1/fd" 2>/dev/null | while read -r line; do
        case $line in
        *'socket:['*']') ;;
        *) continue ;;
        esac
        inode=${line##*'socket:['}
        case $listening in
        *" ${inode%]} "*) printf '%s\n' "${inode%]}" ;;
        esac
    done
}

# is_listener PID: an sshd that listens. Its children have the same name, and those that forward ports listen too, so one that
# asks has the PID from systemd, from the PID file, or has looked at the parent.
is_listener() {
    is_sshd "$1" && [ -n "$(listeners "$1")" ]
}

# is_sshd PID: by its name, or as the same file by another name
is_sshd() {
    comm=''
    { read -r comm <"$root/proc/$1/comm"; } 2>/dev/null || :
    # -ef is in POSIX since 2024, and in every shell for longer.
    # shellcheck disable=SC3013
    [ "$comm" = sshd ] || [ "$root/proc/$1/exe" -ef "$(command -v sshd)" ]
}

# is_socket_activated: systemd holds the listening socket (Accept=no: one service; Accept=yes: one per connection)
is_socket_activated() {
    uses_systemd || return 1
    for socket in $ssh_sockets; do
        ! limit 20 systemctl is-active --quiet "$socket" 2>/dev/null || return 0
    done
    return 1
}

# starting_unit: sets $unit to what systemd starts for a connection
starting_unit() {
    for socket in $ssh_sockets; do
        limit 20 systemctl is-active --quiet "$socket" 2>/dev/null || continue
        # shellcheck disable=SC2034
        case $(limit 20 systemctl show -p Accept -- "$socket" 2>/dev/null) in
        Accept=yes) unit=${socket%.socket}@keyturn.service ;;
        *) unit=${socket%.socket}.service ;;
        esac
        return 0
    done
    return 1
}

# exec_mark PID: changes when the process executes its program anew: where the kernel put its stack
exec_mark() {
    { read -r stat <"$root/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    printf '%s' "${26}"
}

# has_decided PID OLD: it listens on none of the old sockets any more, or it is gone
has_decided() {
    ! [ -d "$root/proc/$1" ] || has_new_listeners "$@"
}

# has_new_listeners PID OLD: it listens, and on none of the old sockets
has_new_listeners() {
    current=$(listeners "$1")
    [ -n "$current" ] || return 1
    for inode in $current; do
        for old_inode in $2; do
            [ "$inode" != "$old_inode" ] || return 1
        done
    done
}

# has_new_mark PID OLD: it executed itself anew, or ended. Debian 12's sshd cannot take systemd's sockets over a second time: told
# to reload it ends, and the next connection starts one that reads the files.
has_new_mark() {
    current=$(exec_mark "$1") || return 0
    [ -n "$current" ] && [ "$current" != "$2" ]
}
