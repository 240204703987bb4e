#!/usr/bin/env python3
"""Writes numbered SQL files as a C table of migrations.

usage: embed_sql.py OUT.c FILE.sql...      each named NNNN_what.sql, counting from 0001 without gaps
"""
import json
import pathlib
import sys

out, *names = sys.argv[1:]
texts, rows = [], []
for number, name in enumerate(sorted(names), start=1):
    path = pathlib.Path(name)
    if path.name[:5] != f"{number:04d}_":
        sys.exit(f"{path.name}: expected a name that begins with {number:04d}_")
    # As bytes, since a string literal may have only 4095 characters.
    texts.append(f"static const char text_{number}[] = {{")
    texts += ["    " + "".join(f"{byte}," for byte in line) for line in path.read_bytes().splitlines(keepends=True)]
    texts.append("    0};")
    rows.append(f"    {{{number}, {json.dumps(path.stem)}, text_{number}}},")
lines = ['#include "store/migrate_int.h"', "", *texts, "", "const struct migration migrations[] = {", *rows]
pathlib.Path(out).write_text("\n".join(lines + ["    {0, NULL, NULL},", "};", ""]), encoding="utf-8")
