#include "plan/core/portfolio.h"

#include <math.h>

#include "plan/core/anneal.h"

enum {
    GENETIC_MAX = 260, /* clients up to which a population ripens from nothing */
    MIXED_MAX = 600,   /* up to which it ripens from what annealing has found */
};
#define MIXED_SHARE 0.6 /* of the budget for annealing, where a population follows */
/* Heats in mean hops. Long routes change by more when a string leaves them. */
#define HOT_LEAST     0.3
#define HOT_MOST      1.0
#define HOT_MOST_FROM 40.0 /* clients a route */
#define COLD          0.01

static const struct genetic_options FROM_NOTHING = {.share = 1,
                                                    .first = 50,
                                                    .annealed = 8,
                                                    .per_client = 100,
                                                    .hot = 0.5,
                                                    .child_share = 0.1,
                                                    .child_per_client = 5};
static const struct genetic_options FROM_ANNEALED = {.share = 1,
                                                     .first = 10,
                                                     .annealed = 10,
                                                     .per_client = 30,
                                                     .hot = 0.1,
                                                     .child_share = 1,
                                                     .child_per_client = 10};

struct teller {
    tours_better_fn *better;
    void *context;
};

static void anneal_all(const struct problem *problem, struct budget *budget, struct rng *rng,
                       struct teller teller, double share, struct tours *best)
{
    struct anneal *anneal = anneal_new(problem, rng);
    double length = (double)problem->n / best->n;
    struct cooling cooling = {.hot = fmin(HOT_MOST, fmax(HOT_LEAST, length / HOT_MOST_FROM)),
                              .cold = COLD,
                              .share = share,
                              .better = teller.better,
                              .context = teller.context};
    anneal_run(anneal, &cooling, budget, best);
    anneal_free(anneal);
}

static bool breed(const struct problem *problem, struct budget *budget, struct rng *rng,
                  struct teller teller, struct genetic_options options, struct tours *best)
{
    options.better = teller.better;
    options.context = teller.context;
    return genetic_run(problem, &options, budget, rng, best);
}

bool portfolio_run(const struct problem *problem, struct budget *budget, struct rng *rng,
                   tours_better_fn *better, void *context, struct tours *best)
{
    struct teller teller = {better, context};
    if (best->cost == INT64_MAX) {
        struct genetic_options options = FROM_NOTHING;
        options.share = 0.5;
        if (!breed(problem, budget, rng, teller, options, best))
            return false;
    }
    if (problem->n <= GENETIC_MAX)
        return breed(problem, budget, rng, teller, FROM_NOTHING, best);
    bool mixed = problem->n <= MIXED_MAX;
    anneal_all(problem, budget, rng, teller, mixed ? MIXED_SHARE : 1, best);
    if (mixed)
        breed(problem, budget, rng, teller, FROM_ANNEALED, best);
    return true;
}
