/*
 * InertialFlowCutter. For each of four directions the nodes are sorted along it; the first and the
 * last few become the source and the target side. A maximum flow gives a smallest cut between them;
 * then the smaller of the two sides takes in everything that it reaches, and one more node beyond
 * the cut (the piercing node, preferably one that does not make the flow grow), and so on. This
 * walks through cuts of rising size and balance; the one with the best ratio of size to the smaller
 * part is kept.
 */
#include "road/order_int.h"

#include <stdlib.h>
#include <string.h>

#include "road/engine_int.h"

enum { DIRECTIONS = 4, SOURCE = 0, TARGET = 1 };
#define START_SHARE   0.1 /* of the nodes on each side at the beginning */
#define BALANCE_LEAST 0.2 /* of the smaller part; less only where nothing else is found */

struct side {
    uint8_t *in;      /* nodes that belong to it for good */
    uint8_t *reached; /* nodes that it reaches in the residual graph, those included */
    u32_vec border;   /* nodes in it with a neighbour outside */
    u32_vec fresh;    /* reached but not yet taken in */
    uint32_t n_in, n_reached;
};

struct cutter {
    const struct cut_graph *graph;
    int8_t *flow; /* per half-edge; flow[twin] == -flow */
    uint32_t total;
    uint32_t *place; /* per node: its number along the direction */
    struct side sides[2];
    int32_t *level;
    uint32_t *next; /* per node: the half-edge that the blocking flow tries next */
    u32_vec queue, path;
    double best_score;
    bool best_balanced;
    uint8_t *best;
};

static inline bool has_room(const struct cutter *c, uint32_t half)
{
    return c->flow[half] < (int8_t)c->graph->capacity[half];
}

/* Residual half-edges in the direction of a side: forwards from the source, backwards from the
 * target. */
static inline bool passes(const struct cutter *c, uint32_t half, int side)
{
    return has_room(c, side == SOURCE ? half : c->graph->twin[half]);
}

/* ---- maximum flow (Dinic) ---- */

static bool find_levels(struct cutter *c)
{
    const struct cut_graph *graph = c->graph;
    const struct side *source = &c->sides[SOURCE];
    bool found = false;
    int32_t last = INT32_MAX;
    memset(c->level, 0xff, graph->n * sizeof *c->level);
    vec_clear(&c->queue);
    for (size_t i = 0; i < source->border.n; i++) {
        c->level[source->border.at[i]] = 0;
        vec_push(&c->queue, source->border.at[i]);
    }
    for (size_t i = 0; i < c->queue.n && c->level[c->queue.at[i]] < last; i++) {
        uint32_t v = c->queue.at[i];
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++) {
            uint32_t w = graph->head[h];
            if (c->level[w] >= 0 || source->in[w] || !has_room(c, h))
                continue;
            c->level[w] = c->level[v] + 1;
            if (c->sides[TARGET].in[w]) {
                found = true;
                last = c->level[w];
            } else {
                vec_push(&c->queue, w);
            }
        }
    }
    return found;
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
            for (size_t i = 0; i < c->path.n; i++) {
                c->flow[c->path.at[i]]++;
                c->flow[graph->twin[c->path.at[i]]]--;
            }
            c->total++;
            return true;
        }
        uint32_t h = c->next[v];
        while (h < graph->first[v + 1] &&
               (c->level[graph->head[h]] != c->level[v] + 1 || !has_room(c, h)))
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

/* True when the flow has grown. */
static bool maximise(struct cutter *c)
{
    uint32_t before = c->total;
    while (find_levels(c)) {
        memcpy(c->next, c->graph->first, c->graph->n * sizeof *c->next);
        for (size_t i = 0; i < c->sides[SOURCE].border.n; i++)
            while (augment(c, c->sides[SOURCE].border.at[i]))
                continue;
    }
    return c->total > before;
}

/* ---- growing the sides ---- */

static void reach(struct cutter *c, int which, uint32_t v)
{
    struct side *side = &c->sides[which];
    if (side->reached[v])
        return;
    side->reached[v] = 1;
    side->n_reached++;
    if (!side->in[v])
        vec_push(&side->fresh, v);
    vec_push(&c->queue, v);
}

static void spread(struct cutter *c, int which)
{
    const struct cut_graph *graph = c->graph;
    while (c->queue.n > 0) {
        uint32_t v = vec_pop(&c->queue);
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++)
            if (!c->sides[which].reached[graph->head[h]] && passes(c, h, which))
                reach(c, which, graph->head[h]);
    }
}

/* Finds anew what a side reaches; needed after the flow has changed. */
static void find_reached(struct cutter *c, int which)
{
    struct side *side = &c->sides[which];
    for (size_t i = 0; i < side->fresh.n; i++)
        side->reached[side->fresh.at[i]] = 0;
    vec_clear(&side->fresh);
    side->n_reached = side->n_in;
    vec_clear(&c->queue);
    for (size_t i = 0; i < side->border.n; i++)
        vec_push(&c->queue, side->border.at[i]);
    spread(c, which);
}

static void take_in(struct cutter *c, int which, uint32_t v)
{
    struct side *side = &c->sides[which];
    side->in[v] = 1;
    side->n_in++;
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
    uint32_t best = GRAPH_NONE, best_rank = 0;
    bool best_free = false;
    for (size_t i = 0; i < side->border.n; i++) {
        uint32_t v = side->border.at[i];
        for (uint32_t h = graph->first[v]; h < graph->first[v + 1]; h++) {
            uint32_t w = graph->head[h];
            if (side->in[w] || other->in[w])
                continue;
            bool is_free = !other->reached[w];
            uint32_t rank = which == SOURCE ? c->place[w] : graph->n - c->place[w];
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
    uint32_t n = c->graph->n, part = c->sides[which].n_in;
    uint32_t small = part < n - part ? part : n - part;
    bool balanced = small >= BALANCE_LEAST * n || small >= n / 2;
    double score = (double)c->total / small;
    if (c->best_balanced && !balanced)
        return;
    if (balanced == c->best_balanced && score >= c->best_score)
        return;
    c->best_balanced = balanced;
    c->best_score = score;
    memcpy(c->best, c->sides[which].in, n);
}

static void run(struct cutter *c)
{
    uint32_t n = c->graph->n;
    maximise(c);
    find_reached(c, SOURCE);
    find_reached(c, TARGET);
    for (;;) {
        /* No later cut of this direction can beat the best one: cuts only grow. */
        if (c->best_balanced && c->total / (n / 2.0) >= c->best_score)
            return;
        int which = c->sides[SOURCE].n_reached <= c->sides[TARGET].n_reached ? SOURCE : TARGET;
        take_reached(c, which);
        keep_if_best(c, which);
        uint32_t pierce = find_piercing(c, which);
        if (pierce == GRAPH_NONE)
            return;
        bool grows = c->sides[1 - which].reached[pierce];
        take_in(c, which, pierce);
        c->sides[which].reached[pierce] = 1;
        c->sides[which].n_reached++;
        if (grows && maximise(c)) {
            find_reached(c, SOURCE);
            find_reached(c, TARGET);
        } else {
            find_reached(c, which);
        }
    }
}

/* ---- directions ---- */

struct sortable {
    float at;
    uint32_t node;
};

static int along(const void *a, const void *b)
{
    const struct sortable *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->node < y->node ? -1 : 1;
}

static void side_reset(struct side *side, uint32_t n)
{
    memset(side->in, 0, n);
    memset(side->reached, 0, n);
    vec_clear(&side->border);
    vec_clear(&side->fresh);
    side->n_in = side->n_reached = 0;
}

static void start(struct cutter *c, int direction, struct sortable *sorted)
{
    static const float dx[DIRECTIONS] = {1, 0, 1, 1}, dy[DIRECTIONS] = {0, 1, 1, -1};
    const struct cut_graph *graph = c->graph;
    uint32_t n = graph->n, share = (uint32_t)(START_SHARE * n) + 1;
    for (uint32_t v = 0; v < n; v++)
        sorted[v] = (struct sortable){dx[direction] * graph->x[v] + dy[direction] * graph->y[v], v};
    qsort(sorted, n, sizeof *sorted, along);
    memset(c->flow, 0, graph->n_half);
    c->total = 0;
    for (int which = 0; which < 2; which++)
        side_reset(&c->sides[which], n);
    for (uint32_t i = 0; i < n; i++)
        c->place[sorted[i].node] = i;
    for (uint32_t i = 0; i < share && 2 * share <= n; i++) {
        take_in(c, SOURCE, sorted[i].node);
        take_in(c, TARGET, sorted[n - 1 - i].node);
    }
    if (2 * share > n) {
        take_in(c, SOURCE, sorted[0].node);
        take_in(c, TARGET, sorted[n - 1].node);
    }
    for (int which = 0; which < 2; which++) {
        struct side *side = &c->sides[which];
        memcpy(side->reached, side->in, n);
        trim_border(c, which);
    }
}

void cut_find(const struct cut_graph *graph, uint8_t *side)
{
    uint32_t n = graph->n;
    struct cutter c = {.graph = graph, .best = side, .best_score = 1e300};
    struct sortable *sorted = take(n, sizeof *sorted);
    c.flow = take(graph->n_half, sizeof *c.flow);
    c.place = take(n, sizeof *c.place);
    c.level = take(n, sizeof *c.level);
    c.next = take(n, sizeof *c.next);
    for (int which = 0; which < 2; which++) {
        c.sides[which].in = take(n, 1);
        c.sides[which].reached = take(n, 1);
    }
    for (int direction = 0; direction < DIRECTIONS; direction++) {
        start(&c, direction, sorted);
        run(&c);
    }
    for (int which = 0; which < 2; which++) {
        free(c.sides[which].in);
        free(c.sides[which].reached);
        vec_free(&c.sides[which].border);
        vec_free(&c.sides[which].fresh);
    }
    vec_free(&c.queue);
    vec_free(&c.path);
    free(sorted);
    free(c.flow);
    free(c.place);
    free(c.level);
    free(c.next);
}
