# shellcheck shell=sh
# Part of the scripts in a run's folder: where they are, what state the run is in, who may change the host now.

# locate ROOT: sets dir (the run's folder, from where the script itself lies), root, nonce and lock.
# An empty ROOT stands for the one that stage recorded.
locate() {
    case $0 in
    */*) dir=${0%/*} ;;
    *) dir=. ;;
    esac
    # Physical, since `last` may point elsewhere before we are done.
    dir=$(cd "$dir" && pwd -P)
    recorded=''
    ! [ -s "$dir/root" ] || IFS= read -r recorded <"$dir/root"
    use_root "${1:-$recorded}"
    lock=$root/run/keyturn.lock
    state=$dir/state
    read -r word version run_id nonce <"$dir/manifest" || {
        nonce=-
        return 1
    }
    [ "$word $version" = 'keyturn 1' ] && is_run_id "$run_id" && is_nonce "$nonce"
}

# read_state: sets $run_state to armed, reverting, confirmed, reverted or none. The file's name is the state; renaming it is the only way
# to change it.
read_state() {
    # In the order in which they follow each other, so that a move in between is not missed.
    for run_state in armed confirmed reverting reverted; do
        if [ -e "$state/$run_state.$nonce" ]; then return; fi
    done
    run_state=none
}

# move_state FROM TO: succeeds for exactly one of those who try at once.
move_state() {
    mv "$state/$1.$nonce" "$state/$2.$nonce" 2>/dev/null && flush "$state"
}

# take_turn ROLE SECONDS: only one process at a time changes files of the host for a run. A symbolic link is made in one step,
# with its owner's name in it, so that a dead owner is recognised. Fails when the owner lives on after that time, and with an
# empty $turn_owner when nobody has it and yet it cannot be taken: a disk that is full or read-only.
take_turn() {
    name_myself "$1"
    turn_left=$2 turn_tries=10
    while ! ln -s "$me" "$state/turn" 2>/dev/null; do
        turn_owner=$(readlink "$state/turn") || turn_owner=''
        if [ -n "$turn_owner" ] && is_alive "$turn_owner"; then
            [ "$turn_left" -gt 0 ] || return 1
            turn_left=$((turn_left - 1))
            sleep 1
            continue
        fi
        # Its owner may have left just now, or somebody else have been faster; that does not happen again and again.
        turn_tries=$((turn_tries - 1))
        if [ "$turn_tries" -eq 0 ]; then
            turn_owner=''
            return 1
        fi
        if [ -n "$turn_owner" ] && mv "$state/turn" "$state/turn.$$" 2>/dev/null; then
            # Someone else may have been faster and hold it rightly by now.
            [ "$(readlink "$state/turn.$$")" = "$turn_owner" ] || ln -s "$(readlink "$state/turn.$$")" "$state/turn" || :
            rm -f "$state/turn.$$"
        fi
    done
}

leave_turn() {
    rm -f "$state/turn"
}

# is_our_lock: whether the host's lock is this run's.
is_our_lock() {
    [ -f "$lock/holder" ] && read -r _ lock_nonce _ <"$lock/holder" && [ "$lock_nonce" = "$nonce" ]
}

drop_lock() {
    ! is_our_lock || rm -rf "$lock"
}

# staged_path FINAL: sets $staged. Beside the final path, a dot file: outside every Include glob, and no user's PAM service.
staged_path() {
    staged=${1%/*}/.keyturn-$nonce.${1##*/}
}

# clean_staged: removes what stage and apply left beside the final paths, and what rehearsals needed. Sets $left_over when some of it
# is still there.
clean_staged() {
    left_over=''
    rm -rf "$root/etc/pam.d/sshd-keyturn-$nonce" "$dir/rehearsal"
    ! [ -e "$root/etc/pam.d/sshd-keyturn-$nonce" ] || left_over=yes
    [ -f "$dir/owner.sh" ] || return 0
    if [ -f "$dir/files" ]; then
        while read -r _ _ _ owner _ _ _ path <&3; do clean_one "$owner" "$path"; done 3<"$dir/files"
    fi
    if [ -f "$dir/decoys" ]; then
        while read -r owner path <&3; do clean_one "$owner" "$path"; done 3<"$dir/decoys"
    fi
}

# clean_one OWNER PATH-WORD
clean_one() {
    decode "$2"
    staged_path "$root$decoded"
    # Mostly there is nothing, and a look costs less than a change of account.
    for leftover in "$staged" "$staged"~*; do
        if [ -e "$leftover" ] || [ -L "$leftover" ]; then
            owner_do "$1" clean "$staged" || {
                # shellcheck disable=SC2034
                left_over=yes
                log "could not remove $staged"
            }
            break
        fi
    done
}

# prune: keeps the snapshots of the last three runs that are over.
prune() {
    kept=0
    # Names of runs hold no character that ls or the shell would treat specially.
    # shellcheck disable=SC2012,SC2045
    for old in $(ls -1t "${dir%/*}"); do
        is_run_id "$old" || continue
        case $(ls "${dir%/*}/$old/state" 2>/dev/null) in
        *armed.* | *reverting.*) continue ;;
        *confirmed.* | *reverted.*) ;;
        *) continue ;;
        esac
        kept=$((kept + 1))
        if [ "$kept" -gt 3 ] && [ "$old" != "${dir##*/}" ]; then rm -rf "${dir%/*}/${old:?}"; fi
    done
}
