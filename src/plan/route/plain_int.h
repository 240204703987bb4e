/*
 * Plain models (one kind of vehicle, single visits with one window each, one load, nothing but hops
 * and vehicles to pay) are solved by the fast searches of `plan/core`; the plan found goes back
 * into the state, so that everything else stays in one place.
 */
#ifndef LIFELINE_PLAN_ROUTE_PLAIN_INT_H
#define LIFELINE_PLAN_ROUTE_PLAIN_INT_H

#include "plan/core/problem.h"
#include "plan/route/search_int.h"

/* The model as a plain problem; NULL when it asks for more than that. */
struct problem *plain_problem(const struct plan_model *model);
/* Improves search->best to the end of the budget; false (nothing done) where the model is not
 * plain, or no plan with every job was found in half of the budget. */
bool search_plain(struct search *search);

#endif
