/*
 * Plain problems for tests: every vehicle starts and ends at place 0, job j is a visit of place
 * j + 1. A test says what else there is to it.
 */
#ifndef LIFELINE_TESTS_TOWN_H
#define LIFELINE_TESTS_TOWN_H

#include "base/rng.h"
#include "plan/plan.h"

enum { TOWN_JOBS = 50, TOWN_PLACES = TOWN_JOBS + 1, TOWN_VEHICLES = 12, TOWN_SHIFTS = 2 };

/* Everything that the input points to; it may not move. */
struct town {
    int32_t matrix[TOWN_PLACES * TOWN_PLACES]; /* jobs + 1 wide: distances and times are one */
    struct plan_profile profile;
    struct plan_job jobs[TOWN_JOBS];
    struct plan_window windows[TOWN_JOBS][2], shifts[TOWN_VEHICLES][TOWN_SHIFTS];
    int64_t loads[TOWN_JOBS][2], capacity[2];
    struct plan_window rest;
    struct plan_break pause;
    struct plan_vehicle vehicles[TOWN_VEHICLES];
    struct plan_term terms[PLAN_TERMS_MAX];
    struct plan_input input;
};

/* Jobs of so many seconds without load or window, vehicles of capacity 0 with one shift from 0 to
 * 0; all places are one. */
void town_open(struct town *town, uint32_t jobs, uint32_t vehicles, int64_t service_s,
               enum plan_preset preset);
/* Places drawn at random in a square, straight ways rounded up. */
void town_scatter(struct town *town, struct rng *rng, double side);
void town_set_shift(struct town *town, int64_t from_s, int64_t until_s);
/* Delivers so much within one window. */
void town_set_job(struct town *town, uint32_t job, int64_t load, int64_t from_s, int64_t until_s);
/* Every vehicle takes a break, whenever it likes and with no more on board than that. */
void town_set_break(struct town *town, int64_t duration_s, const int64_t *max_load);
int32_t town_way(const struct town *town, uint32_t from, uint32_t to);
/* Fails the test where it is refused. */
struct plan_model *town_model(const struct town *town);

#endif
