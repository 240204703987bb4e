/*
 * Relations between jobs that more than one route shows: same and different vehicle, order across
 * vehicles, and visits that begin at the same time.
 *
 * Times across routes are kept by bounds on the begin of service (state.low, state.high): when the
 * second of two ordered jobs is placed, the moment between them is fixed, so that each route can be
 * scheduled by itself. Synchronised jobs are placed and removed as one group at a fixed time.
 */
#ifndef LIFELINE_PLAN_ROUTE_RELATION_INT_H
#define LIFELINE_PLAN_ROUTE_RELATION_INT_H

#include "plan/route/place_int.h"

/* Whether the relations let the job go on the route as things stand. */
bool relation_allows(const struct state *state, uint32_t job, uint32_t route);
/* Sets the job's own bounds from its placed partners, before a place is looked for; false when it
 * cannot be placed now (an earlier one of an order is missing, a group goes as one). With `waits`
 * an earlier one with a largest gap may be made to wait for this one: then the place may turn out
 * to leave the earlier one's route broken. */
bool relation_prepare(struct state *state, uint32_t job, bool waits);
/* Fixes the bounds between the job, just placed, and its partners. */
void relation_placed(struct state *state, uint32_t job);
/* Frees the bounds that the job, just removed, held; takes out jobs that cannot stay without it. */
void relation_removed(struct state *state, uint32_t job);
/* Places a whole group of synchronised jobs, or nothing. */
bool relation_place_group(struct placer *placer, uint32_t job);
/* Whether a job is one of a synchronised group. */
bool relation_is_group(const struct plan_model *model, uint32_t job);

#endif
