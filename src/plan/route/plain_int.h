/*
 * Plain models (vehicles of a few kinds, single visits with one window each, one load, nothing but
 * hops and vehicles to pay) are solved by the fast searches of `plan/core`; the plan found goes
 * back into the state, so that everything else stays in one place.
 */
#ifndef LIFELINE_PLAN_ROUTE_PLAIN_INT_H
#define LIFELINE_PLAN_ROUTE_PLAIN_INT_H

#include "plan/core/problem.h"
#include "plan/route/search_int.h"

/* A model as a plain problem. Clients are numbered so that those near each other have numbers near
 * each other: what the searches read then lies together in memory. */
struct plain {
    struct problem *problem;
    uint32_t *node;                      /* by client */
    uint16_t *client;                    /* by node */
    uint32_t leaders[PROBLEM_KINDS_MAX]; /* by kind: its first vehicle */
    int64_t from_s;                      /* when times begin: the earliest of all shifts */
};

/* False, and nothing to free, when the model asks for more than that. */
bool plain_init(struct plain *plain, const struct plan_model *model);
/* The same with so many vehicles at the most, of one kind, whose number is settled: one less wins
 * nothing. */
bool plain_init_settled(struct plain *plain, const struct plan_model *model, uint32_t vehicles);
void plain_free(struct plain *plain);
/* Improves search->best to the end of the budget; false (nothing done) where the model is not
 * plain, or no plan with every job was found in half of the budget. */
bool search_plain(struct search *search);
/* Whether search_plain_fewer can do anything: the model is plain and small enough. */
bool plain_ripens(const struct plan_model *model);
/* Whether search_plain can put several threads on one plan. */
bool plain_is_large(const struct plan_model *model);
/* Looks for a whole plan with fewer vehicles than search->best has, through broken plans, up to a
 * share of the budget; false, and nothing changed, when there is none. */
bool search_plain_fewer(struct search *search, double share);

#endif
