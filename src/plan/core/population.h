/*
 * Plans that stay because they are cheap or because they are different (Vidal 2022, section 3.1):
 * fitness is the rank by cost plus the rank by the share of neighbours that no near plan has
 * (broken pairs).
 */
#ifndef LIFELINE_PLAN_CORE_POPULATION_H
#define LIFELINE_PLAN_CORE_POPULATION_H

#include "base/rng.h"
#include "plan/core/split.h"

enum {
    POPULATION_KEPT = 25,
    POPULATION_BORN = 40,
    POPULATION_ROOM = POPULATION_KEPT + POPULATION_BORN,
    POPULATION_ELITE = 4
};

struct member {
    struct tours tours;
    uint16_t *next, *prev; /* by client; 0: the depot */
    int64_t cost;          /* with the prices of now */
    double fitness;        /* smaller is better */
};

struct population {
    const struct problem *problem;
    struct member members[POPULATION_ROOM + 1];
    uint32_t n;
    float apart[POPULATION_ROOM + 1][POPULATION_ROOM + 1]; /* 0 (alike) to 1 */
};

void population_init(struct population *population, const struct problem *problem);
void population_free(struct population *population);
void population_clear(struct population *population);
/* Copies a plan in; when the pool is full the least fit leave, those that are alike first. */
void population_add(struct population *population, const struct tours *tours,
                    const struct prices *prices);
/* After a change of the prices. */
void population_price(struct population *population, const struct prices *prices);

#endif
