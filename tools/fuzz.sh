#!/bin/sh
# Builds the libFuzzer targets with clang, ASan and UBSan, and runs each for FUZZ_SECONDS (default 600;
# those that read maps for FUZZ_MAP_SECONDS, default the same), as many at once as there are cores.
# Prints one TAP line a target and fails when one found something; what it found is in build/fuzz.
set -eu
cd "$(dirname "$0")/.."
build=build/fuzz
[ -e $build/build.ninja ] ||
    CC=clang-14 meson setup $build --buildtype=debugoptimized -Db_sanitize=address,undefined \
        -Db_lundef=false -Db_ndebug=false -Dfuzzers=true >/dev/null
ninja -C $build --quiet

cat >$build/one.sh <<'EOF'
name=$(basename "$1")
seconds=${FUZZ_SECONDS:-600}
case $name in fuzz_osm_*) seconds=${FUZZ_MAP_SECONDS:-$seconds} ;; esac
mkdir -p "build/fuzz/corpus/$name" "fuzz/corpus/$name"
if "$1" -max_total_time="$seconds" -rss_limit_mb=2048 -artifact_prefix="build/fuzz/$name-" \
    "build/fuzz/corpus/$name" "fuzz/corpus/$name" >"build/fuzz/$name.log" 2>&1; then
    echo "ok - fuzz/$name: $seconds s, $(grep -oE 'Done [0-9]+ runs' "build/fuzz/$name.log" || true)"
else
    tail -30 "build/fuzz/$name.log" >&2
    echo "not ok - fuzz/$name"
    exit 1
fi
EOF
find $build/fuzz -maxdepth 1 -type f -perm -u+x -name 'fuzz_*' | sort |
    xargs -n 1 -P "$(nproc)" sh $build/one.sh
