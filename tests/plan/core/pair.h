/* Two plans drawn at random for one problem, a third one to come of them, and the hops of a plan.
 */
#ifndef LIFELINE_TESTS_PLAN_CORE_PAIR_H
#define LIFELINE_TESTS_PLAN_CORE_PAIR_H

#include "plan/core/sample.h"

enum { PAIR_CLIENTS_MAX = 40 };

struct pair {
    struct problem *problem;
    struct rng rng;
    struct tours a, b, child;
};

/* How often a plan takes each hop; without the empty routes. */
struct hop_counts {
    uint8_t hops[PAIR_CLIENTS_MAX + 1][PAIR_CLIENTS_MAX + 1];
};

/* The number of clients is drawn too. The caller closes what comes of it. */
void pair_open(struct pair *pair, struct sample sample, uint32_t seed);
void pair_close(struct pair *pair);
/* The second plan becomes the first with two clients exchanged that stand one behind the other. */
void pair_exchange(struct pair *pair);
void count_hops(struct hop_counts *counts, const struct tours *tours);

#endif
