/*
 * What the parts of the engine share: keys, the contraction, snapshots, seeds.
 *
 * Key: a cost as one integer, weight * 2^32 + duration (both in deciseconds). Integers of that form
 * add up and compare lexicographically (weight first) as long as |duration| < 2^31, so that one
 * 64-bit addition and one comparison do the work of both. Keys may be negative (a trip that starts
 * in the middle of an arc has that part of it deducted). KEY_NEVER is "no way"; the sum of two of
 * them does not overflow, and whatever is >= KEY_NEVER is no way either.
 *
 * Cost of a turn a -> b is that of driving the whole arc a, and then turning. A closed arc
 * therefore makes its outgoing turns infinite, and a trip may still end on its beginning.
 *
 * Every cost is a pair of a key and a length in decimetres; of equal keys the shorter one wins.
 * This makes the best cost of every pair unique and equal on all machines.
 */
#ifndef LIFELINE_ROAD_ENGINE_INT_H
#define LIFELINE_ROAD_ENGINE_INT_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/vec.h"
#include "geo/point.h"
#include "road/graph_int.h"
#include "road/road.h"

#define KEY_NEVER ((int64_t)0x3fffffff * ((int64_t)1 << 32))

static inline int64_t key_of(uint32_t weight_ds, uint32_t duration_ds)
{
    return (int64_t)(((uint64_t)weight_ds << 32) + duration_ds);
}

static inline uint32_t key_weight(int64_t key)
{
    return (uint32_t)((uint64_t)key >> 32);
}

static inline uint32_t key_duration(int64_t key)
{
    return (uint32_t)(uint64_t)key;
}

typedef VEC(uint32_t) u32_vec;

/* malloc and calloc that end the process instead of failing; sizes are bounded by the graph's. */
void *take(size_t count, size_t size);
void *take_zeroed(size_t count, size_t size);

/* ---- the contraction (cch.c) ----------------------------------------------------------------- */

enum { CCH_END_PAD = 8 }; /* entries of `end` behind the last that may be read */

/*
 * The graph of turns with the shortcuts that appear when arcs are taken out in the order's
 * sequence. Its nodes are called by their rank: 0 is taken out first. Shortcuts exist in the
 * direction in which a path can exist, and only there: after cutting a district out of the map,
 * only its entrances are joined with its exits. That alone saves three quarters of the triangles of
 * an undirected contraction.
 *
 * A link joins two ranks and is kept at the lower one: `out` links leave it upwards, `in` links
 * come into it from above. Links are numbered through: out links first, then in links (from n_out).
 */
struct cch {
    uint32_t n, n_out, n_links;
    uint32_t *rank_of_arc, *arc_of_rank;
    uint32_t *parent;               /* elimination tree; GRAPH_NONE at a root */
    uint32_t *out_first, *in_first; /* n + 1, both are link numbers: out_first[n] == in_first[0] */
    uint32_t *end;                  /* of each link: the upper rank; ascending within a list */
    /* Links seen from above: `below_out` of y are the in links of lower x that come from y;
     * `below_in` are the out links of lower x that lead to y. Ascending by x. */
    uint32_t *below_out_first, *below_in_first; /* n + 1 */
    uint32_t *below_out_rank, *below_out_link;
    uint32_t *below_in_rank, *below_in_link;
    uint32_t *turn_link; /* the link that a turn is; GRAPH_NONE for a turn onto the arc itself */
    uint64_t *is_turn;   /* a bit per link: some turn is it */
    uint32_t depth;      /* of the elimination tree */
};

static inline bool link_is_turn(const struct cch *cch, uint32_t link)
{
    return cch->is_turn[link / 64] >> (link % 64) & 1;
}

/* `order[rank] = arc`. */
struct cch *cch_new(const struct graph *graph, const uint32_t *order);
void cch_free(struct cch *cch);

/* ---- the network (network.c) ----------------------------------------------------------------- */

struct grid;

struct road_network {
    struct graph *graph;
    struct cch *cch;
    struct grid *grid;
    uint32_t *order; /* when the file brought none */
    /* per profile and arc: 0 in a part of the network with at least 1,000 arcs that all reach each
     * other, otherwise the number of its part */
    uint32_t *component[GRAPH_PROFILES_MAX];
    uint32_t *node_first,
        *node_edge; /* edges that begin or end at each node; a loop stands twice */
    struct box box;
};

/* Takes the graph over, also on failure. */
enum err network_of(struct graph *graph, struct road_network **out, struct error *error);
static inline struct point network_point(const struct graph *graph, uint32_t i)
{
    return (struct point){graph->point_lon_e7[i] * 1e-7, graph->point_lat_e7[i] * 1e-7};
}
/* Strongly connected parts of one profile's arcs; `component` has room for n_arcs. */
void components_find(const struct graph *graph, uint32_t profile, uint32_t *component);

/* Edges by place: a grid of cells over the box of the network (grid.c). */
struct grid *grid_new(const struct graph *graph, struct box box);
void grid_free(struct grid *grid);
/* Calls for every edge that may touch the box, each once or more often, until false. */
void grid_visit(const struct grid *grid, struct box box, bool (*each)(void *context, uint32_t edge),
                void *context);
/* Cells at Chebyshev distance `ring` around the point's cell, as above; gives the distance in
 * metres that everything not visited up to this ring has at least, negative when nothing is left.
 */
double grid_ring(const struct grid *grid, struct point p, uint32_t ring,
                 void (*each)(void *context, uint32_t edge), void *context);

/* ---- snapshots (snapshot.c) ------------------------------------------------------------------ */

/* A gate with opening hours; its arc is closed in the metric and offered to queries one by one. */
enum { GATE_HOURS_MAX = 2 }; /* borders on one arc; with more of them it stays closed */

struct timed_gate {
    uint32_t arc;
    int64_t key;      /* of driving the arc, with the checks */
    int64_t approach; /* of it, up to the gate */
    uint32_t delay_ds;
    struct road_hours hours[GATE_HOURS_MAX];
    uint32_t n_hours;
    char id[ROAD_ID_MAX];
};

/* A closed arc that crosses a sealed border: parts of it can be used. */
struct border_arc {
    uint32_t arc;
    float first, last; /* fractions of the arc, in its direction, of its first and last crossing */
    uint32_t delay_ds; /* of its gates there, paid on the last crossing */
};

/* What a snapshot knows beyond costs; immutable, shared by reference. */
struct rules {
    atomic_uint refs;
    VEC(struct timed_gate) gates;
    VEC(struct border_arc) borders; /* sorted by arc */
    VEC(struct change *) changes;   /* those in force, each referenced */
};

void rules_put(struct rules *rules);
/* Is the arc one of those that the change is about? (change.c) */
bool change_has_arc(const struct change *change, uint32_t arc);
/* Does this change close the arc for a profile in another way than as a border? (change.c) */
bool change_shuts(const struct change *change, uint32_t profile, uint32_t arc);

struct metric;

struct road_snapshot {
    const struct road_network *network;
    struct metric *metric;
    uint32_t profile, slot;
    uint64_t version;  /* of its metric */
    uint64_t serial;   /* of its live */
    int64_t *arc_key;  /* n_arcs: cost of driving it now; KEY_NEVER when closed */
    int64_t *link_key; /* n_links */
    uint32_t *link_dm; /* n_links: length */
    /* A bit per link, shared with its metric and for those who prepare snapshots: set when it is a
     * leg of the triangle that some link has its cost from, or had. Each link that is not just its
     * turn has one such triangle at least. */
    _Atomic uint64_t *legs;
    struct rules *rules;
    atomic_llong refs;
    atomic_bool idle;
};

/* Cost of a turn by itself; KEY_NEVER where it is forbidden. */
static inline int64_t turn_key(const struct graph_profile *profile, uint32_t turn)
{
    uint32_t weight = profile->turn_weight_ds[turn];
    return weight == GRAPH_NO_TURN ? KEY_NEVER : key_of(weight, profile->turn_duration_ds[turn]);
}

static inline const struct graph_profile *snapshot_profile(const struct road_snapshot *snapshot)
{
    return &snapshot->network->graph->profiles[snapshot->profile];
}

/* Cost of a turn under a snapshot: the arc it leaves and the turn. */
static inline int64_t snapshot_turn(const struct road_snapshot *snapshot, uint32_t arc,
                                    uint32_t turn)
{
    int64_t key = snapshot->arc_key[arc] + turn_key(snapshot_profile(snapshot), turn);
    return key < KEY_NEVER ? key : KEY_NEVER;
}

static inline bool link_is_leg(const struct road_snapshot *snapshot, uint32_t link)
{
    return atomic_load_explicit(&snapshot->legs[link / 64], memory_order_relaxed) >> (link % 64) &
           1;
}

static inline void link_set_leg(const struct road_snapshot *snapshot, uint32_t link)
{
    if (!link_is_leg(snapshot, link))
        atomic_fetch_or_explicit(&snapshot->legs[link / 64], (uint64_t)1 << (link % 64),
                                 memory_order_relaxed);
}

/* A metric: one profile under one set of changes, as a row of snapshots of which one is current.
 * Getting the current one is a single atomic addition. */
struct customizer;
struct metric *metric_new(const struct road_network *network, const struct customizer *customizer,
                          uint32_t profile, uint64_t serial);
/* Gives up the owner's hold; the memory goes with the last snapshot. */
void metric_free(struct metric *metric);
struct road_snapshot *metric_get(struct metric *metric);
/* The snapshot that a new state is prepared in: equal to the current one, without rules. NULL when
 * too many old ones are still held. One thread at a time. */
struct road_snapshot *metric_begin(struct metric *metric);
/* Publishes it. `arcs` and `links` are what was changed in it; `all` when it may be everything. */
void metric_publish(struct metric *metric, struct road_snapshot *next, const uint32_t *links,
                    size_t n_links, const uint32_t *arcs, size_t n_arcs, bool all);

/* ---- customisation (customize.c, update.c) ----------------------------------------------------
 */

/* How full customisation is shared out among threads (1 to ROAD_THREADS_MAX): the contraction
 * is split once. The threads themselves live as long as one customisation. */
struct customizer *customizer_new(const struct cch *cch, unsigned threads);
void customizer_free(struct customizer *customizer);
/* Sets all links of the snapshot from its arc costs: the same whatever the number of threads. */
void customize(const struct customizer *customizer, struct road_snapshot *snapshot);

/* Scratch of partial customisation, kept by the one who prepares snapshots. */
struct updater;
struct updater *updater_new(const struct cch *cch);
void updater_free(struct updater *updater);
/* Brings links up to date after the cost of `arcs` has changed in the snapshot; the links changed
 * are appended. Gives up when to customise everything is less work: then returns false, and that is
 * what is to be done. */
bool update_links(struct updater *updater, struct road_snapshot *snapshot, const uint32_t *arcs,
                  size_t n_arcs, u32_vec *links);

/* ---- searches (query.c, dijkstra.c) ------------------------------------------------------------
 */

enum { SEEDS_MAX = 32, STANDS_MAX = 8 };

/* Where a search stands at its beginning or may end: arcs with a cost each. */
struct seed {
    uint32_t arc;
    uint32_t
        before; /* the arc that the trip starts on, when the seed lies beyond it; or GRAPH_NONE */
    int64_t key;
    int64_t dm;
};

/* A place on an arc that is closed at a border or by a gate with hours: the hierarchy does not know
 * its parts. */
struct stand {
    uint32_t arc;
    double at;   /* fraction of the arc, in its direction */
    int64_t key; /* of the arc up to the place */
    int64_t dm;
};

struct seeds {
    struct seed at[SEEDS_MAX];
    uint32_t n;
    struct stand closed[STANDS_MAX];
    uint32_t n_closed;
};

/* A link on the way of a query, with the rank it is kept at; or an arc (`low`; `link` GRAPH_NONE).
 */
struct piece {
    uint32_t low, link;
};
struct pieces {
    struct piece *at;
    size_t n, room;
};

struct road_search {
    const struct road_network *network;
    int64_t *up, *down;            /* per rank, KEY_NEVER between queries */
    int64_t *up_dm, *down_dm;      /* per rank */
    uint32_t *up_link, *down_link; /* per rank, how it was reached; GRAPH_NONE from a seed */
    struct dijkstra *dijkstra;     /* made when first needed */
    u32_vec path;                  /* arcs */
    struct pieces way, apart;      /* from which the path is made */
    u32_vec touched;
};

struct cost {
    int64_t key, dm;
};

/* Places that are a hair apart on one road may be less than nothing apart by rounding. */
static inline uint32_t cost_length_dm(struct cost cost)
{
    return cost.dm > 0 ? (uint32_t)cost.dm : 0;
}

static inline bool cost_less(struct cost a, struct cost b)
{
    return a.key < b.key || (a.key == b.key && a.dm < b.dm);
}

/* The seed of the set that a path which begins with `arc` began with. */
const struct seed *seed_of(const struct seeds *seeds, uint32_t arc);
/* Best cost between two sets of seeds. With `path` the arcs from first to last are left in
 * search->path. A key >= KEY_NEVER means that there is no way. */
struct cost query_run(struct road_search *search, const struct road_snapshot *snapshot,
                      const struct seeds *from, const struct seeds *to, bool path);
/* The upward half alone: leaves costs in search->up (and up_dm) for the ranks in search->touched,
 * until query_clear. */
void query_climb(struct road_search *search, const struct road_snapshot *snapshot,
                 const struct seeds *from);
void query_clear(struct road_search *search);
/* All ranks at which the searches from both sides meet at a cost of at most `key_max`: each is on
 * a way of that cost. Until query_clear, query_trace appends the way through one to search->path.
 */
struct meeting_at {
    struct cost cost;
    uint32_t rank;
};
struct meetings {
    struct meeting_at *at;
    size_t n, room;
};
void query_meetings(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct seeds *from, const struct seeds *to, int64_t key_max,
                    struct meetings *all);
void query_trace(struct road_search *search, const struct road_snapshot *snapshot, uint32_t rank);
/* Takes the links of search->way apart and appends their arcs, without the one that the first
 * leaves, to search->path. */
void unpack(struct road_search *search, const struct road_snapshot *snapshot);

/* Plain Dijkstra on arcs and turns: the reference, and the isochrone. Costs of all arcs that are
 * reached within `key_max` (at their beginning); KEY_NEVER for others. `backward`
 * goes against the turns. */
struct dijkstra;
struct dijkstra *dijkstra_new(const struct graph *graph);
void dijkstra_free(struct dijkstra *dijkstra);
/* Array of n_arcs costs, valid until the next run. */
const struct cost *dijkstra_run(struct dijkstra *dijkstra, const struct road_snapshot *snapshot,
                                const struct seeds *from, int64_t key_max, bool backward);

/* Tables between seeds (table.c): keys[i * n_targets + j], lengths too unless `dm` is NULL. */
void table_run(struct road_search *search, const struct road_snapshot *snapshot,
               const struct seeds *from, size_t n_from, const struct seeds *to, size_t n_to,
               int64_t *keys, uint32_t *dm);

/* ---- places (place.c, seeds.c)
 * ---------------------------------------------------------------------------
 */

/* Which of a place's two roads counts. */
struct spot {
    uint32_t edge;
    double fraction;
    bool forward, backward;
    bool crossing; /* at an end of the edge: the other roads there count as well */
};

/* A closed arc that is a gate with hours, or is closed by borders only, has an open beginning and
 * an open end: [0, *until] and [*from, 1]. False when all of it is closed. */
bool arc_open_ends(const struct road_snapshot *snapshot, uint32_t arc, double *until, double *from);
/* Cost of the first part of an arc: of driving it, and of the gates passed by then. All of it is
 * what the arc costs, or would if its border were open. */
int64_t arc_part(const struct road_snapshot *snapshot, uint32_t arc, double fraction);
/* The way from a place to another ahead of it on the same closed arc, with no border between them:
 * its cost and the arc, or GRAPH_NONE when there is none. */
uint32_t seeds_direct(const struct road_snapshot *snapshot, const struct seeds *from,
                      const struct seeds *to, struct cost *cost);
/* The stand on a gate's arc that lies before the gate, or behind it; NULL without. */
const struct stand *stand_at_gate(const struct road_snapshot *snapshot, const struct seeds *seeds,
                                  uint32_t arc, bool before);
/* A route of one leg along search->path, from one spot to another (route.c). */
struct road_route *route_along(struct road_search *search, const struct road_snapshot *snapshot,
                               const struct spot *from, const struct spot *to, struct cost cost,
                               bool geometry);
/* Where on an arc a trip from (`start`) or to the spot begins or ends, in the arc's direction. */
double spot_fraction(const struct graph *graph, const struct spot *spot, uint32_t arc, bool start);

/* Chooses for all places of a query: the nearest roads when they all lie in one part of the
 * network, otherwise the nearest ones in the main part. */
void spots_choose(const struct road_snapshot *snapshot, const struct road_place *const *lists,
                  const size_t *counts, size_t n_lists, struct spot *spots);
enum err places_check(const struct road_network *network, const struct road_place *places, size_t n,
                      const char *what, struct error *error);
void seeds_from(const struct road_snapshot *snapshot, const struct spot *spot, struct seeds *seeds);
void seeds_to(const struct road_snapshot *snapshot, const struct spot *spot, struct seeds *seeds);
/* When source and target lie on the same arc, the target behind: the seeds of the source are those
 * beyond the arc, so that the search goes round. Also expands seeds on border arcs. True if
 * changed. */
bool seeds_go_round(const struct road_snapshot *snapshot, struct seeds *from,
                    const struct seeds *to);
/* Cost of the first part of an arc, up to a fraction of its length. The key is shared out over the
 * segments of the geometry, of the one begun only whole deciseconds count, seen from the end whose
 * node has the lower OSM id: OSRM's arithmetic, so that times can be compared digit by digit. What
 * is driven forward and what is left backward make up the whole. */
int64_t key_part(const struct graph *graph, uint32_t arc, int64_t key, double fraction);

#endif
