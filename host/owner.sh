# shellcheck shell=sh
# What is done to one file, as the account whose file it is:  owner.sh OPERATION ARGUMENT…
# Root runs it in a subshell; any other account gets its text as `sh -c`, since it cannot read the run's folder. No secret is an
# argument: contents come on standard input.
# Callers ask for its status, and behind their `||` bash ignores `set -e` in here too: whatever changes something says `|| fail`.
#
# A hash is the sha256 of the whole file. A state file's is that of its first line, the secret itself: a login rewrites the rest.

set -eu
umask 077

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# digest WAY FILE
digest() {
    case $1 in
    state)
        IFS= read -r first_line <"$2" || :
        hashed=$(printf '%s\n' "$first_line" | sha256sum) || fail "cannot read $2"
        ;;
    *) hashed=$(sha256sum <"$2") || fail "cannot read $2" ;;
    esac
    printf '%s' "${hashed%% *}"
}

# now WAY FILE: its hash, or absent
now() {
    if [ -f "$2" ]; then digest "$1" "$2"; elif [ -e "$2" ] || [ -L "$2" ]; then printf 'other'; else printf 'absent'; fi
}

flush_file() {
    sync "$@" 2>/dev/null || sync
}

# copy FROM TO: with everything that cp can keep: mode, owner, times, and with coreutils access lists and the SELinux context.
copy() {
    cp --preserve=all "$1" "$2" 2>/dev/null || cp -p "$1" "$2"
}

# room FOLDER KIB: `ok`, `space`, `inodes` or `unknown`. A file system that does not count inodes has enough of them.
room() {
    needed=$2
    # Blocks available, their size, inodes in all, inodes left.
    # shellcheck disable=SC2046
    set -- $(stat -f -c '%a %S %c %d' "$1" 2>/dev/null)
    case "$# $*" in
    *[!0-9\ ]* | [!4]*)
        echo unknown
        return
        ;;
    esac
    # Divided first, or the product may not fit.
    # shellcheck disable=SC2017
    left=$(($1 / 1024 * $2 + $1 % 1024 * $2 / 1024))
    if [ "$left" -lt "$needed" ]; then
        echo space
    elif [ "$3" -eq 0 ] || [ "$4" -ge 8 ]; then
        echo ok
    else
        echo inodes
    fi
}

operation=$1
shift
case $operation in
look)
    # look FILE: `no-directory`, `symlink`, `other`, or ROOM and `absent` or `file MODE LINKS HASH`; see room for the first word
    if ! [ -d "${1%/*}/" ]; then
        echo no-directory
    elif [ -L "$1" ]; then
        echo symlink
    elif ! [ -e "$1" ]; then
        printf '%s absent\n' "$(room "${1%/*}/" 1026)"
    elif ! [ -f "$1" ]; then
        echo other
    else
        attributes=$(stat -c '%a %h %s' "$1")
        printf '%s file %s %s\n' "$(room "${1%/*}/" $((1026 + ${attributes##* } / 512)))" "${attributes% *}" "$(digest whole "$1")"
    fi
    ;;
now)
    # now FILE: its hash, `absent` or `other`
    now whole "$1"
    ;;
read)
    cat "$1"
    ;;
stage)
    # stage STAGED FINAL OLD MODE HASH WAY now|later: makes the candidate from standard input, prints the hash to compare with
    # from here on. Anybody who says `later` flushes many files at once.
    staged=$1 final=$2 old=$3 mode=$4 new=$5 way=$6
    if [ -e "$staged" ] || [ -L "$staged" ]; then fail "$staged exists"; fi
    if [ "$old" = absent ]; then
        # noclobber opens with O_EXCL
        set -C
        cat >"$staged" || fail "cannot write $staged"
        set +C
        chmod "$mode" "$staged" || fail "cannot give $staged its mode"
    else
        copy "$final" "$staged" || fail "cannot copy $final"
        cat >"$staged" || fail "cannot write $staged"
    fi
    [ "$(digest whole "$staged")" = "$new" ] || fail "$staged does not hold what was sent"
    [ "$7" = later ] || flush_file "$staged" "${staged%/*}/"
    if [ "$way" = state ]; then digest state "$staged"; else printf '%s' "$new"; fi
    ;;
decoy)
    # decoy STAGED FINAL secret|copy HASH: a state file for rehearsals: standard input, or a copy of FINAL with that as its secret. Of a copy
    # every option counts; what the module has counted and learned is left out, and so is every code, which would be good once more.
    staged=$1 final=$2 mode=400 way=whole
    if [ -e "$staged" ] || [ -L "$staged" ]; then fail "$staged exists"; fi
    set -C
    if [ "$3" = copy ]; then
        way=state
        mode=$(stat -L -c %a "$final") || fail "cannot look at $final"
        {
            cat && sed -e 1d -e '/^"/!d' \
                -e 's/^\(" RATE_LIMIT [0-9]\{1,9\} [0-9]\{1,9\}\)\( [0-9]\{1,\}\)*$/\1/' \
                -e 's/^\(" DISALLOW_REUSE\)\( [0-9]\{1,\}\)*$/\1/' \
                -e '/^" TIME_SKEW -\{0,1\}[0-9]\{1,\}$/d' -e '/^" RESETTING_TIME_SKEW /d' "$final"
        } >"$staged" || fail "cannot copy $final"
    else
        cat >"$staged" || fail "cannot write $staged"
    fi
    set +C
    chmod "$mode" "$staged" || fail "cannot give $staged its mode"
    [ "$(digest "$way" "$staged")" = "$4" ] || fail "$staged does not hold what was sent"
    ;;
place)
    # place STAGED FINAL OLD NEW WAY ACTION now|later: puts the candidate into place, or the file out of it
    staged=$1 final=$2 old=$3 new=$4 way=$5 action=$6
    [ "$(now whole "$final")" = "$old" ] || fail "$final has changed"
    [ "$action" = remove ] || [ "$(now "$way" "$staged")" = "$new" ] || fail "$staged has changed"
    if [ "$action" = remove ]; then
        mv -f "$final" "$staged~old" || fail "cannot move $final away"
    elif [ "$old" = absent ]; then
        # A link never replaces anything; not every file system has them.
        if ln "$staged" "$final" 2>/dev/null; then
            rm -f "$staged"
        else
            [ "$(now whole "$final")" = absent ] || fail "$final has changed"
            mv "$staged" "$final" || fail "cannot put $final into place"
        fi
    else
        # The old file itself stays beside it: to bring it back takes no space on the disk and loses nothing of it.
        rm -f "$staged~old"
        ln "$final" "$staged~old" 2>/dev/null || copy "$final" "$staged~old" || fail "cannot keep $final"
        mv -f "$staged" "$final" || fail "cannot put $final into place"
    fi
    [ "$7" = later ] || flush_file "${final%/*}/"
    ;;
back)
    # back STAGED FINAL OLD NEW WAY ACTION MODE SNAPSHOT: undoes place, wherever it was interrupted. SNAPSHOT is the old file as
    # root sees it; other accounts get its content on standard input. Prints `foreign` for what somebody else made of the file.
    staged=$1 final=$2 old=$3 new=$4 way=$5 action=$6 mode=$7 snapshot=$8
    if [ "$way $old" = 'state absent' ]; then
        # The module writes a copy first, which stays where a login was killed meanwhile. Our secret in its first line makes it ours.
        for copy in "$final"~??????; do
            if [ -f "$copy" ] && ! [ -L "$copy" ] && [ "$(digest state "$copy")" = "$new" ]; then
                rm -f "$copy" || fail "cannot remove $copy"
            fi
        done
    fi
    found=$(now "$way" "$final") || fail "cannot read $final"
    if [ "$found" = "$old" ]; then
        exit 0
    elif [ "$found" != "$new" ] && [ "$way" = state ]; then
        # The account has made its own meanwhile.
        echo foreign
    elif [ "$found" != "$new" ] && [ "$action" = write ] && [ -e "$staged" ]; then
        # The candidate never went into place, so this is not our work.
        echo foreign
    elif [ "$old" = absent ]; then
        [ "$found" = "$new" ] || ! [ -d "${snapshot%/*}" ] || cp -p "$final" "$snapshot.found" || :
        rm -f "$final" || fail "cannot remove $final"
        flush_file "${final%/*}/"
    else
        [ "$found" = "$new" ] || ! [ -d "${snapshot%/*}" ] || cp -p "$final" "$snapshot.found" || :
        if ! [ -f "$staged~old" ] || [ "$(digest whole "$staged~old")" != "$old" ]; then
            rm -f "$staged~new"
            if [ -f "$snapshot" ]; then
                copy "$snapshot" "$staged~new" || fail "cannot copy the snapshot of $final"
            else
                cat >"$staged~new" || fail "cannot write the snapshot of $final"
                chmod "$mode" "$staged~new" || fail "cannot give $staged~new its mode"
            fi
            [ "$(digest whole "$staged~new")" = "$old" ] || fail "the snapshot of $final is damaged"
            flush_file "$staged~new"
            mv -f "$staged~new" "$staged~old" || fail "cannot move the snapshot of $final"
        fi
        mv -f "$staged~old" "$final" || fail "cannot put $final back"
        flush_file "${final%/*}/"
        [ "$(now whole "$final")" = "$old" ] || fail "$final does not hold what it did before"
    fi
    ;;
clean)
    # clean STAGED: with everything that was made of it, here or by the module
    rm -f "$1" "$1"~*
    ;;
*)
    fail "no such operation: $operation"
    ;;
esac
