/*
 * The order of arcs from a nested dissection of the junctions.
 *
 * A cut of the junction graph is a set of roads; their arcs separate what is on both sides in the
 * graph of turns, so they get the highest ranks, and both sides are ordered likewise below them
 * (Buchhold, Wagner, Zeitz, Zuendorf, ATMOS 2020, "cut-based orders"). Before that, the junction
 * graph is reduced to its core: dead-end trees come first of all, leaves before branches; of a
 * chain of roads without junctions all but one come next, every second one, every fourth one and so
 * on; what remains of it is one road between two junctions.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "road/engine_int.h"
#include "road/order_int.h"

struct half {
    uint32_t head, edge;
};

/* A road of the core: what is left of a chain. */
struct core_edge {
    uint32_t a, b, edge; /* junctions, and the edge of the graph that stands for the chain */
    bool along;          /* the edge's geometry leads away from a */
};

struct ordering {
    const struct graph *graph;
    uint32_t *order, n_ordered;
    uint32_t *first; /* halves by node */
    struct half *halves;
    uint32_t *degree; /* of what is left */
    bool *edge_done;
    VEC(struct core_edge) core;
    uint32_t *core_first; /* by node: indexes into core_at */
    uint32_t *core_at;
    uint32_t *local; /* per node, scratch of one dissection */
    uint32_t *seen;  /* per core edge, likewise: its first half */
};

static void emit(struct ordering *o, uint32_t edge)
{
    const struct graph *graph = o->graph;
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++)
        o->order[o->n_ordered++] = a;
    o->edge_done[edge] = true;
}

static void list_halves(struct ordering *o)
{
    const struct graph *graph = o->graph;
    o->first = take_zeroed((size_t)graph->n_nodes + 2, sizeof *o->first);
    o->halves = take(2 * (size_t)graph->n_edges, sizeof *o->halves);
    o->degree = take_zeroed(graph->n_nodes, sizeof *o->degree);
    o->edge_done = take_zeroed(graph->n_edges, sizeof *o->edge_done);
    for (uint32_t e = 0; e < graph->n_edges; e++) {
        uint32_t tail = graph->edge_tail[e], head = graph->edge_head[e];
        if (tail == head)
            continue;
        o->degree[tail]++;
        o->degree[head]++;
        o->first[tail + 2]++;
        o->first[head + 2]++;
    }
    for (uint32_t v = 0; v < graph->n_nodes; v++)
        o->first[v + 2] += o->first[v + 1];
    for (uint32_t e = 0; e < graph->n_edges; e++) {
        uint32_t tail = graph->edge_tail[e], head = graph->edge_head[e];
        if (tail == head) {
            emit(o, e);
            continue;
        }
        o->halves[o->first[tail + 1]++] = (struct half){head, e};
        o->halves[o->first[head + 1]++] = (struct half){tail, e};
    }
}

static struct half only_half(const struct ordering *o, uint32_t v)
{
    uint32_t h = o->first[v];
    while (o->edge_done[o->halves[h].edge])
        h++;
    return o->halves[h];
}

static void take_trees(struct ordering *o)
{
    u32_vec leaves = {0};
    for (uint32_t v = 0; v < o->graph->n_nodes; v++)
        if (o->degree[v] == 1)
            vec_push(&leaves, v);
    while (leaves.n > 0) {
        uint32_t v = vec_pop(&leaves);
        if (o->degree[v] != 1)
            continue;
        struct half half = only_half(o, v);
        emit(o, half.edge);
        o->degree[v] = 0;
        if (--o->degree[half.head] == 1)
            vec_push(&leaves, half.head);
    }
    vec_free(&leaves);
}

/* ---- chains ---- */

/* Edges low..high-1 of a chain, halves first, so that the depth is logarithmic. */
static void emit_halves(struct ordering *o, const uint32_t *edges, size_t low, size_t high)
{
    if (low >= high)
        return;
    size_t middle = low + (high - low) / 2;
    emit_halves(o, edges, low, middle);
    emit_halves(o, edges, middle + 1, high);
    emit(o, edges[middle]);
}

/* Follows a chain from a core junction; all its edges but the first are ordered. */
static void take_chain(struct ordering *o, const bool *is_core, bool *walked, uint32_t start,
                       struct half half, u32_vec *edges)
{
    uint32_t at = half.head;
    vec_clear(edges);
    vec_push(edges, half.edge);
    walked[half.edge] = true;
    while (!is_core[at]) {
        uint32_t h = o->first[at];
        while (walked[o->halves[h].edge] || o->edge_done[o->halves[h].edge])
            h++;
        half = o->halves[h];
        vec_push(edges, half.edge);
        walked[half.edge] = true;
        at = half.head;
    }
    emit_halves(o, edges->at, 1, edges->n);
    if (at == start)
        emit(o, edges->at[0]);
    else
        vec_push(&o->core, ((struct core_edge){start, at, edges->at[0],
                                               o->graph->edge_tail[edges->at[0]] == start}));
}

static void take_chains_from(struct ordering *o, const bool *is_core, bool *walked, uint32_t v,
                             u32_vec *edges)
{
    for (uint32_t h = o->first[v]; h < o->first[v + 1]; h++)
        if (!walked[o->halves[h].edge] && !o->edge_done[o->halves[h].edge])
            take_chain(o, is_core, walked, v, o->halves[h], edges);
}

static void take_chains(struct ordering *o)
{
    uint32_t n = o->graph->n_nodes;
    bool *is_core = take_zeroed(n, sizeof *is_core);
    bool *walked = take_zeroed(o->graph->n_edges, sizeof *walked);
    u32_vec edges = {0};
    for (uint32_t v = 0; v < n; v++)
        is_core[v] = o->degree[v] > 2;
    for (uint32_t v = 0; v < n; v++)
        if (is_core[v])
            take_chains_from(o, is_core, walked, v, &edges);
    /* What is left are rings without any junction: one node of each plays the junction. */
    for (uint32_t v = 0; v < n; v++)
        if (o->degree[v] == 2) {
            is_core[v] = true;
            take_chains_from(o, is_core, walked, v, &edges);
            is_core[v] = false;
        }
    free(is_core);
    free(walked);
    vec_free(&edges);
}

static void list_core(struct ordering *o)
{
    uint32_t n = o->graph->n_nodes;
    o->core_first = take_zeroed((size_t)n + 2, sizeof *o->core_first);
    o->core_at = take(2 * o->core.n, sizeof *o->core_at);
    for (size_t i = 0; i < o->core.n; i++) {
        o->core_first[o->core.at[i].a + 2]++;
        o->core_first[o->core.at[i].b + 2]++;
    }
    for (uint32_t v = 0; v < n; v++)
        o->core_first[v + 2] += o->core_first[v + 1];
    for (size_t i = 0; i < o->core.n; i++) {
        o->core_at[o->core_first[o->core.at[i].a + 1]++] = (uint32_t)i;
        o->core_at[o->core_first[o->core.at[i].b + 1]++] = (uint32_t)i;
    }
}

/* ---- dissection ---- */

static uint32_t far_end(const struct core_edge *edge, uint32_t v)
{
    return edge->a == v ? edge->b : edge->a;
}

/* The nodes that hang together with the first one are moved to the front; gives their number. */
static size_t connected(struct ordering *o, uint32_t *nodes, size_t n)
{
    u32_vec found = {0};
    size_t rest = 0;
    for (size_t i = 0; i < n; i++)
        o->local[nodes[i]] = 1;
    o->local[nodes[0]] = 2;
    vec_push(&found, nodes[0]);
    for (size_t i = 0; i < found.n; i++) {
        uint32_t v = found.at[i];
        for (uint32_t k = o->core_first[v]; k < o->core_first[v + 1]; k++) {
            const struct core_edge *edge = &o->core.at[o->core_at[k]];
            uint32_t w = far_end(edge, v);
            if (o->edge_done[edge->edge] || o->local[w] != 1)
                continue;
            o->local[w] = 2;
            vec_push(&found, w);
        }
    }
    size_t n_found = found.n;
    for (size_t i = 0; i < n; i++)
        if (o->local[nodes[i]] == 1)
            vec_push(&found, nodes[i]);
    for (rest = 0; rest < n; rest++) {
        nodes[rest] = found.at[rest];
        o->local[nodes[rest]] = 0;
    }
    vec_free(&found);
    return n_found;
}

static void cut_graph_make(struct ordering *o, const uint32_t *nodes, uint32_t n,
                           struct cut_graph *g)
{
    const struct graph *graph = o->graph;
    size_t room = 0;
    for (uint32_t i = 0; i < n; i++) {
        o->local[nodes[i]] = i + 1;
        room += o->core_first[nodes[i] + 1] - o->core_first[nodes[i]];
    }
    cut_graph_take(g, n, room);
    double squeeze = cos(graph->node_lat_e7[nodes[0]] * 1e-7 * 3.14159265358979323846 / 180);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = nodes[i];
        g->first[i] = g->n_half;
        g->weight[i] = 1;
        g->x[i] = (float)((graph->node_lon_e7[v] - graph->node_lon_e7[nodes[0]]) * squeeze);
        g->y[i] = (float)(graph->node_lat_e7[v] - graph->node_lat_e7[nodes[0]]);
        for (uint32_t k = o->core_first[v]; k < o->core_first[v + 1]; k++) {
            const struct core_edge *edge = &o->core.at[o->core_at[k]];
            uint32_t w = o->local[far_end(edge, v)], h = g->n_half;
            if (o->edge_done[edge->edge] || w == 0)
                continue;
            uint32_t arcs =
                graph->edge_first_arc[edge->edge + 1] - graph->edge_first_arc[edge->edge];
            g->head[h] = w - 1;
            g->capacity[h] = (uint16_t)(arcs < 100 ? arcs : 100);
            if (w - 1 > i) {
                o->seen[o->core_at[k]] = h;
            } else {
                g->twin[h] = o->seen[o->core_at[k]];
                g->twin[g->twin[h]] = h;
            }
            g->n_half++;
        }
    }
    g->first[n] = g->n_half;
    for (uint32_t i = 0; i < n; i++)
        o->local[nodes[i]] = 0;
}

/* Cuts the nodes in two, moves one part to the front, and lists the core edges between. */
static uint32_t divide(struct ordering *o, uint32_t *nodes, uint32_t n, u32_vec *cut)
{
    struct cut_graph g;
    uint8_t *side = take_zeroed(n, 1);
    uint32_t front = 0, *back = take(n, sizeof *back), n_back = 0;
    cut_graph_make(o, nodes, n, &g);
    cut_find(&g, side);
    cut_graph_drop(&g);
    for (uint32_t i = 0; i < n; i++)
        o->local[nodes[i]] = side[i] ? 1 : 2;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t v = nodes[i];
        for (uint32_t k = o->core_first[v]; k < o->core_first[v + 1] && side[i]; k++) {
            const struct core_edge *edge = &o->core.at[o->core_at[k]];
            if (!o->edge_done[edge->edge] && o->local[far_end(edge, v)] == 2)
                vec_push(cut, o->core_at[k]);
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        o->local[nodes[i]] = 0;
        if (side[i])
            nodes[front++] = nodes[i];
        else
            back[n_back++] = nodes[i];
    }
    memcpy(nodes + front, back, n_back * sizeof *back);
    free(side);
    free(back);
    return front;
}

static bool leads_out(const struct ordering *o, const struct core_edge *edge, uint32_t arc)
{
    bool from_a = o->local[edge->a] == 1;
    bool backward = o->graph->arc_flags[arc] & GRAPH_ARC_BACKWARD;
    return from_a == (edge->along != backward);
}

/*
 * The arcs of a cut: all in one direction first, then those of the other, the smaller group last.
 * Below them, paths through one side join arcs that lead into it with arcs that lead out. So the
 * first group, when it is taken out, makes links within the second one only; mixed, both groups
 * would fill up. This saves a quarter of all triangles.
 */
static void emit_cut(struct ordering *o, const u32_vec *cut, const uint32_t *front, size_t n_front)
{
    const struct graph *graph = o->graph;
    int outwards = 0;
    for (size_t i = 0; i < n_front; i++)
        o->local[front[i]] = 1;
    for (int pass = 0; pass < 3; pass++) /* count, first group, second group */
        for (size_t i = 0; i < cut->n; i++) {
            const struct core_edge *edge = &o->core.at[cut->at[i]];
            for (uint32_t a = graph->edge_first_arc[edge->edge];
                 a < graph->edge_first_arc[edge->edge + 1]; a++) {
                bool out = leads_out(o, edge, a);
                if (pass == 0)
                    outwards += out ? 1 : -1;
                else if ((out == (outwards >= 0)) == (pass == 1))
                    o->order[o->n_ordered++] = a;
            }
        }
    for (size_t i = 0; i < n_front; i++)
        o->local[front[i]] = 0;
}

/* Orders all core edges among the nodes. */
static void dissect(struct ordering *o, uint32_t *nodes, size_t n)
{
    while (n > 1) {
        size_t part = connected(o, nodes, n);
        u32_vec cut = {0};
        if (part == n) {
            uint32_t front = divide(o, nodes, (uint32_t)n, &cut);
            /* The cut edges are out of the way while both sides are ordered, and come after them.
             */
            for (size_t i = 0; i < cut.n; i++)
                o->edge_done[o->core.at[cut.at[i]].edge] = true;
            dissect(o, nodes, front);
            dissect(o, nodes + front, n - front);
            emit_cut(o, &cut, nodes, front);
            vec_free(&cut);
            return;
        }
        dissect(o, nodes, part);
        nodes += part;
        n -= part;
    }
}

void graph_order(const struct graph *graph, uint32_t *order)
{
    struct ordering o = {.graph = graph, .order = order};
    uint32_t *nodes = take(graph->n_nodes, sizeof *nodes), n = 0;
    list_halves(&o);
    take_trees(&o);
    take_chains(&o);
    list_core(&o);
    o.local = take_zeroed(graph->n_nodes, sizeof *o.local);
    o.seen = take(o.core.n, sizeof *o.seen);
    for (uint32_t v = 0; v < graph->n_nodes; v++)
        if (o.core_first[v + 1] > o.core_first[v])
            nodes[n++] = v;
    dissect(&o, nodes, n);
    free(nodes);
    free(o.first);
    free(o.halves);
    free(o.degree);
    free(o.edge_done);
    free(o.core_first);
    free(o.core_at);
    free(o.local);
    free(o.seen);
    vec_free(&o.core);
}
