#!/bin/sh
# From event to committed plan at 100, 2,000 and 20,000 open jobs: p50 and p99 of gas leaks that come
# in while the program improves the plan. BENCH_JOBS: the sizes; BENCH_CALLS: leaks a size (200);
# BENCH_GAP_MS: between them (250); BENCH_WITH: what runs the measurement itself, as "taskset -c 1". Prints JSON lines.
set -eu
cd "$(dirname "$0")/.."
build=build/release
ninja -C $build --quiet src/cli/lifeline bench/live
dir=$(mktemp -d "${BENCH_DIR:-build}/bench-live.XXXXXX")
trap 'rm -rf "$dir"' EXIT
$build/src/cli/lifeline city --seed 1 --size 300000 --map pbf -o "$dir" >/dev/null
$build/src/cli/lifeline road import "$dir/city.osm.pbf" -o "$dir/city.road" >/dev/null
for jobs in ${BENCH_JOBS:-100 2000 20000}; do
    $build/bench/live fill packs "$dir/city.road" "$dir/data-$jobs" "$jobs"
    ${BENCH_WITH:-} $build/bench/live calls packs "$dir/city.road" "$dir/data-$jobs" "$jobs" \
        "${BENCH_CALLS:-200}" "${BENCH_GAP_MS:-250}"
    rm -rf "$dir/data-$jobs"
done
