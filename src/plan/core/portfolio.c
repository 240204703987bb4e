#include "plan/core/portfolio.h"

#include <math.h>

#include "plan/core/anneal.h"

enum { GENETIC_MAX = 260 }; /* clients; above, children take too long for a population to ripen */
/* Heats in mean hops. Long routes change by more when a string leaves them. */
#define HOT_LEAST     0.3
#define HOT_MOST      1.0
#define HOT_MOST_FROM 40.0 /* clients a route */
#define COLD          0.01

static void anneal_all(const struct problem *problem, struct budget *budget, struct rng *rng,
                       tours_better_fn *better, void *context, struct tours *best)
{
    struct anneal *anneal = anneal_new(problem, rng);
    double length = (double)problem->n / best->n;
    double hot = fmin(HOT_MOST, fmax(HOT_LEAST, length / HOT_MOST_FROM));
    struct cooling cooling = {
        .hot = hot, .cold = COLD, .share = 1, .better = better, .context = context};
    anneal_run(anneal, &cooling, budget, best);
    anneal_free(anneal);
}

bool portfolio_run(const struct problem *problem, struct budget *budget, struct rng *rng,
                   tours_better_fn *better, void *context, struct tours *best)
{
    struct genetic_options options = {.share = 1, .better = better, .context = context};
    if (best->cost == INT64_MAX) {
        options.share = 0.5;
        if (!genetic_run(problem, &options, budget, rng, best))
            return false;
        options.share = 1;
    }
    if (problem->n > GENETIC_MAX)
        anneal_all(problem, budget, rng, better, context, best);
    else
        genetic_run(problem, &options, budget, rng, best);
    return true;
}
