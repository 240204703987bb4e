#!/bin/sh
# Days of growing size through the real commands: errands in a generated city, a hundred for each crew. One JSON line
# for each of DRILL_JOBS ("1000 10000"; 100000 takes most of an hour): processor time, speed against the city's,
# memory; then the exponents with which they grow from the first to the last.
set -eu
cd "$(dirname "$0")/.."
program=${LIFELINE:-build/lifeline}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for jobs in ${DRILL_JOBS:-1000 10000}; do
    python3 bench/drill_day.py "$jobs" >"$folder/day.yaml"
    /usr/bin/time -f '%U %S %M' -o "$folder/time" "$program" drill "$folder/day.yaml" --json --cpu 36000 \
        >"$folder/report" || true
    python3 - "$jobs" "$folder/report" "$folder/time" <<'ROW' | tee -a "$folder/rows"
import json, sys
jobs, report, time = int(sys.argv[1]), json.load(open(sys.argv[2])), open(sys.argv[3]).read().split('\n')[-2].split()
cpu = float(time[0]) + float(time[1])
machine, every = report['machine'], report['kpis']['all']
print(json.dumps({'bench': 'drill', 'jobs': jobs, 'crews': jobs // 100, 'cpu_s': round(cpu, 2),
                  'cpu_ms_per_job': round(1000 * cpu / jobs, 2), 'virtual_to_real': machine['virtual_to_real'],
                  'worst_round_ms': machine['worst_round_ms'], 'on_time_share': every['on_time_share'],
                  'response_p90_min': every['response_p90_min'], 'memory_mb': int(time[2]) // 1024}))
ROW
done
python3 - "$folder/rows" <<'GROWTH'
import json, math, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
if len(rows) > 1:
    size = math.log(rows[-1]['jobs'] / rows[0]['jobs'])
    print(json.dumps({'bench': 'drill_growth', 'from': rows[0]['jobs'], 'to': rows[-1]['jobs'],
                      **{key: round(math.log(rows[-1][key] / rows[0][key]) / size, 2) for key in ('cpu_s', 'memory_mb')}}))
GROWTH
