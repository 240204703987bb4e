/*
 * Hybrid genetic search: plans are crossed, their children improved by local search through broken
 * plans, and kept in two pools, one of whole plans and one of broken ones (Vidal, Crainic,
 * Gendreau, Lahrichi, Rei 2012; Vidal 2022; Kool et al. 2022).
 */
#ifndef LIFELINE_PLAN_CORE_GENETIC_H
#define LIFELINE_PLAN_CORE_GENETIC_H

#include "base/rng.h"
#include "plan/core/budget.h"
#include "plan/core/tours.h"

struct genetic_options {
    double share;      /* of the budget: ends then */
    uint32_t patience; /* ends after so many children without a better plan; 0: begins anew */
    double by_hops;    /* this share of the children is put together from the hops of two plans */
    /* This share from their edges, where `weave` serves. */
    double by_edges;
    /* Of all children that there is time for, one plan stays for so many (without patience): a pool
     * is all alike long before as many children as that are born for each. */
    double children_a_plan;
    uint32_t first; /* plans that a population begins with, at least 2 */
    /* Of these so many are annealed from this heat, in so many iterations a client. */
    uint32_t annealed, per_client;
    double hot;
    /* This share of the children is annealed from a low heat, in so many iterations a client. */
    double child_share;
    uint32_t child_per_client;
    bool one_is_enough; /* the budget is over with the first whole plan that is better */
};

/* Improves `best`, a whole plan or cost INT64_MAX for none; false when there still is none. */
bool genetic_run(const struct problem *problem, const struct genetic_options *options,
                 struct budget *budget, struct rng *rng, struct tours *best);

#endif
