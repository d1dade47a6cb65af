# shellcheck shell=sh
# Part of revert.sh: the files of a run, and the daemon that has read them, as they were before it.

problems='' backwards=''
newline='
'

# problem TEXT: one more of what could not be restored
problem() {
    problems="$problems$1; "
    log "revert: $1"
}

# snapshot NUMBER: the old content on standard input of what follows; empty for a file that did not exist
snapshot() {
    if [ -f "$dir/before/$1" ]; then printf '%s' "$dir/before/$1"; else printf '/dev/null'; fi
}

# read_list: sets $backwards to the list of files, the last one first. Fails when one that was touched is not on it: it was not read to
# its end.
read_list() {
    backwards=''
    while IFS= read -r line; do
        backwards=$line$newline$backwards
    done <"$dir/files" || return 1
    for mark in "$state"/touched.*; do
        case $newline$backwards in
        *"$newline${mark##*/touched.} "*) ;;
        *) ! [ -e "$mark" ] || return 1 ;;
        esac
    done
}

# back STEP: the files of one step, the last one first. Sets $found_any when there are some; fails when one of them could not be restored.
back() {
    back_failed='' found_any=''
    # Words of a variable, no here-document: some shells need room on the disk for one.
    fields=$IFS
    IFS=$newline
    set -f
    for line in $backwards; do
        IFS=$fields
        set -f
        # shellcheck disable=SC2086
        set -- "$1" $line
        # What works on a file looks for others beside it.
        set +f
        if [ "$3" != "$1" ] || ! [ -e "$state/touched.$2" ]; then continue; fi
        found_any=yes
        back_one "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9"
    done
    IFS=$fields
    set +f
    [ -z "$back_failed" ]
}

# back_one NUMBER STEP ACTION OWNER OLD-MODE OLD NEW PATH-WORD: one file. Sets $back_failed when it could not be restored.
back_one() {
    number=$1 step=$2 action=$3 owner=$4 old_mode=$5 old=$6 new=$7 path=$8
    decode "$path" || {
        back_failed=yes
        problem "the name of file $number cannot be read"
        return
    }
    staged_path "$root$decoded"
    failure=''
    name_comparison "$step"
    answer=$(owner_do "$owner" back "$staged" "$root$decoded" "$old" "$new" "$compared" "$action" "$old_mode" \
        "$dir/before/$number" <"$(snapshot "$number")" 2>&1) || failure=${answer:-it could not be restored}
    if [ "$answer" = foreign ]; then
        log "$decoded was left alone: what it holds is not ours"
    elif [ "$old" = absent ] && { [ -e "$root$decoded" ] || [ -L "$root$decoded" ]; }; then
        # Nobody takes a removal for granted that a disk may have refused.
        failure="it is still there; $answer"
    fi
    [ -n "$failure" ] || return 0
    back_failed=yes
    problem "$decoded: $failure"
}
