#!/usr/bin/env python3
"""Checks docs/coverage.md: every story of the domain file has its row, and whatever a row names is there.

In backticks a row may name a command (`sheet.create`), a file of this repository (`packs/figures.yaml`), a text
in a file (`tests/ops/test_figure.c#name_of_the_test`) or a page of the office (`/office/reports`). Instead of
either it may say "later: roster", "later: project", "later: watch" or "later: energy".
"""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
STORIES = {"S0": 11, "S1": 19, "S2": 13, "S3": 40}
LATER = re.compile(r"later: (roster|project|watch|energy)")


def missing(name):
    """What is wrong with a name in backticks; None when it is there."""
    if name.startswith("/office/"):
        pages = (root / "web/src/office/pages.ts").read_text()
        return None if f"name: '{name[len('/office/'):]}'" in pages else "no such page"
    path, _, text = name.partition("#")
    if "/" in path or path.endswith(".md"):
        if not (root / path).is_file():
            return "no such file"
        return None if text in (root / path).read_text() else f"'{text}' is not in it"
    return None if (root / f"schema/commands/{path}.json").is_file() else "no such command"


def check_row(story, cells):
    for title, cell in zip(("served by", "shown by"), cells):
        names = re.findall(r"`([^`]+)`", cell)
        if not names and not LATER.search(cell):
            yield f"{story}: '{title}' names nothing that can be looked up, and no later engine"
        for name in names:
            why = missing(name)
            if why:
                yield f"{story}: {title}: `{name}`: {why}"


def main():
    rows, problems = {}, []
    for line in (root / "docs/coverage.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| ") and not re.fullmatch(r"S\d-\d+", cells[0]):
            # The figures beside the article's: what shows them is there.
            problems += [f"{cells[0]}: `{name}`: {missing(name)}" for name in re.findall(r"`([^`]+)`", cells[-1]) if missing(name)]
        if re.fullmatch(r"S\d-\d+", cells[0]):
            if cells[0] in rows or len(cells) != 4:
                problems.append(f"{cells[0]}: one row of four cells is wanted")
            rows[cells[0]] = cells
    wanted = [f"{part}-{n}" for part, count in STORIES.items() for n in range(1, count + 1)]
    problems += [f"{story}: the row is missing" for story in wanted if story not in rows]
    problems += [f"{story}: there is no such story" for story in rows if story not in wanted]
    for story, cells in rows.items():
        problems += check_row(story, cells[2:])
    for problem in problems:
        print(problem)
    print(f"{len(rows)} rows, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
