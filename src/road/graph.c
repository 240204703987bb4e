#include "road/graph_int.h"

#include <stdlib.h>
#include <string.h>

#include "road/road.h"
#include "road/spill.h"

/* The public numbers and those of the file format are the same. */
_Static_assert((int)ROAD_CLASS_COUNT == (int)GRAPH_CLASS_COUNT, "classes agree");
_Static_assert((int)ROAD_FERRY == (int)GRAPH_FERRY, "classes agree");
_Static_assert((int)ROAD_EDGE_MOVABLE_BRIDGE == (int)GRAPH_EDGE_MOVABLE_BRIDGE, "flags agree");
_Static_assert((int)ROAD_EDGE_NO_SNAP == (int)GRAPH_EDGE_NO_SNAP, "flags agree");
_Static_assert((int)ROAD_KINDS == (int)GRAPH_KINDS, "kinds agree");
_Static_assert((int)ROAD_KIND_TUNNEL == (int)GRAPH_KIND_TUNNEL, "kinds agree");
_Static_assert((int)ROAD_PROFILES_MAX == (int)GRAPH_PROFILES_MAX, "profiles agree");

const char *graph_name_second(const struct graph *graph, uint32_t name)
{
    size_t end = name + 1 < graph->n_names ? graph->name_first[name + 1] : graph->name_bytes;
    size_t at = graph->name_first[name] + strlen(graph_name(graph, name)) + 1;
    return at < end ? graph->name_text + at : "";
}

uint32_t graph_profile_find(const struct graph *graph, const char *name)
{
    for (uint32_t p = 0; p < graph->n_profiles; p++)
        if (strcmp(graph->profiles[p].name, name) == 0)
            return p;
    return GRAPH_NONE;
}

static enum err bad(struct error *error, const char *array, uint64_t i)
{
    return error_set(error, ERR_FORMAT, "The road graph is broken: %s has a bad entry at %llu.",
                     array, (unsigned long long)i);
}

/* first[0] == 0, never falls, each group has at least `least`, ends at `total`. */
static bool firsts_hold(const uint32_t *first, uint32_t n, uint32_t total, uint32_t least,
                        uint64_t *at)
{
    if (first[0] != 0 || first[n] != total) {
        *at = n;
        return false;
    }
    for (uint32_t i = 0; i < n; i++)
        if (first[i + 1] < first[i] || first[i + 1] - first[i] < least) {
            *at = i;
            return false;
        }
    return true;
}

static bool lon_lat_hold(const int32_t *lon_e7, const int32_t *lat_e7, uint32_t n, uint64_t *at)
{
    for (uint32_t i = 0; i < n; i++)
        if (lon_e7[i] > 1800000000 || lon_e7[i] < -1800000000 || lat_e7[i] > 900000000 ||
            lat_e7[i] < -900000000) {
            *at = i;
            return false;
        }
    return true;
}

static enum err check_names(const struct graph *graph, struct error *error)
{
    uint32_t n = graph->n_names;
    if (n == 0 || graph->name_bytes == 0 || graph->name_text[graph->name_bytes - 1] != '\0' ||
        graph->name_first[0] >= graph->name_bytes || graph->name_text[graph->name_first[0]] != '\0')
        return bad(error, "names", 0);
    for (uint32_t i = 0; i < n; i++)
        if (graph->name_first[i] >= graph->name_bytes)
            return bad(error, "names", i);
    return ERR_OK;
}

static enum err check_edges(const struct graph *graph, struct error *error)
{
    uint64_t at = 0;
    if (!firsts_hold(graph->edge_first_point, graph->n_edges, graph->n_points, 2, &at))
        return bad(error, "edge_first_point", at);
    if (!firsts_hold(graph->edge_first_arc, graph->n_edges, graph->n_arcs, 1, &at))
        return bad(error, "edge_first_arc", at);
    for (uint32_t e = 0; e < graph->n_edges; e++) {
        if (graph->edge_tail[e] >= graph->n_nodes || graph->edge_head[e] >= graph->n_nodes)
            return bad(error, "edge_tail", e);
        if (graph->edge_name[e] >= graph->n_names || graph->edge_ref[e] >= graph->n_names)
            return bad(error, "edge_name", e);
        if (graph->edge_class[e] >= GRAPH_CLASS_COUNT)
            return bad(error, "edge_class", e);
        if (graph->edge_length_dm[e] == 0 || graph->edge_length_dm[e] > 1u << 28)
            return bad(error, "edge_length_dm", e);
        for (uint32_t a = graph->edge_first_arc[e]; a < graph->edge_first_arc[e + 1]; a++)
            if (graph->arc_edge[a] != e)
                return bad(error, "arc_edge", a);
    }
    return ERR_OK;
}

static enum err check_turns(const struct graph *graph, struct error *error)
{
    uint64_t at = 0;
    if (!firsts_hold(graph->turn_first, graph->n_arcs, graph->n_turns, 0, &at))
        return bad(error, "turn_first", at);
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
            bool sorted = t == graph->turn_first[a] || graph->turn_to[t - 1] < graph->turn_to[t];
            if (graph->turn_to[t] >= graph->n_arcs || !sorted ||
                graph_tail(graph, graph->turn_to[t]) != graph_head(graph, a))
                return bad(error, "turn_to", t);
        }
    return ERR_OK;
}

static enum err check_profile(const struct graph *graph, const struct graph_profile *profile,
                              struct error *error)
{
    if (!memchr(profile->name, '\0', sizeof profile->name) || profile->name[0] == '\0')
        return error_set(error, ERR_FORMAT, "The road graph is broken: a profile has no name.");
    for (uint32_t i = 0; i < GRAPH_EXCLUDABLE_MAX; i++)
        if (profile->excludable[i] & ~GRAPH_KINDS)
            return bad(error, "excludable", i);
    for (uint32_t a = 0; a < graph->n_arcs; a++) {
        uint32_t weight = profile->arc_weight_ds[a], duration = profile->arc_duration_ds[a];
        bool never = weight == GRAPH_NEVER && duration == GRAPH_NEVER;
        if (!never && (weight > GRAPH_COST_MAX_DS || duration > weight))
            return bad(error, "arc_weight_ds", a);
    }
    for (uint32_t t = 0; t < graph->n_turns; t++) {
        uint32_t weight = profile->turn_weight_ds[t], duration = profile->turn_duration_ds[t];
        if (duration > weight || (weight == GRAPH_NO_TURN) != (duration == GRAPH_NO_TURN))
            return bad(error, "turn_weight_ds", t);
    }
    return ERR_OK;
}

static enum err check_order(const struct graph *graph, struct error *error)
{
    uint8_t *seen = calloc((size_t)graph->n_arcs + 1, 1);
    if (!seen)
        return error_set(error, ERR_LIMIT, "Too little memory to check the order of a road graph.");
    enum err err = ERR_OK;
    for (uint32_t i = 0; i < graph->n_arcs && !err; i++) {
        uint32_t arc = graph->order[i];
        if (arc >= graph->n_arcs || seen[arc])
            err = bad(error, "order", i);
        else
            seen[arc] = 1;
    }
    free(seen);
    return err;
}

enum err graph_check(const struct graph *graph, struct error *error)
{
    uint64_t at = 0;
    if (graph->n_nodes > GRAPH_NODES_MAX || graph->n_arcs > GRAPH_ARCS_MAX ||
        graph->n_profiles == 0 || graph->n_profiles > GRAPH_PROFILES_MAX)
        return error_set(error, ERR_FORMAT, "The road graph is broken: a count is out of range.");
    if (!lon_lat_hold(graph->node_lon_e7, graph->node_lat_e7, graph->n_nodes, &at))
        return bad(error, "node_lon_e7", at);
    if (!lon_lat_hold(graph->point_lon_e7, graph->point_lat_e7, graph->n_points, &at))
        return bad(error, "point_lon_e7", at);
    enum err err = check_names(graph, error);
    if (!err)
        err = check_edges(graph, error);
    if (!err)
        err = check_turns(graph, error);
    for (uint32_t p = 0; p < graph->n_profiles && !err; p++)
        err = check_profile(graph, &graph->profiles[p], error);
    for (uint32_t i = 0; i < graph->n_barriers && !err; i++)
        if (graph->barriers[i].node >= graph->n_nodes)
            err = bad(error, "barriers", i);
    if (!err && graph->order)
        err = check_order(graph, error);
    return err;
}

void graph_forget(const struct graph *graph, const void *array, size_t bytes)
{
    uintptr_t from = (uintptr_t)array, storage = (uintptr_t)graph->storage;
    if (graph->storage_mapped && from >= storage && from < storage + graph->storage_bytes)
        spill_block_forget(array, bytes);
}

void graph_free(struct graph *graph)
{
    if (!graph)
        return;
    spill_block_free(graph->storage, graph->storage_bytes, graph->storage_mapped);
    free(graph);
}
