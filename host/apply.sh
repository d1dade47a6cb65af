# shellcheck shell=sh
# Puts what was staged into place, checks it and reloads the SSH daemon:  apply.sh NONCE
# Whatever fails, or a signal, runs revert.sh at once.

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

take_turn apply 0 || {
    say busy
    exit "$exit_locked"
}
doing='starting'
trap 'fail failed "applying failed while $doing"' EXIT
trap 'fail signal "interrupted while $doing"' HUP INT TERM PIPE

# Everything below asks this first: the timer may have decided otherwise meanwhile.
still_armed() {
    [ -e "$state/armed.$nonce" ] || fail deadline 'the time was up before everything was in place'
}

load_owner_script
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

# step NAME: puts the files of one step into place. On the disk before the next one begins, so that a power cut cannot leave sshd
# asking for what is not there.
step() {
    to_flush=''
    while read -r number step _ <&3; do
        if [ "$step" = "$1" ]; then
            # From here on this file is ours to put back.
            : >"$state/touched.$number"
            to_flush="$to_flush $state/touched.$number"
        fi
    done 3<"$dir/files"
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

sshd_changed=''
step state
step pam
step sshd

if [ -d "$root/sys/fs/selinux" ] && command -v restorecon >/dev/null; then
    doing='setting SELinux contexts'
    while read -r _ _ action owner _ old _ path <&3; do
        [ "$action $old" = 'write absent' ] || continue
        decode "$path"
        restorecon "$root$decoded" 2>/dev/null || log "restorecon failed on $decoded"
    done 3<"$dir/files"
fi

newline=$(printf '\nx')
newline=${newline%x}

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

if [ -f "$dir/daemon" ]; then
    read_daemon
    say step assert
    doing='checking the configuration'
    # Whoever asks for an account has all of it checked.
    [ -s "$dir/assertions" ] || why=$(sshd_test -t 2>&1) || fail sshd-test "sshd -t fails: $why"
    checked=' '
    while read -r account _ <&3; do
        case $checked in
        *" $account "*) continue ;;
        esac
        check_account "$account"
        checked="$checked$account "
    done 3<"$dir/assertions"
    if [ -n "$sshd_changed" ]; then
        still_armed
        say step reload
        doing='reloading the SSH daemon'
        reload_daemon || fail reload 'the SSH daemon was not seen to take the new configuration'
    fi
fi

doing='finishing'
still_armed
: >"$state/applied.$nonce"
flush "$state/applied.$nonce" "$state"
trap - EXIT
trap : HUP INT TERM PIPE
leave_turn
log 'applied, waiting to be confirmed'
say applied
