#!/bin/sh
# The page by itself: its types, and its own unit tests. Skipped where its packages are not installed.
set -eu
cd "$(dirname "$0")/../../web"
[ -d node_modules ] || exit 77
npm run --silent check
npm run --silent test
