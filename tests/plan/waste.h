/*
 * A day of medical-waste collection in an epidemic, as a routing problem: sampling sites, isolation
 * hotels and sealed housing of several counties, vehicles that unload at one disposal plant.
 * Figures come from a scenario file (facts and the split of sites by county); the sites themselves
 * are scattered around the counties' centres from a seed.
 *
 * Assumed for the way: 1.3 times the straight line; 30 km/h for the first 15 km of a leg (in
 * towns), 60 km/h beyond.
 */
#ifndef LIFELINE_TESTS_PLAN_WASTE_H
#define LIFELINE_TESTS_PLAN_WASTE_H

#include <jansson.h>

#include "base/arena.h"
#include "plan/plan.h"

struct waste {
    struct plan_input input;
    int64_t kg_all;       /* of all sites */
    int64_t vehicles_all; /* normal and backup */
    int64_t plant_kg;     /* what the plant takes from these sites */
    int64_t *limit;       /* of the plant: may be changed before the model is made */
    struct plan_term terms[PLAN_TERMS_MAX];
};

/*
 * With `share` 10 a tenth of the sites, payload, plant and vehicles (rounded up). Everything lives
 * in the arena; `waste` must stay where it is. False: the file lacks a figure.
 */
bool waste_make(const json_t *scenario, uint64_t seed, int share, struct arena *arena,
                struct waste *waste);

#endif
