#!/bin/sh
# The route solver on public instances: one JSON line each, re-computed by `lifeline check`, with the
# gap to the best known value. Needs ../shared/data/vrp; says so and ends well without it.
# SOLVER_TIME_S: seconds an instance (10); SOLVER_FAMILIES: which lines of the table below.
set -eu
cd "$(dirname "$0")/.."
data=${LIFELINE_SHARED:-../shared}/data/vrp
time_s=${SOLVER_TIME_S:-10}
families=${SOLVER_FAMILIES:-solomon homberger cvrp multitrip lilim fleet}
[ -e "$data/bks.csv" ] || { echo '{"bench":"solver","skipped":"no ../shared/data/vrp"}'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# family, file, convention, objective
row() {
    name=$(basename "$2"); name=${name%.*}
    # An unfinished line is a result too: a plan that fails the check is reported, not hidden.
    build/lifeline solve --quiet --time "$time_s" --seed 1 --threads 1 --convention "$3" \
        --objective "$4" --format vrplib "$2" >"$work/plan" || return 0
    feasible=true
    build/lifeline check --convention "$3" "$2" "$work/plan" >"$work/check" 2>&1 || feasible=false
    python3 - "$1" "$name" "$3" "$4" "$time_s" "$feasible" "$work/plan" "$data/bks.csv" <<'PY'
import csv, json, sys
family, name, convention, objective, time_s, feasible, plan, bks = sys.argv[1:]
lines = open(plan).read().split("\n")
cost = next((float(l.split()[-1]) for l in lines if l.startswith("Cost")), None)
best = [r for r in csv.DictReader(open(bks)) if r["instance"] == name and r["convention"] == convention]
known = float(best[0]["bks_distance"]) if best else None
fleet = best[0]["bks_vehicles"] if best else ""
print(json.dumps({"bench": "solver", "family": family, "instance": name, "convention": convention,
    "objective": objective, "time_s": float(time_s), "feasible": feasible == "true", "cost": cost,
    "vehicles": sum(l.startswith("Route") for l in lines), "best_known": known,
    "best_vehicles": int(fleet) if fleet else None,
    "gap_percent": round(100 * (cost / known - 1), 3) if known and cost else None}))
PY
}

for family in $families; do
    case $family in
    solomon | homberger)
        for file in "$data/$family"/*.txt; do row "$family" "$file" dimacs distance; done ;;
    cvrp)
        for file in "$data"/cvrp/*.vrp; do row "$family" "$file" round distance; done ;;
    multitrip)
        for file in "$data"/multitrip/*.vrp; do row "$family" "$file" dimacs distance; done ;;
    lilim)
        for file in "$data"/lilim/*.txt; do row "$family" "$file" hier-real fleet; done ;;
    fleet)
        for file in "$data"/solomon/*.txt; do row "$family" "$file" hier-real fleet; done ;;
    esac
done
