# shellcheck shell=sh
# Part of the scripts that ask, reload or start the SSH daemon. `$dir/daemon`, written by stage, says which one:
#   <service> <options that sshd -t and -T need as well>

# Set where nothing has been read yet, or nothing could be: a script under `set -u` ends at a variable that only one path sets.
service='' daemon_options=''

uses_systemd() {
    [ -d "$root/run/systemd/system" ]
}

# read_daemon: sets $service and $daemon_options, the first to the likeliest name where none can be read
read_daemon() {
    read -r service daemon_options <"$dir/daemon" || :
    [ -n "$service" ] || name_service
}

# name_service: sets $service to the first name of the SSH daemon that the init system knows
name_service() {
    for service in $ssh_services; do
        if uses_systemd; then
            ! limit 20 systemctl cat "$service.service" >/dev/null 2>&1 || return 0
        elif [ -e "$root/etc/init.d/$service" ]; then
            return 0
        fi
    done
    service=${ssh_services%% *}
}

# sshd_test WORD…: sshd on the configuration as it is on disk, with the daemon's own options, or on another that the words name: the last
# -f counts. Without its folder sshd exits with 255.
sshd_test() {
    if ! [ -d "$root/run/sshd" ]; then
        mkdir -p "$root/run/sshd"
        chmod 755 "$root/run/sshd"
    fi
    # shellcheck disable=SC2086
    limit 20 "$(command -v sshd)" $daemon_options "$@"
}

# effective_for ACCOUNT WORD…: what the configuration on disk, or the one that the words name, means for an account. Every criterion
# that Match knows must be given, or sshd refuses to answer; the address is one that no rule is about.
effective_for() {
    effective_user=$1
    shift
    sshd_test -T -C "user=$effective_user,host=keyturn.invalid,addr=192.0.2.1,laddr=127.0.0.1,lport=22" "$@"
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

# is_listener PID: an sshd that listens. Its children have the same name, and those that forward ports listen too, so whoever
# asks has the PID from systemd, from the PID file, or has looked at the parent.
is_listener() {
    is_sshd "$1" && [ -n "$(listeners "$1")" ]
}

is_sshd() {
    comm=''
    { read -r comm <"$root/proc/$1/comm"; } 2>/dev/null || :
    [ "$comm" = sshd ]
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

# is_socket_activated: systemd holds the listening socket (Accept=no: one service; Accept=yes: one per connection)
is_socket_activated() {
    uses_systemd || return 1
    for socket in $ssh_sockets; do
        ! limit 20 systemctl is-active --quiet "$socket" 2>/dev/null || return 0
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

pause() {
    sleep 0.05 2>/dev/null || sleep 1
}

# uptime: whole seconds, which no change of the clock reaches
uptime() {
    read -r up _ </proc/uptime
    printf '%s' "${up%%.*}"
}

# wait_for SECONDS CONDITION…
wait_for() {
    deadline=$(($(uptime) + $1))
    shift
    until "$@"; do
        [ "$(uptime)" -lt "$deadline" ] || return 1
        pause
    done
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

# reload_daemon: makes the running daemon read its configuration, and returns 0 only when it is seen to have done so. Exit
# statuses of reload commands are no evidence: they say that a signal was sent.
reload_daemon() {
    if is_socket_activated; then
        pid=$(main_pid) || return 1
        # Nobody is connected: the next connection starts sshd, which reads the files as they are then.
        [ "$pid" != 0 ] || return 0
        mark=$(exec_mark "$pid") || return 1
        # Each start counts against StartLimitBurst, and the one too many closes the socket: ours begin to count at zero.
        limit 20 systemctl reset-failed "$service.service" >/dev/null 2>&1 || :
        # A daemon that ends before systemd has reaped its `kill -HUP` makes the reload a failure, and has decided all the same.
        limit 30 systemctl reload "$service.service" >/dev/null 2>&1 || :
        wait_for 8 has_new_mark "$pid" "$mark" && is_socket_activated
        return
    fi
    pid=$(daemon_pid) || return 1
    old_listeners=$(listeners "$pid")
    if uses_systemd && [ "$(main_pid)" = "$pid" ]; then
        limit 30 systemctl reload "$service.service" >/dev/null 2>&1 || return 1
    else
        kill -HUP "$pid" || return 1
    fi
    wait_for 8 has_decided "$pid" "$old_listeners" && has_new_listeners "$pid" "$old_listeners"
}

is_daemon_up() {
    daemon_pid >/dev/null
}

# heeding COMMAND…: what we ignore would stay ignored in a daemon
heeding() {
    (
        trap - HUP INT TERM PIPE
        "$@"
    )
}

# reset_failed: what systemd has given up may be started again. It says that it does not know a name, and goes on with the others.
reset_failed() {
    # shellcheck disable=SC2086
    limit 20 systemctl reset-failed $ssh_units >/dev/null 2>&1 || :
}

# start_daemon: starts it when none listens
start_daemon() {
    if uses_systemd; then
        reset_failed
        if is_socket_activated; then return 0; fi
        limit 40 systemctl start "$service.service" >/dev/null 2>&1 || :
    elif [ -z "$daemon_options" ] && command -v rc-service >/dev/null; then
        heeding limit 40 rc-service "$service" restart >/dev/null 2>&1 || :
    elif [ -z "$daemon_options" ] && [ -x "$root/etc/init.d/$service" ]; then
        heeding limit 40 "$root/etc/init.d/$service" start >/dev/null 2>&1 </dev/null || :
    fi
    wait_for 3 is_daemon_up || {
        # What the init system could not do, or nobody else does: a container whose entry point started sshd.
        # shellcheck disable=SC2086
        heeding limit 20 "$(command -v sshd)" $daemon_options >/dev/null 2>&1 </dev/null || :
        wait_for 5 is_daemon_up
    }
}

# daemon_options_of PID: of its arguments only the configuration file and overrides; sshd writes its own title over them
daemon_options_of() {
    arguments=$(tr '\0' ' ' <"$root/proc/$1/cmdline" 2>/dev/null) || arguments=''
    # shellcheck disable=SC2086
    set -- ${arguments%%\[listener\]*}
    chosen=''
    while [ $# -gt 0 ]; do
        case $1 in
        -f | -o | -p)
            chosen="$chosen $1 ${2-}"
            ! [ $# -gt 1 ] || shift
            ;;
        -[fop]?*) chosen="$chosen $1" ;;
        esac
        shift
    done
    printf '%s' "${chosen# }"
}
