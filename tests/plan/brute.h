/*
 * The optimum of a tiny routing problem by enumeration: every order of visits and facilities on
 * every vehicle, every place for every break, and, where waiting costs or durations are limited,
 * every time of departure. Written from plan.h alone; shares nothing with the planner.
 *
 * Knows: windows, service, setup, loads, shipments, skills, assignments, vehicles' costs and
 * limits, shifts, breaks, releases, facilities, prizes, soft due times, exposure on the spot or
 * forbidden, and all relations. Does not know: driving-time rule, promises, frozen steps,
 * decontamination at facilities, travel functions, goods on board at the start.
 */
#ifndef LIFELINE_TESTS_PLAN_BRUTE_H
#define LIFELINE_TESTS_PLAN_BRUTE_H

#include "plan/plan.h"

enum { BRUTE_ITEMS_MAX = 16, BRUTE_VEHICLES_MAX = 3, BRUTE_HORIZON = 400 };

struct brute_best {
    int64_t unassigned; /* required jobs left out; with priorities: sum of priority + 1 */
    double cost;        /* vehicles' and facilities' costs, prizes lost, lateness */
    long long plans;    /* feasible ones that were timed */
};

/* Level 0 counts left out jobs (each 1, or priority + 1), level 1 is the cost. */
struct brute_best brute_solve(const struct plan_input *input, bool by_priority,
                              uint32_t facilities_max);

#endif
