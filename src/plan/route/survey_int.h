/*
 * What can be said of places with a facility on one route before the evaluator is asked: what the
 * ways cost, whether loads fit (exactly), whether nobody is late (necessary, not sufficient).
 */
#ifndef LIFELINE_PLAN_ROUTE_SURVEY_INT_H
#define LIFELINE_PLAN_ROUTE_SURVEY_INT_H

#include "plan/route/state_int.h"

struct place;

/* Of a route as it stands. Zeroed to begin with; it can be opened many times. */
struct survey {
    const struct state *state;
    uint32_t route, room;
    int64_t *waited_s; /* before each position, summed up from the start */
    /* [position * dims]: goods of single visits collected and not unloaded when it is left; handed
     * out behind it by the same trip. */
    int64_t *collected, *pending;
    uint32_t *unloads, *reloads; /* by position: the next unloading; the last reloading, or 0 */
};

void survey_open(struct survey *survey, const struct state *state, uint32_t route);
void survey_free(struct survey *survey);
/* What the ways and the facility cost, weighed. */
int64_t survey_cost(const struct state *state, uint32_t job, const struct place *place);
bool survey_in_time(const struct survey *survey, uint32_t job, const struct place *place);
bool survey_loads_fit(const struct survey *survey, uint32_t job, const struct place *place);

#endif
