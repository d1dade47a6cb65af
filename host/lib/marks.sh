# shellcheck shell=sh
# Part of off.sh: what of a file is Keyturn's, by the marks around it (src/tasks/sshd/drop-in.ts and placement.ts, src/tasks/pam/block.ts).
# Whatever was done since, by anybody: what stands between the marks is ours, and the rest is not.

block_begin='# BEGIN KEYTURN'
block_end='# END KEYTURN'
kept_line='#keyturn# '
whole_file='# Managed by Keyturn'

# marks_in FILE: `file` for one that is all ours, `block`, or `none`
marks_in() {
    first_line='' found_mark=none
    IFS= read -r first_line <"$1" || [ -n "$first_line" ] || return 0
    case $first_line in "$whole_file"*)
        found_mark='file'
        return
        ;;
    esac
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in *"$block_begin"* | *"$block_end"*) found_mark=block ;; esac
    done <"$1"
}

# trimmed TEXT: sets $trimmed to the text without blanks at its ends, and without a carriage return
trimmed() {
    trimmed=${1%"${1##*[![:space:]]}"}
    trimmed=${trimmed#"${trimmed%%[![:space:]]*}"}
}

# without_block FILE STEP: the file as it was before the block, on standard output. Fails where the block is not as we write it: marks in a
# pair, and in PAM's the one line that it took the place of.
without_block() {
    of_step=$2
    inside='' kept='' blocks=0 ended=yes
    while [ -n "$ended" ]; do
        IFS= read -r line || ended=''
        # The last line may have no end of its own.
        [ -n "$ended$line" ] || break
        trimmed "$line"
        if [ -n "$inside" ]; then
            read_inside || return
        else
            case $trimmed in
            "$block_begin" | "$block_begin:"*)
                blocks=$((blocks + 1))
                inside=yes
                ;;
            "$block_end") return 1 ;;
            *) write_line "$line" ;;
            esac
        fi
    done <"$1"
    [ -z "$inside" ] && [ "$blocks" = 1 ] && { [ "$of_step" = sshd ] || [ -n "$kept" ]; }
}

# read_inside: one line of the block, in $line and $trimmed
read_inside() {
    case $trimmed in
    "$block_end")
        inside=''
        # The line that the block took the place of ends as the block does.
        [ -z "$kept" ] || write_line "${kept#kept:}"
        ;;
    "$block_begin"*) return 1 ;;
    *)
        case $of_step:$line in "pam:$kept_line"*)
            [ -z "$kept" ] || return 1
            kept=kept:${line#"$kept_line"}
            ;;
        esac
        ;;
    esac
}

# write_line TEXT: with an end where the line that was read has one
write_line() {
    printf '%s' "$1"
    [ -z "$ended" ] || echo
}
