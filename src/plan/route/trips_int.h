/* The trips of one route cut anew, its visits staying in their order. */
#ifndef LIFELINE_PLAN_ROUTE_TRIPS_INT_H
#define LIFELINE_PLAN_ROUTE_TRIPS_INT_H

#include "plan/route/state_int.h"

/* A visit to a facility before a visit: its detour, and the cheapest way to come so far. */
struct cut {
    int64_t detour, cost;
    uint32_t facility, from; /* from: the cut before, PLAN_NONE: the start */
};

struct trips {
    const struct plan_model *model;
    int64_t *noise; /* by facility, on top of its cost */
    uint32_t *visits, n, room;
    struct cut *cuts, end; /* before visit k; n: behind the last */
    int64_t collected[PLAN_LIMIT_DIMS], handed_out[PLAN_LIMIT_DIMS]; /* by the frozen prefix */
    bool collects, hands_out;
};

void trips_init(struct trips *trips, const struct plan_model *model);
void trips_free(struct trips *trips);
/* Other cuts than the cheapest: facilities seem dearer by chance, until NULL for `rng`. */
void trips_disturb(struct trips *trips, struct rng *rng, double mean_way);
/* The visits of a sequence with the cheapest cuts that loads allow; gives the number of nodes, 0
 * where there are none. `out` has room for 2 n + 1; times are not looked at. */
uint32_t trips_cut(struct trips *trips, uint32_t vehicle, const uint32_t *nodes, uint32_t n,
                   uint32_t *out);

#endif
