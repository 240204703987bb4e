/* Features that are made in other files than the list of them. */
#ifndef LIFELINE_TESTS_PLAN_EXACT_WORLD_INT_H
#define LIFELINE_TESTS_PLAN_EXACT_WORLD_INT_H

#include "exact_world.h"

typedef void exact_apply_fn(struct world *world, struct rng *rng);
exact_apply_fn exact_reloads, exact_disposal, exact_shipments_among_trips, exact_max_trips,
    exact_cleaning_place, exact_exposure;

#endif
