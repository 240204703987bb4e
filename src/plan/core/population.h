/*
 * Plans that stay because they are cheap or because they are different (Vidal 2022, section 3.1):
 * fitness is the rank by cost plus the rank by the share of neighbours that no near plan has
 * (broken pairs). How many stay decides how soon they are all alike, and so how long a search goes
 * on finding better ones.
 */
#ifndef LIFELINE_PLAN_CORE_POPULATION_H
#define LIFELINE_PLAN_CORE_POPULATION_H

#include "base/rng.h"
#include "plan/core/split.h"

enum {
    POPULATION_LEAST = 25,
    POPULATION_MOST = 120,
    POPULATION_BORN = 40, /* more than stay before the least fit leave */
    POPULATION_ELITE = 4,
    POPULATION_NEAREST = 5
};

struct member {
    struct tours tours;
    uint16_t *next, *prev;             /* by client; 0: the depot */
    int64_t cost;                      /* with the prices of now */
    double fitness;                    /* smaller is better */
    float nearest[POPULATION_NEAREST]; /* the least it is apart from others, nearest first */
    uint32_t n_nearest;
};

struct population {
    const struct problem *problem;
    struct member *members; /* `room` of them */
    uint32_t n, kept, room;
    float *apart; /* by pairs of members, `room` a row: 0 (alike) to 1 */
};

/* Room for `most` plans that stay, POPULATION_LEAST..POPULATION_MOST; POPULATION_LEAST stay. */
void population_init(struct population *population, const struct problem *problem, uint32_t most);
void population_free(struct population *population);
void population_clear(struct population *population);
/* From now on so many stay, at most what there is room for. */
void population_keep(struct population *population, uint32_t kept);
/* Copies a plan in; when the pool is full the least fit leave, those that are alike first. */
void population_add(struct population *population, const struct tours *tours,
                    const struct prices *prices);
/* After a change of the prices. */
void population_price(struct population *population, const struct prices *prices);

#endif
