#!/bin/sh
# Prints the tag of a lab image, which changes with whatever the image is made of:
#   sh docker/tag.sh 12 [otp]
#   sh docker/tag.sh 12-systemd otp
set -eu
cd "$(dirname "$0")"
made_of() {
    case $1 in
    *-systemd) sh tag.sh "${1%-systemd}" otp && cat "debian-$1"/* ;;
    *) cat "debian-$1/Dockerfile" install.sh start.sh ;;
    esac
}
hash=$(made_of "$1" | sha256sum | cut -c 1-12)
echo "keyturn-lab:debian-$1-$hash${2:+-$2}"
