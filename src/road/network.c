#include "road/engine_int.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MAIN_PART_ARCS = 1000 }; /* a part of at least this size counts as "the town" */

/* Tarjan's algorithm without recursion. */
struct tarjan {
    const struct graph *graph;
    const struct graph_profile *profile;
    uint32_t *index, *low, *next_turn, counter;
    bool *on_stack;
    u32_vec stack, calls;
    uint32_t *component, parts;
};

static void close_part(struct tarjan *t, uint32_t root)
{
    size_t start = t->stack.n;
    do
        start--;
    while (t->stack.at[start] != root);
    uint32_t size = (uint32_t)(t->stack.n - start);
    uint32_t name = size >= MAIN_PART_ARCS ? 0 : ++t->parts;
    for (size_t i = start; i < t->stack.n; i++) {
        t->component[t->stack.at[i]] = name;
        t->on_stack[t->stack.at[i]] = false;
    }
    t->stack.n = start;
}

static void enter(struct tarjan *t, uint32_t arc)
{
    t->index[arc] = t->low[arc] = ++t->counter;
    t->next_turn[arc] = t->graph->turn_first[arc];
    t->on_stack[arc] = true;
    vec_push(&t->stack, arc);
    vec_push(&t->calls, arc);
}

static bool may_go(const struct tarjan *t, uint32_t turn)
{
    return t->profile->turn_weight_ds[turn] != GRAPH_NO_TURN &&
           t->profile->arc_weight_ds[t->graph->turn_to[turn]] != GRAPH_NEVER;
}

static void walk(struct tarjan *t, uint32_t start)
{
    enter(t, start);
    while (t->calls.n > 0) {
        uint32_t arc = *vec_last(&t->calls);
        if (t->next_turn[arc] < t->graph->turn_first[arc + 1]) {
            uint32_t turn = t->next_turn[arc]++, to = t->graph->turn_to[turn];
            if (!may_go(t, turn))
                continue;
            if (!t->index[to])
                enter(t, to);
            else if (t->on_stack[to] && t->index[to] < t->low[arc])
                t->low[arc] = t->index[to];
            continue;
        }
        if (t->low[arc] == t->index[arc])
            close_part(t, arc);
        t->calls.n--;
        if (t->calls.n > 0) {
            uint32_t caller = *vec_last(&t->calls);
            t->low[caller] = t->low[arc] < t->low[caller] ? t->low[arc] : t->low[caller];
        }
    }
}

void components_find(const struct graph *graph, uint32_t profile, uint32_t *component)
{
    uint32_t n = graph->n_arcs;
    struct tarjan t = {
        .graph = graph, .profile = &graph->profiles[profile], .component = component};
    t.index = take_zeroed(n, sizeof *t.index);
    t.low = take(n, sizeof *t.low);
    t.next_turn = take(n, sizeof *t.next_turn);
    t.on_stack = take_zeroed(n, sizeof *t.on_stack);
    for (uint32_t a = 0; a < n; a++)
        if (!t.index[a] && t.profile->arc_weight_ds[a] != GRAPH_NEVER)
            walk(&t, a);
        else if (!t.index[a])
            component[a] = GRAPH_NONE;
    free(t.index);
    free(t.low);
    free(t.next_turn);
    free(t.on_stack);
    vec_free(&t.stack);
    vec_free(&t.calls);
}

static void list_edges_by_node(struct road_network *network)
{
    const struct graph *graph = network->graph;
    uint32_t *first = take_zeroed((size_t)graph->n_nodes + 2, sizeof *first);
    network->node_edge = take(2 * (size_t)graph->n_edges, sizeof *network->node_edge);
    for (uint32_t e = 0; e < graph->n_edges; e++) {
        first[graph->edge_tail[e] + 2]++;
        first[graph->edge_head[e] + 2]++;
    }
    for (uint32_t v = 0; v < graph->n_nodes; v++)
        first[v + 2] += first[v + 1];
    for (uint32_t e = 0; e < graph->n_edges; e++) {
        network->node_edge[first[graph->edge_tail[e] + 1]++] = e;
        network->node_edge[first[graph->edge_head[e] + 1]++] = e;
    }
    network->node_first = first;
}

enum err network_of(struct graph *graph, struct road_network **out, struct error *error)
{
    if (graph->n_arcs == 0) {
        graph_free(graph);
        return error_set(error, ERR_FORMAT, "The road network has no roads.");
    }
    struct road_network *network = take_zeroed(1, sizeof *network);
    network->graph = graph;
    const uint32_t *order = graph->order;
    if (!order) {
        network->order = take(graph->n_arcs, sizeof *network->order);
        graph_order(graph, network->order);
        order = network->order;
    }
    network->box = box_none();
    for (uint32_t i = 0; i < graph->n_points; i++)
        box_add(&network->box, network_point(graph, i));
    network->cch = cch_new(graph, order);
    free(network->order);
    network->order = NULL;
    network->grid = grid_new(graph, network->box);
    list_edges_by_node(network);
    for (uint32_t p = 0; p < graph->n_profiles; p++) {
        network->component[p] = take(graph->n_arcs, sizeof *network->component[p]);
        components_find(graph, p, network->component[p]);
    }
    /* The check and the contraction have read and used much that is not needed again. */
    if (graph->storage_mapped)
        madvise(graph->storage, graph->storage_bytes, MADV_DONTNEED);
    malloc_trim(0);
    *out = network;
    return ERR_OK;
}

enum err road_network_open(const char *path, struct road_network **out, struct error *error)
{
    struct graph *graph = NULL;
    enum err err = graph_load(path, &graph, error);
    return err ? err : network_of(graph, out, error);
}

void road_network_free(struct road_network *network)
{
    if (!network)
        return;
    for (uint32_t p = 0; p < GRAPH_PROFILES_MAX; p++)
        free(network->component[p]);
    free(network->node_first);
    free(network->node_edge);
    cch_free(network->cch);
    grid_free(network->grid);
    graph_free(network->graph);
    free(network);
}

void road_network_info(const struct road_network *network, struct road_info *info)
{
    const struct graph *graph = network->graph;
    *info = (struct road_info){
        .nodes = graph->n_nodes,
        .edges = graph->n_edges,
        .arcs = graph->n_arcs,
        .turns = graph->n_turns,
        .barriers = graph->n_barriers,
        .profiles = graph->n_profiles,
        .hierarchy_arcs = network->cch->n_links,
        .hierarchy_depth = network->cch->depth,
        .bytes = graph->storage_bytes + (uint64_t)network->cch->n_links * 12 +
                 (uint64_t)graph->n_turns * 4 +
                 (uint64_t)graph->n_arcs * (28 + 4 * graph->n_profiles),
        .box = {network->box.west, network->box.south, network->box.east, network->box.north},
    };
}

const char *road_profile_name(const struct road_network *network, uint32_t i)
{
    return i < network->graph->n_profiles ? network->graph->profiles[i].name : NULL;
}

void road_edge_get(const struct road_network *network, uint32_t edge, struct road_edge *out)
{
    const struct graph *graph = network->graph;
    *out = (struct road_edge){
        .edge = edge,
        .class = (enum road_class)graph->edge_class[edge],
        .flags = graph->edge_flags[edge],
        .kinds = graph_kinds(graph, edge),
        .name = graph_name(graph, graph->edge_name[edge]),
        .ref = graph_name(graph, graph->edge_ref[edge]),
        .pronunciation = graph_name_second(graph, graph->edge_name[edge]),
        .ref_backward = graph_name_second(graph, graph->edge_ref[edge]),
        .way = graph->edge_way[edge],
        .tail_osm = graph->node_osm[graph->edge_tail[edge]],
        .head_osm = graph->node_osm[graph->edge_head[edge]],
        .length_m = graph->edge_length_dm[edge] / 10.0,
    };
    if (!*out->ref_backward)
        out->ref_backward = out->ref;
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++)
        *(graph->arc_flags[a] & GRAPH_ARC_BACKWARD ? &out->backward : &out->forward) = true;
}

size_t road_edge_points(const struct road_network *network, uint32_t edge,
                        struct road_point *points, int64_t *osm, size_t room)
{
    const struct graph *graph = network->graph;
    uint32_t first = graph->edge_first_point[edge];
    size_t n = graph->edge_first_point[edge + 1] - first;
    for (size_t i = 0; i < n && i < room; i++) {
        struct point p = network_point(graph, first + (uint32_t)i);
        points[i] = (struct road_point){p.lon, p.lat};
        if (osm)
            osm[i] = graph->point_osm[first + i];
    }
    return n;
}

struct drawing {
    const struct graph *graph;
    struct box box;
    uint32_t class_mask;
    u32_vec edges;
};

static bool draw_edge(void *context, uint32_t edge)
{
    struct drawing *drawing = context;
    const struct graph *graph = drawing->graph;
    struct box box = box_none();
    if (!(drawing->class_mask >> graph->edge_class[edge] & 1))
        return true;
    for (uint32_t i = graph->edge_first_point[edge]; i < graph->edge_first_point[edge + 1]; i++)
        box_add(&box, network_point(graph, i));
    if (box_overlaps(box, drawing->box))
        vec_push(&drawing->edges, edge);
    return true;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void road_network_draw(const struct road_network *network, const struct road_box *box,
                       uint32_t class_mask, bool (*each)(void *context, uint32_t edge),
                       void *context)
{
    struct drawing drawing = {.graph = network->graph,
                              .box = {box->west, box->south, box->east, box->north},
                              .class_mask = class_mask};
    grid_visit(network->grid, drawing.box, draw_edge, &drawing);
    if (drawing.edges.n > 1)
        qsort(drawing.edges.at, drawing.edges.n, sizeof *drawing.edges.at, ascending);
    for (size_t i = 0; i < drawing.edges.n; i++)
        if ((i == 0 || drawing.edges.at[i] != drawing.edges.at[i - 1]) &&
            !each(context, drawing.edges.at[i]))
            break;
    vec_free(&drawing.edges);
}
