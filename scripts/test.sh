#!/bin/sh
# npm test: sets up all that the tests need, then runs a seeded sample of every suite. With --full: every case of every suite.
# Further arguments go to mocha: npm test -- --grep known_hosts, or npm test -- test/unit/shell/quote.test.ts
set -eu
cd "$(dirname "$0")/.."

if [ "${1-}" = --full ]; then
    shift
    KEYTURN_FULL=1
    export KEYTURN_FULL
fi
sh scripts/setup.sh node tools engine images
npm run --silent build

if [ -z "${KEYTURN_SEED-}" ]; then
    # The commit decides the sample, so that a rerun of the same commit repeats it.
    commit=$(git rev-parse HEAD 2>/dev/null || echo 0)
    KEYTURN_SEED=$(printf '%d' "0x$(printf '%.7s' "$commit")")
fi
export KEYTURN_SEED
echo "seed: $KEYTURN_SEED (KEYTURN_SEED=$KEYTURN_SEED repeats this run)"
case " $* " in
*.test.ts*) ;;
# Files side by side: those that need hosts wait most of the time, for codes and for clocks.
*) set -- --parallel --jobs 3 'test/**/*.test.ts' "$@" ;;
esac
exec node_modules/.bin/mocha "$@"
