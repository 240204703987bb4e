#include "plan/core/cross.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/core/local.h"

enum { PATCH_MAX = 64, NOWHERE = UINT16_MAX };

struct cross {
    const struct problem *problem;
    struct rng *rng;
    uint16_t *order_a, *order_b, *order;
    double *angle; /* by route */
    uint16_t *owner_a, *owner_b, *overlap;
    bool *in_patch;
    uint16_t patch[PATCH_MAX], n_patch;
    /* A child while it is put together: routes as lists; visit n + 1 + r is the depot of route r.
     */
    uint16_t *next, *prev, *route;
    int64_t *load;
    uint8_t *kinds;
    uint16_t *open, n_open;            /* clients not yet in it */
    int64_t dearer[PROBLEM_KINDS_MAX]; /* see split() */
    struct tours other;
};

struct cross *cross_new(const struct problem *problem, struct rng *rng)
{
    struct cross *cross = calloc(1, sizeof *cross);
    size_t n = problem->n + 1, room = n + problem->vehicles + 1;
    assert(cross);
    cross->problem = problem;
    cross->rng = rng;
    uint16_t **lists[] = {&cross->order_a, &cross->order_b, &cross->order, &cross->owner_a,
                          &cross->owner_b, &cross->overlap, &cross->next,  &cross->prev,
                          &cross->route,   &cross->open};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        *lists[i] = calloc(room, sizeof **lists[i]);
        assert(*lists[i]);
    }
    cross->angle = calloc(room, sizeof *cross->angle);
    cross->in_patch = calloc(room, sizeof *cross->in_patch);
    cross->load = calloc(room, sizeof *cross->load);
    cross->kinds = calloc(room, sizeof *cross->kinds);
    assert(cross->angle && cross->in_patch && cross->load && cross->kinds);
    tours_init(&cross->other, problem);
    return cross;
}

void cross_free(struct cross *cross)
{
    if (!cross)
        return;
    uint16_t *lists[] = {cross->order_a, cross->order_b, cross->order, cross->owner_a,
                         cross->owner_b, cross->overlap, cross->next,  cross->prev,
                         cross->route,   cross->open};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]);
    free(cross->angle);
    free(cross->in_patch);
    free(cross->load);
    free(cross->kinds);
    tours_free(&cross->other);
    free(cross);
}

static void shuffle(struct rng *rng, uint16_t *list, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        uint32_t k = rng_below(rng, i);
        uint16_t swap = list[i - 1];
        list[i - 1] = list[k];
        list[k] = swap;
    }
}

/* ---- By order ---------------------------------------------------------------------------- */

/* Routes one after the other by the angle in which they lie from the depot. */
static void to_order(struct cross *cross, const struct tours *tours, uint16_t *order)
{
    const struct problem *problem = cross->problem;
    uint16_t *rank = cross->overlap;
    for (uint32_t r = 0; r < tours->n; r++) {
        double x = 0, y = 0;
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++) {
            x += problem->x[tours->nodes[i]];
            y += problem->y[tours->nodes[i]];
        }
        cross->angle[r] = atan2(y, x);
        uint32_t k = r;
        for (; k > 0 && cross->angle[rank[k - 1]] > cross->angle[r]; k--)
            rank[k] = rank[k - 1];
        rank[k] = (uint16_t)r;
    }
    uint32_t n = 0;
    for (uint32_t k = 0; k < tours->n; k++) {
        for (uint32_t i = tours->first[rank[k]]; i < tours->first[rank[k] + 1]; i++)
            order[n++] = tours->nodes[i];
    }
}

void cross_by_order(struct cross *cross, const struct prices *prices, const struct tours *a,
                    const struct tours *b, struct tours *child)
{
    uint32_t n = cross->problem->n;
    to_order(cross, a, cross->order_a);
    to_order(cross, b, cross->order_b);
    uint32_t start = rng_below(cross->rng, n), end = rng_below(cross->rng, n);
    bool *taken = cross->in_patch;
    memset(taken, 0, (n + 1) * sizeof *taken);
    uint32_t at = start;
    for (;; at = (at + 1) % n) {
        cross->order[at] = cross->order_a[at];
        taken[cross->order_a[at]] = true;
        if (at == end)
            break;
    }
    for (uint32_t i = 1; i <= n; i++) {
        uint16_t c = cross->order_b[(end + i) % n];
        if (taken[c])
            continue;
        at = (at + 1) % n;
        cross->order[at] = c;
    }
    split(cross->problem, prices, cross->order, cross->dearer, child);
}

void cross_random(struct cross *cross, const struct prices *prices, struct tours *child)
{
    for (uint32_t i = 0; i < cross->problem->n; i++)
        cross->order[i] = (uint16_t)(i + 1);
    shuffle(cross->rng, cross->order, cross->problem->n);
    split(cross->problem, prices, cross->order, cross->dearer, child);
}

/* ---- By routes --------------------------------------------------------------------------- */

static void unlink_client(struct cross *cross, uint16_t c)
{
    cross->next[cross->prev[c]] = cross->next[c];
    cross->prev[cross->next[c]] = cross->prev[c];
    cross->load[cross->route[c]] -= cross->problem->loads[c];
    cross->route[c] = NOWHERE;
}

static void link_behind(struct cross *cross, uint16_t c, uint16_t before, uint16_t route)
{
    cross->prev[c] = before;
    cross->next[c] = cross->next[before];
    cross->prev[cross->next[c]] = c;
    cross->next[before] = c;
    cross->route[c] = route;
    cross->load[route] += cross->problem->loads[c];
}

static void clear_route(struct cross *cross, uint16_t r)
{
    uint16_t depot = (uint16_t)(cross->problem->n + 1 + r);
    cross->next[depot] = cross->prev[depot] = depot;
    cross->load[r] = 0;
}

/* Routes of b around a random client; then as many of a, those that overlap them most. */
static void choose_patch(struct cross *cross, const struct tours *a, const struct tours *b)
{
    const struct problem *problem = cross->problem;
    uint32_t most = (a->n < b->n ? a->n : b->n) / 2;
    most = most > PATCH_MAX ? PATCH_MAX : most ? most : 1;
    uint32_t want = 1 + rng_below(cross->rng, most);
    uint16_t seed = (uint16_t)(1 + rng_below(cross->rng, problem->n));
    memset(cross->in_patch, 0, b->n * sizeof *cross->in_patch);
    cross->n_patch = 0;
    const uint16_t *near = problem_near(problem, seed);
    for (uint32_t i = 0; i <= problem->n_near && cross->n_patch < want; i++) {
        uint16_t c = i ? near[i - 1] : seed;
        if (!c)
            break;
        if (cross->in_patch[cross->owner_b[c]])
            continue;
        cross->in_patch[cross->owner_b[c]] = true;
        cross->patch[cross->n_patch++] = cross->owner_b[c];
    }
    memset(cross->overlap, 0, a->n * sizeof *cross->overlap);
    for (uint32_t c = 1; c <= problem->n; c++)
        cross->overlap[cross->owner_a[c]] += cross->in_patch[cross->owner_b[c]];
}

static uint16_t most_overlapping(const struct cross *cross, uint32_t n)
{
    uint32_t most = 0;
    for (uint32_t r = 1; r < n; r++) {
        if (cross->overlap[r] > cross->overlap[most])
            most = r;
    }
    return (uint16_t)most;
}

static void lay_parent(struct cross *cross, const struct tours *a)
{
    for (uint32_t r = 0; r < a->n; r++) {
        uint16_t last = (uint16_t)(cross->problem->n + 1 + r);
        clear_route(cross, (uint16_t)r);
        cross->kinds[r] = a->kinds[r];
        for (uint32_t i = a->first[r]; i < a->first[r + 1]; i++) {
            link_behind(cross, a->nodes[i], last, (uint16_t)r);
            last = a->nodes[i];
        }
    }
}

/* Routes of the patch keep their kinds as long as there are vehicles; the others take what is left
 * of those that made room. */
static void choose_kinds(struct cross *cross, const struct tours *a, const struct tours *b,
                         const uint16_t *freed, uint32_t n_freed)
{
    uint32_t used[PROBLEM_KINDS_MAX];
    bool wants[PATCH_MAX] = {false};
    tours_count(a, used);
    for (uint32_t k = 0; k < n_freed; k++)
        used[a->kinds[freed[k]]]--;
    for (uint32_t k = 0; k < n_freed; k++) {
        uint8_t kind = b->kinds[cross->patch[k]];
        wants[k] = used[kind] == cross->problem->kinds[kind].vehicles;
        cross->kinds[freed[k]] = kind;
        used[kind] += !wants[k];
    }
    for (uint32_t k = 0, from = 0; k < n_freed; k++) {
        if (!wants[k])
            continue;
        while (used[a->kinds[freed[from]]] == cross->problem->kinds[a->kinds[freed[from]]].vehicles)
            from++;
        cross->kinds[freed[k]] = a->kinds[freed[from]];
        used[a->kinds[freed[from]]]++;
    }
}

/* The routes of the patch instead of those of a that overlap them most. Where a client stands in
 * the patch and in a route that stays, it is taken out of the patch (keep_a) or out of that route.
 */
static void put_patch(struct cross *cross, const struct tours *a, const struct tours *b,
                      bool keep_a)
{
    uint16_t freed[PATCH_MAX], overlap[PATCH_MAX];
    uint32_t n_freed = 0;
    lay_parent(cross, a);
    for (; n_freed < cross->n_patch && n_freed < a->n; n_freed++) {
        uint16_t r = most_overlapping(cross, a->n);
        if (!cross->overlap[r])
            break;
        freed[n_freed] = r;
        overlap[n_freed] = cross->overlap[r];
        cross->overlap[r] = 0;
        for (uint32_t i = a->first[r]; i < a->first[r + 1]; i++) {
            if (cross->route[a->nodes[i]] == r)
                unlink_client(cross, a->nodes[i]);
        }
    }
    if (cross->problem->several)
        choose_kinds(cross, a, b, freed, n_freed);
    for (uint32_t k = 0; k < n_freed; k++) {
        uint16_t last = (uint16_t)(cross->problem->n + 1 + freed[k]), from = cross->patch[k];
        for (uint32_t i = b->first[from]; i < b->first[from + 1]; i++) {
            uint16_t c = b->nodes[i];
            if (cross->route[c] != NOWHERE) {
                if (keep_a)
                    continue;
                unlink_client(cross, c);
            }
            link_behind(cross, c, last, freed[k]);
            last = c;
        }
    }
    for (uint32_t k = 0; k < n_freed; k++)
        cross->overlap[freed[k]] = overlap[k];
    cross->n_open = 0;
    for (uint32_t c = 1; c <= cross->problem->n; c++) {
        if (cross->route[c] == NOWHERE)
            cross->open[cross->n_open++] = (uint16_t)c;
    }
}

/* Detour, load beyond the capacity, and lateness that the two neighbours alone make sure of. */
static int64_t insertion_cost(const struct cross *cross, const struct prices *prices, uint16_t c,
                              uint16_t before, uint16_t behind, uint16_t r)
{
    const struct problem *problem = cross->problem;
    uint32_t from = before <= problem->n ? before : 0, to = behind <= problem->n ? behind : 0;
    uint8_t kind = cross->kinds[r];
    uint32_t base = problem_base(problem, kind);
    struct hop in = problem_hop(problem, base + from, c), out = problem_hop(problem, base + c, to);
    int64_t cost = (int64_t)in.cost + out.cost - problem_hop(problem, base + from, to).cost;
    int64_t load = cross->load[r] + problem->loads[c];
    cost += (load_excess(load, problem->kinds[kind].capacity) * prices->load) >> PRICE_BITS;
    if (problem->timed) {
        struct span span =
            span_join(problem_span(problem, kind, from), in.time, problem->clients[c].span);
        span = span_join(span, out.time, problem_span(problem, kind, to));
        cost += ((int64_t)span.warp * prices->warp) >> PRICE_BITS;
    }
    return cost;
}

static void insert_open(struct cross *cross, const struct prices *prices, uint32_t n_routes)
{
    const struct problem *problem = cross->problem;
    shuffle(cross->rng, cross->open, cross->n_open);
    for (uint32_t i = 0; i < cross->n_open; i++) {
        uint16_t c = cross->open[i], best_before = 0, best_route = 0;
        int64_t best = INT64_MAX;
        const uint16_t *near = problem_near(problem, c);
        for (uint32_t k = 0; k < problem->n_near + n_routes; k++) {
            /* Behind and in front of what is near; where nothing near is placed, first anywhere. */
            if (k < problem->n_near && !near[k])
                k = problem->n_near;
            if (k >= problem->n_near + n_routes || (k >= problem->n_near && best < INT64_MAX))
                break;
            uint16_t at =
                k < problem->n_near ? near[k] : (uint16_t)(problem->n + 1 + k - problem->n_near);
            bool depot = at > problem->n;
            uint16_t r = depot ? (uint16_t)(at - problem->n - 1) : cross->route[at];
            if (r == NOWHERE)
                continue;
            int64_t behind = insertion_cost(cross, prices, c, at, cross->next[at], r);
            int64_t front = insertion_cost(cross, prices, c, cross->prev[at], at, r);
            if (behind < best || front < best) {
                best = behind < front ? behind : front;
                best_before = behind < front ? at : cross->prev[at];
                best_route = r;
            }
        }
        link_behind(cross, c, best_before, best_route);
    }
}

static void gather(struct cross *cross, uint32_t n_routes, struct tours *child)
{
    uint16_t n = 0;
    child->n = 0;
    for (uint32_t r = 0; r < n_routes; r++) {
        uint16_t depot = (uint16_t)(cross->problem->n + 1 + r);
        if (cross->next[depot] == depot)
            continue;
        child->kinds[child->n] = cross->kinds[r];
        child->first[child->n++] = n;
        for (uint16_t c = cross->next[depot]; c != depot; c = cross->next[c])
            child->nodes[n++] = c;
    }
    child->first[child->n] = n;
    tours_weigh(child, cross->problem);
}

void cross_by_routes(struct cross *cross, const struct prices *prices, const struct tours *a,
                     const struct tours *b, struct tours *child)
{
    tours_owners(a, cross->owner_a);
    tours_owners(b, cross->owner_b);
    choose_patch(cross, a, b);
    put_patch(cross, a, b, false);
    insert_open(cross, prices, a->n);
    gather(cross, a->n, child);
    put_patch(cross, a, b, true);
    insert_open(cross, prices, a->n);
    gather(cross, a->n, &cross->other);
    if (prices_weigh(prices, &cross->other) < prices_weigh(prices, child))
        tours_copy(child, &cross->other);
}
