#!/usr/bin/env python3
"""Reads the rows of bench/road.sh and prints, for each family of networks, the exponent of every figure: the slope of
a straight line through the logarithms, fitted by least squares. The town of the extracts begins the family of its copies."""
import json
import math
import sys

KEYS = ['import_s', 'import_peak_mb', 'order_s', 'customise_ms', 'close_district_200_ms', 'close_scattered_200_ms',
        'query_us', 'route_us', 'table100_ms', 'table1000_ms', 'rss_mb']


def exponent(points):
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len({x for x, _ in logs}) < 2:
        return None
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def main():
    families = {}
    with open(sys.argv[1], encoding='utf-8') as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        families.setdefault(row['family'], []).append(row)
    if 'porto' in families:
        families['porto'] += [row for row in rows if row['network'] == 'porto']
    for family, members in families.items():
        if len(members) < 2:
            continue
        fitted = {key: exponent([(row['edges'], row[key]) for row in members]) for key in KEYS}
        print(json.dumps({'bench': 'road_growth', 'family': family, 'edges': sorted(row['edges'] for row in members),
                          **{key: round(value, 2) for key, value in fitted.items() if value is not None}}))


main()
