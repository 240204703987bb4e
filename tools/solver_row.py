#!/usr/bin/env python3
"""What bench/solver.sh cannot say in shell: which files, a row of figures, the means of classes."""
import csv
import json
import os
import sys


def known(table, name):
    with open(table, encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["instance"] == name]


def size_class(clients):
    """Customers, rounded to how the sets are spoken of: 100, 200, 400, ... 1000."""
    return 100 if clients < 150 else 200 * round(clients / 200)


def name_of(path):
    return os.path.basename(path).rsplit(".", 1)[0]


def list_files(folder, table, each):
    """The instances of a folder, at most `each` of a size, evenly spread over the names."""
    sizes = {}
    for name in sorted(os.listdir(folder)):
        rows = known(table, name_of(name))
        sizes.setdefault(size_class(int(rows[0]["n"])) if rows else 0, []).append(name)
    for size in sorted(sizes):
        names = sizes[size]
        count = min(each or len(names), len(names))
        for i in range(count):
            print(os.path.join(folder, names[i * len(names) // count]))


def print_row(family, convention, objective, path, time_s, seed, wall, feasible, plan, table):
    with open(plan, encoding="utf-8") as file:
        lines = file.read().split("\n")
    cost = next((float(line.split()[-1]) for line in lines if line.startswith("Cost")), None)
    rows = known(table, name_of(path))
    best = next((row for row in rows if row["convention"] == convention), None)
    value = float(best["bks_distance"]) if best else None
    fleet = best["bks_vehicles"] if best else ""
    print(json.dumps({
        "bench": "solver", "family": family,
        "size": size_class(int(rows[0]["n"])) if rows else None, "instance": name_of(path),
        "convention": convention, "objective": objective, "time_s": float(time_s),
        "seed": int(seed), "wall_s": round(float(wall), 2), "feasible": feasible == "true",
        "cost": cost, "vehicles": sum(line.startswith("Route") for line in lines),
        "best_known": value, "best_vehicles": int(fleet) if fleet else None,
        "gap_percent": (round(100 * (cost / value - 1), 3)
                        if value and cost and feasible == "true" else None)}))


def print_means(path):
    classes = {}
    with open(path, encoding="utf-8") as file:
        for row in map(json.loads, file):
            key = (row["family"], row["size"], row["objective"], row["time_s"])
            classes.setdefault(key, []).append(row)
    for (family, size, objective, time_s), rows in sorted(classes.items(), key=str):
        gaps = [row["gap_percent"] for row in rows
                if row["gap_percent"] is not None]
        more = [row["vehicles"] - row["best_vehicles"] for row in rows
                if row["best_vehicles"] is not None]
        print(json.dumps({
            "bench": "solver-mean", "family": family, "size": size, "objective": objective,
            "time_s": time_s, "runs": len(rows),
            "feasible": sum(row["feasible"] for row in rows),
            "mean_gap_percent": round(sum(gaps) / len(gaps), 3) if gaps else None,
            "worst_gap_percent": max(gaps, default=None),
            "longest_wall_s": max(row["wall_s"] for row in rows),
            "vehicles_over_best": sum(more) if more and objective == "fleet" else None}))


def main():
    action, *rest = sys.argv[1:]
    if action == "list":
        list_files(rest[0], rest[1], int(rest[2]))
    elif action == "row":
        print_row(*rest)
    else:
        print_means(rest[0])


main()
