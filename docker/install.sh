#!/bin/sh
# Runs while an image is built: turns a minimal Debian into a lab host. Keys are not part of it; start.sh puts them in place.
set -eu
export DEBIAN_FRONTEND=noninteractive

# The sources in /etc/apt/sources.list are the whole truth; a pulled base image brings others along.
rm -rf /etc/apt/sources.list.d/*
# Without this, sshd would be started during the build. It goes away below: real hosts have no such file.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

apt-get update
# busybox is the system log: sshd's PAM modules and sudo speak to nobody else.
apt-get install -y --no-install-recommends openssh-server sudo busybox
apt-get clean
rm -f /usr/sbin/policy-rc.d /etc/ssh/ssh_host_*

# `*` is no password at all, `!` would be a locked account: both let keys in, but only the first is what installers make.
for account in admin alice bob backup-bot; do
    useradd --create-home --shell /bin/bash --password '*' "$account"
done
echo 'admin ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin
chmod 440 /etc/sudoers.d/admin
