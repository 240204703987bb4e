#!/bin/sh
# The router: everything that `road bench` measures, on the extracts of ../shared/data/osm and on
# generated cities of growing size, pinned to one core. Answers are compared with Dijkstra's in the
# same run ("checked", "wrong"). Prints JSON lines. BENCH_RESIDENTS: sizes of the generated cities.
set -eu
cd "$(dirname "$0")/.."
build=build/release
ninja -C $build --quiet src/cli/lifeline
lifeline=$build/src/cli/lifeline
mkdir -p build
dir=$(mktemp -d build/bench-road.XXXXXX)
trap 'rm -rf "$dir"' EXIT

row() { # row NAME FILE
    taskset -c 0 "$lifeline" road bench "$2" --json | sed "s/^{/{\"bench\":\"road\",\"network\":\"$1\",/"
}

for extract in shanghai_center monaco porto; do
    file=../shared/data/osm/$extract.osm.pbf
    if [ -e "$file" ]; then row $extract "$file"; else echo "bench/road: no $file, skipped" >&2; fi
done
file=../shared/data/osm/shanghai_baoshan_shu.osm
[ ! -e "$file" ] || row shanghai_baoshan "$file"

# About 0.1 arcs a resident: up to one and four million arcs.
for residents in ${BENCH_RESIDENTS:-60000 1000000 10000000 40000000}; do
    "$lifeline" city --seed 1 --size "$residents" --map pbf -o "$dir" >/dev/null
    row "generated-$residents" "$dir/city.osm.pbf"
    rm -f "$dir"/*
done
