#!/bin/sh
# What a firmware and an initial RAM disk would do on a real host; then systemd takes over. Runs at every boot of a lab host.
#   LAB_SSH=socket         systemd listens for sshd, as on Ubuntu 24.04
#   LAB_SECOND_SSHD=yes    a second sshd on port 2222
set -eu

# A namespace of control groups is the container's own, so that it may well write there; docker mounts it read-only.
for group in /sys/fs/cgroup /sys/fs/cgroup/*; do
    ! mountpoint -q "$group" || mount -o remount,bind,rw "$group"
done
# The kernel was not started anew, but everything that asks which boot this is must see that the host was.
cat /proc/sys/kernel/random/uuid >/run/boot_id
mount --bind -o ro /run/boot_id /proc/sys/kernel/random/boot_id

install -m 600 /run/lab/ssh_host_*_key /etc/ssh/
install -m 644 /run/lab/ssh_host_*_key.pub /etc/ssh/

# The rest is done once in a host's life: it keeps what happened to it.
if ! [ -s /etc/machine-id ]; then
    tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
    for keys in /run/lab/authorized_keys/*; do
        account=${keys##*/}
        install -d -m 700 -o "$account" -g "$account" "/home/$account/.ssh"
        install -m 600 -o "$account" -g "$account" "$keys" "/home/$account/.ssh/authorized_keys"
    done
    units=/etc/systemd/system
    if [ "${LAB_SSH-}" = socket ]; then
        # As `systemctl enable` leaves it on Ubuntu, without the second that it takes.
        rm -f "$units/sshd.service" "$units/multi-user.target.wants/ssh.service"
        cp /usr/local/lib/lab/ssh.socket /lib/systemd/system/
        mkdir -p "$units/sockets.target.wants" "$units/ssh.service.requires"
        ln -s /lib/systemd/system/ssh.socket "$units/sockets.target.wants/"
        ln -s /lib/systemd/system/ssh.socket "$units/ssh.service.requires/"
    fi
    if [ "${LAB_SECOND_SSHD-}" = yes ]; then
        cp /usr/local/lib/lab/ssh-second.service "$units/"
        ln -s "$units/ssh-second.service" "$units/multi-user.target.wants/"
    fi
fi
exec /sbin/init
