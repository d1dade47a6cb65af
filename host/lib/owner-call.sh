# shellcheck shell=sh
# Part of the scripts that touch files: whatever is done to a file is done as the account whose file it is, by owner.sh.

# owner_do OWNER OPERATION ARGUMENT…: standard input is passed on.
owner_do() {
    owner_name=$1
    shift
    if [ "$owner_name" = root ]; then
        # shellcheck source=/dev/null
        (. "$dir/owner.sh")
    else
        as_account "$owner_name" /bin/sh -c "$(cat "$dir/owner.sh")" owner.sh "$@"
    fi
}

# as_account NAME COMMAND…: with the account's primary group only, which is all that pam_google_authenticator uses.
as_account() {
    account_name=$1
    account_uid=$(id -u "$account_name") && account_gid=$(id -g "$account_name") || return 1
    shift
    # The folder that we are in may be closed to the account.
    cd /
    if setpriv --reuid "$account_uid" --regid "$account_gid" --clear-groups true 2>/dev/null; then
        setpriv --reuid "$account_uid" --regid "$account_gid" --clear-groups "$@"
    elif chroot --userspec="$account_uid:$account_gid" --groups='' / true 2>/dev/null; then
        chroot --userspec="$account_uid:$account_gid" --groups='' / "$@"
    elif command -v runuser >/dev/null; then
        runuser -u "$account_name" -- "$@"
    else
        # su takes the shell's own arguments: everything after `/bin/sh`.
        shift
        su -s /bin/sh "$account_name" "$@"
    fi
}
