#!/usr/bin/env python3
"""Packs the files of a folder into the program.

usage: assets.py FOLDER TABLE.c BYTES.S PACKED_FOLDER [PATH=FILE ...]

Each file of the folder, and each further FILE under the path it is to have, is compressed (gzip, no time stamp) into PACKED_FOLDER; BYTES.S includes the packed bytes
and TABLE.c names them with their type and the hash of their content. A folder that does not exist
gives an empty table. Outputs are touched only when they change.
"""
import gzip
import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".map": "application/json",
}


def put(path, data):
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def main():
    folder, table, code, packed = map(pathlib.Path, sys.argv[1:5])
    packed.mkdir(parents=True, exist_ok=True)
    files = [("/" + f.relative_to(folder).as_posix(), f) for f in sorted(folder.rglob("*"))
             if f.is_file() and not f.name.startswith(".")]
    for extra in sys.argv[5:]:
        path, _, name = extra.partition("=")
        files.append((path, pathlib.Path(name)))
    rows, labels, sections = [], [], []
    for number, (path, file) in enumerate(files):
        raw = file.read_bytes()
        label = f"asset_{number}"
        name = hashlib.sha256(raw).hexdigest()
        put(packed / f"{name}.gz", gzip.compress(raw, 9, mtime=0))
        kind = TYPES.get(file.suffix, "application/octet-stream")
        labels.append(f"extern const unsigned char {label}[], {label}_end[];")
        rows.append(f'    {{"{path}", "{kind}", "\\"{name[:20]}\\"", {label}, {label}_end, {len(raw)}}},')
        sections.append(
            f'.global {label}\n.global {label}_end\n{label}:\n'
            f'.incbin "{(packed / (name + ".gz")).resolve()}"\n{label}_end:\n')
    put(table, "\n".join(
        ["/* Written by tools/assets.py; do not edit. */", '#include "http/assets_int.h"', ""]
        + labels
        + ["", "const struct asset ASSETS[] = {"] + rows + ["    {0},", "};", ""]).encode())
    put(code, ('.section .rodata\n' + "".join(sections)
               + '.section .note.GNU-stack,"",@progbits\n').encode())


main()
