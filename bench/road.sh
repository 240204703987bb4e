#!/bin/sh
# The router: everything that `road bench` measures, on the extracts of ../shared/data/osm, on Porto laid side by side
# (bench/tile.c: real towns joined by a few main roads), and on generated cities (districts of 16 x 16 blocks parted by
# canals), pinned to one core. Answers are compared with Dijkstra's in the same run ("checked", "wrong"). Prints JSON lines;
# at the end how each figure grows with the arcs (bench/growth.py). All of it takes 2.5 GB and, on a quiet core,
# some ten minutes: the two networks of four million arcs most of them.
# BENCH_RESIDENTS: sizes of the generated cities, about ten residents an arc.
# BENCH_TILES: columns x rows of copies of Porto (0.16 million arcs each).
# BENCH_ROADS: which rows, of "shanghai_baoshan monaco shanghai_center porto http".
set -eu
cd "$(dirname "$0")/.."
build=build/release
ninja -C $build --quiet src/cli/lifeline bench/tile
lifeline=$build/src/cli/lifeline
mkdir -p build
dir=$(mktemp -d build/bench-road.XXXXXX)
trap 'rm -rf "$dir"' EXIT

rows=$dir/rows.json
map=$dir/map
mkdir "$map"
: >"$rows"

row() { # row FAMILY NAME FILE [OPTION...]
    said="{\"bench\":\"road\",\"family\":\"$1\",\"network\":\"$2\","
    osm=$3
    shift 3
    taskset -c 0 "$lifeline" road bench "$osm" --json "$@" >"$dir/row"
    sed "s/^{/$said/" "$dir/row" | tee -a "$rows"
}

roads=${BENCH_ROADS-shanghai_baoshan monaco shanghai_center porto http}
wanted() { # wanted ROW
    case " $roads " in *" $1 "*) ;; *) return 1 ;; esac
}

for file in shanghai_baoshan_shu.osm monaco.osm.pbf shanghai_center.osm.pbf porto.osm.pbf; do
    name=${file%%.*} file=../shared/data/osm/$file
    name=${name%_shu}
    wanted "$name" || continue
    if [ -e "$file" ]; then row extract "$name" "$file"; else echo "bench/road: no $file, skipped" >&2; fi
done

# A table of 1,000 x 1,000 over HTTP (best of five), beside its time in the process ("table1000_ms" above).
http_table() { # http_table FILE
    "$lifeline" road import "$1" -o "$map/map.road" >/dev/null
    "$lifeline" road serve "$map/map.road" --listen 127.0.0.1:0 >"$map/ready" &
    server=$!
    until grep -qs '^ready' "$map/ready"; do sleep 0.1; done
    url=$(sed 's/^ready //' "$map/ready")
    points=$(awk 'BEGIN { srand(1); for (i = 0; i < 1000; i++)
        printf "%s%.6f,%.6f", i ? ";" : "", -8.68 + rand() * 0.12, 41.12 + rand() * 0.09 }')
    for i in 1 2 3 4 5; do
        curl -s -o /dev/null -w '%{time_total} %{size_download}\n' \
            "$url/table/v1/car/$points?skip_waypoints=true&generate_hints=false" >>"$map/times"
    done
    sort -n "$map/times" | head -1 |
        awk '{ printf "{\"bench\":\"road_http\",\"network\":\"porto\",\"table1000_http_ms\":%.1f,\"bytes\":%d}\n", $1 * 1000, $2 }'
    kill $server
    wait $server || true
    rm -f "$map"/*
}
porto=../shared/data/osm/porto.osm.pbf
if [ -e "$porto" ] && wanted http; then http_table "$porto"; fi

for tiles in ${BENCH_TILES-3x2 5x5}; do
    [ -e "$porto" ] || continue
    $build/bench/tile "$porto" "${tiles%x*}" "${tiles#*x}" "$map/tiled.osm.pbf"
    row porto "porto-$tiles" "$map/tiled.osm.pbf" --check 100
    rm -f "$map"/*
done

for residents in ${BENCH_RESIDENTS-60000 1000000 10500000 42000000}; do
    "$lifeline" city --seed 1 --size "$residents" --districts 16 --map pbf -o "$map" >/dev/null
    row generated "generated-$residents" "$map/city.osm.pbf" --check 100
    rm -f "$map"/*
done

python3 bench/growth.py "$rows"
