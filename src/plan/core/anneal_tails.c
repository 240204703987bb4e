/*
 * Two routes exchange all that is behind a visit (2-opt*). Strings of a few clients never do that
 * to a long route, nor open or close one. A place is looked at in O(1), far cheaper than an
 * iteration of ruin and recreate.
 */
#include "plan/core/anneal_int.h"

enum { TAILS_NEAR = 40 };

/* What is behind `u` (from `x` on) changes hands with `v` and what is behind that. */
struct trade {
    uint32_t u, x, v;        /* v is 0 as long as there is none */
    const int32_t *out, *in; /* what the hops from u, to x cost */
    int64_t delta;
};

static int64_t tail_load(const struct anneal *anneal, uint32_t at)
{
    int64_t load = 0;
    for (; at <= anneal->problem->n; at = anneal->stops[at].next)
        load += anneal->problem->loads[at];
    return load;
}

static bool is_in_time(const struct anneal *anneal, uint32_t before, uint32_t behind)
{
    struct hop hop =
        problem_hop(anneal->problem, stop_place(anneal, before), stop_place(anneal, behind));
    return anneal->stops[before].leave + hop.time <= anneal->stops[behind].late;
}

static bool fits(const struct anneal *anneal, const struct trade *trade, uint32_t v)
{
    const struct stop *stops = anneal->stops;
    int64_t capacity = anneal->problem->capacity;
    if (anneal->problem->timed &&
        (!is_in_time(anneal, trade->u, v) || !is_in_time(anneal, stops[v].prev, trade->x)))
        return false;
    int64_t more = tail_load(anneal, v) - tail_load(anneal, trade->x);
    return load_within(anneal->loads[anneal->routes[trade->u]] + more, capacity) &&
           load_within(anneal->loads[anneal->routes[v]] - more, capacity);
}

static void try_trade(const struct anneal *anneal, struct trade *best, uint32_t v)
{
    const struct problem *problem = anneal->problem;
    const struct stop *stops = anneal->stops;
    uint32_t before = stops[v].prev;
    if (anneal->routes[v] == anneal->routes[best->u])
        return;
    int64_t delta = (int64_t)best->out[stop_place(anneal, v)] +
                    best->in[stop_place(anneal, before)] - stops[best->x].in_cost -
                    stops[v].in_cost;
    if (v > problem->n)
        delta += problem->fixed;
    else if (before > problem->n && best->x > problem->n)
        delta -= problem->fixed;
    if (delta < best->delta && fits(anneal, best, v)) {
        best->delta = delta;
        best->v = v;
    }
}

/* Gives what begins at `at` to route r; how many clients that are. */
static uint32_t hand_over(struct anneal *anneal, uint32_t at, uint32_t r)
{
    uint32_t n = 0;
    for (; at <= anneal->problem->n; at = anneal->stops[at].next, n++)
        anneal->routes[at] = (uint16_t)r;
    return n;
}

/* The tail from `first` to `last`, which may be none, between `before` and the end of a route. */
static void join_tail(struct anneal *anneal, uint32_t before, uint32_t first, uint32_t last,
                      uint32_t end)
{
    bool none = first > anneal->problem->n;
    anneal_link(anneal, before, none ? end : first);
    if (!none)
        anneal_link(anneal, last, end);
}

static void make_trade(struct anneal *anneal, const struct trade *trade)
{
    struct stop *stops = anneal->stops;
    uint32_t u = trade->u, x = trade->x, v = trade->v, before = stops[v].prev;
    uint32_t r = anneal->routes[u], s = anneal->routes[v];
    uint32_t end_r = line_start(anneal, r) + 1, end_s = line_start(anneal, s) + 1;
    uint32_t last_r = stops[end_r].prev, last_s = stops[end_s].prev;
    struct line *a = &anneal->lines[r], *b = &anneal->lines[s];
    int64_t more = tail_load(anneal, v) - tail_load(anneal, x);
    bool opens = !b->n;
    uint32_t to_s = hand_over(anneal, x, s), to_r = hand_over(anneal, v, r);
    a->n = (uint16_t)(a->n + to_r - to_s);
    b->n = (uint16_t)(b->n + to_s - to_r);
    anneal->loads[r] += more;
    anneal->loads[s] -= more;
    join_tail(anneal, u, v, last_s, end_r);
    join_tail(anneal, before, x, last_r, end_s);
    anneal->n_used = anneal->n_used + opens - !b->n;
    anneal->cost += trade->delta;
    anneal_time(anneal, r);
    anneal_time(anneal, s);
}

bool anneal_trade_tails(struct anneal *anneal, int64_t most)
{
    const struct problem *problem = anneal->problem;
    uint32_t u = 1 + rng_below(anneal->rng, problem->n), x = anneal->stops[u].next;
    struct trade best = {
        .u = u,
        .x = x,
        .out = problem_row(problem, &problem->hops, u).costs,
        .in = problem_row(problem, &problem->turned, stop_place(anneal, x)).costs,
        .delta = most,
    };
    const uint16_t *near = problem_near(problem, u);
    for (uint32_t i = 0; i < TAILS_NEAR && i < problem->n_near && near[i]; i++)
        try_trade(anneal, &best, near[i]);
    if (x <= problem->n && anneal->n_used < anneal->n_lines)
        try_trade(anneal, &best, line_start(anneal, anneal_empty_line(anneal)) + 1);
    if (!best.v)
        return false;
    make_trade(anneal, &best);
    return true;
}
