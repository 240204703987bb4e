#include "plan/core/portfolio.h"

#include "plan/core/anneal.h"

enum { GENETIC_MAX = 260 }; /* clients; above, children take too long for a population to ripen */
#define HOT  1.0            /* heats in mean hops */
#define COLD 0.03

static void anneal_all(const struct problem *problem, struct budget *budget, struct rng *rng,
                       tours_better_fn *better, void *context, struct tours *best)
{
    struct anneal *anneal = anneal_new(problem, rng);
    struct cooling cooling = {
        .hot = HOT, .cold = COLD, .share = 1, .better = better, .context = context};
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
