#!/bin/sh
# Builds web/ into build/web when anything under it has changed; web/package.json names the steps.
set -eu
cd "$(dirname "$0")/.."
[ -e web/package.json ] || exit 0
if [ ! -e web/node_modules/.ok ] || [ web/package-lock.json -nt web/node_modules/.ok ]; then
    (cd web && npm ci --no-audit --no-fund --loglevel=error)
    touch web/node_modules/.ok
fi
if [ ! -e build/web/.ok ] || [ -n "$(find web schema -newer build/web/.ok -type f ! -path 'web/node_modules/*' -print -quit)" ]; then
    (cd web && npm run --silent build)
    touch build/web/.ok
fi
