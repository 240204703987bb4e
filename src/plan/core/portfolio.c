#include "plan/core/portfolio.h"

#include <math.h>

#include "plan/core/anneal.h"
#include "plan/core/decompose.h"
#include "plan/core/team.h"
#include "plan/core/weave.h"

enum {
    RIPENS_OPEN_MAX = 400, /* without windows, where local search is quick */
    PART_CLIENTS = 100,
    PART_ROUTES = 5, /* a part has at least about so many routes */
    PART_PATIENCE = 100,
};
/* Heats in mean hops. Long routes change by more when a string leaves them. */
#define HOT_LEAST     0.3
#define HOT_MOST      1.0
#define HOT_MOST_FROM 40.0 /* clients a route */
/* Without windows what hinders a change is load alone, which takes more heat to pass. */
#define HOT_OPEN      0.6
#define HOT_OPEN_FROM 11.0
#define COLD          0.01
/* Annealing of a large plan takes this many iterations a client, if that is neither less nor more
 * than these shares of the budget; what then remains goes to its parts. */
#define ANNEALED_PER_CLIENT 4000.0
#define ANNEALED_LEAST      0.35
#define ANNEALED_ALL        0.85
/* Long routes with windows win more by annealing than parts of a few of them do. */
#define ANNEALED_LEAST_LONG   0.7
#define ANNEALED_LEAST_LENGTH 50.0 /* clients a route by which this is reckoned */
#define PROBE_SHARE           0.02
/* With so many iterations by the square of the clients a population of the whole gets further,
 * where routes are not long; the share of them in which its first plans are annealed. */
#define RIPENS_ITERATIONS  100.0
#define RIPENS_OPEN        200.0 /* without windows */
#define RIPENS_WOVEN       90.0  /* where children by edges are cheap */
#define RIPENS_LENGTH_MOST 25.0  /* clients a route */
#define SEVERAL_ANNEALED   0.15

/* Annealing hardly ever closes a route whose visits have windows. Where there are so many
 * iterations a client, another plan with few routes is looked for in a share of the budget, then
 * each is annealed in such a share, and the better one is gone on with. */
#define STARTS_ITERATIONS 10000.0
#define START_FOUND       0.06
#define START_TRIED       0.03

/* Rounds of a team: each joins all threads, and cuts the plan along other lines. Annealing takes as
 * many as there are routes, between these: short routes need new neighbours, long ones time. */
enum { ROUNDS_LEAST = 16, ROUNDS_MOST = 64, ROUNDS_BY_PARTS = 6 };

/* Hops of two plans put together pay where windows rule out most of the ways to do that otherwise,
 * and let more plans stay. */
#define BY_HOPS 0.5
/* Of a population of the whole; where they do not serve, nothing is by edges. What such children
 * leave behind is found part by part, from this share of the budget on. */
#define BY_EDGES             0.5
#define WOVEN_UNTIL          0.85
#define CHILDREN_A_PLAN      300.0
#define CHILDREN_A_PLAN_OPEN 1000.0

static const struct genetic_options FROM_NOTHING = {.share = 1,
                                                    .first = 50,
                                                    .annealed = 8,
                                                    .per_client = 100,
                                                    .hot = 0.5,
                                                    .child_share = 0.1,
                                                    .child_per_client = 5};
static const struct genetic_options FROM_ANNEALED = {.share = 1,
                                                     .patience = PART_PATIENCE,
                                                     .first = 10,
                                                     .annealed = 10,
                                                     .per_client = 30,
                                                     .hot = 0.1,
                                                     .child_share = 1,
                                                     .child_per_client = 10};

static const struct genetic_options FROM_SEVERAL = {
    .share = 1, .first = 24, .annealed = 12, .child_share = 0.1, .child_per_client = 5};

struct portfolio {
    const struct problem *problem;
    uint32_t threads;
    struct budget *budget;
    struct rng *rng;
    const struct portfolio_start *start;
};

/* Some options, as they are for this problem. */
static struct genetic_options fitted(const struct genetic_options *options,
                                     const struct problem *problem)
{
    struct genetic_options fitted = *options;
    fitted.by_hops = problem->timed && !problem->several ? BY_HOPS : 0;
    fitted.children_a_plan = problem->timed ? CHILDREN_A_PLAN : CHILDREN_A_PLAN_OPEN;
    return fitted;
}

static bool breed(const struct portfolio *portfolio, double share, bool one_is_enough,
                  struct tours *best)
{
    struct genetic_options options = fitted(&FROM_NOTHING, portfolio->problem);
    options.share = share;
    options.one_is_enough = one_is_enough;
    return genetic_run(portfolio->problem, &options, portfolio->budget, portfolio->rng, best);
}

/* Clients a route, as far as one can say: the plan in hand may have far more routes than a good
 * one, but hardly twice as many as its loads fill. */
static double route_length(const struct problem *problem, const struct tours *tours)
{
    int64_t load = 0;
    double routes = tours->n;
    for (uint32_t c = 1; c <= problem->n; c++)
        load += problem->loads[c];
    double filled = fmax(load_first(load) / fmax(load_first(problem->capacity), 1),
                         load_second(load) / fmax(load_second(problem->capacity), 1));
    if (load > 0)
        routes = fmin(routes, fmax(filled, routes / 2));
    return problem->n / fmax(routes, 1);
}

/* Iterations in the whole budget: from how far a short run at the first heat comes. */
static double all_iterations(const struct portfolio *portfolio, struct anneal *anneal,
                             struct cooling cooling, struct tours *best)
{
    const struct budget *budget = portfolio->budget;
    double begin = budget_share(budget), total = (double)budget->iterations;
    if (!budget->deadline_ns)
        return total;
    int64_t spent = budget->spent;
    cooling.cold = cooling.hot;
    cooling.share = begin + PROBE_SHARE;
    anneal_run(anneal, &cooling, portfolio->budget, best);
    double used = budget_share(budget) - begin;
    double by_time = used > 0 ? (double)(budget->spent - spent) / used : 1;
    return total > 0 ? fmin(total, by_time) : by_time;
}

/* The share of the budget up to which the plan is annealed. */
static double annealed_share(const struct portfolio *portfolio, double begin, double total,
                             double length)
{
    const struct problem *problem = portfolio->problem;
    double share = ANNEALED_PER_CLIENT * problem->n / (total * portfolio->threads + 1);
    double least = problem->timed ? fmin(length / ANNEALED_LEAST_LENGTH, ANNEALED_LEAST_LONG) : 0;
    share = begin + fmax(share, fmax(least, ANNEALED_LEAST));
    return share > ANNEALED_ALL ? 1 : share;
}

static double first_heat(const struct problem *problem, double length)
{
    double hot = fmin(HOT_MOST, fmax(HOT_LEAST, length / HOT_MOST_FROM));
    return problem->timed ? hot : fmax(hot, HOT_OPEN * fmin(1, length / HOT_OPEN_FROM));
}

static struct decompose_options parts_of(const struct problem *problem, const struct tours *tours)
{
    double length = route_length(problem, tours);
    double clients = fmin(fmax(PART_CLIENTS, PART_ROUTES * length), 2 * PORTFOLIO_RIPENS_MAX);
    return (struct decompose_options){
        .clients = (uint32_t)clients, .share = 1, .part = fitted(&FROM_ANNEALED, problem)};
}

/* ---- By several threads ------------------------------------------------------------------- */

static void anneal_sector(const void *context, struct sector *sector)
{
    struct anneal *anneal = anneal_new(sector->problem, &sector->rng);
    anneal_run(anneal, context, &sector->budget, &sector->best);
    anneal_store(anneal, &sector->stand);
    anneal_free(anneal);
}

static void improve_sector(const void *context, struct sector *sector)
{
    decompose_run(sector->problem, context, &sector->budget, &sector->rng, &sector->best);
    tours_copy(&sector->stand, &sector->best);
}

static void do_round(const struct portfolio *portfolio, sector_fn *improve, const void *context,
                     struct tours *stand, struct tours *best)
{
    team_round(portfolio->problem, portfolio->threads, improve, context, portfolio->budget,
               portfolio->rng, stand, best);
}

/* The same as one thread does, sector by sector: heat falls from round to round. */
static void improve_together(const struct portfolio *portfolio, struct cooling whole,
                             struct tours *best)
{
    struct budget *budget = portfolio->budget;
    struct tours stand;
    tours_init(&stand, portfolio->problem);
    tours_copy(&stand, best);
    uint32_t rounds = best->n < ROUNDS_LEAST  ? ROUNDS_LEAST
                      : best->n > ROUNDS_MOST ? ROUNDS_MOST
                                              : best->n;
    double begin = budget_share(budget), step = pow(whole.cold / whole.hot, 1.0 / rounds);
    struct cooling cooling = {.hot = whole.hot};
    for (uint32_t i = 1; i <= rounds && !budget_is_over(budget); i++) {
        cooling.cold = cooling.hot * step;
        cooling.share = begin + (whole.share - begin) * i / rounds;
        do_round(portfolio, anneal_sector, &cooling, &stand, best);
        cooling.hot = cooling.cold;
    }
    tours_copy(&stand, best);
    struct decompose_options options = parts_of(portfolio->problem, best);
    for (int i = 1; i <= ROUNDS_BY_PARTS && !budget_is_over(budget); i++) {
        options.share = whole.share + (1 - whole.share) * i / ROUNDS_BY_PARTS;
        do_round(portfolio, improve_sector, &options, &stand, best);
    }
    tours_free(&stand);
}

/* Iterations by the square of the clients. */
static double ripens_from(const struct problem *problem)
{
    if (weave_serves(problem))
        return RIPENS_WOVEN;
    return problem->timed ? RIPENS_ITERATIONS : RIPENS_OPEN;
}

static void improve_parts(const struct portfolio *portfolio, struct tours *best)
{
    struct decompose_options options = parts_of(portfolio->problem, best);
    decompose_run(portfolio->problem, &options, portfolio->budget, portfolio->rng, best);
}

/* A population of the whole whose first plans are annealed for a share of the budget. */
static void ripen_large(const struct portfolio *portfolio, double hot, double total,
                        struct tours *best)
{
    struct genetic_options options = fitted(&FROM_SEVERAL, portfolio->problem);
    double annealed = SEVERAL_ANNEALED * total;
    options.per_client = (uint32_t)(annealed / options.annealed / portfolio->problem->n);
    options.hot = hot;
    if (weave_serves(portfolio->problem)) {
        options.by_edges = BY_EDGES;
        options.share = WOVEN_UNTIL;
    }
    genetic_run(portfolio->problem, &options, portfolio->budget, portfolio->rng, best);
    if (options.share < 1)
        improve_parts(portfolio, best);
}

/* Another start is tried too; what comes of the better one is `best`. */
static void try_start(const struct portfolio *portfolio, struct anneal *anneal,
                      struct cooling cooling, struct tours *best)
{
    const struct portfolio_start *start = portfolio->start;
    struct budget *budget = portfolio->budget;
    struct tours few;
    tours_init(&few, portfolio->problem);
    if (start->make(start->context, budget_share(budget) + START_FOUND, &few)) {
        cooling.share = budget_share(budget) + START_TRIED;
        anneal_run(anneal, &cooling, budget, best);
        cooling.share += START_TRIED;
        anneal_run(anneal, &cooling, budget, &few);
        if (few.cost < best->cost)
            tours_copy(best, &few);
    }
    tours_free(&few);
}

static void improve_large(const struct portfolio *portfolio, struct tours *best)
{
    const struct problem *problem = portfolio->problem;
    double begin = budget_share(portfolio->budget), n = problem->n;
    struct anneal *anneal = anneal_new(problem, portfolio->rng);
    double length = route_length(problem, best);
    struct cooling cooling = {.hot = first_heat(problem, length), .cold = COLD};
    double total = all_iterations(portfolio, anneal, cooling, best);
    cooling.share = annealed_share(portfolio, begin, total, length);
    if (portfolio->threads == 1 && length <= RIPENS_LENGTH_MOST &&
        total >= ripens_from(problem) * n * n) {
        anneal_free(anneal);
        ripen_large(portfolio, cooling.hot, total, best);
        return;
    }
    if (portfolio->threads > 1) {
        anneal_free(anneal);
        improve_together(portfolio, cooling, best);
        return;
    }
    if (portfolio->start && problem->timed && total >= STARTS_ITERATIONS * n) {
        try_start(portfolio, anneal, cooling, best);
        cooling.share = annealed_share(portfolio, budget_share(portfolio->budget), total, length);
    }
    anneal_run(anneal, &cooling, portfolio->budget, best);
    anneal_free(anneal);
    improve_parts(portfolio, best);
}

bool portfolio_find(const struct problem *problem, double share, struct budget *budget,
                    struct rng *rng, struct tours *best)
{
    struct portfolio portfolio = {problem, 1, budget, rng, NULL};
    best->cost = INT64_MAX;
    return breed(&portfolio, share, true, best);
}

bool portfolio_run(const struct problem *problem, uint32_t threads, struct budget *budget,
                   struct rng *rng, const struct portfolio_start *start, struct tours *best)
{
    struct portfolio portfolio = {problem, threads, budget, rng, start};
    if (best->cost == INT64_MAX && !breed(&portfolio, 0.5, false, best))
        return false;
    if (problem->n <= (problem->timed ? PORTFOLIO_RIPENS_MAX : RIPENS_OPEN_MAX))
        return breed(&portfolio, 1, false, best);
    improve_large(&portfolio, best);
    return true;
}
