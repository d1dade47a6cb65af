# shellcheck shell=sh
# Part of the scripts that arm or disarm the dead-man switch: what runs revert.sh when nobody confirms.
# Two triggers: a timer, and a unit for the next boot. Names bear the nonce, so that no run can disarm another's.

boot_unit() {
    printf '%s' "$root/etc/systemd/system/keyturn-revert-$nonce.service"
}

boot_link() {
    printf '%s' "$root/etc/systemd/system/sysinit.target.wants/keyturn-revert-$nonce.service"
}

openrc_hook() {
    printf '%s' "$root/etc/local.d/keyturn-revert-$nonce.start"
}

# arm_timer SECONDS
arm_timer() {
    if [ -d "$root/run/systemd/system" ]; then
        # What could not be reverted today, since the disk is full perhaps, is tried again, and so is what the kernel ended for want of memory.
        limit 30 systemd-run --quiet --collect --unit="keyturn-timer-$nonce" --on-active="${1}s" \
            --timer-property=AccuracySec=1s --property=RestartForceExitStatus="$exit_incomplete SIGKILL" --property=RestartSec=30 \
            /bin/sh "$dir/revert.sh" "$nonce" >/dev/null
    else
        # Its own session: the end of our connection must not reach it.
        in_own_session /bin/sh "$dir/revert.sh" --after "$1" "$nonce"
        # A switch counts as armed once it is seen to run.
        wait_for 10 test -s "$state/timer"
    fi
}

# in_own_session COMMAND…: in the background, holding nothing of ours open
in_own_session() {
    if command -v setsid >/dev/null; then
        (setsid "$@" </dev/null >/dev/null 2>&1 &)
    else
        (nohup "$@" </dev/null >/dev/null 2>&1 &)
    fi
}

# arm_boot: /etc/systemd/system is read at boot, so nothing has to be told about the unit now
arm_boot() {
    if [ -d "$root/run/systemd/system" ]; then
        mkdir -p "$root/etc/systemd/system/sysinit.target.wants"
        cat >"$(boot_unit)" <<UNIT
[Unit]
Description=Keyturn: put SSH back as it was, since the change was never confirmed
DefaultDependencies=no
RequiresMountsFor=/etc /var/lib/keyturn
After=local-fs.target
Before=$ssh_units shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
ExecStart=/bin/sh $dir/revert.sh --boot $nonce
SuccessExitStatus=$exit_nothing_armed $exit_already_confirmed

[Install]
WantedBy=sysinit.target
UNIT
        chmod 644 "$(boot_unit)"
        ln -s "../keyturn-revert-$nonce.service" "$(boot_link)"
        flush "$(boot_unit)" "$root/etc/systemd/system" "$root/etc/systemd/system/sysinit.target.wants"
    elif [ -d "$root/etc/local.d" ]; then
        printf '#!/bin/sh\nexec /bin/sh %s/revert.sh %s\n' "$dir" "$nonce" >"$(openrc_hook)"
        chmod 755 "$(openrc_hook)"
        flush "$(openrc_hook)" "$root/etc/local.d"
    fi
}

# disarm MODE: removes both triggers; stopping the timer does not stop a revert that it has started. MODE boot: files only.
disarm() {
    rm -f "$(boot_link)" "$(boot_unit)" "$(openrc_hook)"
    if [ "$1" = boot ]; then return 0; fi
    if [ -d "$root/run/systemd/system" ]; then
        limit 20 systemctl stop "keyturn-timer-$nonce.timer" >/dev/null 2>&1 || :
    elif [ -f "$state/timer" ] && read -r timer <"$state/timer" && is_alive "$timer"; then
        timer=${timer#timer.}
        # The timer itself may be who is reverting.
        [ "${timer%%.*}" = "$$" ] || kill "${timer%%.*}" || :
    fi
}
