# shellcheck shell=sh
# Puts what was staged into place, checks it and reloads the SSH daemon:  apply.sh NONCE
# Whatever fails, or a signal, runs revert.sh at once.

main() {
    begin
    check_unchanged
    place state
    place pam
    place sshd
    set_contexts
    check_configuration
    reload
    end
}

# fail REASON SENTENCE
fail() {
    trap - EXIT
    trap : HUP INT TERM PIPE
    leave_turn
    log "apply failed ($1): $2"
    set +e
    /bin/sh "$dir/revert.sh" "$nonce" >/dev/null 2>&1 </dev/null
    case $? in
    0)
        say reverted "$1" "$(encode "$2")"
        exit "$exit_reverted"
        ;;
    *)
        say revert-incomplete "$1" "$(encode "$2")"
        exit "$exit_incomplete"
        ;;
    esac
}

begin() {
    take_turn apply 0 || {
        say busy
        exit "$exit_locked"
    }
    trap 'fail failed "applying failed while $doing"' EXIT
    trap 'fail signal "interrupted while $doing"' HUP INT TERM PIPE
    load_owner_script
}

# Everything below asks this first: the timer may have decided otherwise meanwhile.
still_armed() {
    [ -e "$state/armed.$nonce" ] || fail deadline 'the time was up before everything was in place'
}

check_unchanged() {
    say step check
    while read -r _ _ _ owner _ old _ path <&3; do
        decode "$path"
        doing="looking at $root$decoded"
        if [ "$old" != absent ]; then
            seen=$(owner_do "$owner" now "$root$decoded" </dev/null) || seen=unreadable
        elif [ -e "$root$decoded" ] || [ -L "$root$decoded" ]; then
            seen=present
        else
            seen=absent
        fi
        [ "$seen" = "$old" ] || fail drifted "$root$decoded has changed since it was staged"
    done 3<"$dir/files"
}

# place STEP: puts the files of one step into place. On the disk before the next one begins, so that a power cut cannot leave sshd
# asking for what is not there.
place() {
    mark_touched "$1"
    [ -n "$to_flush" ] || return 0
    say step "$1"
    # shellcheck disable=SC2086
    flush $to_flush "$state"
    to_flush=''
    while read -r _ step action owner _ old new path <&3; do
        [ "$step" = "$1" ] || continue
        decode "$path"
        final=$root$decoded
        staged_path "$final"
        doing="writing $final"
        flush_when=now
        if [ "$owner" = root ]; then
            flush_when=later
            to_flush="$to_flush ${final%/*}/"
        fi
        still_armed
        name_comparison "$step"
        why=$(owner_do "$owner" place "$staged" "$final" "$old" "$new" "$compared" "$action" "$flush_when" 2>&1 </dev/null) ||
            fail cannot-write "cannot write $final: $why"
        [ "$step" != sshd ] || sshd_changed=yes
    done 3<"$dir/files"
    # shellcheck disable=SC2086
    [ -z "$to_flush" ] || flush $to_flush
}

# mark_touched STEP: from here on its files are ours to revert. Sets $to_flush, which is empty where it has none.
mark_touched() {
    to_flush=''
    while read -r number step _ <&3; do
        [ "$step" = "$1" ] || continue
        : >"$state/touched.$number"
        to_flush="$to_flush $state/touched.$number"
    done 3<"$dir/files"
}

set_contexts() {
    if ! [ -d "$root/sys/fs/selinux" ] || ! command -v restorecon >/dev/null; then return 0; fi
    doing='setting SELinux contexts'
    while read -r _ _ action owner _ old _ path <&3; do
        [ "$action $old" = 'write absent' ] || continue
        decode "$path"
        restorecon "$root$decoded" 2>/dev/null || log "restorecon failed on $decoded"
    done 3<"$dir/files"
}

check_configuration() {
    [ -f "$dir/daemon" ] || return 0
    read_daemon
    say step assert
    doing='checking the configuration'
    # An assertion about an account has all of it checked.
    [ -s "$dir/assertions" ] || why=$(sshd_test -t 2>&1) || fail sshd-test "sshd -t fails: $why"
    checked=' '
    while read -r account _ <&3; do
        case $checked in
        *" $account "*) continue ;;
        esac
        check_account "$account"
        checked="$checked$account "
    done 3<"$dir/assertions"
}

# check_account ACCOUNT: the effective configuration against what the manifest asserts and, to the letter, what was rehearsed
check_account() {
    # Warnings are no part of what was rehearsed.
    effective=$(effective_for "$1" 2>"$dir/error") || fail sshd-test "sshd -T fails for $1: $(cat "$dir/error")"
    if [ -f "$dir/rehearsal/expected-$1" ] && [ "$effective" != "$(cat "$dir/rehearsal/expected-$1")" ]; then
        fail assertion "for $1 the configuration is not the one that was rehearsed"
    fi
    while read -r asserted keyword value <&4; do
        [ "$asserted" = "$1" ] || continue
        decode "$value"
        case $newline$effective$newline in
        *"$newline$keyword $decoded$newline"*) ;;
        *) fail assertion "$keyword is not \"$decoded\" for $1 but: $(printf '%s\n' "$effective" | grep -e "^$keyword " | head -n 3)" ;;
        esac
    done 4<"$dir/assertions"
}

reload() {
    if [ -z "$sshd_changed" ] || ! [ -f "$dir/daemon" ]; then return 0; fi
    still_armed
    say step reload
    doing='reloading the SSH daemon'
    reload_daemon || fail reload 'the SSH daemon was not seen to take the new configuration'
}

end() {
    doing='finishing'
    still_armed
    : >"$state/applied.$nonce"
    flush "$state/applied.$nonce" "$state"
    trap - EXIT
    trap : HUP INT TERM PIPE
    leave_turn
    log 'applied, waiting to be confirmed'
    say applied
}

locate '' && [ "${1-}" = "$nonce" ] || exit "$exit_usage"
read_state
case $run_state in
armed) ;;
confirmed)
    say already-confirmed
    exit "$exit_already_confirmed"
    ;;
none)
    say nothing-armed
    exit "$exit_nothing_armed"
    ;;
*)
    say reverted already-reverted -
    exit "$exit_reverted"
    ;;
esac

newline='
'
doing='starting' sshd_changed=''
main
