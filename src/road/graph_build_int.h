/*
 * A graph in the making: what the builder gathers (graph_build.c) and the finish sorts, numbers and
 * packs into one block (graph_finish.c).
 */
#ifndef LIFELINE_ROAD_GRAPH_BUILD_INT_H
#define LIFELINE_ROAD_GRAPH_BUILD_INT_H

#include "base/map.h"
#include "base/vec.h"
#include "road/graph_int.h"

struct draft_edge {
    uint32_t tail, head, length_dm, name, ref, first_point;
    int64_t way;
    uint32_t arc[2]; /* forward, backward; GRAPH_NONE without */
    uint16_t flags;
    uint8_t class;
};

struct draft_arc {
    uint32_t edge;
    uint8_t flags;
};

struct draft_turn {
    uint32_t from, to, costs; /* costs: index of its first entry in turn_costs */
};

struct point_e7 {
    int32_t lon, lat;
    int64_t osm;
};

struct graph_builder {
    uint32_t n_profiles;
    bool plain_turns;
    char profile_names[GRAPH_PROFILES_MAX][GRAPH_PROFILE_NAME_MAX];
    uint8_t excludable[GRAPH_PROFILES_MAX][GRAPH_EXCLUDABLE_MAX];
    VEC(struct point_e7) nodes;
    VEC(struct point_e7) points;
    VEC(struct draft_edge) edges;
    VEC(struct draft_arc) arcs;
    VEC(struct graph_pace) paces; /* n_profiles per arc */
    VEC(struct draft_turn) turns;
    VEC(uint16_t) turn_costs; /* weights then durations of all profiles, per turn */
    VEC(struct graph_barrier) barriers;
    VEC(uint32_t) name_first;
    VEC(char) name_text;
    struct map name_ids;
};

#endif
