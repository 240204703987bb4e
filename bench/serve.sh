#!/bin/sh
# Durable commands over HTTP: acknowledged calls a second at 1, 16 and 64 connections, held against
# bare SQLite commits with the same grouping on the same disk; times, memory and start-up.
# BENCH_SECONDS a round (default 3), BENCH_DIR the disk (default build/). Prints JSON lines.
set -eu
cd "$(dirname "$0")/.."
build=build/release
seconds=${BENCH_SECONDS:-3}
ninja -C $build --quiet src/cli/lifeline bench/http_load bench/sqlite_commits
dir=$(mktemp -d "${BENCH_DIR:-build}/bench-serve.XXXXXX")
lifeline=$build/src/cli/lifeline
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null; wait; rm -rf "$dir"' EXIT

now() { python3 -c 'import time; print(time.monotonic())'; }
figure() { curl -s "http://127.0.0.1:$port/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }

start() { # start DATA: waits for the ready line; sets port, server, took
    mkfifo "$dir/ready.$$"
    begin=$(now)
    $lifeline serve --data "$1" --listen 127.0.0.1:0 --log error >"$dir/ready.$$" &
    server=$!
    read -r _ url <"$dir/ready.$$"
    took=$(python3 -c "print(round($(now) - $begin, 3))")
    rm "$dir/ready.$$"
    port=${url##*:}
}
stop() {
    kill "$server"
    wait "$server" || true
    server=
}

start "$dir/data"
echo correct-horse | $lifeline user add bench --role admin --data "$dir/data" >/dev/null
token=$($lifeline user token bench --data "$dir/data")

# Load and limit take turns, three times, and the best of each counts: both are disturbed alike by
# what else the machine does.
row() { # row NAME CONNECTIONS METHOD PATH BODY
    loads= bares=
    for round in 1 2 3; do
        writes=$(figure lifeline_store_writes_total) commits=$(figure lifeline_store_commits_total)
        loads="$loads $($build/bench/http_load "$port" "$2" "$seconds" "$3" "$4" "$token" "$5")"
        writes_after=$(figure lifeline_store_writes_total) commits_after=$(figure lifeline_store_commits_total)
        group=$(python3 -c "print(max(1, round(($writes_after - $writes) / max(1, $commits_after - $commits))))")
        bares="$bares $($build/bench/sqlite_commits "$dir/bare.db" "$group" "$seconds")"
        rm -f "$dir"/bare.db*
    done
    python3 - "$1" "$loads" "$bares" <<'PY'
import json, sys
best = lambda text: max((json.loads(part) for part in text.split()), key=lambda part: part["per_s"])
load, bare = best(sys.argv[2]), best(sys.argv[3])
print(json.dumps({"bench": "serve." + sys.argv[1], **load, "group": bare["group"],
                  "bare_sqlite_per_s": bare["per_s"], "ratio": round(load["per_s"] / bare["per_s"], 3)}))
PY
}

site='{"kind":"household","name":{"en":"House %n"},"place":{"lon":106.2,"lat":37.98}}'
call='{"service":"help.errand","caller":{"name":"Resident","phone":"0953-0000000"},"place":{"lon":106.2,"lat":37.98},"answers":{"kind":"supplies","what":"Basket %n"}}'
for connections in 1 16 64; do
    row site.create $connections POST /api/v1/sites "$site"
done
for connections in 1 16 64; do
    row request.create $connections POST /api/v1/requests "$call"
done
load=$($build/bench/http_load "$port" 16 "$seconds" GET "/api/v1/sites?limit=1" "$token" "")
echo "{\"bench\":\"serve.site.list\",${load#\{}"
echo "{\"bench\":\"serve.memory\",\"resident_bytes\":$(figure lifeline_resident_memory_bytes),\"events\":$(figure lifeline_event_last_seq)}"
stop
start "$dir/data"
echo "{\"bench\":\"serve.restart\",\"seconds\":$took,\"events\":$(figure lifeline_event_last_seq)}"
stop
start "$dir/empty"
echo "{\"bench\":\"serve.first_start\",\"seconds\":$took,\"resident_bytes\":$(figure lifeline_resident_memory_bytes)}"
