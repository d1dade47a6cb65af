# shellcheck shell=sh
# Part of the scripts that ask, reload or start the SSH daemon. `$dir/daemon`, written by stage, says which one:
#   <service> <options that sshd -t and -T need as well, as `read_arguments` says them>

# Set where nothing has been read yet, or nothing could be: a script under `set -u` ends at a variable that only one path sets.
service='' daemon_options=''

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
    with_options limit 20 "$(command -v sshd)" -- "$@"
}

# with_options WORD… -- WORD…: the first words, the daemon's options, and the other words as one command
with_options() {
    command_words=0
    for word in "$@"; do
        [ "$word" != -- ] || break
        command_words=$((command_words + 1))
    done
    count=$#
    while [ "$count" -gt 0 ]; do
        if [ "$command_words" -eq 0 ]; then
            for word in $daemon_options; do
                decode "$word"
                set -- "$@" "$decoded"
            done
        else
            set -- "$@" "$1"
        fi
        command_words=$((command_words - 1))
        count=$((count - 1))
        shift
    done
    "$@"
}

# effective_for ACCOUNT WORD…: what the configuration on disk, or the one that the words name, means for an account. Every criterion
# that Match knows must be given, or sshd refuses to answer; the address is one that no rule is about.
effective_for() {
    effective_user=$1
    shift
    sshd_test -T -C "user=$effective_user,host=keyturn.invalid,addr=192.0.2.1,laddr=127.0.0.1,lport=22" "$@"
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
        with_options heeding limit 20 "$(command -v sshd)" -- >/dev/null 2>&1 </dev/null || :
        wait_for 5 is_daemon_up
    }
}

# renew_daemon: the running daemon takes the configuration on disk, or a new one is started with it. Fails when a daemon lives on without it.
renew_daemon() {
    why=$(sshd_test -t 2>&1) || log "sshd -t fails with the files as they are now: $why"
    ! uses_systemd || reset_failed
    for attempt in 1 2; do
        if is_daemon_up || is_socket_activated; then
            # HUP with a configuration that does not parse would kill it.
            sshd_test -t 2>/dev/null && reload_daemon && return 0
        else
            # Nobody listens for a moment after a HUP: who is there then may be the old one, on our files.
            start_daemon && sshd_test -t 2>/dev/null && reload_daemon && return 0
        fi
        log "reload: attempt $attempt failed"
        sleep 1
    done
    ! is_daemon_up
}
