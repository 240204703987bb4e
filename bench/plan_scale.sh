#!/bin/sh
# The planner on generated city days of 100 to 50,000 jobs, without a matrix: the first complete plan,
# and how much more travel the plans after 10 s and 60 s cost than that of a long run; single insertions
# into plans of 1,000 and 10,000 jobs; and the streets of Porto with times on demand. Half an hour.
# PLAN_SCALE_TIMES: limits in seconds (10 60). PLAN_SCALE_LONG_S: of a long run (300; twice that for
# 50,000 jobs; 0: none). PLAN_SCALE_JOBS: sizes. PLAN_SCALE_STREETS=0: no streets.
set -eu
cd "$(dirname "$0")/.."
times=${PLAN_SCALE_TIMES:-10 60}
long_s=${PLAN_SCALE_LONG_S:-300}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ninja -C build/release --quiet bench/plan_scale
for jobs in ${PLAN_SCALE_JOBS:-100 1000 10000 50000}; do
    last_s=$long_s
    [ "$jobs" -lt 50000 ] || last_s=$((long_s * 2))
    [ "$last_s" -eq 0 ] && last_s=
    for time_s in $times $last_s; do
        build/release/bench/plan_scale solve "$jobs" "$time_s" | tee -a "$work/rows"
    done
    [ "$jobs" -eq 1000 ] || [ "$jobs" -eq 10000 ] || continue
    build/release/bench/plan_scale insert "$jobs"
done
python3 -c "import json, sys
days = {}
for row in map(json.loads, open(sys.argv[1])):
    days.setdefault(row['jobs'], []).append(row)
for jobs, rows in days.items():
    best = min(rows, key=lambda row: (row['left_out'], row['travel_h']))
    print(json.dumps({'bench': 'plan.growth', 'jobs': jobs, 'first_complete_s': rows[0]['first_complete_s'],
        'peak_mb': max(row['peak_mb'] for row in rows), 'left_out': [row['left_out'] for row in rows],
        'limits_s': [row['limit_s'] for row in rows],
        'more_travel_percent': [round(100 * (row['travel_h'] / best['travel_h'] - 1), 2) for row in rows]}))" "$work/rows"
[ "${PLAN_SCALE_STREETS:-1}" -ne 0 ] || exit 0
map=${LIFELINE_SHARED:-../shared}/data/osm/porto.osm.pbf
[ -e "$map" ] || { echo '{"bench":"plan.streets","skipped":"no ../shared/data/osm"}'; exit 0; }
build/lifeline road import "$map" -o "$work/city.road" >/dev/null 2>&1
for jobs in 1000 8000 25000; do
    python3 bench/city_jobs.py $jobs >"$work/jobs.json"
    build/lifeline solve --quiet --city "$work/city.road" --time 60 "$work/jobs.json" |
        python3 -c "import json, sys
answer, jobs = json.load(sys.stdin), int(sys.argv[1])
summary = answer['summary']
print(json.dumps({'bench': 'plan.streets', 'jobs': jobs, 'limit_s': float(sys.argv[2]),
    'left_out': summary['unassigned'], 'vehicles': summary['routes'], 'cost': summary['cost'],
    'routing_s': summary['computing_times']['routing'] / 1000,
    'solving_s': summary['computing_times']['solving'] / 1000}))" $jobs 60
done
