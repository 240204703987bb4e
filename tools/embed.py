"""Writes files as C arrays: embed.py OUT PREFIX NAME=FILE...

The header declares PREFIX_BUILTIN_COUNT and the table PREFIX_builtins[] of name, text and size."""
import sys

out, prefix, *pairs = sys.argv[1:]
names, parts = [], ["/* Made from the files named below by tools/embed.py. */"]
for pair in pairs:
    name, path = pair.split("=", 1)
    data = open(path, "rb").read()
    symbol = f"{prefix}_text_{name}"
    parts.append(f"/* {name} */\nstatic const unsigned char {symbol}[] = {{")
    parts += ["    " + ",".join(map(str, data[i:i + 24])) + "," for i in range(0, len(data), 24)]
    parts.append("    0};")
    names.append(f'    {{"{name}", {symbol}, sizeof {symbol} - 1}},')
parts.append(f"enum {{ {prefix.upper()}_BUILTIN_COUNT = {len(pairs)} }};")
parts.append("static const struct {\n    const char *name;\n    const unsigned char *text;\n"
             f"    unsigned long size;\n}} {prefix}_builtins[] = {{")
parts += names + ["};", ""]
with open(out, "w", encoding="utf-8") as file:
    file.write("\n".join(parts))
