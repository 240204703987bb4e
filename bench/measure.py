#!/usr/bin/env python3
"""Runs a command a few times and prints one JSON line: median seconds, peak memory, and its name.

usage: measure.py NAME RUNS -- COMMAND...      further KEY=VALUE fields may stand before the --
"""
import json
import os
import statistics
import subprocess
import sys
import time


def run(command):
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"measure: {' '.join(command)} ended with status {status}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    split = sys.argv.index("--")
    name, runs, *fields = sys.argv[1:split]
    results = [run(sys.argv[split + 1:]) for _ in range(int(runs))]
    row = {"bench": name, "runs": len(results)}
    row.update(field.split("=", 1) for field in fields)
    row["wall_s"] = round(statistics.median(r[0] for r in results), 3)
    row["cpu_s"] = round(statistics.median(r[1] for r in results), 3)
    row["peak_mb"] = round(max(r[2] for r in results), 1)
    print(json.dumps(row))


main()
