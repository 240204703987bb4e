/* The whole search on problems small enough to try every plan, and twice the same. */
#include "test.h"

#include "plan/core/portfolio.h"
#include "plan/core/sample.h"

enum { FEW = 6 };

enum { SETS = 1 << FEW };

/* What the best route through a set of clients costs a vehicle of each kind. */
struct trial {
    const struct problem *problem;
    struct tours tours;
    int64_t best[PROBLEM_KINDS_MAX][SETS];
};

/* The first clients of an order as one route. */
static void try_route(struct trial *trial, uint32_t n, uint32_t set)
{
    struct tours *tours = &trial->tours;
    tours->n = 1;
    tours->first[0] = 0;
    tours->first[1] = (uint16_t)n;
    for (uint32_t k = 0; k < trial->problem->n_kinds; k++) {
        tours->kinds[0] = (uint8_t)k;
        tours_weigh(tours, trial->problem);
        if (tours_feasible(tours) && tours->cost < trial->best[k][set])
            trial->best[k][set] = tours->cost;
    }
}

/* Every order of every set of clients. */
static void try_orders(struct trial *trial, uint32_t n, uint32_t set)
{
    if (n)
        try_route(trial, n, set);
    for (uint16_t c = 1; c <= FEW; c++) {
        if (set >> (c - 1) & 1)
            continue;
        trial->tours.nodes[n] = c;
        try_orders(trial, n + 1, set | 1U << (c - 1));
    }
}

/* Vehicle by vehicle, whatever set each takes. */
static int64_t best_plan(const struct trial *trial)
{
    int64_t best[SETS];
    for (uint32_t set = 0; set < SETS; set++)
        best[set] = set ? INT64_MAX : 0;
    for (uint32_t k = 0; k < trial->problem->n_kinds; k++) {
        for (uint32_t i = 0; i < trial->problem->kinds[k].vehicles; i++) {
            for (uint32_t all = SETS - 1; all > 0; all--) {
                for (uint32_t part = all; part; part = (part - 1) & all) {
                    int64_t rest = best[all & ~part], route = trial->best[k][part];
                    if (rest < INT64_MAX && route < INT64_MAX && rest + route < best[all])
                        best[all] = rest + route;
                }
            }
        }
    }
    return best[SETS - 1];
}

static void the_best_of_all_plans_is_found(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 18; round++) {
        struct rng rng;
        rng_seed(&rng, 40 + round);
        struct sample sample = sample_kind(round, FEW, 5, 20, 700);
        struct problem *problem = sample_problem(&sample, &rng);
        struct trial trial = {.problem = problem};
        tours_init(&trial.tours, problem);
        for (uint32_t k = 0; k < problem->n_kinds; k++) {
            for (uint32_t set = 0; set < SETS; set++)
                trial.best[k][set] = INT64_MAX;
        }
        try_orders(&trial, 0, 0);
        int64_t least = best_plan(&trial);
        struct tours best;
        tours_init(&best, problem);
        struct budget budget = {.iterations = 4000};
        bool found = portfolio_run(problem, 1, &budget, &rng, NULL, &best);
        assert_int_equal(found, least < INT64_MAX);
        assert_true(!found || sample_is_complete(problem, &best));
        assert_int_equal(best.cost, least);
        tours_free(&best);
        tours_free(&trial.tours);
        problem_free(problem);
    }
}

/* Twice from one seed: the same plan to the last client. */
static void solve_twice(const struct sample *sample, int64_t iterations)
{
    struct tours best[2];
    struct problem *problem[2];
    for (int i = 0; i < 2; i++) {
        struct rng rng;
        rng_seed(&rng, 77);
        problem[i] = sample_problem(sample, &rng);
        tours_init(&best[i], problem[i]);
        struct budget budget = {.iterations = iterations};
        assert_true(portfolio_run(problem[i], 1, &budget, &rng, NULL, &best[i]));
        assert_true(sample_is_complete(problem[i], &best[i]));
        assert_true(tours_feasible(&best[i]));
    }
    assert_int_equal(best[0].cost, best[1].cost);
    assert_int_equal(best[0].n, best[1].n);
    assert_memory_equal(best[0].first, best[1].first, (best[0].n + 1) * sizeof *best[0].first);
    assert_memory_equal(best[0].nodes, best[1].nodes, sample->n * sizeof *best[0].nodes);
    for (int i = 0; i < 2; i++) {
        tours_free(&best[i]);
        problem_free(problem[i]);
    }
}

static void the_same_seed_gives_the_same_plan(void **state)
{
    (void)state;
    struct sample small = {.n = 60, .vehicles = 60, .windows = true, .capacity = 60};
    solve_twice(&small, 8000);
    /* Too large for a population of the whole: annealed. */
    struct sample windows = {.n = 270, .vehicles = 270, .windows = true, .capacity = 60};
    solve_twice(&windows, 60000);
    struct sample open = {.n = 410, .vehicles = 410, .capacity = 60};
    solve_twice(&open, 60000);
}

/* With children by edges, where they serve and where they do not: twice the same, whole, and what
 * it says it costs. */
static void breed_by_edges(const struct sample *sample)
{
    static const struct genetic_options options = {
        .share = 1, .by_edges = 0.5, .children_a_plan = 1000, .first = 10, .hot = 0.5};
    int64_t costs[2];
    for (int i = 0; i < 2; i++) {
        struct rng rng;
        rng_seed(&rng, 78);
        struct problem *problem = sample_problem(sample, &rng);
        struct tours best;
        tours_init(&best, problem);
        struct budget budget = {.iterations = 60000};
        assert_true(genetic_run(problem, &options, &budget, &rng, &best));
        assert_true(sample_is_complete(problem, &best));
        assert_true(tours_feasible(&best));
        costs[i] = best.cost;
        tours_weigh(&best, problem);
        assert_int_equal(best.cost, costs[i]);
        assert_true(tours_feasible(&best));
        tours_free(&best);
        problem_free(problem);
    }
    assert_int_equal(costs[0], costs[1]);
}

static void children_by_edges_come_out_whole(void **state)
{
    (void)state;
    struct sample sample = {.n = 90, .vehicles = 90, .capacity = 50};
    breed_by_edges(&sample);
    sample.vehicles = 11; /* of which ten are full */
    breed_by_edges(&sample);
    sample.asymmetric = true;
    breed_by_edges(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_of_all_plans_is_found),
        cmocka_unit_test(the_same_seed_gives_the_same_plan),
        cmocka_unit_test(children_by_edges_come_out_whole),
    };
    return RUN_TESTS(tests);
}
