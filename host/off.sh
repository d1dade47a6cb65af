# shellcheck shell=sh
# Turns the second factor off on this host, whatever was done since it was turned on. From a console, as root, without anything else:
#   sh /var/lib/keyturn/off.sh
# Takes out what Keyturn has written into the configuration of sshd and PAM, checks that, and makes the daemon read it. State files stay, so
# that the next `keyturn apply` turns it on again, and code apps go on as they are. May be repeated.
#
#   off.sh [--root FOLDER]
# --root      the folder that stands for / (from a rescue system: files only)

main() {
    revert_unfinished
    lock_the_host
    read_places
    look_at_daemon
    take_out sshd
    renew
    # A daemon that still asks for a code must find a PAM that asks for one: for a password that nobody has, nobody would get in.
    [ -n "$problems" ] || take_out pam
    # Who was staging when we came may have armed the host since.
    revert_unfinished
    look_again
    tell
}

# did TEXT: a line of what is told in the end
did() {
    done_here="$done_here  $1$newline"
    log "$1"
}

# problem TEXT BY-HAND
problem() {
    problems="$problems  $1$newline    by hand: $2$newline"
    log "failed: $1"
}

# revert_unfinished: a run that is not over could bring back what was there before it at any time: two factors, of an earlier run.
revert_unfinished() {
    tries=3
    while find_unfinished; do
        if /bin/sh "$base/$unfinished/revert.sh" ${rescue:+--root "$root"} >/dev/null 2>&1 </dev/null; then
            did "run $unfinished, which was not confirmed, is reverted"
        elif tries=$((tries - 1)) && [ "$tries" -eq 0 ]; then
            problem "run $unfinished could not be reverted" "sh $base/$unfinished/revert.sh, and then this again"
            return
        fi
    done
}

lock_the_host() {
    now=$(date +%s)
    # A run that is being staged has changed nothing yet, and will find that the files are not those that it has seen.
    take_lock_even_if_stale off || log "without the lock, which says: ${holder:-nothing}"
}

# read_places: sets $places to where confirmed runs have written, a word `sshd` or `pam` before each path, and $recorded to the daemon that
# the last of them has found.
read_places() {
    while read -r word rest; do
        case $word in
        sshd | pam) places="$places $word $rest" ;;
        daemon) recorded=$rest ;;
        esac
    done <"$base/places" || log 'what confirmed runs have written down cannot be read: looking in the usual places'
    [ -n "$places" ] ||
        places='sshd /etc/ssh/sshd_config.d/00-keyturn.conf sshd /etc/ssh/sshd_config pam /etc/pam.d/sshd'
}

# look_at_daemon: sets $service and $daemon_options, and $was_valid where sshd takes the configuration as it is.
look_at_daemon() {
    [ -z "$rescue" ] || return 0
    service=${recorded%% *}
    [ -n "$service" ] || name_service
    if pid=$(daemon_pid) && read_arguments "$pid"; then
        daemon_options=$sshd_options
    elif [ "$recorded" != "$service" ]; then
        daemon_options=${recorded#* }
    fi
    ! sshd_test -t >/dev/null 2>&1 || was_valid=yes
}

# take_out STEP: what is ours in the files of one step
take_out() {
    wanted=$1
    # shellcheck disable=SC2086
    set -- $places
    while [ $# -gt 1 ]; do
        if [ "$1" = "$wanted" ]; then
            decode "$2"
            take_out_of "$root$decoded"
        fi
        shift 2
    done
}

# take_out_of FILE: sets $undo to a line for each file that is changed
take_out_of() {
    final=$(readlink -f "$1") || final=$1
    aside=${final%/*}/.keyturn-off.${final##*/}
    # As an earlier call has left them that did not come to its end.
    rm -f "$aside" "$aside~old"
    [ -f "$final" ] || return 0
    marks_in "$final"
    case $found_mark in
    none) return ;;
    file)
        mv -f "$final" "$aside~old" 2>/dev/null || {
            problem "$final cannot be removed" "$(make_writable "$final")rm $final"
            return
        }
        did "$final is removed"
        ;;
    block)
        rewrite || {
            problem "$final cannot be changed" "$(make_writable "$final")take out the lines between the marks \"$block_begin\" and \"$block_end\""
            rm -f "$aside" "$aside~old"
            return
        }
        did "$final: the lines of Keyturn are taken out"
        ;;
    esac
    flush "${final%/*}/"
    undo="$undo$final$newline"
}

# rewrite: $final without our block. The old file stays beside it.
rewrite() {
    without_block "$final" "$wanted" >/dev/null || return
    cp --preserve=all "$final" "$aside" 2>/dev/null || cp -p "$final" "$aside" 2>/dev/null || return
    without_block "$final" "$wanted" >"$aside" || return
    flush "$aside"
    ln "$final" "$aside~old" 2>/dev/null || cp -p "$final" "$aside~old" || return
    mv -f "$aside" "$final" 2>/dev/null
}

# make_writable FILE: what is to be done before anybody can change a file
make_writable() {
    attributes=$(lsattr -d "$1" 2>/dev/null) || attributes=''
    case ${attributes%% *} in *[ia]*) printf 'chattr -ia %s; ' "$1" ;; esac
    # What root may do, `test -w` does not tell in every shell.
    if (: >"$aside") 2>/dev/null; then rm -f "$aside"; else printf 'mount -o remount,rw %s; ' "$(df -P "${1%/*}" | sed -n '2s/.* //p')"; fi
}

# renew: the daemon reads what is left, if sshd takes it.
renew() {
    [ -z "$rescue" ] || return 0
    if why=$(sshd_test -t 2>&1); then
        if renew_daemon; then
            did 'the SSH daemon has read its configuration'
        else
            problem 'the SSH daemon was not seen to read its configuration' "restart it (systemctl restart $service), or the host"
        fi
    elif [ -n "$was_valid" ]; then
        put_sshd_back
        problem "sshd does not take its configuration without the lines of Keyturn: $why" \
            'they are in place again; correct the other lines until "sshd -t" is silent without ours, and run this again'
    else
        problem "sshd does not take its configuration, with the lines of Keyturn or without: $why" \
            'correct it until "sshd -t" is silent, and run this again'
    fi
}

# put_sshd_back: what take_out has done
put_sshd_back() {
    fields=$IFS
    IFS=$newline
    set -f
    for final in $undo; do
        mv -f "${final%/*}/.keyturn-off.${final##*/}~old" "$final"
    done
    IFS=$fields
    set +f
}

# look_again: whether sshd still wants more than a key, by lines that are not ours
look_again() {
    if [ -n "$rescue" ] || [ -n "$problems" ]; then return 0; fi
    effective=$(effective_for root 2>/dev/null) || effective=''
    case $effective in
    *'authenticationmethods '*keyboard-interactive*)
        problem "sshd still wants $(printf '%s\n' "$effective" | sed -n 's/^authenticationmethods //p'), by a line that is not Keyturn's" \
            'grep -rn AuthenticationMethods /etc/ssh; take the line out, "sshd -t", and reload sshd'
        ;;
    esac
}

# tell: ends with what was done, and what is left to do
tell() {
    fields=$IFS
    IFS=$newline
    set -f
    for final in $undo; do rm -f "${final%/*}/.keyturn-off.${final##*/}~old"; done
    IFS=$fields
    set +f
    printf '%s' "$done_here"
    if [ -n "$problems" ]; then
        printf 'The second factor may still be asked for:\n%s' "$problems"
        exit "$exit_incomplete"
    fi
    printf 'The second factor is off: sshd and PAM ask as they did before Keyturn. State files stay; the next "keyturn apply" turns it on again.\n'
}

rescue=''
if [ "${1-}" = --root ] && [ -n "${2-}" ]; then
    rescue=yes
    use_root "$2"
    shift 2
elif [ -r "${0%/*}/places" ]; then
    # As tests have recorded it.
    while read -r word rest; do
        [ "$word" != root ] || use_root "$rest"
    done <"${0%/*}/places"
fi
if [ $# -gt 0 ]; then
    printf 'usage: sh /var/lib/keyturn/off.sh [--root FOLDER]\n' >&2
    exit "$exit_usage"
fi
if [ "$(id -u)" != 0 ]; then
    printf 'only root can turn the second factor off\n' >&2
    exit "$exit_usage"
fi

newline='
'
base=$root/var/lib/keyturn
dir=$base/off.sh
lock=$root/run/keyturn.lock
# As a lock names its holder.
run_id=off.sh nonce=0000000000000000 operator=root@console
places='' recorded='' was_valid='' undo='' done_here='' problems=''
# Neither a lost connection, nor Ctrl-C, nor a shutdown stops it half way.
trap '' HUP INT TERM PIPE
trap '[ -z "$have_lock" ] || rm -rf "$lock"' EXIT
set +e
main
