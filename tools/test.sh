#!/bin/sh
# Builds everything with ASan and UBSan, runs every test, then every fuzzer for a short time, and ends
# with "N passed, N failed". Arguments go to `meson test` (a test's name runs just that one) and leave
# the fuzzers out.
set -eu
cd "$(dirname "$0")/.."
build=build/checked
[ -e $build/build.ninja ] ||
    meson setup $build --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
        -Db_ndebug=false -Dtests=true >/dev/null
ninja -C $build --quiet
status=0
if [ $# = 0 ]; then
    # The optimiser sees more than the sanitized build: what `make run` builds must compile as well.
    make --no-print-directory build || status=$?
fi
meson test -C $build --no-rebuild --print-errorlogs "$@" || status=$?
: >build/fuzz.tap
if [ $# = 0 ]; then
    FUZZ_SECONDS=${FUZZ_SECONDS:-8} FUZZ_MAP_SECONDS=${FUZZ_MAP_SECONDS:-60} tools/fuzz.sh \
        >build/fuzz.tap || status=$?
    cat build/fuzz.tap
fi
python3 tools/tally.py $build/meson-logs/testlog.json build/fuzz.tap $status
