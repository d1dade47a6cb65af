# shellcheck shell=sh
# Makes what was applied stay:  confirm.sh NONCE
# May be repeated: after an interruption it finishes what is left to do.

main() {
    read_state
    if [ "$run_state" = armed ]; then confirm; fi
    case $run_state in
    confirmed) ;;
    armed)
        # A disk that takes no writes: the dead-man switch stays, and nobody is told anything else.
        printf 'the state of the run cannot be changed in %s\n' "$state" >&2
        say not-confirmed
        exit "$exit_refused"
        ;;
    none)
        say nothing-armed
        exit "$exit_nothing_armed"
        ;;
    *)
        say already-reverted
        exit "$exit_already_reverted"
        ;;
    esac
    say confirmed
    disarm running || log 'the dead-man switch could not be removed; it will find this run confirmed and do nothing'
    clean_staged
    rm -rf "$dir/after"
    is_our_lock && log 'confirmed'
    drop_lock
    prune
}

confirm() {
    [ -e "$state/applied.$nonce" ] || {
        say not-applied
        exit "$exit_refused"
    }
    # Fails only when revert.sh was faster, which the state then says.
    move_state armed confirmed || :
    read_state
}

locate '' && [ "${1-}" = "$nonce" ] || exit "$exit_usage"
# Neither a lost connection nor a shutdown stops it half way, nor any process that it starts.
trap '' HUP INT TERM PIPE
main
