# shellcheck shell=sh
# Reverts a run that was never confirmed: the host is as it was before. From a console, without anything else:
#   sh /var/lib/keyturn/last/revert.sh
#
#   revert.sh [--boot | --rollback | --after SECONDS] [--root FOLDER] [NONCE]
# Acts only on a run that is armed; may be repeated, and finishes what an interrupted one began.
# --boot      only files: sshd is not up yet, and systemctl would wait for us
# --rollback  also undoes a run that was confirmed
# --after     waits so long first: the timer of a host without systemd
# --root      the folder that stands for / (from a rescue system; implies --boot)

main() {
    claim
    end_unless_ours
    take_over
    log 'reverting'
    go_back
    settle
    clean_up
    leave_turn
    log 'reverted'
    end reverted
}

# wait_and_retry SECONDS: the timer. Ends as the revert does that it starts.
wait_and_retry() {
    after=$1
    name_myself timer
    printf '%s\n' "$me" >"$state/timer" || :
    trap : HUP INT PIPE
    while :; do
        sleep "$after" &
        sleeper=$!
        trap 'kill "$sleeper"; exit 0' TERM
        wait "$sleeper" || :
        trap 'exit 0' TERM
        status=0
        /bin/sh "$dir/revert.sh" "$nonce" || status=$?
        # Tried again when it could not finish, since the disk may have room by then, or was killed.
        [ "$status" -eq "$exit_incomplete" ] || [ "$status" -gt 128 ] || exit "$status"
        after=30
    done
}

clean_up() {
    clean_staged
    disarm "$mode"
    drop_lock
}

end() {
    say "$@"
    case $1 in
    reverted) printf 'SSH is as it was before run %s.\n' "${dir##*/}" 2>/dev/null ;;
    nothing-armed) printf 'Run %s changed nothing.\n' "${dir##*/}" 2>/dev/null ;;
    already-confirmed)
        printf 'Run %s was confirmed, and stays. To undo it: "keyturn rollback" where it was started, or here: sh %s --rollback\n' \
            "${dir##*/}" "$dir/revert.sh" 2>/dev/null
        printf 'To turn the second factor off, whatever was done since: sh %s\n' "${dir%/*}/off.sh" 2>/dev/null
        ;;
    *) printf 'Not everything could be restored: %s\nSee %s, then run this again.\n' "$problems" "$root/var/log/keyturn.log" 2>/dev/null ;;
    esac
}

# incomplete: ends with what could not be done. The timer tries again.
incomplete() {
    end revert-incomplete "$(encode "$problems")"
    exit "$exit_incomplete"
}

# claim: the process that renames the state decides; nothing is restored before that, so that a confirmed run cannot be half undone.
claim() {
    read_state
    case $run_state$rollback in
    armed*) move_state armed reverting ;;
    confirmedyes) move_state confirmed reverting ;;
    esac
    read_state
}

# end_unless_ours: only what claim has made `reverting` goes on.
end_unless_ours() {
    case $run_state in
    reverting) ;;
    reverted)
        clean_up
        end reverted
        exit 0
        ;;
    confirmed)
        clean_up
        end already-confirmed
        exit "$exit_already_confirmed"
        ;;
    armed)
        # A disk that takes no writes. What is in place may be new, so everything that brings the old back must stay, the dead-man
        # switch above all.
        problem "the state of the run cannot be changed in $state"
        incomplete
        ;;
    none) forget_unarmed ;;
    esac
}

# forget_unarmed: ends with what a run left behind that was never armed
forget_unarmed() {
    # Only what was armed has touched anything: then its state is there, and cannot be seen.
    for mark in "$state"/touched.*; do
        if [ -e "$mark" ]; then
            problem "the state of the run cannot be read in $state"
            incomplete
        fi
    done
    # Still being staged, or killed while it was.
    if is_our_lock && read -r _ _ _ _ stager <"$lock/holder" && is_alive "$stager"; then
        end nothing-armed
        exit "$exit_nothing_armed"
    fi
    clean_staged
    disarm "$mode"
    end nothing-armed
    # What a disk does not let go now is for the next run to clear away: it finds the lock, and nobody who holds it.
    [ -z "$left_over" ] || exit "$exit_nothing_armed"
    drop_lock
    if [ "$(readlink "${dir%/*}/last")" = "${dir##*/}" ]; then rm -f "${dir%/*}/last"; fi
    rm -rf "$dir"
    exit "$exit_nothing_armed"
}

# take_over: the turn, from the process that has it. apply.sh stops by itself as soon as it sees that the run is no longer armed.
take_over() {
    take_turn revert 60 || {
        case $turn_owner in
        apply.*)
            problem 'apply.sh hangs; it was killed'
            stuck=${turn_owner#apply.}
            kill -KILL "${stuck%%.*}"
            sleep 1
            take_turn revert 10 || problem 'something else is still at work'
            ;;
        # To go back takes no space, and nobody else is at it.
        '') log 'reverting without a turn: the disk takes no links' ;;
        *) problem 'another revert.sh is still at work' ;;
        esac
    }
    read_state
    if [ "$run_state" = reverted ]; then
        leave_turn
        end reverted
        exit 0
    fi
}

# go_back: sshd first, PAM when no daemon asks it any more, state files when PAM asks for no code. Behind a daemon that still asks for a
# code, or will when it starts next, PAM must stay; behind a PAM that still asks, the secrets. Or nobody gets in.
go_back() {
    settled='' found_any=''
    if ! read_list; then
        problem "the list of files, $dir/files, cannot be read"
    elif back sshd; then
        settled=yes
    fi
    if [ "$mode" = running ] && [ -n "$found_any" ] && [ -f "$dir/daemon" ]; then
        read_daemon
        renew_daemon || {
            settled=''
            problem 'the SSH daemon did not take the old configuration'
        }
    fi
    if [ -n "$settled" ] && back pam; then back state; fi
}

# settle: the state says whether everything is back. Who asks later must hear the same as who asks now.
settle() {
    [ -n "$problems" ] || move_state reverting reverted
    read_state
    if [ -z "$problems" ] && [ "$run_state" != reverted ]; then
        problem "the state of the run cannot be changed in $state"
    fi
    if [ -n "$problems" ]; then
        leave_turn
        incomplete
    fi
}

mode=running rollback='' given_root='' after=''
while [ $# -gt 0 ]; do
    case $1 in
    --boot) mode=boot ;;
    --rollback) rollback=yes ;;
    --after)
        after=$2
        shift
        ;;
    --root)
        mode=boot given_root=$2
        shift
        ;;
    *) break ;;
    esac
    shift
done
if ! locate "$given_root" || [ "${1:-$nonce}" != "$nonce" ]; then
    printf 'usage: sh /var/lib/keyturn/last/revert.sh [--boot | --rollback] [--root FOLDER] [NONCE]\n' >&2
    exit "$exit_usage"
fi
[ -z "$after" ] || wait_and_retry "$after"

# Neither a lost connection, nor Ctrl-C, nor a shutdown stops it half way, nor what it starts, as far as that does not ask for signals
# again, as timeout(1) does. sshd is started as if nothing were ignored (start_daemon).
trap '' HUP INT TERM PIPE
set +e
main
