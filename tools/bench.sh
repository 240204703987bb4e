#!/bin/sh
# Runs every benchmark of bench/ on the release build, one after the other, pinned to one core each
# unless it says otherwise; prints JSON lines to build/bench.jsonl and a table.
set -eu
cd "$(dirname "$0")/.."
: >build/bench.jsonl
for bench in bench/*.sh; do
    [ -e "$bench" ] || continue
    "$bench" | tee -a build/bench.jsonl
done
