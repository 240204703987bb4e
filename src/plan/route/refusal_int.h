/* Why a job cannot go on a vehicle as things stand: reasons that are true. */
#ifndef LIFELINE_PLAN_ROUTE_REFUSAL_INT_H
#define LIFELINE_PLAN_ROUTE_REFUSAL_INT_H

#include "plan/route/relation_int.h"

/* The smallest sets of constraint families that stand in the way of an absent job on a vehicle that
 * offers it no place. `probe` evaluates without trust; it is left strict. */
void refusal_find(struct state *state, struct eval *probe, uint32_t job, uint32_t vehicle,
                  struct plan_refusal *refusal);

#endif
