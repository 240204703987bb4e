#!/usr/bin/env python3
"""Writes everything that schema/ implies: C tables, OpenAPI, TypeScript, reference pages.

usage: gen.py            writes what has changed
       gen.py --check    writes nothing; exit 1 and the names of files that are not current

Standard library only; the same schema gives the same bytes. The parts are in tools/gen_parts/.
"""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from gen_parts import c_tables, openapi, reference, schema, typescript  # noqa: E402


def outputs(model):
    """Path below the project -> text."""
    files = {}
    files.update(c_tables.commands(model))
    files.update(c_tables.machines(model))
    files.update(openapi.document(model))
    files.update(typescript.client(model))
    files.update(reference.pages(model))
    return files


def main(args):
    check = args == ["--check"]
    if args and not check:
        print(__doc__, file=sys.stderr)
        return 2
    root = pathlib.Path(__file__).resolve().parent.parent
    try:
        model = schema.load(root / "schema")
    except schema.Wrong as wrong:
        print(f"gen: {wrong}", file=sys.stderr)
        return 1
    stale = []
    for name, text in sorted(outputs(model).items()):
        path = root / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{'not current: ' if check else 'wrote '}{name}", file=sys.stderr if check else sys.stdout)
    if check and stale:
        print("run 'make gen' and commit what it writes", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
