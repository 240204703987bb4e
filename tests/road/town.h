/*
 * ASCII towns: a test draws a map, says what its streets are, and asks for the way.
 *
 *     struct town town = town_new("a---b---c\n"
 *                                 "    |    \n"
 *                                 "    d    ");
 *     town_way(&town, "abc", "highway=primary");
 *     town_way(&town, "bd", "highway=residential oneway=yes");
 *     town_node(&town, 'b', "highway=traffic_signals");
 *     town_restriction(&town, "restriction=no_left_turn", "abc", "b", "bd");
 *     town_open(&town);
 *     assert_route(&town, "car", 'a', 'd', "abc,bd", 12.3);
 *
 * Letters are nodes; digits are places on the nearest street; everything else is drawing. A column
 * is 50 m, a row 100 m (half and one `town.grid_m`, which may be changed before town_open), on a
 * parallel near the equator. A street is named after its nodes unless its tags say otherwise.
 *
 * Ways are found by plain Dijkstra on arcs and turns: slow, short, and independent of the engine.
 */
#ifndef LIFELINE_TESTS_ROAD_TOWN_H
#define LIFELINE_TESTS_ROAD_TOWN_H

#include "osm_maker.h"
#include "road/graph_int.h"
#include "road/road.h"

struct town {
    const char *map;
    double grid_m;
    struct maker maker;
    const char *node_tags[128]; /* by letter */
    int64_t next_id;
    const char *profile_dir; /* NULL: the built-in profiles */
    int64_t as_of_ms;        /* restrictions by hours as at this moment; 0: none */
    int as_of_offset_min;
    struct graph *graph;
    struct road_import_report report;
};

struct town town_new(const char *map);
void town_way(struct town *town, const char *nodes, const char *tags);
/* Four roads that meet at c: b from the west, a to the north, d to the east, e to the south; 200 m
 * each. */
extern const char town_crossing_map[];
struct town town_crossing(const char *tags);
void town_node(struct town *town, char node, const char *tags);
/* `via` is one letter or the nodes of ways, parted by commas; so are `from` and `to`. */
void town_restriction(struct town *town, const char *tags, const char *from, const char *via,
                      const char *to);
/* Writes the file and imports it; fails the test when that fails. */
void town_open(struct town *town);
/* The same town by other profiles, those of `profile_dir`. */
void town_reopen(struct town *town);
void town_close(struct town *town);

struct town_answer {
    bool found;
    double duration_s, weight_s, length_m;
    char streets[256]; /* names in order, each once in a row */
};
struct town_answer town_route(const struct town *town, const char *profile, char from, char to);

/* Fails with what was found. NULL streets: there must be no way. Negative times are not looked at.
 */
void assert_route(const struct town *town, const char *profile, char from, char to,
                  const char *streets, double duration_s);

/* ---- Streets by themselves ----------------------------------------------------------------- */

/* Adds a street of 2 km that lies by itself: nodes 10 * way, + 1 and + 2. Of its tags
 * "node:KEY=VALUE" is put on the node in its middle; highway=primary unless they say otherwise. */
void town_street(struct town *town, int64_t way, double north_km, const char *tags);

/* How a profile sees the street that an edge belongs to. */
struct street_look {
    char sign;        /* '=' both ways, '>' along it, '<' against it, '.' not at all */
    double kmh, rate; /* along it, or against it where that is all; rate: speed by weight / speed */
};
struct street_look street_look(const struct graph *graph, uint32_t profile, uint32_t edge);

/* A table of streets of their own, each with tags: which profiles may drive which way, how fast. */
struct street_case {
    const char *tags;    /* "node:KEY=VALUE" is put on a node in its middle */
    const char *drives;  /* car, emergency, truck: "=" both ways, ">" forward, "<" backward, "." */
    double forward_kmh;  /* of the car; 0: not looked at */
    double forward_rate; /* speed / weight of the car; 0: not looked at */
};
void assert_streets(const struct street_case *cases, size_t n);

#endif
