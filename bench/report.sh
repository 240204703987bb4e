#!/bin/sh
# Reports and stock levels over a log of BENCH_EVENTS events (default a million) and BENCH_POSTINGS
# postings of the ledger (default two hundred thousand). One JSON line a report.
set -eu
cd "$(dirname "$0")/.."
ninja -C build/release --quiet bench/report
folder=$(mktemp -d build/bench-report.XXXXXX)
trap 'rm -rf "$folder"' EXIT
build/release/bench/report packs "$folder" "${BENCH_EVENTS:-1000000}" "${BENCH_POSTINGS:-200000}"
