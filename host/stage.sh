# shellcheck shell=sh
# Makes everything ready beside production, which stays as it is:
#   stage.sh [--root FOLDER] RUN-ID NONCE OPERATOR SECONDS PAYLOAD
# The payload's grammar: src/host-protocol/manifest.ts. Either ends with the run armed, or leaves nothing but what a disk does not let go.
# --root is for tests: it makes that folder stand for /.

# main LINE…: the payload's lines
main() {
    take_the_host
    clear_earlier_runs
    read_secrets "$@"
    shift $((secret_count + 2))
    make_folder "$1"
    shift
    unpack "$@"
    check_files
    check_what_was_sent
    find_daemon
    write_candidates
    write_decoys
    prepare_rehearsal
    note_places
    arm
}

# Whatever ends this script before it is done, on purpose or not, ends here.
finish() {
    status=$?
    trap - EXIT
    trap '' HUP INT TERM PIPE
    [ -z "$armed" ] || return 0
    set +e
    [ "$status" -ne 0 ] || status=$exit_refused
    [ -n "$answered" ] || say refused failed - "$(encode "staging failed while $doing")"
    if [ -n "$have_dir" ]; then
        disarm running
        clean_staged
        if [ -n "$previous" ]; then
            ln -sfn "$previous" "$base/last"
        elif [ "$(readlink "$base/last")" = "$run_id" ]; then
            rm -f "$base/last"
        fi
        # What a disk does not let go now is for the next run to clear away: it finds our lock, and nobody who holds it.
        [ -z "$left_over" ] || exit "$status"
        # First of all: a state without the script that goes back from it would hold up every later run.
        rm -f "$state/armed.$nonce"
        rm -rf "$dir"
    fi
    [ -z "$have_lock" ] || rmdir "$base" 2>/dev/null
    [ -z "$have_lock" ] || rm -rf "$lock"
    exit "$status"
}

# refuse REASON PATH-WORD SENTENCE
refuse() {
    answered=yes
    say refused "$1" "$2" "$(encode "$3")"
    exit "$exit_refused"
}

# refuse_locked HOLDER-WORD…: somebody else is at it
refuse_locked() {
    answered=yes
    say locked "${1:--}" "${2:--}" "${3:--}" "${4:--}"
    exit "$exit_locked"
}

take_the_host() {
    doing='taking the lock of the host'
    now=$(date +%s)
    lock_status=0
    take_lock_even_if_stale stage || lock_status=$?
    case $lock_status in
    0) ;;
    2) refuse lock - "cannot create $lock" ;;
    *)
        # shellcheck disable=SC2086
        refuse_locked $holder
        ;;
    esac
    doing='looking for runs that are not over'
    ! find_unfinished || refuse_unfinished
}

refuse_unfinished() {
    begun='' operator_there=''
    read -r begun _ operator_there _ <"$unfinished_state" || :
    refuse_locked "$unfinished" "${unfinished_state##*.}" "$begun" "$operator_there"
}

clear_earlier_runs() {
    doing='clearing away what is left of earlier runs'
    for earlier in "$base"/*; do
        if [ -L "$earlier" ] || ! is_run_id "${earlier##*/}" || ! [ -d "$earlier" ] || has_state "$earlier"; then
            continue
        elif [ -f "$earlier/files" ]; then
            # It removes its own folder, unless the disk still does not let everything go.
            /bin/sh "$earlier/revert.sh" >/dev/null 2>&1 </dev/null || :
        else
            rm -rf "${earlier:?}"
        fi
    done
}

# has_state FOLDER: whether the run was ever armed
has_state() {
    for known in "$1"/state/armed.[0-9a-f]* "$1"/state/reverting.* "$1"/state/confirmed.* "$1"/state/reverted.*; do
        if [ -e "$known" ]; then return 0; fi
    done
    return 1
}

# find_daemon: for whatever asks sshd or reloads it
find_daemon() {
    if [ -z "$service" ] && ! [ -d "$dir/rehearsal" ] && ! [ -s "$dir/assertions" ]; then return 0; fi
    doing='looking for the SSH daemon'
    [ -n "$service" ] || name_service
    if pid=$(daemon_pid) || { is_socket_activated && pid=$(main_pid); }; then
        read_started || refuse daemon-options - 'what sshd is started with cannot be told from its title, or its unit'
        daemon_options=$sshd_options
    else
        refuse no-daemon - 'no sshd was found that listens, or several and nothing that says which'
    fi
    printf '%s %s\n' "$service" "$daemon_options" >"$dir/daemon"
    # What is broken now could not be restored: sshd would not take it.
    why=$(sshd_test -t 2>&1) || refuse sshd-broken - "sshd -t fails before any change: $why"
}

# read_started: what the daemon was started with, or will be for the next connection
read_started() {
    if [ "$pid" != 0 ]; then
        read_arguments "$pid"
    else
        starting_unit && read_unit "$unit"
    fi
}

prepare_rehearsal() {
    if ! [ -d "$dir/rehearsal" ]; then return 0; fi
    doing='preparing the rehearsal'
    ln -s "$(command -v sshd)" "$dir/rehearsal/sshd-keyturn-$nonce"
    cat "$dir/rehearsal/pam" >"$root/etc/pam.d/sshd-keyturn-$nonce"
    chmod 644 "$root/etc/pam.d/sshd-keyturn-$nonce"
    while read -r account _ <&3; do
        [ ! -e "$dir/rehearsal/expected-$account" ] || continue
        effective_for "$account" -f "$dir/rehearsal/tree-0" >"$dir/rehearsal/expected-$account" 2>"$dir/error" ||
            refuse sshd-test - "sshd does not take the new configuration: $(cat "$dir/error")"
    done 3<"$dir/assertions"
}

# note_places: for off.sh, where this run writes, besides those before it, and which daemon reads that
note_places() {
    doing='writing down where Keyturn writes'
    {
        [ -z "$root" ] || printf 'root %s\n' "$root"
        ! [ -f "$dir/daemon" ] || printf 'daemon %s %s\n' "$service" "$daemon_options"
        ! [ -f "$base/places" ] || grep -e '^sshd ' -e '^pam ' "$base/places" || :
        while read -r _ step _ _ _ _ _ path <&3; do
            case $step in sshd | pam) printf '%s %s\n' "$step" "$path" ;; esac
        done 3<"$dir/files"
    } >"$dir/places.all"
    sort -u "$dir/places.all" >"$dir/places"
    rm -f "$dir/places.all"
}

arm() {
    doing='arming the dead-man switch'
    rm -f "$dir/error"
    printf '%s\n' "$now $seconds $operator" >"$state/armed.new"
    ln -sfn "$run_id" "$base/last"
    # shellcheck disable=SC2086
    flush $to_flush "$dir"/* "$dir/before"/* "$state/armed.new" "$dir" "$base"
    arm_boot
    fires_at=$(($(uptime) + seconds))
    arm_timer "$seconds"
    # Last: a run that dies before this holds nobody up, and one that dies after it is reverted without anybody.
    doing='arming'
    mv "$state/armed.new" "$state/armed.$nonce"
    flush "$state"
    # A timer that has found nothing armed does not come again.
    [ "$(uptime)" -lt "$fires_at" ] ||
        refuse time - "the host took longer to stage than the $seconds s after which it reverts itself"
    armed=yes
    if ! [ -d "$root/var/log" ]; then mkdir -p "$root/var/log"; fi
    log "staged by $operator; reverts in $seconds s unless confirmed"
    say staged
}

if [ "${1-}" = --root ]; then
    use_root "$2"
    shift 2
fi
[ $# -eq 5 ] && is_run_id "$1" && is_nonce "$2" || exit "$exit_usage"
run_id=$1 nonce=$2 operator=$3 seconds=$4 payload=$5
case $seconds in
*[!0-9]* | '') exit "$exit_usage" ;;
esac

base=$root/var/lib/keyturn
dir=$base/$run_id
state=$dir/state
lock=$root/run/keyturn.lock
doing='starting'
have_dir='' previous='' answered='' armed='' left_over=''
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

fields=$IFS
IFS='
'
set -f
# shellcheck disable=SC2086
set -- $payload
set +f
IFS=$fields
payload=''
main "$@"
