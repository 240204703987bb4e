/*
 * The road graph: what the importer makes, the `.road` file holds, and the engine searches.
 *
 *   node   a junction, a dead end, or any point where a turn costs something (signal, barrier) or
 * an attribute of the road changes edge   a stretch of road between two nodes, without direction:
 * geometry, name, class, way id. All its attributes are constant along it, so that a position on it
 * is a fraction of its length arc    an edge in one direction that at least one profile may drive.
 * Arcs are what a search stands on: `road at the moment of leaving it` turn   from an arc to an arc
 * that begins where it ends. What is not in the table is forbidden to all. Turns carry everything
 * that happens at the node between: turn and U-turn costs, signal and barrier delays, turn
 * restrictions, the price of entering a restricted (private) road
 *
 * Via-way restrictions are expanded by the importer: an arc may have *copies*, that is further arcs
 * of the same edge and direction with turns of their own (a copy means "came by the road that
 * restricts"). A trip may start on the original only (GRAPH_ARC_COPY clear) and may end on any of
 * them.
 *
 * Weight and duration. Searches minimise weight; durations are what is reported. Both are in
 * deciseconds (`_ds`). Where a profile has no preference beyond time they are equal. Weight is
 * never below duration. GRAPH_NEVER stands for "this profile may not".
 *
 * A graph is immutable once finished. Its arrays are plain, fixed-width and little-endian, so that
 * the file is mapped and used in place; they live in one block (`storage`) owned by the graph.
 * Everything of one kind has the same length (n_nodes, n_edges ...); `first` arrays have one more.
 *
 * Checks: `graph_check` proves every index and order below; a graph that came from a file has
 * passed it before anybody else sees it.
 */
#ifndef LIFELINE_ROAD_GRAPH_INT_H
#define LIFELINE_ROAD_GRAPH_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
    GRAPH_PROFILES_MAX = 8,
    GRAPH_PROFILE_NAME_MAX = 32,
    GRAPH_EXCLUDABLE_MAX = 16,
    GRAPH_NODES_MAX = 200 * 1000 * 1000,
    GRAPH_ARCS_MAX = 400 * 1000 * 1000,
    GRAPH_NAME_MAX = 2100,                 /* bytes of a name with two parts */
    GRAPH_COST_MAX_DS = 100 * 1000 * 1000, /* of one arc: 115 days */
};
#define GRAPH_NONE    UINT32_MAX
#define GRAPH_NEVER   UINT32_MAX /* of an arc's weight and duration */
#define GRAPH_NO_TURN UINT16_MAX /* of a turn's weight and duration */

/* Kinds of road, big to small; the order is part of the file format. */
enum graph_class {
    GRAPH_MOTORWAY,
    GRAPH_MOTORWAY_LINK,
    GRAPH_TRUNK,
    GRAPH_TRUNK_LINK,
    GRAPH_PRIMARY,
    GRAPH_PRIMARY_LINK,
    GRAPH_SECONDARY,
    GRAPH_SECONDARY_LINK,
    GRAPH_TERTIARY,
    GRAPH_TERTIARY_LINK,
    GRAPH_UNCLASSIFIED,
    GRAPH_RESIDENTIAL,
    GRAPH_LIVING_STREET,
    GRAPH_SERVICE,
    GRAPH_TRACK,
    GRAPH_FERRY,
    GRAPH_OTHER,
    GRAPH_CLASS_COUNT
};

enum graph_edge_flag {
    GRAPH_EDGE_ROUNDABOUT = 1 << 0,
    GRAPH_EDGE_CIRCULAR = 1 << 1, /* junction=circular */
    GRAPH_EDGE_FERRY = 1 << 2,
    GRAPH_EDGE_TOLL = 1 << 3,
    GRAPH_EDGE_TUNNEL = 1 << 4,
    GRAPH_EDGE_BRIDGE = 1 << 5,
    GRAPH_EDGE_RESTRICTED = 1 << 6, /* private, destination, delivery...: to start or end only */
    GRAPH_EDGE_LEFT_HAND = 1 << 7,  /* traffic keeps left here */
    GRAPH_EDGE_NO_SNAP = 1 << 8,    /* no trip starts or ends here (a ferry) */
    GRAPH_EDGE_MOVABLE_BRIDGE = 1 << 9,
};

enum graph_arc_flag {
    GRAPH_ARC_BACKWARD = 1 << 0, /* runs against the edge's geometry */
    GRAPH_ARC_COPY = 1 << 1,     /* stands for the road after a via-way restriction began */
};

/* What stands on a node; the kind is for the map and for placing gates, costs are in the turns. */
enum graph_barrier_kind {
    GRAPH_BARRIER_GATE,
    GRAPH_BARRIER_LIFT_GATE,
    GRAPH_BARRIER_TOLL,
    GRAPH_BARRIER_BORDER,
    GRAPH_BARRIER_BOLLARD,
    GRAPH_BARRIER_OTHER,
};

struct graph_barrier {
    int64_t osm_node;
    uint32_t node;
    uint32_t duration_ds; /* delay that the turns through the node already contain */
    uint32_t kind;        /* enum graph_barrier_kind */
    uint32_t passable;    /* bit p: profile p may pass */
};

/* Kinds of road that a trip may exclude; bits. */
enum graph_kind {
    GRAPH_KIND_TOLL = 1 << 0,
    GRAPH_KIND_MOTORWAY = 1 << 1, /* and its ramps */
    GRAPH_KIND_FERRY = 1 << 2,
    GRAPH_KIND_RESTRICTED = 1 << 3,
    GRAPH_KIND_TUNNEL = 1 << 4,
    GRAPH_KINDS = (1 << 5) - 1,
};

/* One profile's numbers. */
struct graph_profile {
    char name[GRAPH_PROFILE_NAME_MAX];        /* "car", "emergency", "truck" */
    uint8_t excludable[GRAPH_EXCLUDABLE_MAX]; /* sets of kinds that may be excluded; 0: none more */
    const uint32_t *arc_weight_ds;            /* n_arcs, GRAPH_NEVER where it may not drive */
    const uint32_t *arc_duration_ds;          /* n_arcs */
    const uint16_t *turn_weight_ds;           /* n_turns, GRAPH_NO_TURN where it may not turn */
    const uint16_t *turn_duration_ds;         /* n_turns */
};

struct graph {
    uint32_t n_nodes, n_edges, n_arcs, n_turns, n_points, n_barriers, n_names, n_profiles;

    /* nodes */
    const int32_t *node_lon_e7, *node_lat_e7; /* degrees * 10^7, WGS-84 */
    const int64_t *node_osm;                  /* OSM node id */

    /* edges */
    const uint32_t *edge_tail, *edge_head; /* nodes, in the direction of the geometry */
    const uint32_t *edge_first_point;      /* n_edges + 1; points of e, both ends included (>= 2) */
    const uint32_t *edge_first_arc;        /* n_edges + 1; arcs of e stand together, at least one */
    const uint32_t *edge_length_dm;        /* decimetres, from the geometry, > 0 */
    const int64_t *edge_way;               /* OSM way id */
    const uint32_t *edge_name, *edge_ref;  /* into the names; 0 is the empty name */
    const uint8_t *edge_class;             /* enum graph_class */
    const uint16_t *edge_flags;            /* enum graph_edge_flag */

    /* geometry: every edge's points one after the other */
    const int32_t *point_lon_e7, *point_lat_e7;
    const int64_t *point_osm; /* OSM node ids, for annotations */

    /* arcs */
    const uint32_t *arc_edge;
    const uint8_t *arc_flags;   /* enum graph_arc_flag */
    const uint32_t *turn_first; /* n_arcs + 1 */

    /* turns, grouped by the arc they leave; within a group sorted by turn_to */
    const uint32_t *turn_to;

    const struct graph_barrier *barriers; /* sorted by osm_node */

    /* names: name i is the NUL-terminated text at name_text + name_first[i]; UTF-8; name 0 is "".
     * A second part may follow behind the NUL: how a street's name is pronounced; how a road is
     * numbered in the backward direction when that differs. */
    const uint32_t *name_first;
    const char *name_text;
    size_t name_bytes;

    /* Nested-dissection order of the arcs, lowest rank first (see order_int.h): n_arcs entries, or
     * NULL when it has not been computed yet. */
    const uint32_t *order;

    struct graph_profile profiles[GRAPH_PROFILES_MAX];

    /* Who keeps the arrays alive: one malloc block, or a mapped file of `storage_bytes` (the
     * `.road` file, or a nameless one). */
    void *storage;
    size_t storage_bytes;
    bool storage_mapped;
};

/* Where an arc begins and ends. */
static inline uint32_t graph_tail(const struct graph *graph, uint32_t arc)
{
    uint32_t edge = graph->arc_edge[arc];
    return graph->arc_flags[arc] & GRAPH_ARC_BACKWARD ? graph->edge_head[edge]
                                                      : graph->edge_tail[edge];
}

static inline uint32_t graph_head(const struct graph *graph, uint32_t arc)
{
    uint32_t edge = graph->arc_edge[arc];
    return graph->arc_flags[arc] & GRAPH_ARC_BACKWARD ? graph->edge_tail[edge]
                                                      : graph->edge_head[edge];
}

/* The turn from an arc to another, or GRAPH_NONE. */
static inline uint32_t graph_turn(const struct graph *graph, uint32_t from, uint32_t to)
{
    for (uint32_t t = graph->turn_first[from]; t < graph->turn_first[from + 1]; t++)
        if (graph->turn_to[t] == to)
            return t;
    return GRAPH_NONE;
}

/* The kinds of road (enum graph_kind) that an edge is of. */
static inline unsigned graph_kinds(const struct graph *graph, uint32_t edge)
{
    unsigned flags = graph->edge_flags[edge], class = graph->edge_class[edge];
    return (flags & GRAPH_EDGE_TOLL ? GRAPH_KIND_TOLL : 0u) |
           (class <= GRAPH_MOTORWAY_LINK ? GRAPH_KIND_MOTORWAY : 0u) |
           (flags & GRAPH_EDGE_FERRY ? GRAPH_KIND_FERRY : 0u) |
           (flags & GRAPH_EDGE_RESTRICTED ? GRAPH_KIND_RESTRICTED : 0u) |
           (flags & GRAPH_EDGE_TUNNEL ? GRAPH_KIND_TUNNEL : 0u);
}

static inline const char *graph_name(const struct graph *graph, uint32_t name)
{
    return graph->name_text + graph->name_first[name];
}

/* The second part of a name; "" when it has none. */
const char *graph_name_second(const struct graph *graph, uint32_t name);
/* Index of the profile of that name, or GRAPH_NONE. */
uint32_t graph_profile_find(const struct graph *graph, const char *name);
/* Proves all that is said above, reading each array once; the error names the array and the index.
 */
enum err graph_check(const struct graph *graph, struct error *error);
/* An array of the graph is not needed for a while: when it lies in a file, it need not lie in
 * memory as well until it is read again. */
void graph_forget(const struct graph *graph, const void *array, size_t bytes);
/* NULL does nothing. Unmaps or frees the storage. */
void graph_free(struct graph *graph);

/*
 * Building. Call in this order: new; nodes, names and edges in any order as long as an edge's nodes
 * and names exist; then copies; then turns; barriers any time; finish. Ids are given in sequence
 * from 0. The builder grows its own arrays and checks what it is given only by assertion: whoever
 * reads a file from outside has checked before. `graph_finish` takes everything over and frees the
 * builder.
 */
struct graph_builder;

/* Either direction of an edge for one profile; GRAPH_NEVER in both fields where it may not drive.
 */
struct graph_pace {
    uint32_t weight_ds, duration_ds;
};

struct graph_edge_spec {
    uint32_t tail, head;            /* nodes */
    const int32_t *lon_e7, *lat_e7; /* inner and end points; NULL: the straight line */
    const int64_t *osm;             /* ids of these points; NULL: 0 for inner points */
    uint32_t n_points;
    uint32_t length_dm; /* 0: measured on the points */
    int64_t way;
    uint32_t name, ref;
    enum graph_class class;
    uint16_t flags;
    /* per profile; a direction in which no profile drives gets no arc */
    struct graph_pace forward[GRAPH_PROFILES_MAX], backward[GRAPH_PROFILES_MAX];
};

struct graph_turn_spec {
    uint32_t from_arc, to_arc;
    /* per profile, GRAPH_NO_TURN where it may not */
    uint16_t weight_ds[GRAPH_PROFILES_MAX], duration_ds[GRAPH_PROFILES_MAX];
};

struct graph_builder *graph_builder_new(const char *const *profiles, uint32_t n_profiles);
void graph_builder_free(struct graph_builder *builder);
/* The sets of kinds of road that may be excluded with a profile; without this none. */
void graph_builder_excludable(struct graph_builder *builder, uint32_t profile,
                              const uint8_t sets[GRAPH_EXCLUDABLE_MAX]);

uint32_t graph_add_node(struct graph_builder *builder, int32_t lon_e7, int32_t lat_e7,
                        int64_t osm_node);
/* The id of a name; equal texts get the same id; "" is 0. */
uint32_t graph_add_name(struct graph_builder *builder, const char *text);
/* The first part of a name that was added; valid until the next one is. */
const char *graph_added_name(const struct graph_builder *builder, uint32_t name);
/* A name of two parts; without the second one when that is empty or both are too long together. */
uint32_t graph_add_name_pair(struct graph_builder *builder, const char *first, const char *second);
uint32_t graph_add_edge(struct graph_builder *builder, const struct graph_edge_spec *spec);
/* The arc of an edge in a direction, or GRAPH_NONE. Until graph_finish arcs are numbered in the
 * order in which they were made (copies last); finish renumbers them to stand by their edge. */
uint32_t graph_arc_of(const struct graph_builder *builder, uint32_t edge, bool backward);
/* A copy of an arc for a via-way restriction; it starts without turns. */
uint32_t graph_add_copy(struct graph_builder *builder, uint32_t arc);
/* A pair given twice keeps the later one. */
void graph_add_turn(struct graph_builder *builder, const struct graph_turn_spec *spec);
/* All turns that the geometry allows at no cost, and U-turns at dead ends only; for graphs made by
 * hand. Turns given explicitly, before or after, win. */
void graph_add_plain_turns(struct graph_builder *builder);
void graph_add_barrier(struct graph_builder *builder, const struct graph_barrier *barrier);
/* The builder is freed in any case. Fails with ERR_LIMIT when a count is above its maximum. */
enum err graph_finish(struct graph_builder *builder, struct graph **out, struct error *error);

/*
 * Storing (graph_file.c): version, checksum, sections; a broken or foreign file is refused with a
 * sentence. `graph_save` writes beside and renames, so that a reader never sees half a file.
 */
enum err graph_save(const struct graph *graph, const char *path, struct error *error);
enum err graph_load(const char *path, struct graph **out, struct error *error);

/*
 * The order (order.c): a nested dissection of the arcs, `order[rank] = arc`, n_arcs entries given
 * by the caller. Depends on the topology only, on no metric and on no profile. Same graph, same
 * order.
 */
void graph_order(const struct graph *graph, uint32_t *order);

/*
 * Importing (import*.c): an OSM file to a graph in memory, without order. `road_import` of road.h
 * is this, then `graph_order`, then `graph_save`.
 */
struct road_import_options;
struct road_import_report;
enum err graph_import(const struct road_import_options *options, struct graph **out,
                      struct road_import_report *report, struct error *error);

#endif
