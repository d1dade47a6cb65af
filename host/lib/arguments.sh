# shellcheck shell=sh
# Part of the scripts that ask, reload or start the SSH daemon: what it was started with. The probes of src/facts/probe/daemon.ts hold
# the functions below word for word.

line_end='
'

# read_arguments PID: sets $sshd_program to the first of its arguments and $sshd_options to those that decide about logins, a word each with
# blanks and what a shell would expand as `\0ooo`. From 8.2 on sshd writes a title over its arguments in which the ends of words are lost;
# it takes nothing but options, so that a word that is none belongs to the value before it. Fails where that does not tell them apart.
read_arguments() {
    sshd_program='' sshd_options='' arguments='' spaced='' is_title=''
    arguments=$({ tr '\n\000' '\001\n' <"$root/proc/$1/cmdline"; } 2>/dev/null) || return 1
    case $arguments in
    '') return 1 ;;
    *': '*' [listener] '*)
        # vis(3) has been over it.
        case $arguments in *\\*) return 1 ;; esac
        is_title=yes
        arguments=${arguments#*: }
        arguments=$(printf '%s' "${arguments%' [listener] '*}" | tr ' ' '\n')
        ;;
    # A title that was too long, or that of a session.
    'sshd'*': '*) return 1 ;;
    *) arguments=$(printf '%s\n' "$arguments" | sed 's/\\/\\0134/g; s/ /\\0040/g; s/	/\\0011/g' | sed "$(printf 's/\001/\\\\0012/g')") ;;
    esac
    split_arguments
}

# read_unit UNIT: the same for a unit of systemd that starts sshd for the next connection. systemd shows the words with blanks between
# them, and variables by their names.
read_unit() {
    sshd_program='' sshd_options='' arguments='' spaced='' is_title=yes
    shown=$(systemctl show -p ExecStart -p Environment -p EnvironmentFiles -- "$1" 2>/dev/null) || return 1
    case $shown in
    *'argv[]='*' ; ignore_errors='*) ;;
    *) return 1 ;;
    esac
    arguments=${shown#*'argv[]='}
    arguments=${arguments%%' ; ignore_errors='*}
    while :; do
        case $arguments in
        *\\* | *'"'* | *"'"*) return 1 ;;
        *'$'*) ;;
        *) break ;;
        esac
        named=${arguments#*'$'}
        named=${named%% *}
        variable=${named#'{'}
        variable=${variable%'}'}
        case $variable in '' | *[!A-Za-z0-9_]*) return 1 ;; esac
        read_variable || return 1
        arguments=${arguments%%'$'*}$value${arguments#*'$'"$named"}
    done
    arguments=$(printf '%s' "$arguments" | tr ' ' '\n')
    split_arguments
}

# read_variable: sets $value to what the files of $shown say that $variable is; fails where that takes more than reading a line
read_variable() {
    value=''
    case $shown in *[=\ ]"$variable="*) return 1 ;; esac
    for word in $shown; do
        case $word in
        EnvironmentFiles=/*) word=$root${word#EnvironmentFiles=} ;;
        *) continue ;;
        esac
        [ -r "$word" ] || continue
        while read -r line || [ -n "$line" ]; do
            case $line in "$variable="*) value=${line#*=} ;; esac
        done <"$word"
    done
    case $value in
    '"'*'"') value=${value#'"'} value=${value%'"'} ;;
    "'"*"'") value=${value#"'"} value=${value%"'"} ;;
    esac
    case $value in *[\"\'\\\$]*) return 1 ;; esac
}

# split_arguments: $sshd_program and $sshd_options from $arguments, a line each
split_arguments() {
    arguments=$(printf '%s\n' "$arguments" | sed 's/[*]/\\0052/g; s/?/\\0077/g; s/\[/\\0133/g')
    # shellcheck disable=SC2034
    sshd_program=${arguments%%"$line_end"*}
    case $arguments in
    *"$line_end"*) arguments=${arguments#*"$line_end"} ;;
    *) arguments='' ;;
    esac
    read_options
}

# read_options: $sshd_options from $arguments, a line each
read_options() {
    option='' value='' wanted=''
    while [ -n "$arguments" ]; do
        word=${arguments%%"$line_end"*}
        arguments=${arguments#"$word"}
        arguments=${arguments#?}
        if [ -n "$wanted" ]; then
            value=$word wanted=''
            continue
        fi
        case $word in
        -?*)
            [ -z "$spaced" ] || is_option "$word" || return 1
            keep_option
            split_option "${word#-}" || return 1
            ;;
        *)
            if [ -z "$is_title" ] || [ -z "$option" ]; then return 1; fi
            value=$value\\0040$word spaced=yes
            ;;
        esac
    done
    [ -z "$wanted" ] && keep_option
}

# split_option LETTERS: getopt's way through the letters of a word: sets $option, and $value or that it is $wanted
split_option() {
    letters=$1 option='' value='' spaced=''
    while [ -n "$letters" ]; do
        option=${letters%"${letters#?}"}
        letters=${letters#?}
        case $option in
        [CEbcfghkopu])
            value=$letters
            [ -n "$letters" ] || wanted=yes
            return 0
            ;;
        [46DGQRTdeiqrtV]) option='' ;;
        *) return 1 ;;
        esac
    done
}

# is_option WORD: whether a word behind a value with blanks is an option of sshd, and not of a command that the value names
is_option() {
    case $1 in
    -D | -o) return 0 ;;
    -o[A-Za-z]*=*) return 0 ;;
    esac
    return 1
}

# keep_option: adds $option and its $value to $sshd_options where it says what sshd does with a login
keep_option() {
    case $option in
    [cfhop]) sshd_options="$sshd_options${sshd_options:+ }-$option $value" ;;
    esac
    option=''
}
