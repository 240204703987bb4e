/*
 * The steps of an import and what they hand on:
 *
 *   import_read.c         the file, twice: ways and restrictions first, then the nodes they need
 *   import_routes.c       compass directions of numbered roads
 *   import_nodes.c        the list of these nodes
 *   import_edges.c        junctions and the edges between them, with times for every profile
 *   import_restrictions.c turn restrictions as paths of arcs, and copies of arcs for via-way ones
 *   import_turns.c        who may turn where at each junction, and what it costs
 *   import.c              the order of these steps, and the report
 *
 * Memory grows with the roads of the file, not with the file and not with the range of its ids:
 * node ids are kept as a sorted list of those that roads use, and what is needed again only at the
 * end (geometry, times) waits in temporary files. docs/road-profile.md tells how much it is.
 */
#ifndef LIFELINE_ROAD_IMPORT_INT_H
#define LIFELINE_ROAD_IMPORT_INT_H

#include "base/map.h"
#include "base/vec.h"
#include "road/graph_int.h"
#include "road/profile.h"
#include "road/road.h"

enum {
    IMPORT_REFS_MAX = 1000 * 1000 * 1000, /* nodes of all roads of a file, with repeats */
    IMPORT_WAYS_MAX = 200 * 1000 * 1000,
    IMPORT_PATH_MAX = 1000,          /* edges of one turn restriction */
    IMPORT_COMBINATIONS_MAX = 64,    /* from and to ways of one no_entry or no_exit */
    IMPORT_ROUTES_MAX = 1000 * 1000, /* relations that number roads, and their members */
    IMPORT_ROUTE_MEMBERS_MAX = 50 * 1000 * 1000,
};

/* All attributes of a road but its name; roads with equal attributes share one. */
struct road_kind {
    uint8_t class;       /* enum graph_class */
    uint8_t u_turn_lane; /* bit 0: forward, bit 1: backward */
    uint16_t flags;      /* enum graph_edge_flag */
    struct way_verdict verdict[GRAPH_PROFILES_MAX];
};

struct raw_way {
    int64_t id;
    uint32_t first_ref, ref_count; /* into refs */
    uint32_t kind, name, ref;
    uint32_t first_edge, edge_count; /* from import_edges.c */
};

enum obstacle_kind {
    OBSTACLE_SIGNAL,
    OBSTACLE_STOP,
    OBSTACLE_STOP_MINOR, /* for those who come by a minor road */
    OBSTACLE_GIVE_WAY,
    OBSTACLE_TURNING_PLACE, /* a turning circle, a mini roundabout */
    OBSTACLE_BARRIER,
};

enum obstacle_side { SIDE_UNKNOWN, SIDE_FORWARD, SIDE_BACKWARD, SIDE_BOTH };

struct raw_obstacle {
    uint32_t node; /* index into the raw nodes */
    uint8_t kind, side, barrier;
    uint8_t closed; /* barriers: bit p: profile p may not pass */
    float delay_s[GRAPH_PROFILES_MAX];
};

/* A turn restriction as read: from ways, via one node or some ways, to ways. */
struct raw_restriction {
    int64_t id, via_node;
    uint32_t first_member; /* into restriction_ways: from, via, to */
    uint16_t from_count, via_count, to_count;
    uint8_t only, profiles; /* only_*; bit p: binds profile p */
};

/* A numbered route, and who belongs to it: kept only when a profile tells directions. */
struct raw_route {
    int64_t id;
    uint32_t ref, name; /* into the text */
    uint8_t direction;
    bool is_road;
};

struct raw_route_member {
    int64_t ref; /* of a way or of a relation */
    uint32_t route;
    uint8_t role;
    bool is_way;
};

struct raw_routes {
    VEC(struct raw_route) all;
    VEC(struct raw_route_member) members;
    VEC(char) text;
};

/* Everything the file said about roads. */
struct raw {
    VEC(struct raw_way) ways;
    VEC(struct road_kind) kinds;
    VEC(int64_t) refs;   /* node ids, until they are listed */
    uint32_t *ref_nodes; /* then indexes of nodes instead */
    VEC(int64_t) restriction_ways;
    VEC(struct raw_restriction) restrictions;
    struct raw_routes routes;
    /* The nodes that roads use, sorted by id. */
    int64_t *node_id;
    int32_t *node_lon, *node_lat; /* RAW_MISSING: not in the file */
    uint8_t *node_uses;           /* by roads, at most 3 */
    size_t node_count;
    VEC(struct raw_obstacle) obstacles; /* sorted by node */
};

#define RAW_MISSING INT32_MAX

struct import {
    const struct road_import_options *options;
    struct road_import_report *report; /* never NULL */
    struct error *error;
    struct tag_slots slots;
    struct profile *profiles[GRAPH_PROFILES_MAX];
    uint32_t n_profiles;
    struct graph_builder *builder;
    struct raw raw;
};

/* Counts something that is left out; `reason` is a constant text. */
void import_drop(struct import *import, const char *reason, int64_t osm_id);
/* ERR_CANCELLED when the caller of the import wants it to stop. */
enum err import_progress(struct import *import, const char *phase, double fraction);

/* Fills import->raw. */
enum err import_read(struct import *import);
void raw_free(struct raw *raw);
/* Gives back what only import_edges needed: the shape of the roads. */
void raw_free_shapes(struct raw *raw);
/* Lists the nodes in use once each, and makes `ref_nodes` of `refs`. */
void raw_list_nodes(struct raw *raw);
/* Index of a node by id, or GRAPH_NONE. */
uint32_t raw_node_find(const struct raw *raw, int64_t id);

/* Remembers a relation of type=route; puts the directions of all of them behind the numbers of the
 * ways that are read. */
void routes_add(struct raw_routes *routes, const struct osm_relation *relation);
void routes_apply(struct import *import);
void routes_free(struct raw_routes *routes);

/* ---- Edges ----------------------------------------------------------------------------------- */

/* What turns need to know about an edge of the builder. */
struct draft {
    uint32_t node[2]; /* of the graph: tail, head */
    uint32_t arc[2];  /* forward, backward; GRAPH_NONE without */
    uint32_t kind, way;
    float bearing[2]; /* degrees clockwise from north, looking from the tail and from the head */
    float length_m;
};

struct drafts {
    VEC(struct draft) edges;
    uint32_t *graph_node;   /* of each raw node, GRAPH_NONE for those inside an edge */
    VEC(uint32_t) raw_node; /* of each graph node */
    /* Ends of edges by node: leg = 2 * edge + (0 at its tail, 1 at its head). */
    uint32_t *first_leg, *legs;
};

enum err import_edges(struct import *import, struct drafts *drafts);
void drafts_free(struct drafts *drafts);

static inline uint32_t leg_node(const struct drafts *drafts, uint32_t leg)
{
    return drafts->edges.at[leg / 2].node[leg & 1];
}

/* The arc that arrives at the node along a leg, and the one that leaves. */
static inline uint32_t leg_arrival(const struct drafts *drafts, uint32_t leg)
{
    return drafts->edges.at[leg / 2].arc[leg & 1 ? 0 : 1];
}

static inline uint32_t leg_departure(const struct drafts *drafts, uint32_t leg)
{
    return drafts->edges.at[leg / 2].arc[leg & 1 ? 1 : 0];
}

/* ---- Restrictions ---------------------------------------------------------------------------- */

/*
 * A restriction is a path of arcs whose last turn is forbidden (no_*) or the only one allowed
 * (only_*) after the others have been driven in a row. All of them make one automaton (Aho and
 * Corasick, CACM 1975): a state is "has just driven this beginning of some path". States of one arc
 * stand for the arc itself, longer ones for copies of their last arc. `shorter` leads to the
 * longest proper end of the state that is a state too, whose bans hold here as well.
 */
struct ban {
    uint32_t to_arc;
    uint32_t next; /* of the same state, or GRAPH_NONE */
    uint8_t only, profiles;
};

struct turn_state {
    uint32_t arc;         /* the original */
    uint32_t stand_in;    /* the arc that a trip in this state is on: the original or a copy */
    uint32_t shorter;     /* state, or GRAPH_NONE */
    uint32_t parent;      /* the state one arc shorter, or GRAPH_NONE */
    uint32_t first_ban;   /* or GRAPH_NONE */
    uint32_t next_of_arc; /* the next state with the same arc, or GRAPH_NONE */
};

struct bans {
    VEC(struct turn_state) states;
    VEC(struct ban) bans;
    struct u64map child;  /* state << 32 | arc to the state after it */
    struct u64map of_arc; /* arc to the first of its states; the state of length one comes first */
};

enum err import_restrictions(struct import *import, const struct drafts *drafts, struct bans *out);
void bans_free(struct bans *bans);
/* The state of having driven `arc` and nothing before, or GRAPH_NONE. */
uint32_t bans_start(const struct bans *bans, uint32_t arc);
/* Profiles that may not turn from a state to an arc. */
unsigned bans_of_turn(const struct bans *bans, uint32_t state, uint32_t to_arc);
/* The arc on which a trip goes on when it turns from a state to an arc. */
uint32_t bans_target(const struct bans *bans, uint32_t state, uint32_t to_arc);

/* ---- Turns ----------------------------------------------------------------------------------- */

void import_turns(struct import *import, const struct drafts *drafts, const struct bans *bans);

#endif
