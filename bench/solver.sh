#!/bin/sh
# The route solver on public instances: one JSON line each, re-computed by `lifeline check`, with the
# gap to the best known value, then the mean gap of every class (family, size, objective, time).
# Needs ../shared/data/vrp; says so and ends well without it.
# SOLVER_FAMILIES: which of the cases below (solomon homberger cvrp multitrip lilim fleet
# fleet_homberger).
# SOLVER_TIMES: seconds an instance, one or several ("1 10 60"; 10). SOLVER_SEEDS: seeds (1).
# SOLVER_EACH: at most so many instances of a class, spread over its list; 0: all (3, so that a run
# of everything stays near ten minutes; the classes as a whole: SOLVER_EACH=0 SOLVER_TIMES="10 60").
set -eu
cd "$(dirname "$0")/.."
data=${LIFELINE_SHARED:-../shared}/data/vrp
times=${SOLVER_TIMES:-10}
seeds=${SOLVER_SEEDS:-1}
each=${SOLVER_EACH:-3}
families=${SOLVER_FAMILIES:-solomon homberger cvrp multitrip lilim fleet}
[ -e "$data/bks.csv" ] || { echo '{"bench":"solver","skipped":"no ../shared/data/vrp"}'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/rows"

# family, convention, objective, file
row() {
    for time_s in $times; do
        for seed in $seeds; do
            begin=$(date +%s.%N)
            # An unfinished line is a result too: a plan that fails the check is reported, not hidden.
            build/lifeline solve --quiet --time "$time_s" --seed "$seed" --threads 1 \
                --convention "$2" --objective "$3" --format vrplib "$4" >"$work/plan" || continue
            wall=$(echo "$(date +%s.%N) $begin" | awk '{print $1 - $2}')
            feasible=true
            build/lifeline check --convention "$2" "$4" "$work/plan" >/dev/null 2>&1 || feasible=false
            python3 tools/solver_row.py row "$1" "$2" "$3" "$4" "$time_s" "$seed" "$wall" \
                "$feasible" "$work/plan" "$data/bks.csv" | tee -a "$work/rows"
        done
    done
}

for family in $families; do
    convention=dimacs objective=distance folder=$family
    case $family in
    cvrp) convention=round ;;
    lilim) convention=hier-real objective=fleet ;;
    fleet) convention=hier-real objective=fleet folder=solomon ;;
    fleet_homberger) convention=hier-real objective=fleet folder=homberger ;;
    esac
    python3 tools/solver_row.py list "$data/$folder" "$data/bks.csv" "$each" >"$work/files"
    while read -r file; do row "$family" "$convention" "$objective" "$file"; done <"$work/files"
done
python3 tools/solver_row.py means "$work/rows"
