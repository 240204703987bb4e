/*
 * The optimum of a tiny routing problem by enumeration: every order of visits and facilities on
 * every vehicle, every place for every break, and, where waiting costs or durations are limited,
 * every time of departure. Written from plan.h alone; shares nothing with the planner.
 *
 * Knows: windows, service, setup, loads (also on board at the start), shipments (also picked up
 * already), skills, assignments, several profiles and speeds, vehicles' costs and limits, shifts,
 * breaks, the driving-time rule (rests at the limit or on arrival at a stop), releases, facilities,
 * prizes, soft due times, exposure, promises, frozen steps, balance before cost, and all relations.
 * Does not know: travel functions; promised times together with relations or facilities.
 */
#ifndef LIFELINE_TESTS_PLAN_BRUTE_H
#define LIFELINE_TESTS_PLAN_BRUTE_H

#include "plan/plan.h"

enum { BRUTE_ITEMS_MAX = 16, BRUTE_VEHICLES_MAX = 3, BRUTE_HORIZON = 400 };

struct brute_best {
    int64_t unassigned; /* required jobs left out; with priorities: sum of priority + 1 */
    int64_t balance;    /* value of the first term over all routes, if there is one */
    double cost;        /* vehicles' and facilities' costs, prizes lost, lateness, change */
    long long plans;    /* feasible ones that were timed */
};

/* Left out jobs (each 1, or priority + 1) count before the balance, the balance before the cost. */
struct brute_best brute_solve(const struct plan_input *input, bool by_priority,
                              uint32_t facilities_max);

#endif
