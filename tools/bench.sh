#!/bin/sh
# Runs every benchmark of bench/ on the release build, one after the other; each says itself how it
# measures. Prints JSON lines, keeps them in build/bench.jsonl, and ends with a table.
# Arguments choose benchmarks by name: tools/bench.sh road store
set -eu
cd "$(dirname "$0")/.."
: >build/bench.jsonl
: >build/bench.failed
for bench in bench/*.sh; do
    name=$(basename "$bench" .sh)
    case " ${*:-$name} " in *" $name "*) ;; *) continue ;; esac
    { "$bench" || echo "$name" >>build/bench.failed; } | tee -a build/bench.jsonl
done
python3 tools/bench_table.py build/bench.jsonl
[ ! -s build/bench.failed ] || {
    echo "bench: failed: $(tr '\n' ' ' <build/bench.failed)" >&2
    exit 1
}
