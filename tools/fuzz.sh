#!/bin/sh
# Runs every libFuzzer target for FUZZ_SECONDS each (default 600).
set -eu
cd "$(dirname "$0")/.."
build=build/fuzz
[ -e $build/build.ninja ] ||
    CC=clang-14 meson setup $build --buildtype=debugoptimized -Db_sanitize=address,undefined \
        -Db_lundef=false -Db_ndebug=false -Dfuzzers=true >/dev/null
ninja -C $build --quiet
for target in "$build"/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=$(basename "$target")
    mkdir -p "$build/corpus/$name"
    echo "== $name"
    "$target" -max_total_time="${FUZZ_SECONDS:-600}" -rss_limit_mb=2048 -print_final_stats=0 \
        "$build/corpus/$name" fuzz/corpus/"$name" 2>"$build/$name.log" || {
        tail -40 "$build/$name.log" >&2
        exit 1
    }
done
