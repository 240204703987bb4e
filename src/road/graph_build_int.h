/*
 * A graph in the making: what the builder gathers (graph_build.c) and the finish sorts, numbers and
 * packs into one block (graph_finish.c).
 */
#ifndef LIFELINE_ROAD_GRAPH_BUILD_INT_H
#define LIFELINE_ROAD_GRAPH_BUILD_INT_H

#include "base/map.h"
#include "base/vec.h"
#include "road/graph_int.h"
#include "road/spill.h"

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
    uint32_t from, to, costs; /* costs: index into turn_costs */
};

/* Weights then durations of all profiles. Many turns cost the same: they share one. */
struct turn_costs {
    uint16_t ds[2 * GRAPH_PROFILES_MAX];
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
    struct spill points; /* struct point_e7 */
    uint64_t n_points;
    VEC(struct draft_edge) edges;
    VEC(struct draft_arc) arcs;
    struct spill paces; /* struct graph_pace, n_profiles per arc that is no copy */
    VEC(struct draft_turn) turns;
    VEC(struct turn_costs) turn_costs;
    struct map turn_cost_ids; /* bytes of the costs to their index + 1 */
    VEC(struct graph_barrier) barriers;
    VEC(uint32_t) name_first;
    VEC(char) name_text;
    struct map name_ids;
};

/* Index of these costs in turn_costs, to which they are added when they are new. */
uint32_t builder_turn_costs(struct graph_builder *builder, const struct turn_costs *costs);

#endif
