#!/bin/sh
# `lifeline road` from a map to a route: what it prints, and how it fails.
set -eu
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/town.osm" <<'MAP'
<osm version="0.6">
  <node id="1" lat="-1.000" lon="-1.000"/><node id="2" lat="-1.000" lon="-0.990"/>
  <node id="3" lat="-1.010" lon="-0.990"/>
  <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/>
    <tag k="name" v="East Street"/></way>
  <way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/>
    <tag k="oneway" v="yes"/><tag k="name" v="South Street"/></way>
  <relation id="12"><member type="way" ref="10" role="from"/>
    <member type="node" ref="2" role="via"/><member type="way" ref="11" role="to"/>
    <tag k="type" v="restriction"/>
    <tag k="restriction:conditional" v="no_right_turn @ (Mo-Fr 07:00-09:00)"/></relation>
</osm>
MAP

fail() {
    echo "not as expected: $1" >&2
    exit 1
}

# expect CODE TEXT COMMAND...: the exit code, and a text in what it prints on either stream.
expect() {
    code=$1 text=$2
    shift 2
    set +e
    said=$("$@" 2>&1)
    got=$?
    set -e
    [ "$got" = "$code" ] || fail "$* gives $got: $said"
    case $said in *"$text"*) ;; *) fail "$* says: $said" ;; esac
}

town=$folder/town.road
expect 2 "usage: lifeline road" "$program" road
expect 2 "say with -o" "$program" road import "$folder/town.osm"
expect 1 "cannot be opened" "$program" road import "$folder/none.osm" -o "$town"
expect 0 "made     3 nodes, 2 edges, 3 arcs" "$program" road import "$folder/town.osm" -o "$town"
expect 0 "1 turn restrictions" "$program" road import "$folder/town.osm" -o "$town" \
    --at 2022-09-27T08:00:00+08:00
expect 0 "0 turn restrictions" "$program" road import "$folder/town.osm" -o "$town" \
    --at 2022-09-27T12:00:00+08:00
expect 2 "usage: lifeline road" "$program" road import "$folder/town.osm" -o "$town" --at noon
expect 0 '"edges":2' "$program" road import "$folder/town.osm" --output "$town" --json
expect 0 "profiles  car emergency truck" "$program" road info "$town"
expect 0 '"nodes":3' "$program" road info "$town" --json
expect 0 "South Street" "$program" road route "$town" -1,-1 -0.99,-1.01
expect 0 '"name":"East Street"' "$program" road route --json "$town" -1,-1 -0.99,-1.01
expect 0 '"LineString"' "$program" road route --geojson "$town" -1,-1 -0.99,-1.01
expect 1 "lifeline road route:" "$program" road route "$town" -0.99,-1.01 -1,-1
# One street more behind South Street, which is closed: the closure is named.
sed 's|<relation|<node id="4" lat="-1.010" lon="-0.980"/><way id="13"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/></way><relation|' \
    "$folder/town.osm" >"$folder/longer.osm"
longer=$folder/longer.road
expect 0 "3 edges" "$program" road import "$folder/longer.osm" -o "$longer"
expect 0 "South Street" "$program" road route "$longer" -1,-1 -0.981,-1.01
expect 1 'place 1 to place 2. There is no way: it is closed by "flood".' "$program" road route \
    "$longer" -1,-1 -0.981,-1.01 --close flood=-0.991,-1.006,-0.989,-1.004
expect 0 'it is closed by "flood".' "$program" road why "$longer" -1,-1 -0.981,-1.01 \
    --close flood=-0.991,-1.006,-0.989,-1.004
expect 0 '"closures":["flood"],"blocked_at":[-0.99,-1.0]' "$program" road why "$longer" --json \
    -1,-1 -0.981,-1.01 --close flood=-0.991,-1.006,-0.989,-1.004
# The street's end is sealed: without a gate, with one for leaving only, with one that is open.
set -- -1,-1 -0.981,-1.01 --seal village=-0.985,-1.02,-0.975,-1.00
expect 1 'There is no way: it is closed by "village".' "$program" road route "$longer" "$@"
expect 0 '"closures":["village"]' "$program" road why "$longer" "$@" --json
expect 0 'whose gate "east" does not let this vehicle through this way' "$program" road why \
    "$longer" "$@" --gate east=-0.985,-1.01,out
expect 0 '"gate":"east"' "$program" road why "$longer" "$@" --gate east=-0.985,-1.01,out --json
expect 0 "South Street" "$program" road route "$longer" "$@" --gate east=-0.985,-1.01
expect 1 "is no gate" "$program" road route "$longer" "$@" --gate east=-0.985
expect 1 "Only a sealed area has gates" "$program" road why "$longer" -1,-1 -1,-1 \
    --close flood=-1,-2,0,2 --gate east=-0.985,-1.01
expect 2 "usage" "$program" road why "$longer" -1,-1 -1,-1 --gate east=-0.985,-1.01
expect 0 "no closure lies on the best one" "$program" road why "$longer" -1,-1 -0.981,-1.01
expect 0 "for this vehicle, closures or not" "$program" road why "$longer" -0.981,-1.01 -1,-1
# East Street costs a toll.
sed 's|<tag k="highway" v="primary"/>|&<tag k="toll" v="yes"/>|' "$folder/town.osm" >"$folder/toll.osm"
expect 0 "2 edges" "$program" road import "$folder/toll.osm" -o "$folder/toll.road"
expect 0 "East Street" "$program" road route "$folder/toll.road" -0.995,-1 -0.99,-1.01
expect 0 "0.00 km" "$program" road route "$folder/toll.road" -0.99,-1.01 -0.99,-1.01 --exclude toll
expect 0 "0.0" "$program" road table "$folder/toll.road" -0.995,-1 --exclude toll
expect 1 "does not offer" "$program" road route "$folder/toll.road" -1,-1 -1,-1 --exclude toll,ferry
expect 1 'no kind of road "sea"' "$program" road route "$folder/toll.road" -1,-1 -1,-1 --exclude sea
expect 1 "is no closure" "$program" road why "$longer" -1,-1 -1,-1 --close flood=1,2,3
expect 1 '"here" is no place' "$program" road route "$town" here -1,-1
expect 1 "no road file" "$program" road route "$folder/town.osm" -1,-1 -1,-1
expect 1 "profile" "$program" road route "$town" -1,-1 -1,-1 --profile tram
expect 0 '"MultiPolygon"' "$program" road isochrone "$town" -1,-1 --minutes 1,2
expect 1 "rising numbers" "$program" road isochrone "$town" -1,-1 --minutes 2,1
expect 1 "cannot be opened" "$program" road bench "$folder/none.osm" --json
printf '# two places\n-1,-1\n\n-0.99,-1\n' >"$folder/points"
expect 0 "0.0" "$program" road table "$town" --points "$folder/points"
expect 0 '"durations":[[0.0,' "$program" road table "$town" --points "$folder/points" --json
printf -- '-1;-1\n' >>"$folder/points"
expect 1 "points:5" "$program" road table "$town" --points "$folder/points"
