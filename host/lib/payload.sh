# shellcheck shell=sh
# Part of stage.sh: what was sent, into the run's folder. Secrets stay in variables, and are only ever written to an account's own file.

secret_count=0

# read_secrets LINE…: the lines of the payload up to `data`. Sets $secret_count, and for each secret a variable of its own.
read_secrets() {
    doing='reading what was sent'
    [ "${1-}" = "keyturn 1 $run_id $nonce" ] || refuse payload - 'what was sent does not begin as it should'
    shift
    while :; do
        case ${1-} in
        'secret '*) text=${1#secret } ;;
        *) break ;;
        esac
        number=${text%% *}
        case $number in *[!0-9]* | '') refuse payload - 'what was sent holds an unknown line' ;; esac
        text=${text#* }
        eval "secret_$number=\$text"
        secret_count=$((secret_count + 1))
        shift
    done
    text=''
    if [ "${1-}" != data ] || [ $# -lt 2 ]; then refuse payload - 'what was sent is incomplete'; fi
}

# secret NUMBER: what a state file is to hold, on standard output: only ever in a pipe
secret() {
    eval "printf '%b' \"\$secret_$1\""
}

# make_folder MANIFEST: the run's folder with the manifest in it
make_folder() {
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
}

# unpack BODY…: the bodies to where the manifest says; their hashes to $dir/sums. Sets $service where a reload is wanted.
unpack() {
    doing='unpacking'
    : >"$dir/sums"
    : >"$dir/assertions"
    begun='' ended=''
    while read -r word first second third _ _ _ new body _ <&3; do
        into='' sum=$second
        case $word in
        keyturn) [ "$first $second $third" != "1 $run_id $nonce" ] || begun=yes ;;
        end) ended=yes ;;
        script)
            case $first in
            owner.sh | apply.sh | confirm.sh | revert.sh | off.sh) ;;
            *) refuse payload - 'the manifest names an unknown script' ;;
            esac
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
        decoy) ;;
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
}

# check_what_was_sent: scripts that parse, and everything as its hash says, snapshots included
check_what_was_sent() {
    doing='checking what was unpacked'
    chmod 700 "$dir"/*.sh
    sh -n "$dir/revert.sh"
    sha256sum -c "$dir/sums" >/dev/null 2>&1 || refuse payload - 'what was sent, or a snapshot, is damaged'
    rm -f "$dir/sums"
}
