/*
 * Tiny worlds for the planner, small enough to enumerate: a base, and features that each add one
 * constraint of the model at random.
 */
#ifndef LIFELINE_TESTS_PLAN_EXACT_WORLD_H
#define LIFELINE_TESTS_PLAN_EXACT_WORLD_H

#include "base/rng.h"
#include "plan/plan.h"

enum { PLACES = 7, JOBS = 4, VEHICLES = 2, DIMS = 2, TERMS = 5 };

struct world {
    int32_t durations[PLACES * PLACES], distances[PLACES * PLACES];
    int32_t slow[PLACES * PLACES], detours[PLACES * PLACES]; /* of the second profile */
    struct plan_profile profiles[2];
    struct plan_job jobs[JOBS];
    struct plan_window windows[2 * JOBS][2], shifts[VEHICLES][2], rests[VEHICLES][1], open[2];
    int64_t pickups[JOBS][DIMS], deliveries[JOBS][DIMS], capacities[VEHICLES][DIMS];
    int64_t by_type[2 * JOBS][2], rest_load[VEHICLES][DIMS], limit[DIMS];
    struct plan_vehicle vehicles[VEHICLES];
    struct plan_break breaks[VEHICLES];
    struct plan_facility facilities[2];
    struct plan_relation relations[4];
    uint32_t n_relations, skills[3], related[4][3];
    struct plan_exposure exposures[4];
    struct plan_input input;
    struct plan_term terms[TERMS];
    struct plan_step frozen[1];
    int64_t on_board[VEHICLES][DIMS];
    bool by_priority;
};

/* A feature's name, and what it does to a world; features are applied in the order of the list. */
struct exact_feature {
    const char *name;
    void (*apply)(struct world *world, struct rng *rng);
    bool only_forbids; /* takes plans away, and changes nothing about the others */
};
extern const struct exact_feature exact_features[];
extern const int exact_n_features;

void exact_make_base(struct world *world, struct rng *rng);

#endif
