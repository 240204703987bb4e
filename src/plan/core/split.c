#include "plan/core/split.h"

#include <assert.h>
#include <stdlib.h>

#include "plan/core/local.h"

int64_t prices_weigh(const struct prices *prices, const struct tours *tours)
{
    return tours->cost + ((tours->excess * prices->load) >> PRICE_BITS) +
           ((tours->warp * prices->warp) >> PRICE_BITS);
}

struct cut {
    int64_t cost;  /* of the best way to serve the first clients of the order */
    uint32_t from; /* where its last route begins */
    uint8_t kind;  /* and for whom it is */
};

/* A client of the order: the hops to it from the one before and from the depot, and home. Looked up
 * once for all routes that it may be on. */
struct leg {
    int64_t load;
    struct hop on, out, home;
};

static void find_legs(const struct problem *problem, const uint16_t *order, uint32_t kind,
                      struct leg *legs)
{
    uint32_t base = problem_base(problem, kind);
    for (uint32_t at = 0; at < problem->n; at++) {
        uint32_t c = order[at], last = at ? order[at - 1] : 0;
        legs[at] = (struct leg){.load = problem->loads[c],
                                .on = problem_hop(problem, base + last, c),
                                .out = problem_hop(problem, base, c),
                                .home = problem_hop(problem, base + c, 0)};
    }
}

/* All routes of a kind that begin with the client at place i of the order. */
static void extend(const struct problem *problem, const struct prices *prices,
                   const uint16_t *order, const struct leg *legs, uint32_t i, uint8_t k,
                   int64_t dearer, struct cut *cuts)
{
    const struct kind *kind = &problem->kinds[k];
    int64_t load = 0, hops = cuts[i].cost + kind->fixed + dearer;
    int64_t most = load_half_more(kind->capacity);
    struct span span = kind->shift;
    for (uint32_t at = i; at < problem->n; at++) {
        const struct leg *leg = &legs[at];
        struct hop hop = at > i ? leg->on : leg->out;
        load += leg->load;
        if (!load_within(load, most) && at > i)
            return;
        hops += hop.cost;
        int64_t cost = hops + leg->home.cost +
                       ((load_excess(load, kind->capacity) * prices->load) >> PRICE_BITS);
        if (problem->timed) {
            span = span_join(span, hop.time, problem->clients[order[at]].span);
            int64_t warp = span_join(span, leg->home.time, kind->shift).warp;
            cost += (warp * prices->warp) >> PRICE_BITS;
        }
        if (cost < cuts[at + 1].cost)
            cuts[at + 1] = (struct cut){cost, i, k};
    }
}

/* A kind that is left, cheapest by depot and load alone. */
static uint8_t other_kind(const struct problem *problem, const struct prices *prices,
                          const struct tours *tours, uint32_t r, const uint32_t *used)
{
    uint32_t first = tours->nodes[tours->first[r]], last = tours->nodes[tours->first[r + 1] - 1];
    int64_t load = 0, least = INT64_MAX;
    uint8_t best = 0;
    for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++)
        load += problem->loads[tours->nodes[i]];
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        const struct kind *kind = &problem->kinds[k];
        uint32_t base = problem_base(problem, k);
        int64_t excess = load_excess(load, kind->capacity);
        int64_t cost = kind->fixed + problem_hop(problem, base, first).cost +
                       problem_hop(problem, base + last, 0).cost +
                       ((excess * prices->load) >> PRICE_BITS);
        if (used[k] < kind->vehicles && cost < least) {
            least = cost;
            best = (uint8_t)k;
        }
    }
    return best;
}

/* No more of a kind than there are. */
static void limit_kinds(const struct problem *problem, const struct prices *prices,
                        struct tours *tours)
{
    uint32_t used[PROBLEM_KINDS_MAX] = {0};
    for (uint32_t r = 0; r < tours->n; r++) {
        if (used[tours->kinds[r]] == problem->kinds[tours->kinds[r]].vehicles)
            tours->kinds[r] = other_kind(problem, prices, tours, r, used);
        used[tours->kinds[r]]++;
    }
}

/* Kinds of which too many were wanted cost more the next time, the others less. */
static void make_dearer(const struct problem *problem, const struct tours *tours, int64_t cost,
                        int64_t *dearer)
{
    uint32_t used[PROBLEM_KINDS_MAX];
    int64_t step = cost / (20 * (int64_t)tours->n) + 1;
    tours_count(tours, used);
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        int64_t over = (int64_t)used[k] - problem->kinds[k].vehicles;
        dearer[k] += step * over;
        dearer[k] = dearer[k] < 0 ? 0 : dearer[k];
    }
}

void split(const struct problem *problem, const struct prices *prices, const uint16_t *order,
           int64_t *dearer, struct tours *tours)
{
    uint32_t n = problem->n, routes = 0;
    struct cut *cuts = malloc((n + 1) * sizeof *cuts);
    struct leg *legs = malloc((size_t)problem->n_kinds * n * sizeof *legs);
    assert(cuts && (legs || !n));
    for (uint32_t k = 0; k < problem->n_kinds; k++)
        find_legs(problem, order, k, legs + (size_t)k * n);
    cuts[0].cost = 0;
    for (uint32_t i = 1; i <= n; i++)
        cuts[i].cost = INT64_MAX;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < problem->n_kinds; k++)
            extend(problem, prices, order, legs + (size_t)k * n, i, (uint8_t)k,
                   dearer ? dearer[k] : 0, cuts);
    }
    for (uint32_t at = n; at > 0; at = cuts[at].from)
        routes++;
    uint32_t first = routes;
    tours->n = routes < problem->vehicles ? routes : problem->vehicles;
    tours->first[tours->n] = (uint16_t)n;
    for (uint32_t at = n; at > 0; at = cuts[at].from) {
        if (--first < tours->n) {
            tours->first[first] = (uint16_t)cuts[at].from;
            tours->kinds[first] = cuts[at].kind;
        }
    }
    for (uint32_t i = 0; i < n; i++)
        tours->nodes[i] = order[i];
    if (problem->several && dearer)
        make_dearer(problem, tours, cuts[n].cost, dearer);
    free(cuts);
    free(legs);
    if (problem->several)
        limit_kinds(problem, prices, tours);
    tours_weigh(tours, problem);
}
