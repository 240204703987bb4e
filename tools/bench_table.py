#!/usr/bin/env python3
"""Prints the JSON lines of a benchmark run as tables, one for each kind of row (its set of keys)."""
import json
import sys


def show(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def main():
    kinds = {}
    for line in open(sys.argv[1], encoding="utf-8"):
        if line.startswith("{"):
            row = json.loads(line)
            kinds.setdefault((row.get("bench"), tuple(row)), []).append(row)
    for (_, keys), rows in kinds.items():
        table = [list(keys)] + [[show(row[key]) for key in keys] for row in rows]
        if len(rows) < len(keys):
            table = [list(column) for column in zip(*table)]
        widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
        print()
        for row in table:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


main()
