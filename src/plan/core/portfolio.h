/* Which search, for how long, by the size of the problem and the time there is. */
#ifndef LIFELINE_PLAN_CORE_PORTFOLIO_H
#define LIFELINE_PLAN_CORE_PORTFOLIO_H

#include "plan/core/genetic.h"

/* Clients up to which a population ripens from nothing. */
enum { PORTFOLIO_RIPENS_MAX = 260 };
/* Clients from which on threads work together on one plan, and not each on its own. */
enum { PORTFOLIO_TOGETHER_MIN = 401 };

/* Finds a whole plan from nothing, up to a share of the budget, which is over then; false when it
 * found none. At most PORTFOLIO_RIPENS_MAX clients. */
bool portfolio_find(const struct problem *problem, double share, struct budget *budget,
                    struct rng *rng, struct tours *best);
/* Makes another plan to begin with, one of few routes, up to a share of the budget; false when
 * there is none. */
struct portfolio_start {
    bool (*make)(void *context, double share, struct tours *few);
    void *context;
};

/* Improves `best`, a whole plan or cost INT64_MAX for none, to the end of the budget; at every beat
 * of the budget it is the best so far, and may be read. False when there is none in half of the
 * budget. With more than one thread and PORTFOLIO_TOGETHER_MIN clients the budget must have a
 * deadline. Another start (NULL: none) is asked for where windows may keep routes apart that need
 * not be, and there is the time to try both. */
bool portfolio_run(const struct problem *problem, uint32_t threads, struct budget *budget,
                   struct rng *rng, const struct portfolio_start *start, struct tours *best);

#endif
