# shellcheck shell=sh
# Part of the scripts that touch files: whatever is done to a file is done as the account whose file it is, by owner.sh.
# An owner is a word: `root`, or NAME,UID,GID. Stage looks the numbers up once, since the directory of accounts may be out of
# reach when the host has to revert.

# owner_do OWNER OPERATION ARGUMENT…: standard input is passed on.
owner_do() {
    owner_word=$1
    shift
    if [ "$owner_word" = root ]; then
        # shellcheck source=/dev/null
        (. "$dir/owner.sh")
    else
        [ -n "${owner_script-}" ] || load_owner_script
        as_owner "$owner_word" /bin/sh -c "$owner_script" owner.sh "$@"
    fi
}

# name_comparison STEP: sets $compared to what of a file tells whether it is still the same; see owner.sh
name_comparison() {
    compared=whole
    # shellcheck disable=SC2034
    [ "$1" != state ] || compared=state
}

# load_owner_script: once, where it would otherwise be read in every subshell that calls owner_do
load_owner_script() {
    owner_script=$(cat "$dir/owner.sh")
}

# choose_way: which program changes the account, by trying; recorded in $dir/way. All but su get the primary group only, which is
# all that pam_google_authenticator uses.
choose_way() {
    if setpriv --reuid "$1" --regid "$2" --clear-groups true 2>/dev/null; then
        echo setpriv
    elif chroot --userspec="$1:$2" --groups='' / true 2>/dev/null; then
        echo chroot
    elif command -v runuser >/dev/null; then
        echo runuser
    else
        echo su
    fi
}

# as_owner OWNER /bin/sh ARGUMENT…
as_owner() {
    owner_numbers=${1#*,}
    owner_name=${1%%,*}
    shift
    read -r way <"$dir/way"
    # The folder that we are in may be closed to the account.
    cd /
    case $way in
    setpriv) setpriv --reuid "${owner_numbers%,*}" --regid "${owner_numbers#*,}" --clear-groups "$@" ;;
    chroot) chroot --userspec="${owner_numbers%,*}:${owner_numbers#*,}" --groups='' / "$@" ;;
    runuser) runuser -u "$owner_name" -- "$@" ;;
    *)
        # su runs the shell itself and takes the shell's arguments.
        shift
        su -s /bin/sh "$owner_name" "$@"
        ;;
    esac
}
