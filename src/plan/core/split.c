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
};

/* All routes that begin with the client at place i of the order. */
static void extend(const struct problem *problem, const struct prices *prices,
                   const uint16_t *order, uint32_t i, struct cut *cuts)
{
    int64_t load = 0, hops = problem->fixed;
    int64_t most = load_half_more(problem->capacity);
    const struct span home = problem->clients[0].span;
    struct span span = home;
    uint32_t last = 0;
    for (uint32_t k = i; k < problem->n; k++) {
        uint32_t c = order[k];
        struct hop hop = problem_hop(problem, last, c), back = problem_hop(problem, c, 0);
        load += problem->loads[c];
        if (!load_within(load, most) && k > i)
            return;
        hops += hop.cost;
        span = span_join(span, hop.time, problem->clients[c].span);
        int64_t excess = load_excess(load, problem->capacity);
        int64_t warp = problem->timed ? span_join(span, back.time, home).warp : 0;
        int64_t cost = cuts[i].cost + hops + back.cost + ((excess * prices->load) >> PRICE_BITS) +
                       ((warp * prices->warp) >> PRICE_BITS);
        if (cost < cuts[k + 1].cost)
            cuts[k + 1] = (struct cut){cost, i};
        last = c;
    }
}

void split(const struct problem *problem, const struct prices *prices, const uint16_t *order,
           struct tours *tours)
{
    uint32_t n = problem->n, routes = 0;
    struct cut *cuts = malloc((n + 1) * sizeof *cuts);
    assert(cuts);
    cuts[0].cost = 0;
    for (uint32_t i = 1; i <= n; i++)
        cuts[i].cost = INT64_MAX;
    for (uint32_t i = 0; i < n; i++)
        extend(problem, prices, order, i, cuts);
    for (uint32_t at = n; at > 0; at = cuts[at].from)
        routes++;
    uint32_t first = routes;
    tours->n = routes < problem->vehicles ? routes : problem->vehicles;
    tours->first[tours->n] = (uint16_t)n;
    for (uint32_t at = n; at > 0;) {
        at = cuts[at].from;
        if (--first < tours->n)
            tours->first[first] = (uint16_t)at;
    }
    for (uint32_t i = 0; i < n; i++)
        tours->nodes[i] = order[i];
    free(cuts);
    tours_weigh(tours, problem);
}
