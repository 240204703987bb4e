/* What SWAP* knows of a client while a pair of routes is looked at. */
#ifndef LIFELINE_PLAN_CORE_SWAP_INT_H
#define LIFELINE_PLAN_CORE_SWAP_INT_H

#include "plan/core/local_int.h"

enum { SPOTS = 3 };

/* The cheapest places in the other route as it is now, cheapest first; behind[] NOBODY: no more. */
struct spots {
    int64_t delta[SPOTS];
    uint16_t behind[SPOTS];
    uint64_t round; /* see local.swap_round */
};

#endif
