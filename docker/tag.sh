#!/bin/sh
# Prints the tag of a lab image, which changes with whatever the image is made of:
#   sh docker/tag.sh debian-12 [otp]
#   sh docker/tag.sh debian-12-systemd otp
set -eu
cd "$(dirname "$0")"
folder() {
    for file in "$1"/*; do
        [ "${file##*/}" = image.conf ] || cat "$file"
    done
}
made_of() {
    from=$(sed -n 's/^FROM=//p' "$1/image.conf")
    if [ -n "$from" ]; then
        sh tag.sh "$from" otp && folder "$1"
    else
        folder "$1" && cat install.sh start.sh
    fi
}
[ -e "$1/image.conf" ] || { echo "tag.sh: there is no docker/$1/image.conf" >&2 && exit 64; }
hash=$(made_of "$1" | sha256sum | cut -c 1-12)
echo "keyturn-lab:$1-$hash${2:+-$2}"
