/*
 * Large plans part by part: the routes around a client, a few hundred clients in all, become a
 * problem of their own, a population improves them, and they go back when they are better (Vidal,
 * Crainic, Gendreau, Prins 2013, section 4.6; Santini, Schneider, Vidal, Vigo: "Decomposition
 * strategies for vehicle routing heuristics", 2023).
 */
#ifndef LIFELINE_PLAN_CORE_DECOMPOSE_H
#define LIFELINE_PLAN_CORE_DECOMPOSE_H

#include "plan/core/genetic.h"

struct decompose_options {
    uint32_t clients;            /* of a part, about */
    double share;                /* of the budget: ends then */
    struct genetic_options part; /* its share is not read */
};

/* Improves a whole plan. */
void decompose_run(const struct problem *problem, const struct decompose_options *options,
                   struct budget *budget, struct rng *rng, struct tours *best);

#endif
