#!/bin/sh
# The router: everything that `road bench` measures, on the extracts of ../shared/data/osm, on Porto
# laid side by side (bench/tile.c: real towns joined by a few main roads), and on generated cities
# (plain grids), pinned to one core. Answers are compared with Dijkstra's in the
# same run ("checked", "wrong"). Prints JSON lines. BENCH_RESIDENTS: sizes of the generated
# cities, about ten residents an arc (10000000 and 40000000 take long and are not in the default).
# BENCH_TILES: columns x rows of copies of Porto (0.16 million arcs each; 5x5 takes some minutes and
# 2.5 GB, and is not in the default).
# BENCH_ROADS: which rows, of "shanghai_center monaco porto shanghai_baoshan http".
set -eu
cd "$(dirname "$0")/.."
build=build/release
ninja -C $build --quiet src/cli/lifeline bench/tile
lifeline=$build/src/cli/lifeline
mkdir -p build
dir=$(mktemp -d build/bench-road.XXXXXX)
trap 'rm -rf "$dir"' EXIT

row() { # row NAME FILE [OPTION...]
    name=$1 file=$2
    shift 2
    taskset -c 0 "$lifeline" road bench "$file" --json "$@" | sed "s/^{/{\"bench\":\"road\",\"network\":\"$name\",/"
}

roads=${BENCH_ROADS-shanghai_center monaco porto shanghai_baoshan http}
wanted() { # wanted ROW
    case " $roads " in *" $1 "*) ;; *) return 1 ;; esac
}

for extract in shanghai_center monaco porto; do
    wanted $extract || continue
    file=../shared/data/osm/$extract.osm.pbf
    if [ -e "$file" ]; then row $extract "$file"; else echo "bench/road: no $file, skipped" >&2; fi
done
file=../shared/data/osm/shanghai_baoshan_shu.osm
if [ -e "$file" ] && wanted shanghai_baoshan; then row shanghai_baoshan "$file"; fi

# A table of 1,000 x 1,000 over HTTP (best of five), beside its time in the process ("table1000_ms" above).
http_table() { # http_table FILE
    "$lifeline" road import "$1" -o "$dir/map.road" >/dev/null
    "$lifeline" road serve "$dir/map.road" --listen 127.0.0.1:0 >"$dir/ready" &
    server=$!
    until grep -q '^ready' "$dir/ready"; do sleep 0.1; done
    url=$(sed 's/^ready //' "$dir/ready")
    points=$(awk 'BEGIN { srand(1); for (i = 0; i < 1000; i++)
        printf "%s%.6f,%.6f", i ? ";" : "", -8.68 + rand() * 0.12, 41.12 + rand() * 0.09 }')
    for i in 1 2 3 4 5; do
        curl -s -o /dev/null -w '%{time_total} %{size_download}\n' \
            "$url/table/v1/car/$points?skip_waypoints=true&generate_hints=false"
    done | sort -n | head -1 |
        awk '{ printf "{\"bench\":\"road_http\",\"network\":\"porto\",\"table1000_http_ms\":%.1f,\"bytes\":%d}\n", $1 * 1000, $2 }'
    kill $server
    wait $server || true
    rm -f "$dir"/*
}
file=../shared/data/osm/porto.osm.pbf
if [ -e "$file" ] && wanted http; then http_table "$file"; fi

file=../shared/data/osm/porto.osm.pbf
for tiles in ${BENCH_TILES-2x1 3x2}; do
    [ -e "$file" ] || continue
    $build/bench/tile "$file" "${tiles%x*}" "${tiles#*x}" "$dir/tiled.osm.pbf"
    row "porto-$tiles" "$dir/tiled.osm.pbf" --check 100
    rm -f "$dir"/*
done

for residents in ${BENCH_RESIDENTS-60000 1000000}; do
    "$lifeline" city --seed 1 --size "$residents" --map pbf -o "$dir" >/dev/null
    row "generated-$residents" "$dir/city.osm.pbf"
    rm -f "$dir"/*
done
