#!/bin/sh
# Acknowledged durable commands/s at 1, 16, 64 and 256 callers against bare SQLite of the same groups.
set -eu
cd "$(dirname "$0")/.."
folder=${BENCH_FOLDER:-build/bench-store}
for callers in 1 16 64 256; do
    build/release/bench/store_bench packs "$folder" "$callers" "${BENCH_SECONDS:-3}"
done
