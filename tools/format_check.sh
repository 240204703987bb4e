#!/bin/sh
# Fails when a C file is not laid out as .clang-format says; names the files.
cd "$(dirname "$0")/.." || exit 1
format=$(command -v clang-format-14 || command -v clang-format) || exit 77
find src tests bench fuzz examples -name '*.[ch]' ! -path '*/gen/*' 2>/dev/null |
    xargs -r "$format" --dry-run --Werror 2>&1 | grep -E 'error:' | sed 's/:.*//' | sort -u >build/.unformatted
[ -s build/.unformatted ] || exit 0
echo "not laid out by clang-format (run 'make format'):" >&2
cat build/.unformatted >&2
exit 1
