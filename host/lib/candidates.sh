# shellcheck shell=sh
# Part of stage.sh: the files that the manifest names. Each is looked at and kept as it is, then made as it is to be, beside its place.

# check_files: refuses what cannot be replaced safely, takes the snapshots, and lists the files in $candidates
check_files() {
    candidates=''
    while read -r word number step action owner mode old new body path <&3; do
        [ "$word" = file ] || continue
        look_up_owner "$owner" "$path"
        check_file "$number" "$step" "$action" "$owner" "$mode" "$old" "$new" "$body" "$path" </dev/null
        [ "$old_mode" = - ] || mode=$old_mode
        candidates="$candidates$number $step $action $owner $mode $old $new $(final_word)
"
    done 3<"$dir/manifest"
}

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
    owner=$1
    [ "$1" != root ] || return 0
    numbers=$(id "$1" 2>/dev/null) || refuse account "$2" "there is no account $1 on this host"
    user_number=${numbers#uid=}
    user_number=${user_number%%[!0-9]*}
    group_number=${numbers#* gid=}
    group_number=${group_number%%[!0-9]*}
    owner=$1,$user_number,$group_number
    [ -f "$dir/way" ] || choose_way "$user_number" "$group_number" >"$dir/way"
}

# check_file NUMBER STEP ACTION OWNER MODE OLD NEW BODY PATH-WORD: one file. Sets $final and $old_mode.
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
    [ "$found" = absent ] || take_snapshot "$1" "$4" "$6"
}

# take_snapshot NUMBER OWNER HASH: of $final
take_snapshot() {
    if [ "$2" = root ]; then
        cp --preserve=all "$final" "$dir/before/$1" 2>/dev/null || cp -p "$final" "$dir/before/$1"
    else
        owner_do "$2" read "$final" >"$dir/before/$1"
    fi
    printf '%s  %s\n' "$3" "$dir/before/$1" >>"$dir/sums"
}

# final_word: the path that check_file settled on, as a word
final_word() {
    case $final in
    *[!A-Za-z0-9_./@+,:=~-]*) printf '%s' "${final#"$root"}" | od -An -v -to1 | tr -d '\n' | sed 's/ \{1,\}/\\0/g' ;;
    *) printf '%s' "${final#"$root"}" ;;
    esac
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

# write_candidates: beside the files that they are for. $dir/files lists them before there is any: a reader of it knows that the scripts
# in the folder are whole, and what to remove. Afterwards it says what each is told by. Sets $to_flush to what must be on the disk before
# the run is armed.
write_candidates() {
    printf '%s' "$candidates" >"$dir/files"
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
    printf '%s' "$settled" >"$dir/files.new"
    mv "$dir/files.new" "$dir/files"
}

# write_decoys: each rehearsed account gets a state file of its own for that, beside the real one, so that no code of the real one is spent.
write_decoys() {
    while read -r word number owner new kind path <&3; do
        [ "$word" = decoy ] || continue
        look_up_owner "$owner" "$path"
        decode "$path"
        final=$root$decoded
        maker=$owner
        ! is_roots_alone "${final%/*}" || maker=root
        printf '%s %s/decoy\n' "$maker" "${path%/*}" >>"$dir/decoys"
        staged_path "${final%/*}/decoy"
        doing="writing $staged as ${maker%%,*}"
        secret "$number" | owner_do "$maker" decoy "$staged" "$final" "$kind" "$new" 2>"$dir/error" ||
            refuse cannot-write "$path" "cannot write beside $final as ${maker%%,*}: $(cat "$dir/error")"
        if [ "$maker" != "$owner" ]; then
            numbers=${owner#*,}
            chown "${numbers%,*}:${numbers#*,}" "$staged"
        fi
    done 3<"$dir/manifest"
}

# is_roots_alone FOLDER: nobody but root may change what is in it, as in an SFTP jail: root may write there, and nobody else can
is_roots_alone() {
    case $(stat -c '%u %A' "$1" 2>/dev/null) in
    '0 d'????-??-*) return 0 ;;
    *) return 1 ;;
    esac
}
