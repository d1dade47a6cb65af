#!/bin/sh
# npm run demo: three Debian hosts in containers, rolled out to two-factor SSH. npm run demo -- --down removes them.
# npm run demo -- --kill: another host, whose controller is killed in the middle.
set -eu
cd "$(dirname "$0")/.."
if [ "${1-}" = --down ]; then
    sh scripts/setup.sh node
else
    sh scripts/setup.sh node tools engine images
    npm run --silent build
fi
exec node --import tsx demo/demo.ts "$@"
