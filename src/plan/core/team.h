/*
 * Several threads on one large plan: its routes are dealt out in as many sectors around the depot
 * as there are threads, each sector becomes a problem of its own and is improved there, and all go
 * back. The next round cuts elsewhere (Taillard: "Parallel iterative search methods for vehicle
 * routing problems", 1993, section 3: partition by polar regions).
 */
#ifndef LIFELINE_PLAN_CORE_TEAM_H
#define LIFELINE_PLAN_CORE_TEAM_H

#include "base/rng.h"
#include "plan/core/budget.h"
#include "plan/core/tours.h"

enum { TEAM_THREADS_MAX = 64 };

struct sector {
    const struct problem *problem; /* the clients of the sector alone */
    struct tours stand, best;      /* alike at first; `best` is never worse than `stand` was */
    struct budget budget;
    struct rng rng;
};

/* Runs in a thread of its own and touches nothing but the sector. */
typedef void sector_fn(const void *context, struct sector *sector);

/* One round: `stand` becomes where the sectors stand now, `best` takes on what is better. Fewer
 * sectors than threads where there are too few routes for them. */
void team_round(const struct problem *problem, uint32_t threads, sector_fn *improve,
                const void *context, struct budget *budget, struct rng *rng, struct tours *stand,
                struct tours *best);

#endif
