#!/bin/sh
# Prints the tag of the benchmark's image, which changes with whatever the image is made of.
set -eu
cd "$(dirname "$0")"
hash=$(sha256sum Dockerfile | cut -c 1-12)
echo "$(sh ../../docker/tag.sh debian-12 otp)-python-$hash"
