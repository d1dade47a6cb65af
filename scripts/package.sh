#!/bin/sh
# npm run package [-- ARTEFACT…]: makes what people install, in out/. Works in a fresh clone; scripts/package.ts says which artefacts there are.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh node
exec node --import tsx scripts/package.ts "$@"
