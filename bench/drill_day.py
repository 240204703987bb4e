#!/usr/bin/env python3
"""Prints a drill: a day of so many errands, a hundred for each crew, in a city of sixty residents for each (a million at
most). The crews start from a depot for each ten, spread over the area as seeds are over a sunflower. With minutes, only so
much of the day is played."""
import math
import sys

HEAD = """name: {{zh: 规模, en: scale}}
city: {{seed: 1, residents: {residents}}}
start: 2022-09-26T00:00:00+08:00
end: {end}
fleet:"""
FLEET = """  - name: {{zh: 志愿者{depot}, en: Volunteer {depot}}}
    count: {crews}
    vehicle: car
    members: [[errand]]
    shift: {{from: 2022-09-26T00:00:00+08:00, until: 2022-09-27T02:00:00+08:00}}
    depot: {{east_m: {east}, north_m: {north}}}"""
REST = """demand:
  groups:
    - {{service: help.errand, count: {jobs}, from: 2022-09-26T00:00:00+08:00, until: {until},
       area: {{east_m: 0, north_m: 0, radius_m: {radius}}}, answers: {{kind: supplies}}}}
noise: {{travel: 0.2, service: 0.2, accept_s: 30, report_s: 3600, line_s: 0}}"""


def main():
    jobs = int(sys.argv[1])
    minutes = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    end, until = '2022-09-27T02:00:00+08:00', '2022-09-27T00:00:00+08:00'
    if minutes:
        end = until = f'2022-09-26T{minutes // 60:02}:{minutes % 60:02}:00+08:00'
    crews, residents = max(1, jobs // 100), max(8000, min(60 * jobs, 1000000))
    radius = round(1900 * math.sqrt(residents / 60000))
    print(HEAD.format(residents=residents, end=end))
    depots = math.ceil(crews / 10)
    for depot in range(depots):
        away, angle = radius * math.sqrt((depot + 0.5) / depots), 2.39996 * depot
        away = away if depots > 1 else 0
        print(FLEET.format(depot=depot + 1, crews=min(10, crews - 10 * depot), east=round(away * math.cos(angle)),
                           north=round(away * math.sin(angle))))
    print(REST.format(jobs=jobs * (minutes or 1440) // 1440, radius=radius, until=until))


main()
