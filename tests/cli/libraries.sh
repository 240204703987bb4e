#!/bin/sh
# The two libraries as somebody else's program sees them: installed under a prefix, found by pkg-config,
# and their examples built with what it says.
set -eu
program=$1
sanitize=${2-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

meson install -C "$LIFELINE_BUILD" --no-rebuild --quiet --tags devel --destdir "$folder/root" >/dev/null
prefix=$(dirname "$(dirname "$(dirname "$(dirname "$(find "$folder/root" -name lifeline-road.pc)")")")")
PKG_CONFIG_PATH=$(dirname "$(find "$folder/root" -name lifeline-road.pc)")
export PKG_CONFIG_PATH

# build NAME: an example, with a compiler that knows of nothing but pkg-config's answer.
build() {
    # shellcheck disable=SC2046 # flags are words
    cc -std=c17 -Wall -Wextra -Werror $sanitize -o "$folder/$1" "$LIFELINE_ROOT/examples/$1.c" \
        $(pkg-config --define-variable=prefix="$prefix" --cflags --libs "lifeline-$1")
}

same() { # same WANTED COMMAND...
    wanted=$1
    shift
    said=$("$@")
    [ "$said" = "$wanted" ] || {
        echo "$* says: $said, not: $wanted" >&2
        exit 1
    }
}

cat >"$folder/town.osm" <<'MAP'
<osm version="0.6">
  <node id="1" lat="-1.000" lon="-1.000"/><node id="2" lat="-1.000" lon="-0.990"/>
  <node id="3" lat="-1.010" lon="-0.990"/><node id="4" lat="-1.010" lon="-0.980"/>
  <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
  <way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>
  <way id="12"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/></way>
</osm>
MAP
"$program" road import "$folder/town.osm" -o "$folder/town.road" >/dev/null
build road
build plan
# The road's example ends without tidying up.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
same 'open: 365.0 s
closed: -1.0 s' "$folder/road" "$folder/town.road" -1 -1 -0.981 -1.01 11
# The planner's: from the depot (place 0) to each of the three jobs and back.
"$folder/plan" >"$folder/plan.txt"
same 'place 0' sed -n '1s/ at.*//p' "$folder/plan.txt"
same 'place 0' sed -n '$s/ at.*//p' "$folder/plan.txt"
same '0 0 1 2 3 ' sh -c "sort '$folder/plan.txt' | awk '{ printf \"%s \", \$2 }'"
