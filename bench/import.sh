#!/bin/sh
# Import of a map by its size: seconds and peak memory per million nodes of the OpenStreetMap file, on
# a generated city (BENCH_RESIDENTS, default 10 million: about 600,000 nodes), pinned to one core.
set -eu
cd "$(dirname "$0")/.."
build=build/release
ninja -C $build --quiet src/cli/lifeline
lifeline=$build/src/cli/lifeline
mkdir -p build
dir=$(mktemp -d build/bench-import.XXXXXX)
trap 'rm -rf "$dir"' EXIT
residents=${BENCH_RESIDENTS:-10000000}

"$lifeline" city --seed 1 --size "$residents" -o "$dir" >/dev/null
nodes=$(grep -c '<node' "$dir/city.osm")
"$lifeline" city --seed 1 --size "$residents" --map pbf -o "$dir" >/dev/null
taskset -c 0 "$lifeline" road bench "$dir/city.osm.pbf" --json | python3 -c "
import json, sys
row, millions = json.load(sys.stdin), $nodes / 1e6
print(json.dumps({'bench': 'import', 'nodes': $nodes, 'import_s': row['import_s'],
                  'import_s_per_million_nodes': round(row['import_s'] / millions, 3),
                  'import_peak_mb': row['import_peak_mb'],
                  'peak_mb_per_million_nodes': round(row['import_peak_mb'] / millions, 1)}))"
