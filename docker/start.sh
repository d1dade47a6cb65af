#!/bin/sh
# The first process of a lab host below docker's init. Takes this host's keys from /run/lab, starts the system log and
# sshd, and then stays out of the way: sshd may die and be started again (`service ssh start`) and the host lives on.
# Everything that is logged goes to `docker logs`.
set -eu

mkdir -p /run/sshd
install -m 600 /run/lab/ssh_host_*_key /etc/ssh/
install -m 644 /run/lab/ssh_host_*_key.pub /etc/ssh/

for keys in /run/lab/authorized_keys/*; do
    account=${keys##*/}
    home=$(getent passwd "$account" | cut -d : -f 6)
    # A host that is started a second time keeps what happened to it in between.
    [ -e "$home/.ssh/authorized_keys" ] && continue
    install -d -m 700 -o "$account" -g "$account" "$home/.ssh"
    install -m 600 -o "$account" -g "$account" "$keys" "$home/.ssh/authorized_keys"
done

# Started from a subshell that ends at once, so that init is their parent and reaps them: a dead sshd that stays behind
# as a zombie would still answer `kill -0`.
(busybox syslogd -n -O - &)
(/usr/sbin/sshd -D -e &)
exec sleep infinity
