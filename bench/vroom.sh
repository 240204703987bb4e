#!/bin/sh
# The route solver against VROOM in the time that VROOM itself takes (one thread each, VROOM's default
# exploration), on public instances: one JSON line each, then better, equal and lost by family.
# Needs ../shared/data and a VROOM program (VROOM=path; found in PATH); says so and ends well without.
# VROOM_FAMILIES: folders of ../shared/data/vrp (solomon homberger lilim cvrp). VROOM_SEEDS: ours (1).
# VROOM_EACH: at most so many instances of a size, spread over the list; 0: all (1).
set -eu
cd "$(dirname "$0")/.."
data=${LIFELINE_SHARED:-../shared}/data
vroom=${VROOM:-$(command -v vroom || true)}
families=${VROOM_FAMILIES:-solomon homberger lilim cvrp}
[ -e "$data/vrp/bks.csv" ] || { echo '{"bench":"vroom","skipped":"no ../shared/data/vrp"}'; exit 0; }
[ -x "$vroom" ] || { echo '{"bench":"vroom","skipped":"no VROOM program"}'; exit 0; }
files=
for family in $families; do
    files="$files $(python3 tools/solver_row.py list "$data/vrp/$family" "$data/vrp/bks.csv" "${VROOM_EACH:-1}")"
done
# shellcheck disable=SC2086 # a list of files without blanks
python3 tools/vroom_rows.py "$vroom" "${VROOM_SEEDS:-1}" $files \
    "$data"/vroom/hvrp_*.json "$data"/vroom/mdvrp_*.json "$data"/vroom/pdptw_*.json \
    "$data"/vroom/vrpb_*.json "$data"/vroom/vrptw_*.json
