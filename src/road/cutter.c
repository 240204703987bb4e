/*
 * InertialFlowCutter (Gottesbueren, Hamann, Uhl, Wagner, arXiv 1906.11811, section 3). For each of
 * some directions the nodes are sorted along it; the first and the last few become the source and
 * the target side. A maximum flow gives a smallest cut between them; then the smaller of the two
 * sides takes in everything that it reaches, and one more node beyond the cut (the piercing node,
 * preferably one that does not make the flow grow), and so on. This walks through cuts of rising
 * size and balance; the one with the best ratio of size to the smaller part is kept.
 *
 * All of this costs the size of the cut times that of the graph. Large graphs are therefore first
 * made small by joining neighbours, cut, and taken apart again step by step; after each step the
 * same cutter moves the border within a strip around it.
 */
#include "road/order_int.h"

#include <stdlib.h>
#include <string.h>

#include "road/engine_int.h"

enum { DIRECTIONS = 4, SOURCE = 0, TARGET = 1 };
enum { COARSE_NODES = 6000, STRIP_NODES = 2500 };
#define START_SHARE   0.1 /* of the nodes on each side at the beginning */
#define BALANCE_LEAST 0.2 /* of the smaller part; less only where nothing else is found */

struct side {
    uint8_t *in;      /* nodes that belong to it for good */
    uint8_t *reached; /* nodes that it reaches in the residual graph, those included */
    uint32_t *via;    /* of a node reached: the half-edge by which */
    u32_vec border;   /* nodes in it with a neighbour outside */
    u32_vec fresh;    /* reached but not yet taken in */
    uint64_t weight_in, weight_reached;
};

struct cutter {
    const struct cut_graph *graph;
    uint16_t *room; /* per half-edge: what still fits through it */
    uint64_t weight, total;
    float *place; /* per node: where it lies along the direction */
    struct side sides[2];
    uint32_t *level, level_base; /* levels of the phase at work are above the base */
    uint32_t *next;              /* per node: the half-edge that the blocking flow tries next */
    u32_vec queue, path;
    double best_score;
    bool best_balanced;
    uint8_t *best;
};

/* ---- maximum flow (Dinic) ---- */

static bool find_levels(struct cutter *c, uint32_t *top)
{
    const struct cut_graph *graph = c->graph;
    const struct side *source = &c->sides[SOURCE];
    uint32_t base = c->level_base + 1, last = UINT32_MAX;
    vec_clear(&c->queue);
    for (size_t i = 0; i < source->border.n; i++) {
        uint32_t v = source->border.at[i];
        c->level[v] = base;
        c->next[v] = graph->first[v];
        vec_push(&c->queue, v);
    }
    *top = base;
    for (size_t i = 0; i < c->queue.n && c->level[c->queue.at[i]] < last; i++) {
        uint32_t v = c->queue.at[i];
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++) {
            uint32_t w = graph->head[h];
            if (c->level[w] >= base || source->in[w] || c->room[h] == 0)
                continue;
            *top = c->level[w] = c->level[v] + 1;
            c->next[w] = graph->first[w];
            if (c->sides[TARGET].in[w])
                last = c->level[w];
            else
                vec_push(&c->queue, w);
        }
    }
    return last != UINT32_MAX;
}

static void push_path(struct cutter *c, const u32_vec *path)
{
    uint16_t most = CUT_CAPACITY_MAX;
    for (size_t i = 0; i < path->n; i++)
        most = c->room[path->at[i]] < most ? c->room[path->at[i]] : most;
    for (size_t i = 0; i < path->n; i++) {
        c->room[path->at[i]] = (uint16_t)(c->room[path->at[i]] - most);
        c->room[c->graph->twin[path->at[i]]] =
            (uint16_t)(c->room[c->graph->twin[path->at[i]]] + most);
    }
    c->total += most;
}

/* One augmenting path along the levels from a node on the source's border; false when there is
 * none. */
static bool augment(struct cutter *c, uint32_t start)
{
    const struct cut_graph *graph = c->graph;
    uint32_t v = start;
    vec_clear(&c->path);
    for (;;) {
        if (c->sides[TARGET].in[v]) {
            push_path(c, &c->path);
            return true;
        }
        uint32_t h = c->next[v];
        while (h < graph->first[v + 1] &&
               (c->level[graph->head[h]] != c->level[v] + 1 || c->room[h] == 0))
            h++;
        c->next[v] = h;
        if (h < graph->first[v + 1]) {
            vec_push(&c->path, h);
            v = graph->head[h];
        } else if (c->path.n > 0) {
            h = vec_pop(&c->path);
            v = graph->head[graph->twin[h]];
            c->next[v]++;
        } else {
            return false;
        }
    }
}

static void maximise(struct cutter *c)
{
    uint32_t top;
    for (bool found = true; found; c->level_base = top) {
        found = find_levels(c, &top);
        for (size_t i = 0; i < c->sides[SOURCE].border.n && found; i++)
            while (augment(c, c->sides[SOURCE].border.at[i]))
                continue;
    }
}

/* ---- growing the sides ---- */

/* Residual half-edges in the direction of a side: forwards from the source, backwards from the
 * target. */
static inline bool passes(const struct cutter *c, uint32_t half, int side)
{
    return c->room[side == SOURCE ? half : c->graph->twin[half]] > 0;
}

static void spread(struct cutter *c, int which)
{
    const struct cut_graph *graph = c->graph;
    struct side *side = &c->sides[which];
    while (c->queue.n > 0) {
        uint32_t v = vec_pop(&c->queue);
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++) {
            uint32_t w = graph->head[h];
            if (side->reached[w] || !passes(c, h, which))
                continue;
            side->reached[w] = 1;
            side->via[w] = h;
            side->weight_reached += graph->weight[w];
            vec_push(&side->fresh, w);
            vec_push(&c->queue, w);
        }
    }
}

/* Finds anew what a side reaches; needed after the flow has changed. */
static void find_reached(struct cutter *c, int which)
{
    struct side *side = &c->sides[which];
    for (size_t i = 0; i < side->fresh.n; i++)
        side->reached[side->fresh.at[i]] = 0;
    vec_clear(&side->fresh);
    side->weight_reached = side->weight_in;
    vec_clear(&c->queue);
    for (size_t i = 0; i < side->border.n; i++)
        vec_push(&c->queue, side->border.at[i]);
    spread(c, which);
}

static void take_in(struct cutter *c, int which, uint32_t v)
{
    struct side *side = &c->sides[which];
    side->in[v] = 1;
    side->weight_in += c->graph->weight[v];
    vec_push(&side->border, v);
}

static void trim_border(struct cutter *c, int which)
{
    const struct cut_graph *graph = c->graph;
    struct side *side = &c->sides[which];
    size_t kept = 0;
    for (size_t i = 0; i < side->border.n; i++) {
        uint32_t v = side->border.at[i];
        bool outside = false;
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1] && !outside; h++)
            outside = !side->in[graph->head[h]];
        if (outside)
            side->border.at[kept++] = v;
    }
    side->border.n = kept;
}

static void take_reached(struct cutter *c, int which)
{
    struct side *side = &c->sides[which];
    for (size_t i = 0; i < side->fresh.n; i++)
        take_in(c, which, side->fresh.at[i]);
    vec_clear(&side->fresh);
    trim_border(c, which);
}

/* The next node for a side: beyond the cut, not on the other side, if possible out of its reach,
 * and nearest to where the side began. GRAPH_NONE when there is none. */
static uint32_t find_piercing(const struct cutter *c, int which)
{
    const struct cut_graph *graph = c->graph;
    const struct side *side = &c->sides[which], *other = &c->sides[1 - which];
    uint32_t best = GRAPH_NONE;
    float best_rank = 0;
    bool best_free = false;
    for (size_t i = 0; i < side->border.n; i++) {
        uint32_t v = side->border.at[i];
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++) {
            uint32_t w = graph->head[h];
            if (side->in[w] || other->in[w])
                continue;
            bool is_free = !other->reached[w];
            float rank = which == SOURCE ? c->place[w] : -c->place[w];
            if (best == GRAPH_NONE || (is_free && !best_free) ||
                (is_free == best_free && rank < best_rank)) {
                best = w;
                best_rank = rank;
                best_free = is_free;
            }
        }
    }
    return best;
}

static void keep_if_best(struct cutter *c, int which)
{
    uint64_t part = c->sides[which].weight_in;
    uint64_t small = part < c->weight - part ? part : c->weight - part;
    bool balanced = (double)small >= BALANCE_LEAST * (double)c->weight || small >= c->weight / 2;
    double score = (double)c->total / (double)small;
    if (c->best_balanced && !balanced)
        return;
    if (balanced == c->best_balanced && score >= c->best_score)
        return;
    c->best_balanced = balanced;
    c->best_score = score;
    memcpy(c->best, c->sides[which].in, c->graph->n);
}

/* Lets flow out of (into) a node that the other side reaches: first along the ways by which it
 * does, then along new ones, until there is none. */
static void fill_from(struct cutter *c, int which, uint32_t node)
{
    struct side *other = &c->sides[1 - which];
    while (other->reached[node]) {
        vec_clear(&c->path);
        for (uint32_t v = node; !other->in[v]; v = c->graph->head[c->graph->twin[other->via[v]]])
            vec_push(&c->path, which == SOURCE ? c->graph->twin[other->via[v]] : other->via[v]);
        push_path(c, &c->path);
        find_reached(c, 1 - which);
    }
}

static void run(struct cutter *c)
{
    maximise(c);
    find_reached(c, SOURCE);
    find_reached(c, TARGET);
    for (;;) {
        /* No later cut of this direction can beat the best one: cuts only grow. */
        if (c->best_balanced && (double)c->total * 2 / (double)c->weight >= c->best_score)
            return;
        int which =
            c->sides[SOURCE].weight_reached <= c->sides[TARGET].weight_reached ? SOURCE : TARGET;
        take_reached(c, which);
        keep_if_best(c, which);
        uint32_t pierce = find_piercing(c, which);
        if (pierce == GRAPH_NONE)
            return;
        fill_from(c, which, pierce);
        take_in(c, which, pierce);
        c->sides[which].reached[pierce] = 1;
        find_reached(c, which);
    }
}

/* ---- beginning ---- */

static void cutter_make(struct cutter *c, const struct cut_graph *graph, uint8_t *best)
{
    uint32_t n = graph->n;
    *c = (struct cutter){.graph = graph, .best = best, .best_score = 1e300};
    c->room = take(graph->n_half, sizeof *c->room);
    c->place = take(n, sizeof *c->place);
    c->level = take_zeroed(n, sizeof *c->level);
    c->next = take(n, sizeof *c->next);
    for (int which = 0; which < 2; which++) {
        c->sides[which].in = take(n, 1);
        c->sides[which].reached = take(n, 1);
        c->sides[which].via = take(n, sizeof *c->sides[which].via);
    }
    for (uint32_t v = 0; v < n; v++)
        c->weight += graph->weight[v];
}

static void cutter_drop(struct cutter *c)
{
    for (int which = 0; which < 2; which++) {
        free(c->sides[which].in);
        free(c->sides[which].reached);
        free(c->sides[which].via);
        vec_free(&c->sides[which].border);
        vec_free(&c->sides[which].fresh);
    }
    vec_free(&c->queue);
    vec_free(&c->path);
    free(c->room);
    free(c->place);
    free(c->level);
    free(c->next);
}

static void empty_sides(struct cutter *c)
{
    const struct cut_graph *graph = c->graph;
    memcpy(c->room, graph->capacity, graph->n_half * sizeof *c->room);
    c->total = 0;
    for (int which = 0; which < 2; which++) {
        struct side *side = &c->sides[which];
        memset(side->in, 0, graph->n);
        vec_clear(&side->border);
        vec_clear(&side->fresh);
        side->weight_in = side->weight_reached = 0;
    }
}

/* The sides are filled: runs from there. */
static void run_from_here(struct cutter *c)
{
    for (int which = 0; which < 2; which++) {
        struct side *side = &c->sides[which];
        memcpy(side->reached, side->in, c->graph->n);
        trim_border(c, which);
    }
    run(c);
}

struct sortable {
    float at;
    uint32_t node;
};

static inline bool before(const struct sortable *a, const struct sortable *b)
{
    return a->at != b->at ? a->at < b->at : a->node < b->node;
}

/* Moves the `k` first of them along the direction to the front (Hoare's selection). */
static void select_first(struct sortable *all, uint32_t n, uint32_t k)
{
    uint32_t low = 0, high = n;
    while (high - low > 1) {
        struct sortable pivot = all[low + (high - low - 1) / 2];
        uint32_t i = low - 1, j = high;
        for (;;) {
            while (before(&all[++i], &pivot))
                continue;
            while (before(&pivot, &all[--j]))
                continue;
            if (i >= j)
                break;
            struct sortable swapped = all[i];
            all[i] = all[j];
            all[j] = swapped;
        }
        if (k <= j)
            high = j + 1;
        else
            low = j + 1;
    }
}

static void run_along(struct cutter *c, int direction, struct sortable *sorted)
{
    static const float dx[DIRECTIONS] = {1, 0, 1, 1}, dy[DIRECTIONS] = {0, 1, 1, -1};
    const struct cut_graph *graph = c->graph;
    uint32_t n = graph->n, share = (uint32_t)(START_SHARE * n) + 1;
    share = 2 * share <= n ? share : 1;
    for (uint32_t v = 0; v < n; v++) {
        c->place[v] = dx[direction] * graph->x[v] + dy[direction] * graph->y[v];
        sorted[v] = (struct sortable){c->place[v], v};
    }
    select_first(sorted, n, share);
    select_first(sorted + share, n - share, n - 2 * share);
    empty_sides(c);
    for (uint32_t i = 0; i < share; i++) {
        take_in(c, SOURCE, sorted[i].node);
        take_in(c, TARGET, sorted[n - 1 - i].node);
    }
    run_from_here(c);
}

static void cut_small(const struct cut_graph *graph, uint8_t *side)
{
    struct cutter c;
    struct sortable *sorted = take(graph->n, sizeof *sorted);
    cutter_make(&c, graph, side);
    for (int direction = 0; direction < DIRECTIONS; direction++)
        run_along(&c, direction, sorted);
    cutter_drop(&c);
    free(sorted);
}

/* ---- large graphs ---- */

/* Nodes on each side that are within the strip around the border, and how far they are from it:
 * below zero on the source's side. */
static void find_strip(struct cutter *c, const uint8_t *side, uint8_t *in_strip)
{
    const struct cut_graph *graph = c->graph;
    uint32_t left[2] = {0, 0};
    for (uint32_t v = 0; v < graph->n; v++) {
        left[side[v]]++;
        c->place[v] = 0;
    }
    for (int s = 0; s < 2; s++)
        left[s] = left[s] / 2 < STRIP_NODES ? left[s] / 2 : STRIP_NODES;
    vec_clear(&c->queue);
    for (uint32_t v = 0; v < graph->n; v++)
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1] && c->place[v] == 0; h++)
            if (side[graph->head[h]] != side[v]) {
                c->place[v] = side[v] ? -1 : 1;
                vec_push(&c->queue, v);
            }
    for (size_t i = 0; i < c->queue.n; i++) {
        uint32_t v = c->queue.at[i];
        if (left[side[v]] == 0)
            continue;
        left[side[v]]--;
        in_strip[v] = 1;
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++)
            if (c->place[graph->head[h]] == 0) {
                c->place[graph->head[h]] = c->place[v] + (side[v] ? -1 : 1);
                vec_push(&c->queue, graph->head[h]);
            }
    }
}

void cut_improve(const struct cut_graph *graph, uint8_t *side)
{
    struct cutter c;
    uint8_t *in_strip = take_zeroed(graph->n, 1);
    cutter_make(&c, graph, side);
    find_strip(&c, side, in_strip);
    empty_sides(&c);
    for (uint32_t v = 0; v < graph->n; v++)
        take_in(&c, side[v] ? SOURCE : TARGET, v);
    for (uint32_t v = 0; v < graph->n; v++)
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1] && side[v]; h++)
            c.total += side[graph->head[h]] ? 0 : graph->capacity[h];
    keep_if_best(&c, SOURCE);
    empty_sides(&c);
    for (uint32_t v = 0; v < graph->n; v++)
        if (!in_strip[v])
            take_in(&c, side[v] ? SOURCE : TARGET, v);
    run_from_here(&c);
    cutter_drop(&c);
    free(in_strip);
}

void cut_find(const struct cut_graph *graph, uint8_t *side)
{
    struct cut_graph coarse;
    if (graph->n <= COARSE_NODES) {
        cut_small(graph, side);
        return;
    }
    uint32_t *part = take(graph->n, sizeof *part);
    cut_coarsen(graph, &coarse, part);
    uint8_t *coarse_side = take(coarse.n, 1);
    cut_find(&coarse, coarse_side);
    for (uint32_t v = 0; v < graph->n; v++)
        side[v] = coarse_side[part[v]];
    cut_graph_drop(&coarse);
    free(coarse_side);
    free(part);
    cut_improve(graph, side);
}
