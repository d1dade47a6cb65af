#!/bin/sh
# npm run bench -- [--hosts N] [--rounds N] [--ansible-rounds N]: Keyturn against the floor and against Ansible, side by side in one run.
# npm run bench -- --fleet [--hosts N] [--forks N]: one roll-out with everything on, a line per phase.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh node tools engine images
# Where Ansible is not to be had, its rows are left out.
sh scripts/setup.sh peers || echo 'bench: without Ansible'
npm run --silent build
exec node --import tsx bench/bench.ts "$@"
