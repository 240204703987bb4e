#!/usr/bin/env python3
"""The route solver against VROOM in the time that VROOM takes, on classic files and VROOM's own inputs.

Classic files become VROOM inputs as VROOM's own benchmarks have them: all lengths and times
times 1,000, rounded. VROOM runs with one thread and its default exploration until it ends by
itself; then `lifeline solve` gets as much time. Times are CPU seconds of the whole process where
LIFELINE_CPU_CLOCK names a library that makes the clock count them, else wall. Better: fewer left
out, then cheaper."""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

PRECISION = 1000
CPU_CLOCK = os.environ.get("LIFELINE_CPU_CLOCK")


def matrix(points):
    """VROOM's own rounding: half a unit up."""
    return [[int(PRECISION * ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 + 0.5)
             for b in points] for a in points]


def problem(points, vehicles, capacity, shift, jobs=(), shipments=()):
    whole = {"start_index": 0, "end_index": 0, "capacity": [capacity]}
    if shift:
        whole["time_window"] = shift
    result = {"vehicles": [{"id": v, **whole} for v in range(vehicles)],
              "matrices": {"car": {"durations": matrix(points)}}}
    if jobs:
        result["jobs"] = list(jobs)
    if shipments:
        result["shipments"] = list(shipments)
    return result


def visit(row):
    """Of a Solomon or Li & Lim line: number, x, y, load, from, until, service."""
    return {"id": row[0], "location_index": row[0], "service": PRECISION * row[6],
            "time_windows": [[PRECISION * row[4], PRECISION * row[5]]]}


def read_rows(lines):
    return [[int(float(word)) for word in line.split()] for line in lines
            if re.match(r"\s*\d", line)]


def solomon(lines):
    (vehicles, capacity), depot, *rows = read_rows(lines)
    jobs = [{**visit(row), "delivery": [row[3]]} for row in rows]
    return problem([row[1:3] for row in [depot, *rows]], vehicles, capacity,
                   [PRECISION * depot[4], PRECISION * depot[5]], jobs=jobs)


def lilim(lines):
    (vehicles, capacity, *_), depot, *rows = read_rows(lines)
    by_id = {row[0]: row for row in rows}
    shipments = [{"amount": [row[3]], "pickup": visit(row), "delivery": visit(by_id[row[8]])}
                 for row in rows if row[8]]
    return problem([row[1:3] for row in [depot, *rows]], vehicles, capacity,
                   [PRECISION * depot[4], PRECISION * depot[5]], shipments=shipments)


def cvrp(name, lines):
    """Vehicles as in VROOM's benchmarks: the k of the name, 7 % more, and one."""
    text = "\n".join(lines)
    capacity = int(re.search(r"CAPACITY\s*:\s*(\d+)", text).group(1))
    points = re.search(r"NODE_COORD_SECTION\s*\n(.*?)DEMAND_SECTION\s*\n(.*?)DEPOT", text, re.S)
    nodes, loads = ([line.split() for line in part.strip().split("\n")]
                    for part in points.groups())
    vehicles = int(1.07 * int(re.search(r"-k(\d+)", name).group(1))) + 1
    jobs = [{"id": i, "location_index": i, "delivery": [int(load[1])]}
            for i, load in enumerate(loads) if i]
    result = problem([[float(node[1]), float(node[2])] for node in nodes], vehicles, capacity,
                     None, jobs=jobs)
    rows = result["matrices"]["car"]["durations"]
    result["matrices"]["car"]["durations"] = [[(way + 500) // PRECISION for way in row]
                                              for row in rows]
    return result


def read_input(path):
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if name.endswith(".json"):
        return json.loads(text)
    lines = text.splitlines()
    if name.endswith(".vrp"):
        return cvrp(name, lines)
    return solomon(lines) if "VEHICLE" in text else lilim(lines)


def run(command, cpu_clock=False):
    """Output and seconds of a command."""
    env = dict(os.environ)
    if cpu_clock:
        env["LD_PRELOAD"] = CPU_CLOCK
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env,
                          check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, used if CPU_CLOCK else time.monotonic() - begin


def compare(vroom, path, seeds, folder):
    input_path, plan_path = os.path.join(folder, "input.json"), os.path.join(folder, "plan.json")
    with open(input_path, "w", encoding="utf-8") as file:
        json.dump(read_input(path), file)
    output, seconds = run([vroom, "-t", "1", "-i", input_path])
    theirs = json.loads(output)["summary"]
    for seed in seeds:
        output, ours_s = run(["build/lifeline", "solve", "--quiet", "--threads", "1", "--seed", seed,
                              "--time", f"{seconds:.3f}", input_path], bool(CPU_CLOCK))
        with open(plan_path, "wb") as file:
            file.write(output)
        ours = json.loads(output)["summary"]
        feasible = subprocess.run(["build/lifeline", "check", input_path, plan_path],
                                  stdout=subprocess.DEVNULL, check=False).returncode == 0
        key_ours, key_theirs = ((s["unassigned"], s["cost"]) for s in (ours, theirs))
        yield {"bench": "vroom", "family": os.path.basename(os.path.dirname(path)),
               "instance": os.path.basename(path).rsplit(".", 1)[0], "seed": int(seed),
               "vroom_s": round(seconds, 3), "ours_s": round(ours_s, 3), "feasible": feasible,
               "vroom_unassigned": key_theirs[0], "vroom_cost": key_theirs[1],
               "unassigned": key_ours[0], "cost": key_ours[1],
               "percent": round(100 * (key_ours[1] / key_theirs[1] - 1), 3),
               "result": ("lost" if not feasible or key_ours > key_theirs else
                          "equal" if key_ours == key_theirs else "better")}


def main():
    vroom, seeds, *paths = sys.argv[1:]
    families = {}
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            for row in compare(vroom, path, seeds.split(), folder):
                print(json.dumps(row), flush=True)
                families.setdefault(row["family"], []).append(row)
    for family, rows in families.items():
        results = [row["result"] for row in rows]
        print(json.dumps({
            "bench": "vroom-mean", "family": family, "runs": len(rows),
            **{name: results.count(name) for name in ("better", "equal", "lost")},
            "mean_percent": round(sum(row["percent"] for row in rows) / len(rows), 3)}))


if __name__ == "__main__":
    main()
