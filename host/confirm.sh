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
    is_our_lock && log "confirmed; to turn the second factor off, from a console: sh ${dir%/*}/off.sh"
    drop_lock
    prune
}

confirm() {
    [ -e "$state/applied.$nonce" ] || {
        say not-applied
        exit "$exit_refused"
    }
    # First the way out, which must be there whatever comes later; renaming takes no room. Fails where a disk takes no writes, as the
    # state does then.
    leave_off_script || return 0
    # Fails only when revert.sh was faster, which the state then says.
    move_state armed confirmed || :
    read_state
}

# leave_off_script: what turns the second factor off without any controller, and where to look for it
leave_off_script() {
    for part in places off.sh; do
        ! [ -f "$dir/$part" ] || mv -f "$dir/$part" "${dir%/*}/$part" || return
    done
    flush "${dir%/*}"
}

locate '' && [ "${1-}" = "$nonce" ] || exit "$exit_usage"
# Neither a lost connection nor a shutdown stops it half way, nor any process that it starts.
trap '' HUP INT TERM PIPE
main
