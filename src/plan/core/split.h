/*
 * Cuts one long tour through all clients into routes, best for that order (Prins: "A simple and
 * effective evolutionary algorithm for the vehicle routing problem", 2004; here with prices for
 * load and lateness, each route timed as it grows).
 */
#ifndef LIFELINE_PLAN_CORE_SPLIT_H
#define LIFELINE_PLAN_CORE_SPLIT_H

#include "plan/core/tours.h"

/* Prices in 1/1024, as for the local search. */
struct prices {
    int64_t load, warp;
};

/* What the plan costs with everything it breaks. */
int64_t prices_weigh(const struct prices *prices, const struct tours *tours);
/* A route may carry up to half more than its capacity. Where more routes would be best than there
 * are vehicles, the last ones become one. Each route takes the kind that is best for it, as if
 * there were enough of each; whom none is left for takes another. `dearer` (NULL: nothing) is what
 * a vehicle of each kind costs besides, and is brought nearer to where there are enough (Fisher:
 * "The Lagrangian relaxation method for solving integer programming problems", 1981). */
void split(const struct problem *problem, const struct prices *prices, const uint16_t *order,
           int64_t *dearer, struct tours *tours);

#endif
