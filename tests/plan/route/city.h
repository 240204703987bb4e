/* Random rich problems on a small grid of places, from a seed. */
#ifndef LIFELINE_TESTS_CITY_H
#define LIFELINE_TESTS_CITY_H

#include "base/rng.h"
#include "plan/plan.h"

enum { CITY_PLACES = 24, CITY_JOBS = 16, CITY_VEHICLES = 5 };

/* Which parts of the model a city uses. */
enum {
    CITY_WINDOWS = 1 << 0,
    CITY_LOADS = 1 << 1,
    CITY_SHIPMENTS = 1 << 2,
    CITY_SKILLS = 1 << 3,
    CITY_BREAKS = 1 << 4,
    CITY_LIMITS = 1 << 5,
    CITY_FACILITIES = 1 << 6,
    CITY_EXPOSURE = 1 << 7,
    CITY_RELATIONS = 1 << 8,
    CITY_LATE = 1 << 9,
    CITY_DRIVING = 1 << 10,
    CITY_RELEASES = 1 << 11,
    CITY_SETUP = 1 << 12,
    CITY_LISTS = 1 << 13,
    CITY_OPTIONAL = 1 << 14,
    CITY_FROZEN = 1 << 15,
    CITY_PARTS = 16,
};

/* Everything that a plan_input points to; it may not move. */
struct city {
    struct plan_input input;
    int32_t matrix[CITY_PLACES * CITY_PLACES];
    struct plan_profile profile;
    struct plan_job jobs[CITY_JOBS];
    struct plan_vehicle vehicles[CITY_VEHICLES];
    struct plan_window windows[CITY_JOBS][2][2], shifts[CITY_VEHICLES][2], pauses[CITY_VEHICLES];
    struct plan_break breaks[CITY_VEHICLES];
    struct plan_step frozen[CITY_VEHICLES];
    int64_t loads[CITY_JOBS][2][2], capacity[CITY_VEHICLES][2], limit[2];
    uint32_t skills[4], lists[CITY_JOBS][2];
    struct plan_facility facilities[2];
    struct plan_window open; /* of the second */
    struct plan_relation relations[3];
    uint32_t related[3][3];
    struct plan_exposure exposures[9];
};

/* How many cities a test makes: LIFELINE_PLAN_ROUNDS, else `otherwise`. */
uint64_t city_rounds(uint64_t otherwise);
void city_make(struct city *city, struct rng *rng, uint32_t parts);

#endif
