# shellcheck shell=sh
# Makes everything ready beside production, which stays as it is:
#   stage.sh [--root FOLDER] RUN-ID NONCE OPERATOR SECONDS PAYLOAD
# The payload's grammar: src/host-protocol/manifest.ts. Either ends with the run armed, or leaves nothing but what a disk does not let go.
# --root is for tests: it makes that folder stand for /.

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
have_lock='' have_dir='' previous='' answered='' armed=''

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
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

# refuse REASON PATH-WORD SENTENCE
refuse() {
    answered=yes
    say refused "$1" "$2" "$(encode "$3")"
    exit "$exit_refused"
}

# take_lock: fails with the holder in $holder
take_lock() {
    if mkdir "$lock" 2>/dev/null; then
        have_lock=yes
        name_myself stage
        printf '%s %s %s %s %s\n' "$run_id" "$nonce" "$now" "$operator" "$me" >"$lock/holder"
        return
    fi
    [ -d "$lock" ] || refuse lock - "cannot create $lock"
    holder=''
    ! [ -f "$lock/holder" ] || IFS= read -r holder <"$lock/holder" || holder=''
    return 1
}

# A lock outlives its use only when its run was killed: before it was armed, or after it was over.
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

# has_state FOLDER: whether the run was ever armed
has_state() {
    for known in "$1"/state/armed.[0-9a-f]* "$1"/state/reverting.* "$1"/state/confirmed.* "$1"/state/reverted.*; do
        if [ -e "$known" ]; then return 0; fi
    done
    return 1
}

# refuse_locked HOLDER-WORD…: somebody else is at it
refuse_locked() {
    answered=yes
    say locked "${1:--}" "${2:--}" "${3:--}" "${4:--}"
    exit "$exit_locked"
}

doing='taking the lock of the host'
now=$(date +%s)
if ! take_lock; then
    if is_stale; then
        clear_stale
        take_lock || :
    fi
    # shellcheck disable=SC2086
    [ -n "$have_lock" ] || refuse_locked $holder
fi

doing='looking for runs that are not over'
# A reboot takes their lock away. What they have not put back they may put back at any time, over whatever were done now.
for known in "$base"/*/state/armed.[0-9a-f]* "$base"/*/state/reverting.*; do
    unfinished=${known#"$base"/}
    unfinished=${unfinished%%/*}
    if ! is_run_id "$unfinished" || ! [ -e "$known" ]; then continue; fi
    begun='' operator_there=''
    read -r begun _ operator_there _ <"$known" || :
    refuse_locked "$unfinished" "${known##*.}" "$begun" "$operator_there"
done

doing='clearing away what is left of earlier runs'
for unfinished in "$base"/*; do
    if [ -L "$unfinished" ] || ! is_run_id "${unfinished##*/}" || ! [ -d "$unfinished" ] || has_state "$unfinished"; then
        continue
    elif [ -f "$unfinished/files" ]; then
        # It removes its own folder, unless the disk still does not let everything go.
        /bin/sh "$unfinished/revert.sh" >/dev/null 2>&1 </dev/null || :
    else
        rm -rf "${unfinished:?}"
    fi
done

doing='reading what was sent'
newline='
'
fields=$IFS
IFS=$newline
set -f
# shellcheck disable=SC2086
set -- $payload
set +f
IFS=$fields
payload=''
[ "${1-}" = "keyturn 1 $run_id $nonce" ] || refuse payload - 'what was sent does not begin as it should'
shift
# Each in a variable of its own: they are written nowhere but to the account's own file.
while :; do
    case ${1-} in
    'secret '*) text=${1#secret } ;;
    *) break ;;
    esac
    number=${text%% *}
    case $number in *[!0-9]* | '') refuse payload - 'what was sent holds an unknown line' ;; esac
    text=${text#* }
    eval "secret_$number=\$text"
    shift
done
text=''
if [ "${1-}" != data ] || [ $# -lt 2 ]; then refuse payload - 'what was sent is incomplete'; fi
shift

doing="making $dir"
if [ -L "$base" ]; then refuse base - "$base is a symbolic link"; fi
if ! [ -d "$base" ]; then mkdir -p "$base"; fi
chmod 700 "$base"
! [ -L "$base/last" ] || previous=$(readlink "$base/last")
mkdir "$dir" 2>/dev/null || refuse run-exists - "$dir exists, or cannot be made"
have_dir=yes
mkdir "$dir/before" "$dir/after" "$state"
printf '%s\n' "$root" >"$dir/root"
printf '%b' "$1" >"$dir/manifest"
shift

doing='unpacking'
: >"$dir/sums"
: >"$dir/assertions"
service='' begun='' ended=''
while read -r word first second third _ _ _ new body _ <&3; do
    into='' sum=$second
    case $word in
    keyturn) [ "$first $second $third" != "1 $run_id $nonce" ] || begun=yes ;;
    end) ended=yes ;;
    script)
        case $first in owner.sh | apply.sh | confirm.sh | revert.sh) ;; *) refuse payload - 'the manifest names an unknown script' ;; esac
        into=$dir/$first
        ;;
    rehearsal)
        case $first in *[!a-z0-9.-]* | .*) refuse payload - 'the manifest names an unknown file' ;; esac
        [ -d "$dir/rehearsal" ] || mkdir "$dir/rehearsal"
        into=$dir/rehearsal/$first
        ;;
    file)
        case $first in *[!0-9]* | '') refuse payload - 'the manifest names an unknown file' ;; esac
        [ "$body" != text ] || into=$dir/after/$first sum=$new
        ;;
    reload) service=$first ;;
    assert) printf '%s %s %s\n' "$first" "$second" "$third" >>"$dir/assertions" ;;
    canary) ;;
    *) refuse payload - 'the manifest holds an unknown line' ;;
    esac
    if [ -n "$into" ]; then
        [ $# -gt 0 ] || refuse payload - 'what was sent is incomplete'
        printf '%b' "$1" >"$into"
        printf '%s  %s\n' "$sum" "$into" >>"$dir/sums"
        shift
    fi
done 3<"$dir/manifest"
# What follows the manifest is covered by the hashes in it.
[ "$begun$ended" = yesyes ] || refuse payload - 'the manifest is damaged'
load_owner_script

# check_link FINAL PATH-WORD: sets $final to what it leads to. A code asked for in a file that sudo, su or cron read as well
# would be asked for there too.
check_link() {
    if ! [ -L "$1" ]; then return 0; fi
    final=$(readlink -f "$1") || refuse symlink "$2" "$1 is a symbolic link to nothing"
    case ${final#"$root"} in
    /etc/ssh/* | /usr/etc/ssh/* | /etc/pam.d/sshd | /etc/pam.d/ssh | /usr/lib/pam.d/sshd | /usr/etc/pam.d/sshd) ;;
    *) refuse symlink "$2" "$1 is a symbolic link to $final, which may serve more than sshd" ;;
    esac
}

# look_up_owner NAME PATH-WORD: sets $owner to the word that owner_do takes
look_up_owner() {
    [ "$1" != root ] || return 0
    numbers=$(id "$1" 2>/dev/null) || refuse account "$2" "there is no account $1 on this host"
    user_number=${numbers#uid=}
    user_number=${user_number%%[!0-9]*}
    group_number=${numbers#* gid=}
    group_number=${group_number%%[!0-9]*}
    owner=$1,$user_number,$group_number
    [ -f "$dir/way" ] || choose_way "$user_number" "$group_number" >"$dir/way"
}

# check_file NUMBER STEP ACTION OWNER MODE OLD NEW BODY PATH-WORD: refuses what cannot be replaced safely, takes the snapshot
check_file() {
    decode "$9"
    final=$root$decoded
    doing="looking at $final"
    [ "$4" != root ] || check_link "$final" "$9"
    seen=$(owner_do "$4" look "$final") || refuse unreadable "$9" "$final cannot be looked at as ${4%%,*}"
    # shellcheck disable=SC2086
    set -- "$@" $seen
    case ${10} in
    ok) ;;
    no-directory) refuse no-directory "$9" "${final%/*} does not exist, or is closed to ${4%%,*}" ;;
    symlink) refuse symlink "$9" "$final is a symbolic link" ;;
    space | inodes) refuse "${10}" "$9" "the file system of $final is out of ${10}" ;;
    unknown) refuse space "$9" "cannot tell how much room the file system of $final has" ;;
    *) refuse not-a-file "$9" "$final is not a regular file" ;;
    esac
    old_mode=- found=${11}
    if [ "$found" = file ]; then
        found=${14} old_mode=${12}
        [ "${13}" -eq 1 ] || refuse hard-link "$9" "$final has ${13} names (hard links); replacing it would part them"
        attributes=$(lsattr -d "$final" 2>/dev/null) || attributes=''
        case ${attributes%% *} in
        *[ia]*) refuse immutable "$9" "$final is immutable (chattr)" ;;
        esac
    fi
    if [ "$found" != "$6" ]; then
        answered=yes
        say drifted "$9"
        exit "$exit_drifted"
    fi
    if [ "$found" != absent ]; then
        if [ "$4" = root ]; then
            cp --preserve=all "$final" "$dir/before/$1" 2>/dev/null || cp -p "$final" "$dir/before/$1"
        else
            owner_do "$4" read "$final" >"$dir/before/$1"
        fi
        printf '%s  %s\n' "$6" "$dir/before/$1" >>"$dir/sums"
    fi
}

# final_word: the path that check_file settled on, as a word
final_word() {
    case $final in
    *[!A-Za-z0-9_./@+,:=~-]*) printf '%s' "${final#"$root"}" | od -An -v -to1 | tr -d '\n' | sed 's/ \{1,\}/\\0/g' ;;
    *) printf '%s' "${final#"$root"}" ;;
    esac
}

candidates=''
while read -r word number step action owner mode old new body path <&3; do
    [ "$word" = file ] || continue
    look_up_owner "$owner" "$path"
    check_file "$number" "$step" "$action" "$owner" "$mode" "$old" "$new" "$body" "$path" </dev/null
    [ "$old_mode" = - ] || mode=$old_mode
    candidates="$candidates$number $step $action $owner $mode $old $new $(final_word)
"
done 3<"$dir/manifest"

doing='checking what was unpacked'
chmod 700 "$dir"/*.sh
sh -n "$dir/revert.sh"
sha256sum -c "$dir/sums" >/dev/null 2>&1 || refuse payload - 'what was sent, or a snapshot, is damaged'
rm -f "$dir/sums"
printf '%s' "$candidates" >"$dir/files"

if [ -n "$service" ] || [ -d "$dir/rehearsal" ] || [ -s "$dir/assertions" ]; then
    doing='looking for the SSH daemon'
    [ -n "$service" ] || name_service
    if pid=$(daemon_pid) || { is_socket_activated && pid=$(main_pid); }; then
        daemon_options=$(daemon_options_of "$pid")
    else
        refuse no-daemon - 'no sshd was found that listens, or several and nothing that says which'
    fi
    printf '%s %s\n' "$service" "$daemon_options" >"$dir/daemon"
    # What is broken now could not be put back: sshd would not take it.
    why=$(sshd_test -t 2>&1) || refuse sshd-broken - "sshd -t fails before any change: $why"
fi

# secret NUMBER: what a state file shall hold, on standard output: only ever in a pipe
secret() {
    eval "printf '%b' \"\$secret_$1\""
}

# stage_file NUMBER OWNER OPERATION-ARGUMENT…: makes a candidate as its owner
stage_file() {
    stage_number=$1 stage_owner=$2
    shift 2
    if [ -f "$dir/after/$stage_number" ]; then
        owner_do "$stage_owner" stage "$@" <"$dir/after/$stage_number"
    else
        secret "$stage_number" | owner_do "$stage_owner" stage "$@"
    fi
}

# A failure from here on leaves candidates that finish removes: `files` names them all.
settled='' to_flush=''
while read -r number step action owner mode old new path <&3; do
    decode "$path"
    final=$root$decoded
    staged_path "$final"
    doing="writing $staged as ${owner%%,*}"
    if [ "$action" = write ]; then
        flush_when=now
        if [ "$owner" = root ]; then
            flush_when=later
            # Words are split where flush is called; a path with blanks in it costs a sync of everything, no more.
            to_flush="$to_flush $staged ${staged%/*}/"
        fi
        name_comparison "$step"
        new=$(stage_file "$number" "$owner" "$staged" "$final" "$old" "$mode" "$new" "$compared" "$flush_when" 2>"$dir/error") ||
            refuse cannot-write "$path" "cannot write beside $final as ${owner%%,*}: $(cat "$dir/error")"
    fi
    settled="$settled$number $step $action $owner $mode $old $new $path
"
done 3<"$dir/files"
# Rehearsed accounts that have a state file already get one beside it whose secret is only for that.
while read -r word number owner new _ path <&3; do
    [ "$word" = canary ] || continue
    look_up_owner "$owner" "$path"
    printf '%s %s\n' "$owner" "$path" >>"$dir/canaries"
    decode "$path"
    final=$root$decoded
    staged_path "$final"
    doing="writing $staged as $owner"
    stage_file "$number" "$owner" "$staged" "$final" absent 0400 "$new" state now >/dev/null 2>"$dir/error" ||
        refuse cannot-write "$path" "cannot write beside $final as $owner: $(cat "$dir/error")"
done 3<"$dir/manifest"
printf '%s' "$settled" >"$dir/files.new"
mv "$dir/files.new" "$dir/files"

if [ -d "$dir/rehearsal" ]; then
    doing='preparing the rehearsal'
    ln -s "$(command -v sshd)" "$dir/rehearsal/sshd-keyturn-$nonce"
    cat "$dir/rehearsal/pam" >"$root/etc/pam.d/sshd-keyturn-$nonce"
    chmod 644 "$root/etc/pam.d/sshd-keyturn-$nonce"
    while read -r account _ <&3; do
        [ ! -e "$dir/rehearsal/expected-$account" ] || continue
        effective_for "$account" -f "$dir/rehearsal/tree-0" >"$dir/rehearsal/expected-$account" 2>"$dir/error" ||
            refuse sshd-test - "sshd does not take the new configuration: $(cat "$dir/error")"
    done 3<"$dir/assertions"
fi
rm -f "$dir/error"

doing='arming the dead-man switch'
printf '%s\n' "$now $seconds $operator" >"$state/armed.new"
ln -sfn "$run_id" "$base/last"
# shellcheck disable=SC2086
flush $to_flush "$dir"/* "$dir/before"/* "$state/armed.new" "$dir" "$base"
arm_boot
fires_at=$(($(uptime) + seconds))
arm_timer "$seconds"
# Last: a run that dies before this holds nobody up, and one that dies after it is put back without anybody.
doing='arming'
mv "$state/armed.new" "$state/armed.$nonce"
flush "$state"
# A timer that has found nothing armed does not come again.
[ "$(uptime)" -lt "$fires_at" ] || refuse time - "the host took longer to stage than the $seconds s after which it puts itself back"
armed=yes
if ! [ -d "$root/var/log" ]; then mkdir -p "$root/var/log"; fi
log "staged by $operator; reverts in $seconds s unless confirmed"
say staged
