/*
 * Ruin and recreate on whole plans: strings of neighbouring clients are taken out of a few routes
 * near each other and put back greedily, with blinks; simulated annealing decides (Christiaens,
 * Vanden Berghe: "Slack Induction by String Removals for Vehicle Routing Problems", 2020). Only
 * places beside near clients are looked at, so that an iteration costs the same at any size. The
 * longer the routes, the more of the iterations let two routes exchange all that is behind a visit.
 */
#ifndef LIFELINE_PLAN_CORE_ANNEAL_H
#define LIFELINE_PLAN_CORE_ANNEAL_H

#include "plan/core/genetic.h"

struct anneal;

struct anneal *anneal_new(const struct problem *problem, struct rng *rng);
void anneal_free(struct anneal *anneal);

struct cooling {
    double hot, cold;   /* heats in mean hops of the plan that is begun with */
    int64_t iterations; /* of the whole run; 0: by the budget */
    double share;       /* of the budget: ends then at the latest */
};

/* Improves a whole plan; `best` is never worse after it. */
void anneal_run(struct anneal *anneal, const struct cooling *cooling, struct budget *budget,
                struct tours *best);
/* The plan that the run ended at, which may be worse than the best. */
void anneal_store(const struct anneal *anneal, struct tours *tours);

#endif
