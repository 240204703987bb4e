/* Taking strings of clients out, and putting them back. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "plan/core/anneal_int.h"

enum { REMOVED_MEAN = 10, NEAR_TRIED = 40, BLINK_MEAN = 100 };
#define SPLIT_SHARE 0.5
#define SPLIT_GROWS 0.01

/* ---- Ruin -------------------------------------------------------------------------------- */

/* Takes out `length` clients in a row that contain c; with `kept` > 0 so many inside them stay. */
static void take_string(struct anneal *anneal, uint16_t c, uint32_t length, uint32_t kept)
{
    const struct stop *stops = anneal->stops;
    uint32_t n = anneal->problem->n, r = anneal->routes[c], span = length + kept;
    /* How far the string may reach to the front: what is there, and so that it does not end
     * beyond the last client. */
    uint32_t front = 0, behind = 0;
    for (uint32_t i = stops[c].prev; i <= n && front + 1 < span; i = stops[i].prev)
        front++;
    for (uint32_t i = stops[c].next; i <= n && behind + 1 < span; i = stops[i].next)
        behind++;
    uint32_t least = behind + 1 < span ? span - 1 - behind : 0;
    uint32_t back = least + rng_below(anneal->rng, front - least + 1);
    uint16_t at = c;
    for (uint32_t i = 0; i < back; i++)
        at = stops[at].prev;
    uint32_t skip = kept ? rng_below(anneal->rng, length + 1) : span;
    anneal_save(anneal, r);
    for (uint32_t i = 0; i < span; i++) {
        uint16_t next = stops[at].next;
        if (!kept || i < skip || i >= skip + kept) {
            anneal_take(anneal, at);
            anneal->removed[anneal->n_removed++] = at;
        }
        at = next;
    }
    anneal_time(anneal, r);
}

void anneal_ruin(struct anneal *anneal)
{
    const struct problem *problem = anneal->problem;
    struct rng *rng = anneal->rng;
    anneal->n_removed = 0;
    anneal->meeting++;
    double mean = (double)problem->n / (anneal->n_used ? anneal->n_used : 1);
    double length_max = fmin(STRING_MAX, fmax(mean, 1));
    double strings_max = 4.0 * REMOVED_MEAN / (1 + length_max) - 1;
    uint32_t strings = (uint32_t)(rng_unit(rng) * strings_max + 1), met = 0;
    uint16_t seed = (uint16_t)(1 + rng_below(rng, problem->n));
    const uint16_t *near = problem_near(problem, seed);
    for (uint32_t i = 0; i <= problem->n_near && met < strings; i++) {
        uint16_t c = i ? near[i - 1] : seed;
        if (!c)
            break;
        uint32_t r = anneal->routes[c];
        if (r == anneal->n_lines || anneal->met[r] == anneal->meeting)
            continue;
        anneal->met[r] = anneal->meeting;
        met++;
        uint32_t n = anneal->lines[r].n;
        uint32_t longest = (uint32_t)fmin(n, length_max);
        uint32_t length = (uint32_t)(rng_unit(rng) * longest + 1), kept = 0;
        length = length > n ? n : length;
        if (length > 1 && length < n && rng_unit(rng) < SPLIT_SHARE) {
            kept = 1;
            while (length + kept < n && kept < STRING_MAX && rng_unit(rng) < SPLIT_GROWS)
                kept++;
        }
        take_string(anneal, c, length, kept);
    }
}

/* ---- Recreate ---------------------------------------------------------------------------- */

enum order { BY_DEMAND, BY_FAR, BY_CLOSE, BY_WIDTH, BY_EARLY, BY_LATE };

void anneal_set_keys(struct anneal *anneal)
{
    const struct problem *problem = anneal->problem;
    for (uint32_t o = 0; o < ORDERS; o++) {
        anneal->keys[o] = calloc(problem->n + 1, sizeof *anneal->keys[o]);
        assert(anneal->keys[o]);
    }
    for (uint32_t c = 1; c <= problem->n; c++) {
        const struct client *client = &problem->clients[c];
        int32_t out = problem_hop(problem, 0, c).cost;
        for (uint32_t k = 1; k < problem->n_kinds; k++)
            out = span_min_(out, problem_hop(problem, problem_base(problem, k), c).cost);
        anneal->keys[BY_DEMAND][c] = (int32_t)-load_sum(problem->loads[c]);
        anneal->keys[BY_FAR][c] = -out;
        anneal->keys[BY_CLOSE][c] = out;
        anneal->keys[BY_WIDTH][c] = client->span.late - client->span.early;
        anneal->keys[BY_EARLY][c] = client->span.early;
        anneal->keys[BY_LATE][c] = -client->span.late;
    }
}

static void sort_removed(struct anneal *anneal)
{
    /* Weights of the orders; what is left of the draw stays in random order. */
    static const uint8_t weights[ORDERS] = {4, 2, 1, 2, 2, 2};
    uint16_t *list = anneal->removed;
    for (uint32_t i = anneal->n_removed; i > 1; i--) {
        uint32_t k = rng_below(anneal->rng, i);
        uint16_t swap = list[i - 1];
        list[i - 1] = list[k];
        list[k] = swap;
    }
    uint32_t draw = rng_below(anneal->rng, anneal->problem->timed ? 17 : 11), order = 0;
    while (order < ORDERS && draw >= weights[order])
        draw -= weights[order++];
    if (order == ORDERS || (!anneal->problem->timed && order > BY_CLOSE))
        return;
    const int32_t *keys = anneal->keys[order];
    for (uint32_t i = 1; i < anneal->n_removed; i++) {
        uint16_t c = list[i];
        uint32_t k = i;
        for (; k > 0 && keys[list[k - 1]] > keys[c]; k--)
            list[k] = list[k - 1];
        list[k] = c;
    }
}

struct finding {
    uint16_t c;
    int32_t early, late, duration;
    int64_t room;             /* what a route may carry to take it */
    struct hop_table out, in; /* rows of the hops from c, to c, of the first kind */
    int64_t cost;             /* of the best place so far */
    uint32_t before;          /* 0: none */
};

static inline bool is_overlooked(struct anneal *anneal)
{
    if (--anneal->blink_in)
        return false;
    anneal->blink_in = 1 + (uint32_t)(-BLINK_MEAN * log(1 - rng_unit(anneal->rng)));
    return true;
}

/* A place that would be cheaper, if load and times allow it. The rows of its kind are so many cells
 * behind those of the first. */
static inline void try_place(struct anneal *anneal, struct finding *finding, uint32_t before,
                             uint32_t behind, int64_t cost, size_t cells)
{
    const struct stop *p = &anneal->stops[before], *x = &anneal->stops[behind];
    if (is_overlooked(anneal))
        return;
    if (anneal->problem->timed) {
        int32_t begin = p->leave + finding->in.times[cells + stop_place(anneal, before)];
        begin = span_max_(begin, finding->early);
        int32_t end = begin + finding->duration;
        if (begin > finding->late ||
            end + finding->out.times[cells + stop_place(anneal, behind)] > x->late)
            return;
    }
    finding->cost = cost;
    finding->before = before;
}

/* In front of a client and behind it. */
static inline void try_beside(struct anneal *anneal, struct finding *finding, uint32_t v,
                              size_t cells)
{
    const struct stop *stop = &anneal->stops[v];
    const int32_t *in = finding->in.costs + cells, *out = finding->out.costs + cells;
    uint32_t before = stop->prev, behind = stop->next;
    int64_t front = (int64_t)in[stop_place(anneal, before)] + out[v] - stop->in_cost;
    if (front < finding->cost)
        try_place(anneal, finding, before, v, front, cells);
    int64_t back = (int64_t)in[v] + out[stop_place(anneal, behind)] - stop->out_cost;
    if (back < finding->cost)
        try_place(anneal, finding, v, behind, back, cells);
}

/* Beside the first of these that stand in routes with room. Which do is found out before anything
 * else and without a branch, as no processor could foretell it. */
static inline __attribute__((always_inline)) void try_near(struct anneal *anneal,
                                                           struct finding *finding,
                                                           const uint16_t *near, uint32_t n,
                                                           bool several)
{
    const uint16_t *routes = anneal->routes;
    const int64_t *loads = anneal->loads;
    uint16_t open[NEAR_TRIED];
    uint32_t n_open = 0;
    int64_t room = finding->room;
    for (uint32_t i = 0; i < n; i++) {
        open[n_open] = near[i];
        n_open += load_within(loads[routes[near[i]]], room);
    }
    for (uint32_t i = 0; i < n_open; i++)
        try_beside(anneal, finding, open[i], several ? anneal->cells[routes[open[i]]] : 0);
}

/* A vehicle more, where that is cheaper or nothing else is possible. */
static inline void try_empty(struct anneal *anneal, struct finding *finding, uint32_t k,
                             size_t cells)
{
    int64_t cost = (int64_t)finding->out.costs[cells] + finding->in.costs[cells] +
                   anneal->problem->kinds[k].fixed;
    if (cost >= finding->cost || anneal->n_used == anneal->n_lines)
        return;
    uint32_t r = anneal_empty_line(anneal, k);
    if (r == anneal->n_lines)
        return;
    finding->cost = cost;
    finding->before = line_start(anneal, r);
}

static inline __attribute__((always_inline)) void
try_all_near(struct anneal *anneal, struct finding *finding, bool several)
{
    const struct problem *problem = anneal->problem;
    const uint16_t *near = problem_near(problem, finding->c);
    uint32_t n = anneal->n_near[finding->c];
    for (uint32_t i = 0; i < n && !finding->before; i += NEAR_TRIED)
        try_near(anneal, finding, near + i, n - i < NEAR_TRIED ? n - i : NEAR_TRIED, several);
}

/* Alone on a route of a kind whose rows are so many cells behind those of the first. */
static bool suits(const struct anneal *anneal, const struct finding *finding, uint32_t k,
                  size_t cells)
{
    const struct kind *kind = &anneal->problem->kinds[k];
    int32_t begin = span_max_(kind->shift.early + finding->in.times[cells], finding->early);
    return load_within(anneal->problem->loads[finding->c], kind->capacity) &&
           (!anneal->problem->timed ||
            (begin <= finding->late &&
             begin + finding->duration + finding->out.times[cells] <= kind->shift.late));
}

static void try_kinds(struct anneal *anneal, struct finding *finding)
{
    const struct problem *problem = anneal->problem;
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        size_t cells = (size_t)problem_base(problem, k) * (problem->n + 1);
        if (suits(anneal, finding, k, cells))
            try_empty(anneal, finding, k, cells);
    }
}

static inline __attribute__((always_inline)) bool insert(struct anneal *anneal, uint16_t c,
                                                         int64_t limit, bool several)
{
    const struct problem *problem = anneal->problem;
    const struct client *client = &problem->clients[c];
    struct finding finding = {.c = c,
                              .room = problem->capacity - problem->loads[c],
                              .early = client->span.early,
                              .late = client->span.late,
                              .duration = client->span.duration,
                              .out = problem_row(problem, &problem->hops, c),
                              .in = problem_row(problem, &problem->turned, c),
                              .cost = limit - anneal->cost};
    try_all_near(anneal, &finding, several);
    if (several)
        try_kinds(anneal, &finding);
    else
        try_empty(anneal, &finding, 0, 0);
    if (!finding.before)
        return false;
    anneal_put(anneal, c, finding.before);
    return true;
}

static inline __attribute__((always_inline)) bool insert_all(struct anneal *anneal, int64_t limit,
                                                             bool several)
{
    for (uint32_t i = 0; i < anneal->n_removed; i++) {
        if (anneal->cost >= limit || !insert(anneal, anneal->removed[i], limit, several))
            return false;
    }
    return true;
}

/* For one kind and for several each in a function of its own: what is known of the visit that is
 * being placed stays in registers. */
static __attribute__((noinline)) bool insert_for_kinds(struct anneal *anneal, int64_t limit)
{
    return insert_all(anneal, limit, true);
}

bool anneal_recreate(struct anneal *anneal, int64_t limit)
{
    sort_removed(anneal);
    return anneal->problem->several ? insert_for_kinds(anneal, limit)
                                    : insert_all(anneal, limit, false);
}
