#!/bin/sh
# The planner on generated city days of 100 to 50,000 jobs, without a matrix, and single insertions
# into plans of 1,000 and 10,000 jobs; and on the streets of Porto with times on demand.
# PLAN_SCALE_TIME_S: seconds a day (10).
set -eu
cd "$(dirname "$0")/.."
time_s=${PLAN_SCALE_TIME_S:-10}
ninja -C build/release --quiet bench/plan_scale
for jobs in 100 1000 10000 50000; do
    build/release/bench/plan_scale solve $jobs "$time_s"
done
for jobs in 1000 10000; do
    build/release/bench/plan_scale insert $jobs
done
map=${LIFELINE_SHARED:-../shared}/data/osm/porto.osm.pbf
[ -e "$map" ] || { echo '{"bench":"plan.streets","skipped":"no ../shared/data/osm"}'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build/lifeline road import "$map" -o "$work/city.road" >/dev/null 2>&1
for jobs in 1000 8000 25000; do
    python3 bench/city_jobs.py $jobs >"$work/jobs.json"
    build/lifeline solve --quiet --city "$work/city.road" --time $((time_s * 6)) "$work/jobs.json" |
        python3 -c "import json, sys
answer, jobs = json.load(sys.stdin), int(sys.argv[1])
summary = answer['summary']
print(json.dumps({'bench': 'plan.streets', 'jobs': jobs, 'limit_s': float(sys.argv[2]),
    'left_out': summary['unassigned'], 'vehicles': summary['routes'], 'cost': summary['cost'],
    'routing_s': summary['computing_times']['routing'] / 1000,
    'solving_s': summary['computing_times']['solving'] / 1000}))" $jobs $((time_s * 6))
done
