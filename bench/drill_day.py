#!/usr/bin/env python3
"""Prints a drill: a day of so many errands, a hundred for each crew, in a city of sixty residents for each. The crews start
from a depot for each ten, spread over the area as seeds are over a sunflower."""
import math
import sys

HEAD = """name: {{zh: 规模, en: scale}}
city: {{seed: 1, residents: {residents}}}
start: 2022-09-26T00:00:00+08:00
end: 2022-09-27T02:00:00+08:00
fleet:"""
FLEET = """  - name: {{zh: 志愿者{depot}, en: Volunteer {depot}}}
    count: {crews}
    vehicle: car
    members: [[errand]]
    shift: {{from: 2022-09-26T00:00:00+08:00, until: 2022-09-27T02:00:00+08:00}}
    depot: {{east_m: {east}, north_m: {north}}}"""
REST = """demand:
  groups:
    - {{service: help.errand, count: {jobs}, from: 2022-09-26T00:00:00+08:00, until: 2022-09-27T00:00:00+08:00,
       area: {{east_m: 0, north_m: 0, radius_m: {radius}}}, answers: {{kind: supplies}}}}
noise: {{travel: 0.2, service: 0.2, accept_s: 30, report_s: 3600, line_s: 0}}"""


def main():
    jobs = int(sys.argv[1])
    crews, radius = max(1, jobs // 100), round(1900 * math.sqrt(jobs / 1000))
    print(HEAD.format(residents=max(8000, 60 * jobs)))
    depots = math.ceil(crews / 10)
    for depot in range(depots):
        away, angle = radius * math.sqrt((depot + 0.5) / depots), 2.39996 * depot
        away = away if depots > 1 else 0
        print(FLEET.format(depot=depot + 1, crews=min(10, crews - 10 * depot), east=round(away * math.cos(angle)),
                           north=round(away * math.sin(angle))))
    print(REST.format(jobs=jobs, radius=radius))


main()
