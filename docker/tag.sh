#!/bin/sh
# Prints the tag of a lab image, which changes with whatever the image is made of:  sh docker/tag.sh 12 [otp]
set -eu
cd "$(dirname "$0")"
hash=$(cat "debian-$1/Dockerfile" install.sh start.sh | sha256sum | cut -c 1-12)
echo "keyturn-lab:debian-$1-$hash${2:+-$2}"
