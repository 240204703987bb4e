/*
 * A plan from two: by order (OX on the long tours, cut anew), and by routes (selective route
 * exchange, SREX: Nagata, Braysy 2010), where a patch of neighbouring routes of one parent takes
 * the place of the routes of the other that share most clients with it.
 */
#ifndef LIFELINE_PLAN_CORE_CROSS_H
#define LIFELINE_PLAN_CORE_CROSS_H

#include "base/rng.h"
#include "plan/core/split.h"

struct cross;

struct cross *cross_new(const struct problem *problem, struct rng *rng);
void cross_free(struct cross *cross);
void cross_by_order(struct cross *cross, const struct prices *prices, const struct tours *a,
                    const struct tours *b, struct tours *child);
/* Two children, the cheaper one with these prices is given. */
void cross_by_routes(struct cross *cross, const struct prices *prices, const struct tours *a,
                     const struct tours *b, struct tours *child);
/* A plan drawn at random: any order, cut. */
void cross_random(struct cross *cross, const struct prices *prices, struct tours *child);

#endif
