#!/bin/sh
# From event to committed plan at 100, 2,000 and 20,000 open jobs, with the data in memory and on the disk: p50 and p99
# of gas leaks that come in while the program improves the plan. BENCH_JOBS: the sizes; BENCH_CALLS: leaks a size
# (200); BENCH_GAP_MS: between them (250); BENCH_WITH: what runs the measurement itself, as "taskset -c 1";
# BENCH_MEMORY, BENCH_DIR: folders in memory (/dev/shm) and on the disk (build). Prints JSON lines.
set -eu
cd "$(dirname "$0")/.."
build=build/release
ninja -C $build --quiet src/cli/lifeline bench/live
memory=$(mktemp -d "${BENCH_MEMORY:-/dev/shm}/bench-live.XXXXXX")
disk=$(mktemp -d "${BENCH_DIR:-build}/bench-live.XXXXXX")
trap 'rm -rf "$memory" "$disk"' EXIT
$build/src/cli/lifeline city --seed 1 --size 300000 --map pbf -o "$memory" >/dev/null
$build/src/cli/lifeline road import "$memory/city.osm.pbf" -o "$memory/city.road" >/dev/null
for jobs in ${BENCH_JOBS:-100 2000 20000}; do
    $build/bench/live fill packs "$memory/city.road" "$memory/data" "$jobs"
    cp -r "$memory/data" "$disk/data"
    sync "$disk/data"/*
    for place in "$memory" "$disk"; do
        ${BENCH_WITH:-} $build/bench/live calls packs "$memory/city.road" "$place/data" "$jobs" \
            "${BENCH_CALLS:-200}" "${BENCH_GAP_MS:-250}" |
            sed "s|^{|{\"data\":\"$([ "$place" = "$memory" ] && echo memory || echo disk)\",|"
        rm -rf "$place/data"
    done
done
