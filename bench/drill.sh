#!/bin/sh
# Days of growing size through the real commands: errands in a generated city, a hundred for each crew.
# One JSON line for each of DRILL_JOBS ("300 1000"): processor time, speed against the city's, memory.
set -eu
cd "$(dirname "$0")/.."
program=${LIFELINE:-build/lifeline}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

day() { # jobs
    cat <<DAY
name: {zh: 规模, en: scale}
city: {seed: 1}
start: 2022-09-26T00:00:00+08:00
end: 2022-09-27T02:00:00+08:00
fleet:
  - name: {zh: 志愿者, en: Volunteer}
    count: $(($1 / 100))
    vehicle: car
    members: [[errand]]
    shift: {from: 2022-09-26T00:00:00+08:00, until: 2022-09-27T02:00:00+08:00}
    depot: {east_m: 0, north_m: 0}
demand:
  groups:
    - {service: help.errand, count: $1, from: 2022-09-26T00:00:00+08:00, until: 2022-09-27T00:00:00+08:00,
       area: {east_m: 0, north_m: 0, radius_m: 1900}, answers: {kind: supplies}}
noise: {travel: 0.2, service: 0.2, accept_s: 30, report_s: 3600, line_s: 0}
DAY
}

for jobs in ${DRILL_JOBS:-300 1000}; do
    day "$jobs" >"$folder/day.yaml"
    /usr/bin/time -f '%U %S %M' -o "$folder/time" "$program" drill "$folder/day.yaml" --json >"$folder/report" || true
    python3 - "$jobs" "$folder/report" "$folder/time" <<'ROW'
import json, sys
jobs, report, time = int(sys.argv[1]), json.load(open(sys.argv[2])), open(sys.argv[3]).read().split('\n')[-2].split()
cpu = float(time[0]) + float(time[1])
machine, every = report['machine'], report['kpis']['all']
print(json.dumps({'bench': 'drill', 'jobs': jobs, 'crews': jobs // 100, 'cpu_s': round(cpu, 2),
                  'cpu_ms_per_job': round(1000 * cpu / jobs, 2), 'virtual_to_real': machine['virtual_to_real'],
                  'worst_round_ms': machine['worst_round_ms'], 'on_time_share': every['on_time_share'],
                  'memory_mb': int(time[2]) // 1024}))
ROW
done
