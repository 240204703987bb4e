/*
 * Two routes exchange all that is behind a visit (2-opt*). Strings of a few clients never do that
 * to a long route, nor open or close one. A place is looked at in O(1), far cheaper than an
 * iteration of ruin and recreate; between routes of unlike vehicles what changes hands is walked
 * through.
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

/* What comes from `at` on, one stop after the other, behind a stop of route r. */
static bool is_tail_in_time(const struct anneal *anneal, uint32_t r, uint32_t before, uint32_t at)
{
    const struct problem *problem = anneal->problem;
    uint32_t base = problem_base(problem, anneal->lines[r].kind), last = stop_place(anneal, before);
    int32_t leave = anneal->stops[before].leave;
    for (; at <= problem->n; at = anneal->stops[at].next) {
        const struct span *span = &problem->clients[at].span;
        int32_t begin = span_max_(leave + problem_hop(problem, base + last, at).time, span->early);
        if (begin > span->late)
            return false;
        leave = begin + span->duration;
        last = at;
    }
    return leave + problem_hop(problem, base + last, 0).time <= line_kind(anneal, r)->shift.late;
}

static bool fits(const struct anneal *anneal, const struct trade *trade, uint32_t v)
{
    const struct stop *stops = anneal->stops;
    int64_t capacity = anneal->problem->capacity;
    uint32_t r = anneal->routes[trade->u], s = anneal->routes[v];
    if (anneal->problem->timed && !anneal->problem->several &&
        (!is_in_time(anneal, trade->u, v) || !is_in_time(anneal, stops[v].prev, trade->x)))
        return false;
    int64_t more = tail_load(anneal, v) - tail_load(anneal, trade->x);
    if (!load_within(anneal->loads[r] + more, capacity) ||
        !load_within(anneal->loads[s] - more, capacity))
        return false;
    return !anneal->problem->timed || !anneal->problem->several ||
           (is_tail_in_time(anneal, r, trade->u, v) &&
            is_tail_in_time(anneal, s, stops[v].prev, trade->x));
}

/* What the hops from `at` on cost more in route s than in route r, where they are; not the one into
 * it. */
static int64_t moving_cost(const struct anneal *anneal, uint32_t at, uint32_t r, uint32_t s)
{
    const struct problem *problem = anneal->problem;
    uint32_t from = problem_base(problem, anneal->lines[r].kind);
    uint32_t to = problem_base(problem, anneal->lines[s].kind);
    int64_t cost = 0;
    for (; at <= problem->n; at = anneal->stops[at].next) {
        uint32_t next = stop_place(anneal, anneal->stops[at].next);
        cost +=
            problem_hop(problem, to + at, next).cost - problem_hop(problem, from + at, next).cost;
    }
    return cost;
}

/* The same exchange between routes of any kinds. */
static int64_t unlike_delta(const struct anneal *anneal, const struct trade *trade, uint32_t v)
{
    const struct problem *problem = anneal->problem;
    const struct stop *stops = anneal->stops;
    uint32_t r = anneal->routes[trade->u], s = anneal->routes[v], before = stops[v].prev;
    uint32_t to_s = problem_base(problem, anneal->lines[s].kind);
    int64_t delta =
        (int64_t)trade->out[stop_place(anneal, v)] +
        problem_hop(problem, to_s + stop_place(anneal, before), stop_place(anneal, trade->x)).cost -
        stops[trade->x].in_cost - stops[v].in_cost;
    if (anneal->lines[r].kind != anneal->lines[s].kind)
        delta += moving_cost(anneal, v, s, r) + moving_cost(anneal, trade->x, r, s);
    return delta;
}

static inline void try_trade(const struct anneal *anneal, struct trade *best, uint32_t v)
{
    const struct problem *problem = anneal->problem;
    const struct stop *stops = anneal->stops;
    uint32_t before = stops[v].prev, s = anneal->routes[v];
    int64_t delta;
    if (s == anneal->routes[best->u])
        return;
    if (problem->several)
        delta = unlike_delta(anneal, best, v);
    else
        delta = (int64_t)best->out[stop_place(anneal, v)] + best->in[stop_place(anneal, before)] -
                stops[best->x].in_cost - stops[v].in_cost;
    if (v > problem->n)
        delta += line_kind(anneal, s)->fixed;
    else if (before > problem->n && best->x > problem->n)
        delta -= line_kind(anneal, s)->fixed;
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

/* The tail from `first` to `last`, which may be none, between `before` and the end of route r. */
static void join_tail(struct anneal *anneal, uint32_t r, uint32_t before, uint32_t first,
                      uint32_t last)
{
    uint32_t end = line_start(anneal, r) + 1;
    bool none = first > anneal->problem->n;
    anneal_link(anneal, r, before, none ? end : first);
    if (!none)
        anneal_link(anneal, r, last, end);
}

/* The hops of a tail that has come from a route of another kind. */
static void link_again(struct anneal *anneal, uint32_t r, uint32_t at)
{
    for (uint32_t i = at; i <= anneal->problem->n; i = anneal->stops[i].next)
        anneal_link(anneal, r, i, anneal->stops[i].next);
}

static void make_trade(struct anneal *anneal, const struct trade *trade)
{
    struct stop *stops = anneal->stops;
    uint32_t u = trade->u, x = trade->x, v = trade->v, before = stops[v].prev;
    uint32_t r = anneal->routes[u], s = anneal->routes[v];
    uint32_t last_r = stops[line_start(anneal, r) + 1].prev;
    uint32_t last_s = stops[line_start(anneal, s) + 1].prev;
    struct line *a = &anneal->lines[r], *b = &anneal->lines[s];
    int64_t more = tail_load(anneal, v) - tail_load(anneal, x);
    bool opens = !b->n;
    uint32_t to_s = hand_over(anneal, x, s), to_r = hand_over(anneal, v, r);
    a->n = (uint16_t)(a->n + to_r - to_s);
    b->n = (uint16_t)(b->n + to_s - to_r);
    anneal->loads[r] += more;
    anneal->loads[s] -= more;
    join_tail(anneal, r, u, v, last_s);
    join_tail(anneal, s, before, x, last_r);
    if (a->kind != b->kind) {
        link_again(anneal, r, v);
        link_again(anneal, s, x);
    }
    anneal->n_used = anneal->n_used + opens - !b->n;
    anneal->cost += trade->delta;
    anneal_time(anneal, r);
    anneal_time(anneal, s);
}

bool anneal_trade_tails(struct anneal *anneal, int64_t most)
{
    const struct problem *problem = anneal->problem;
    uint32_t u = 1 + rng_below(anneal->rng, problem->n), x = anneal->stops[u].next;
    uint32_t base = problem_base(problem, anneal->lines[anneal->routes[u]].kind);
    struct trade best = {
        .u = u,
        .x = x,
        .out = problem_row(problem, &problem->hops, base + u).costs,
        .in = problem_row(problem, &problem->turned, stop_place(anneal, x)).costs,
        .delta = most,
    };
    const uint16_t *near = problem_near(problem, u);
    for (uint32_t i = 0; i < TAILS_NEAR && i < problem->n_near && near[i]; i++)
        try_trade(anneal, &best, near[i]);
    for (uint32_t k = 0; x <= problem->n && k < problem->n_kinds; k++) {
        uint32_t r = anneal_empty_line(anneal, k);
        if (r < anneal->n_lines)
            try_trade(anneal, &best, line_start(anneal, r) + 1);
    }
    if (!best.v)
        return false;
    make_trade(anneal, &best);
    return true;
}

/* ---- Kinds ------------------------------------------------------------------------------- */

/* What the visits of route r cost more in route s. */
static int64_t changing_cost(const struct anneal *anneal, uint32_t r, uint32_t s)
{
    const struct problem *problem = anneal->problem;
    uint32_t first = anneal->stops[line_start(anneal, r)].next;
    uint32_t from = problem_base(problem, anneal->lines[r].kind);
    uint32_t to = problem_base(problem, anneal->lines[s].kind);
    if (first > problem->n)
        return 0;
    return (int64_t)problem_hop(problem, to, first).cost - problem_hop(problem, from, first).cost +
           moving_cost(anneal, first, r, s) + line_kind(anneal, s)->fixed -
           line_kind(anneal, r)->fixed;
}

static bool takes_over(const struct anneal *anneal, uint32_t s, uint32_t r)
{
    uint32_t first = anneal->stops[line_start(anneal, r)].next;
    int64_t load = anneal->loads[r] - line_slack(anneal, r);
    if (first > anneal->problem->n)
        return true;
    return load_within(load, line_kind(anneal, s)->capacity) &&
           (!anneal->problem->timed || is_tail_in_time(anneal, s, line_start(anneal, s), first));
}

/* Two routes, of which the second may be empty, exchange all their visits. */
static void exchange_all(struct anneal *anneal, uint32_t r, uint32_t s)
{
    struct stop *stops = anneal->stops;
    uint32_t start_r = line_start(anneal, r), start_s = line_start(anneal, s);
    uint32_t first_r = stops[start_r].next, first_s = stops[start_s].next;
    uint32_t last_r = stops[start_r + 1].prev, last_s = stops[start_s + 1].prev;
    struct line *a = &anneal->lines[r], *b = &anneal->lines[s];
    int64_t more =
        anneal->loads[s] - line_slack(anneal, s) - anneal->loads[r] + line_slack(anneal, r);
    uint16_t n = a->n;
    a->n = b->n;
    b->n = n;
    anneal->loads[r] += more;
    anneal->loads[s] -= more;
    hand_over(anneal, first_r, s);
    hand_over(anneal, first_s, r);
    join_tail(anneal, r, start_r, first_s, last_s);
    join_tail(anneal, s, start_s, first_r, last_r);
    link_again(anneal, r, first_s);
    link_again(anneal, s, first_r);
    anneal_time(anneal, r);
    anneal_time(anneal, s);
}

bool anneal_trade_kinds(struct anneal *anneal, int64_t most)
{
    const struct problem *problem = anneal->problem;
    uint32_t r = anneal->routes[1 + rng_below(anneal->rng, problem->n)];
    uint32_t s = rng_below(anneal->rng, 2)
                     ? anneal->routes[1 + rng_below(anneal->rng, problem->n)]
                     : anneal_empty_line(anneal, rng_below(anneal->rng, problem->n_kinds));
    if (s == anneal->n_lines || anneal->lines[r].kind == anneal->lines[s].kind)
        return false;
    int64_t delta = changing_cost(anneal, r, s) + changing_cost(anneal, s, r);
    if (delta >= most || !takes_over(anneal, s, r) || !takes_over(anneal, r, s))
        return false;
    exchange_all(anneal, r, s);
    anneal->cost += delta;
    return true;
}
