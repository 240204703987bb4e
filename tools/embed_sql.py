#!/usr/bin/env python3
"""Writes numbered SQL files as a C table of migrations.

usage: embed_sql.py OUT.c FILE.sql...      each named NNNN_what.sql, the numbers all different
"""
import json
import pathlib
import re
import sys

out, *names = sys.argv[1:]
texts, rows = [], []
for path in sorted((pathlib.Path(name) for name in names), key=lambda path: path.name):
    numbered = re.fullmatch(r"(\d{4})_\w+\.sql", path.name)
    number = int(numbered[1]) if numbered else 0
    if number == 0 or any(row.startswith(f"    {{{number},") for row in rows):
        sys.exit(f"{path.name}: expected a name like 0042_what.sql with a number of its own")
    # As bytes, since a string literal may have only 4095 characters.
    texts.append(f"static const char text_{number}[] = {{")
    texts += ["    " + "".join(f"{byte}," for byte in line) for line in path.read_bytes().splitlines(keepends=True)]
    texts.append("    0};")
    rows.append(f"    {{{number}, {json.dumps(path.stem)}, text_{number}}},")
lines = ['#include "store/migrate_int.h"', "", *texts, "", "const struct migration migrations[] = {", *rows]
pathlib.Path(out).write_text("\n".join(lines + ["    {0, NULL, NULL},", "};", ""]), encoding="utf-8")
