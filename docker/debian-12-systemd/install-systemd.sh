#!/bin/sh
# Runs while the image is built: adds systemd, and takes away what a lab host has no use for and would wait for at every boot.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get update
# logind is a part of it: a login is a session, whose processes systemd may kill when it ends.
apt-get install -y --no-install-recommends systemd systemd-sysv libpam-systemd dbus
apt-get clean

systemctl mask --quiet \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    getty.target getty-static.service console-getty.service systemd-ask-password-wall.path systemd-ask-password-console.path \
    kmod-static-nodes.service systemd-modules-load.service systemd-sysctl.service systemd-random-seed.service \
    systemd-binfmt.service proc-sys-fs-binfmt_misc.automount systemd-repart.service systemd-firstboot.service \
    systemd-pcrphase.service systemd-pcrphase-sysinit.service systemd-pstore.service systemd-sysusers.service \
    systemd-tmpfiles-setup-dev.service systemd-machine-id-commit.service remote-fs.target \
    systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-journald-audit.socket \
    dev-hugepages.mount dev-mqueue.mount \
    sys-fs-fuse-connections.mount sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount
systemctl set-default --quiet multi-user.target

# sshd answers a moment before the boot is over; until then only root could log in, and tests would have to wait for that.
ln -s /dev/null /etc/tmpfiles.d/systemd-nologin.conf
# The journal of earlier boots stays. No two hosts may have the same identity, so boot.sh makes that.
mkdir -p /var/log/journal
: >/etc/machine-id
cp /usr/local/lib/lab/sshd_config_second /etc/ssh/
