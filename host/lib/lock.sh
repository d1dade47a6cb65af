# shellcheck shell=sh
# Part of the scripts that begin something on a host: one at a time. Needs $base, $lock, $run_id, $nonce, $operator and $now.

have_lock='' holder=''

# take_lock ROLE: fails with what the lock says of its holder in $holder, and with 2 where no lock can be made.
take_lock() {
    holder=''
    if mkdir "$lock" 2>/dev/null; then
        name_myself "$1"
        # A lock that names nobody would be taken away from us.
        if printf '%s %s %s %s %s\n' "$run_id" "$nonce" "$now" "$operator" "$me" >"$lock/holder"; then
            have_lock=yes
            return 0
        fi
        rm -rf "$lock"
        return 2
    fi
    [ -d "$lock" ] || return 2
    ! [ -f "$lock/holder" ] || IFS= read -r holder <"$lock/holder" || holder=''
    return 1
}

# is_stale: a lock outlives its use only when its run was killed: before it was armed, or after it was over.
is_stale() {
    if [ -z "$holder" ]; then
        [ $((now - $(stat -c %Y "$lock"))) -gt 60 ]
        return
    fi
    # shellcheck disable=SC2086
    set -- $holder
    is_run_id "${1-}" && is_nonce "${2-}" || return 1
    ! [ -e "$base/$1/state/armed.$2" ] && ! [ -e "$base/$1/state/reverting.$2" ] && ! is_alive "${5-}"
}

clear_stale() {
    # shellcheck disable=SC2086
    set -- $holder
    # It knows best what its run left behind. Before the list of its files there was nothing, and the script may be cut.
    ! [ -f "$base/${1-}/files" ] || /bin/sh "$base/$1/revert.sh" "$2" >/dev/null 2>&1 </dev/null || :
    rm -rf "$lock"
}

# take_lock_even_if_stale ROLE: as take_lock
take_lock_even_if_stale() {
    take_lock "$1" && return
    first_try=$?
    if [ "$first_try" -ne 1 ] || ! is_stale; then return "$first_try"; fi
    clear_stale
    take_lock "$1"
}

# find_unfinished: sets $unfinished to a run that is not over, and $unfinished_state to the file that says so. Fails when there is none.
# A reboot takes the lock of such a run away; what it has not reverted it may revert at any time.
find_unfinished() {
    for unfinished_state in "$base"/*/state/armed.[0-9a-f]* "$base"/*/state/reverting.*; do
        unfinished=${unfinished_state#"$base"/}
        unfinished=${unfinished%%/*}
        if is_run_id "$unfinished" && [ -e "$unfinished_state" ]; then return 0; fi
    done
    return 1
}
