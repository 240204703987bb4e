#!/bin/sh
# Builds everything with ASan and UBSan, runs every test, and ends with "N passed, N failed".
# Arguments go to `meson test` (a test's name runs just that one).
set -eu
cd "$(dirname "$0")/.."
build=build/checked
[ -e $build/build.ninja ] ||
    meson setup $build --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
        -Db_ndebug=false -Dtests=true >/dev/null
ninja -C $build --quiet
status=0
meson test -C $build --no-rebuild --print-errorlogs "$@" || status=$?
python3 tools/tally.py $build/meson-logs/testlog.json $status
