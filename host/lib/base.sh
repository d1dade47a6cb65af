# shellcheck shell=sh
# Part of every script of ours that runs as root: a known environment, words, answers. The answers' grammar: src/host-protocol/answer.ts

set -eu
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset CDPATH ENV BASH_ENV
IFS=' 	
'

root=''
nonce='-'

# Exit statuses, the same in every script.
# shellcheck disable=SC2034
{
    exit_locked=10
    exit_drifted=11
    exit_refused=12
    exit_reverted=20
    exit_incomplete=21
    exit_already_reverted=30
    exit_nothing_armed=31
    exit_already_confirmed=32
    exit_usage=64
}

# A folder that stands for /: empty on a host; tests and a rescue system say otherwise, as an argument and never by environment.
use_root() {
    root=$1
    [ -z "$root" ] || PATH=$root/usr/sbin:$root/usr/bin:$PATH
}

# say OUTCOME WORD…: one line of answer. The reader may be gone, which is nobody's failure here.
say() {
    printf 'keyturn %s %s\n' "$nonce" "$*" 2>/dev/null || :
}

# log TEXT: a line for those who look at the host later. A full disk must not stop anything.
log() {
    printf '%s %s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${dir##*/}" "$*" 2>/dev/null >>"$root/var/log/keyturn.log" || :
}

# encode TEXT: as one word, printable ASCII only.
encode() {
    encoded=$(printf '%s' "$1" | tr '\n\t' '  ' | tr -cd '[:print:]' | cut -c 1-400 | sed 's/\\/\\0134/g; s/ /\\0040/g')
    printf '%s' "${encoded:--}"
}

# decode WORD: sets $decoded, without a process of its own in the usual case. Fails when that process is killed.
decode() {
    case $1 in
    *\\*) decoded=$(printf '%b' "$1") ;;
    *) decoded=$1 ;;
    esac
}

is_nonce() {
    case $1 in
    *[!0-9a-f]* | '') return 1 ;;
    esac
    [ ${#1} -ge 16 ] && [ ${#1} -le 64 ]
}

is_run_id() {
    case $1 in
    *[!A-Za-z0-9_.-]* | [!A-Za-z0-9]* | '' | last) return 1 ;;
    esac
    [ ${#1} -le 64 ]
}

# limit SECONDS COMMAND…: nothing that we call may hang, not even what has inherited that it ignores SIGTERM.
limit() {
    if command -v timeout >/dev/null; then timeout -s KILL "$@"; else shift && "$@"; fi
}

# flush PATH…: onto the disk. Where sync takes no files it syncs everything.
flush() {
    sync "$@" 2>/dev/null || sync
}

pause() {
    sleep 0.05 2>/dev/null || sleep 1
}

# uptime: whole seconds, which no change of the clock reaches
uptime() {
    read -r up _ </proc/uptime
    printf '%s' "${up%%.*}"
}

# wait_for SECONDS CONDITION…
wait_for() {
    deadline=$(($(uptime) + $1))
    shift
    until "$@"; do
        [ "$(uptime)" -lt "$deadline" ] || return 1
        pause
    done
}

# What decides is asked for without $(…): that is a process of its own, which a signal to all of us may kill alone, and no answer would
# be taken for one.

# read_starttime PID: sets $starttime. A process id alone may have been given out again; with its start time and the boot it is one
# process for ever. Empty for a process that is not there.
read_starttime() {
    starttime=''
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    # The command name may hold spaces and brackets; the fields are counted from behind it.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    starttime=${20}
}

# read_boot: sets $boot
read_boot() {
    boot=unknown
    { read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || :
}

# name_myself ROLE: sets $me to a word that names this process.
name_myself() {
    read_starttime $$
    read_boot
    # shellcheck disable=SC2034
    me=$1.$$.$starttime.$boot
}

# is_alive WORD: whether the process that `name_myself` named still runs.
is_alive() {
    alive_rest=${1#*.}
    alive_pid=${alive_rest%%.*}
    alive_rest=${alive_rest#*.}
    read_starttime "$alive_pid"
    read_boot
    [ "${alive_rest#*.}" = "$boot" ] && [ -n "$starttime" ] && [ "${alive_rest%%.*}" = "$starttime" ]
}
