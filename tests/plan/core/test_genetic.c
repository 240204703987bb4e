/* The whole search on problems small enough to try every plan, and twice the same. */
#include "test.h"

#include "plan/core/portfolio.h"
#include "plan/core/sample.h"

enum { FEW = 6 };

struct trial {
    const struct problem *problem;
    struct tours tours;
    int64_t best;
};

/* Every order of the clients cut in every way that is whole. */
static void try_cuts(struct trial *trial)
{
    struct tours *tours = &trial->tours;
    for (uint32_t cuts = 0; cuts < 1U << (FEW - 1); cuts++) {
        if ((uint32_t)__builtin_popcount(cuts) >= trial->problem->vehicles)
            continue;
        tours->n = 0;
        tours->first[0] = 0;
        for (uint32_t i = 1; i < FEW; i++) {
            if (cuts >> (i - 1) & 1)
                tours->first[++tours->n] = (uint16_t)i;
        }
        tours->first[++tours->n] = FEW;
        tours_weigh(tours, trial->problem);
        if (tours_feasible(tours) && tours->cost < trial->best)
            trial->best = tours->cost;
    }
}

static void try_orders(struct trial *trial, uint32_t n)
{
    uint16_t *nodes = trial->tours.nodes;
    if (n == FEW) {
        try_cuts(trial);
        return;
    }
    for (uint32_t i = n; i < FEW; i++) {
        uint16_t swap = nodes[n];
        nodes[n] = nodes[i];
        nodes[i] = swap;
        try_orders(trial, n + 1);
        nodes[i] = nodes[n];
        nodes[n] = swap;
    }
}

static void the_best_of_all_plans_is_found(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 12; round++) {
        struct rng rng;
        rng_seed(&rng, 40 + round);
        struct sample sample = sample_kind(round, FEW, 5, 20, 700);
        struct problem *problem = sample_problem(&sample, &rng);
        struct trial trial = {.problem = problem, .best = INT64_MAX};
        tours_init(&trial.tours, problem);
        for (uint16_t i = 0; i < FEW; i++)
            trial.tours.nodes[i] = i + 1;
        try_orders(&trial, 0);
        struct tours best;
        tours_init(&best, problem);
        struct budget budget = {.iterations = 4000};
        bool found = portfolio_run(problem, 1, &budget, &rng, &best);
        assert_int_equal(found, trial.best < INT64_MAX);
        assert_true(!found || sample_is_complete(problem, &best));
        assert_int_equal(best.cost, trial.best);
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
        assert_true(portfolio_run(problem[i], 1, &budget, &rng, &best[i]));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_of_all_plans_is_found),
        cmocka_unit_test(the_same_seed_gives_the_same_plan),
    };
    return RUN_TESTS(tests);
}
