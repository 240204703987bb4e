#include <stdlib.h>

#include "road/engine_int.h"

enum { LOOK_AHEAD_M = 10, BRANCHES_MAX = 64 };

/* Bearing in which an edge leaves its node: towards the point some metres along it, so that the
 * last bend before a junction does not hide where the road comes from. */
static double leaving_bearing(const struct graph *graph, uint32_t edge, bool backward)
{
    uint32_t first = graph->edge_first_point[edge], n = graph->edge_first_point[edge + 1] - first;
    struct point start = network_point(graph, backward ? first + n - 1 : first), at = start;
    double walked = 0;
    for (uint32_t i = 1; i < n && walked < LOOK_AHEAD_M; i++) {
        struct point next = network_point(graph, backward ? first + n - 1 - i : first + i);
        walked += point_distance_near_m(at, next);
        at = next;
    }
    return point_bearing_deg(start, at);
}

static uint32_t arc_of(const struct graph *graph, uint32_t edge, bool backward)
{
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++)
        if (!(graph->arc_flags[a] & GRAPH_ARC_COPY) &&
            !!(graph->arc_flags[a] & GRAPH_ARC_BACKWARD) == backward)
            return a;
    return GRAPH_NONE;
}

static bool may_turn(const struct road_snapshot *snapshot, uint32_t from, uint32_t to)
{
    const struct graph *graph = snapshot->network->graph;
    if (from == GRAPH_NONE || to == GRAPH_NONE || snapshot->arc_key[to] >= KEY_NEVER)
        return false;
    uint32_t turn = graph_turn(graph, from, to);
    return turn != GRAPH_NONE && turn_key(snapshot_profile(snapshot), turn) < KEY_NEVER;
}

static int by_bearing(const void *a, const void *b)
{
    double x = ((const struct road_branch *)a)->bearing_deg;
    double y = ((const struct road_branch *)b)->bearing_deg;
    return (x > y) - (x < y);
}

size_t road_branches(const struct road_snapshot *snapshot, uint32_t edge, bool backward,
                     struct road_branch *branches, size_t room)
{
    const struct road_network *network = snapshot->network;
    const struct graph *graph = network->graph;
    struct road_branch found[BRANCHES_MAX];
    uint32_t node = backward ? graph->edge_tail[edge] : graph->edge_head[edge], last = GRAPH_NONE;
    uint32_t from = arc_of(graph, edge, backward);
    size_t n = 0;
    for (uint32_t i = network->node_first[node];
         i < network->node_first[node + 1] && n < BRANCHES_MAX; i++) {
        uint32_t e = network->node_edge[i];
        /* A loop stands twice in the list, once for each of its ends. */
        bool leaves_backward = graph->edge_tail[e] != node || last == e;
        last = e;
        found[n++] = (struct road_branch){
            .edge = e,
            .backward = leaves_backward,
            .bearing_deg = leaving_bearing(graph, e, leaves_backward),
            .may_enter = may_turn(snapshot, from, arc_of(graph, e, leaves_backward)),
        };
    }
    qsort(found, n, sizeof *found, by_bearing);
    for (size_t i = 0; i < n && i < room; i++)
        branches[i] = found[i];
    return n;
}
