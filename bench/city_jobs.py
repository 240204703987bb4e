#!/usr/bin/env python3
"""Writes a request in VROOM's JSON: jobs and vehicles scattered over Porto. Argument: jobs."""
import json
import random
import sys

DAY_S = 36000


def place(rng):
    return [round(-8.62 + rng.gauss(0, 0.035), 6), round(41.16 + rng.gauss(0, 0.02), 6)]


def job(rng, number):
    made = {"id": number, "location": place(rng), "service": rng.randint(120, 600), "delivery": [rng.randint(1, 10)]}
    if rng.random() < 0.5:
        start = rng.randint(0, DAY_S - 7200)
        made["time_windows"] = [[start, start + rng.randint(3600, 14400)]]
    return made


def vehicle(rng, number):
    home = place(rng)
    return {"id": number, "start": home, "end": home, "capacity": [220], "time_window": [0, DAY_S]}


def main():
    count = int(sys.argv[1])
    rng = random.Random(count)
    jobs = [job(rng, i + 1) for i in range(count)]
    vehicles = [vehicle(rng, i + 1) for i in range(count // 20 + 2)]
    json.dump({"jobs": jobs, "vehicles": vehicles}, sys.stdout)


main()
