#include "road/engine_int.h"

#include <stdlib.h>

struct entry {
    struct cost cost;
    uint32_t arc;
};

struct dijkstra {
    const struct graph *graph;
    struct cost *costs;
    u32_vec touched;
    uint32_t *reverse_first, *reverse_turn, *reverse_from; /* turns by the arc they lead to */
    VEC(struct entry) heap;
};

static void reverse_turns(struct dijkstra *d)
{
    const struct graph *graph = d->graph;
    uint32_t *first = d->reverse_first = take_zeroed((size_t)graph->n_arcs + 2, sizeof *first);
    d->reverse_turn = take(graph->n_turns, sizeof *d->reverse_turn);
    d->reverse_from = take(graph->n_turns, sizeof *d->reverse_from);
    for (uint32_t t = 0; t < graph->n_turns; t++)
        first[graph->turn_to[t] + 2]++;
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        first[a + 2] += first[a + 1];
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
            uint32_t at = first[graph->turn_to[t] + 1]++;
            d->reverse_turn[at] = t;
            d->reverse_from[at] = a;
        }
}

struct dijkstra *dijkstra_new(const struct graph *graph)
{
    struct dijkstra *d = take_zeroed(1, sizeof *d);
    d->graph = graph;
    d->costs = take(graph->n_arcs, sizeof *d->costs);
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        d->costs[a] = (struct cost){KEY_NEVER, 0};
    return d;
}

void dijkstra_free(struct dijkstra *d)
{
    if (!d)
        return;
    free(d->costs);
    free(d->reverse_first);
    free(d->reverse_turn);
    free(d->reverse_from);
    vec_free(&d->touched);
    vec_free(&d->heap);
    free(d);
}

static void push(struct dijkstra *d, struct entry entry)
{
    vec_push(&d->heap, entry);
    size_t i = d->heap.n - 1;
    for (; i > 0 && cost_less(entry.cost, d->heap.at[(i - 1) / 2].cost); i = (i - 1) / 2)
        d->heap.at[i] = d->heap.at[(i - 1) / 2];
    d->heap.at[i] = entry;
}

static struct entry pop(struct dijkstra *d)
{
    struct entry top = d->heap.at[0], last = vec_pop(&d->heap);
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < d->heap.n; i = child) {
        if (child + 1 < d->heap.n && cost_less(d->heap.at[child + 1].cost, d->heap.at[child].cost))
            child++;
        if (!cost_less(d->heap.at[child].cost, last.cost))
            break;
        d->heap.at[i] = d->heap.at[child];
    }
    if (d->heap.n > 0)
        d->heap.at[i] = last;
    return top;
}

static void reach(struct dijkstra *d, uint32_t arc, struct cost cost, int64_t key_max)
{
    if (cost.key > key_max || cost.key >= KEY_NEVER || !cost_less(cost, d->costs[arc]))
        return;
    if (d->costs[arc].key >= KEY_NEVER)
        vec_push(&d->touched, arc);
    d->costs[arc] = cost;
    push(d, (struct entry){cost, arc});
}

static void relax(struct dijkstra *d, const struct road_snapshot *snapshot, uint32_t from,
                  uint32_t turn, uint32_t to, struct cost at, int64_t key_max, bool backward)
{
    const struct graph *graph = d->graph;
    int64_t key = snapshot_turn(snapshot, from, turn);
    if (key >= KEY_NEVER)
        return;
    struct cost next = {at.key + key, at.dm + graph->edge_length_dm[graph->arc_edge[from]]};
    reach(d, backward ? from : to, next, key_max);
}

const struct cost *dijkstra_run(struct dijkstra *d, const struct road_snapshot *snapshot,
                                const struct seeds *from, int64_t key_max, bool backward)
{
    const struct graph *graph = d->graph;
    if (backward && !d->reverse_first)
        reverse_turns(d);
    for (size_t i = 0; i < d->touched.n; i++)
        d->costs[d->touched.at[i]] = (struct cost){KEY_NEVER, 0};
    vec_clear(&d->touched);
    for (uint32_t i = 0; i < from->n; i++)
        reach(d, from->at[i].arc, (struct cost){from->at[i].key, from->at[i].dm}, key_max);
    while (d->heap.n > 0) {
        struct entry top = pop(d);
        uint32_t arc = top.arc;
        if (cost_less(d->costs[arc], top.cost))
            continue;
        if (!backward)
            for (uint32_t t = graph->turn_first[arc]; t < graph->turn_first[arc + 1]; t++)
                relax(d, snapshot, arc, t, graph->turn_to[t], top.cost, key_max, false);
        else
            for (uint32_t i = d->reverse_first[arc]; i < d->reverse_first[arc + 1]; i++)
                relax(d, snapshot, d->reverse_from[i], d->reverse_turn[i], arc, top.cost, key_max,
                      true);
    }
    return d->costs;
}
