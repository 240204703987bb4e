/*
 * Ways through a node. Every rank at which the searches from both ends meet is on a way; those that
 * are little heavier than the best one are looked at, lightest first, and kept when they are
 * different, without detours, and locally best. Abraham, Delling, Goldberg, Werneck, "Alternative
 * routes in road networks", JEA 2013, sections 3 and 5.
 */
#include "road/engine_int.h"

#include <stdlib.h>
#include <string.h>

#define HEAVIER     1.25 /* than the best way, at most */
#define IN_COMMON   0.75 /* with each way kept, at most: share of the best one's weight */
#define LOCAL_SHARE 0.1  /* of the best way's weight: the stretch that must itself be best */
enum { LOOKED_AT_MAX = 150 };

struct way {
    struct cost cost;
    u32_vec arcs;
    size_t via; /* index of the arc that it was found by */
};

struct looking {
    struct road_search *search;
    const struct road_snapshot *snapshot;
    struct seeds from, to;
    struct cost best;
    struct way kept[1 + ROAD_ALTERNATIVES_MAX]; /* the first is the best way */
    size_t n_kept;
};

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int by_cost(const void *a, const void *b)
{
    const struct meeting_at *x = a, *y = b;
    if (cost_less(x->cost, y->cost))
        return -1;
    return cost_less(y->cost, x->cost) ? 1 : (x->rank > y->rank) - (x->rank < y->rank);
}

static bool has(const struct way *way, uint32_t arc)
{
    for (size_t i = 0; i < way->arcs.n; i++)
        if (way->arcs.at[i] == arc)
            return true;
    return false;
}

/* Cost from the beginning of one arc to that of the next. */
static int64_t hop(const struct looking *l, uint32_t arc, uint32_t next)
{
    return snapshot_turn(l->snapshot, arc, graph_turn(l->snapshot->network->graph, arc, next));
}

static bool drives_twice(const struct looking *l, const struct way *way)
{
    const struct graph *graph = l->snapshot->network->graph;
    bool twice = false;
    uint32_t *edges = take(way->arcs.n, sizeof *edges);
    for (size_t i = 0; i < way->arcs.n; i++)
        edges[i] = graph->arc_edge[way->arcs.at[i]];
    qsort(edges, way->arcs.n, sizeof *edges, ascending);
    for (size_t i = 1; i < way->arcs.n; i++)
        twice = twice || edges[i] == edges[i - 1];
    free(edges);
    return twice;
}

/* Weight of the arcs that are on both ways. */
static double common_weight(const struct looking *l, const struct way *way, const struct way *other)
{
    double sum = 0;
    uint32_t *arcs = take(other->arcs.n, sizeof *arcs);
    memcpy(arcs, other->arcs.at, other->arcs.n * sizeof *arcs);
    qsort(arcs, other->arcs.n, sizeof *arcs, ascending);
    for (size_t i = 0; i < way->arcs.n; i++)
        if (bsearch(&way->arcs.at[i], arcs, other->arcs.n, sizeof *arcs, ascending))
            sum += key_weight(l->snapshot->arc_key[way->arcs.at[i]]);
    free(arcs);
    return sum;
}

static bool differs(const struct looking *l, const struct way *way)
{
    double most = IN_COMMON * key_weight(l->best.key);
    for (size_t i = 0; i < l->n_kept; i++)
        if (common_weight(l, way, &l->kept[i]) > most)
            return false;
    return true;
}

/* Is the stretch of so much weight on both sides of the via arc a best way itself? */
static bool locally_best(const struct looking *l, const struct way *way)
{
    double reach = LOCAL_SHARE * key_weight(l->best.key);
    size_t i = way->via, j = way->via;
    int64_t back = 0, ahead = 0;
    while (i > 0 && key_weight(back) < reach) {
        back += hop(l, way->arcs.at[i - 1], way->arcs.at[i]);
        i--;
    }
    while (j + 1 < way->arcs.n && key_weight(ahead) < reach) {
        ahead += hop(l, way->arcs.at[j], way->arcs.at[j + 1]);
        j++;
    }
    struct seeds start = {.at = {{way->arcs.at[i], GRAPH_NONE, 0, 0}}, .n = 1};
    struct seeds end = {.at = {{way->arcs.at[j], GRAPH_NONE, 0, 0}}, .n = 1};
    return i == j || query_run(l->search, l->snapshot, &start, &end, false).key == back + ahead;
}

/* The ways through the lightest meetings that are not on the best way, as arcs. */
static size_t trace_candidates(struct looking *l, struct meetings *meetings, struct way *ways)
{
    const uint32_t *arc_of_rank = l->snapshot->network->cch->arc_of_rank;
    size_t n = 0;
    qsort(meetings->at, meetings->n, sizeof *meetings->at, by_cost);
    for (size_t i = 0; i < meetings->n && n < LOOKED_AT_MAX; i++) {
        uint32_t arc = arc_of_rank[meetings->at[i].rank];
        if (has(&l->kept[0], arc) || (n > 0 && has(&ways[n - 1], arc)))
            continue;
        struct way *way = &ways[n++];
        vec_clear(&l->search->path);
        query_trace(l->search, l->snapshot, meetings->at[i].rank);
        way->cost = meetings->at[i].cost;
        way->arcs = l->search->path;
        memset(&l->search->path, 0, sizeof l->search->path);
        while (way->arcs.at[way->via] != arc)
            way->via++;
    }
    return n;
}

static void look(struct looking *l, size_t room)
{
    struct meetings meetings = {0};
    struct way *ways = take_zeroed(LOOKED_AT_MAX, sizeof *ways);
    int64_t key_max = key_of((uint32_t)(key_weight(l->best.key) * HEAVIER), 0);
    query_meetings(l->search, l->snapshot, &l->from, &l->to, key_max, &meetings);
    size_t n = meetings.n > 0 ? trace_candidates(l, &meetings, ways) : 0;
    query_clear(l->search);
    for (size_t i = 0; i < n; i++) {
        bool good = l->n_kept <= room && differs(l, &ways[i]) && !drives_twice(l, &ways[i]) &&
                    locally_best(l, &ways[i]);
        if (good)
            l->kept[l->n_kept++] = ways[i];
        else
            vec_free(&ways[i].arcs);
    }
    free(ways);
    vec_free(&meetings);
}

/* Is the best way one through a gate with hours? Those ways are not looked at here. */
static bool gate_is_better(struct road_search *search, const struct road_snapshot *snapshot,
                           const struct road_place *from, const struct road_place *to,
                           const struct road_route_options *options, struct cost best)
{
    const struct road_place pair[2] = {*from, *to};
    struct road_route_options short_options = {.depart_ms = options ? options->depart_ms : 0,
                                               .no_geometry = true};
    struct road_route *route = NULL;
    if (snapshot->rules->gates.n == 0)
        return false;
    u32_vec kept = search->path;
    memset(&search->path, 0, sizeof search->path);
    bool better = road_route(search, snapshot, pair, 2, &short_options, &route, NULL) == ERR_OK &&
                  route->weight_ds < key_weight(best.key);
    road_route_free(route);
    vec_free(&search->path);
    search->path = kept;
    return better;
}

size_t road_alternatives(struct road_search *search, const struct road_snapshot *snapshot,
                         const struct road_place *from, const struct road_place *to,
                         const struct road_route_options *options, struct road_route **routes,
                         size_t room)
{
    const struct road_place *lists[2] = {from, to};
    const size_t counts[2] = {1, 1};
    struct looking l = {.search = search, .snapshot = snapshot};
    struct spot spots[2];
    size_t n = 0;
    if (places_check(search->network, from, 1, "places", NULL) ||
        places_check(search->network, to, 1, "places", NULL))
        return 0;
    spots_choose(snapshot, lists, counts, 2, spots);
    seeds_from(snapshot, &spots[0], &l.from);
    seeds_to(snapshot, &spots[1], &l.to);
    struct cost direct;
    if (seeds_direct(snapshot, &l.from, &l.to, &direct) != GRAPH_NONE)
        return 0;
    seeds_go_round(snapshot, &l.from, &l.to);
    l.best = query_run(search, snapshot, &l.from, &l.to, true);
    if (l.best.key >= KEY_NEVER || l.best.key <= 0 || key_weight(l.best.key) == 0 ||
        gate_is_better(search, snapshot, from, to, options, l.best))
        return 0;
    l.kept[0] = (struct way){.cost = l.best, .arcs = search->path};
    memset(&search->path, 0, sizeof search->path);
    l.n_kept = 1;
    look(&l, room < ROAD_ALTERNATIVES_MAX ? room : ROAD_ALTERNATIVES_MAX);
    for (size_t i = 1; i < l.n_kept; i++) {
        vec_free(&search->path);
        search->path = l.kept[i].arcs;
        memset(&l.kept[i].arcs, 0, sizeof l.kept[i].arcs);
        routes[n++] = route_along(search, snapshot, &spots[0], &spots[1], l.kept[i].cost,
                                  !(options && options->no_geometry));
    }
    vec_free(&l.kept[0].arcs);
    return n;
}
