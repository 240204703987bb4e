#!/usr/bin/env python3
"""Checks every #include "..." under src/ against tools/floors.txt and prints the drawing.

Exit 1 on an include that the list does not allow, on a cycle in the list, and on a header of the
inside of another folder (a name that ends in _int.h).
"""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def read_floors():
    floors = {}
    for line in (root / "tools/floors.txt").read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            folder, _, uses = line.partition(":")
            floors[folder.strip()] = uses.split()
    return floors


def find_cycle(floors):
    state = {}

    def visit(folder, path):
        if state.get(folder) == "done":
            return None
        if folder in path:
            return path + [folder]
        for below in floors.get(folder, []):
            cycle = visit(below, path + [folder])
            if cycle:
                return cycle
        state[folder] = "done"
        return None

    for folder in floors:
        cycle = visit(folder, [])
        if cycle:
            return cycle
    return None


def main():
    floors = read_floors()
    wrong, edges = [], {}
    cycle = find_cycle(floors)
    if cycle:
        wrong.append("tools/floors.txt: a circle: " + " -> ".join(cycle))
    for path in sorted((root / "src").rglob("*.[ch]")):
        folder = path.relative_to(root / "src").parts[0]
        if folder not in floors:
            wrong.append(f"{path.relative_to(root)}: the folder {folder} is not in tools/floors.txt")
            continue
        for header in INCLUDE.findall(path.read_text()):
            target = header.split("/")[0]
            if target == folder:
                continue
            if target not in floors[folder]:
                wrong.append(f"{path.relative_to(root)}: may not include {header}")
            elif header.endswith("_int.h"):
                wrong.append(f"{path.relative_to(root)}: {header} is private to {target}/")
            else:
                edges.setdefault(folder, set()).add(target)
    for folder in reversed(list(floors)):
        print(f"{folder:>8} -> {' '.join(sorted(edges.get(folder, []))) or '(ground)'}")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main())
