/* Ruin and recreate keeps whole plans whole, and its books right. */
#include "test.h"

#include "plan/core/anneal_int.h"
#include "plan/core/genetic.h"
#include "plan/core/sample.h"

static void check_books(const struct anneal *anneal, struct tours *tours)
{
    const struct problem *problem = anneal->problem;
    anneal_store(anneal, tours);
    assert_true(sample_is_complete(problem, tours));
    int64_t cost = tours->cost;
    tours_weigh(tours, problem);
    assert_int_equal(tours->cost, cost);
    assert_int_equal(tours->excess, 0);
    assert_int_equal(tours->warp, 0);
    for (uint32_t r = 0; r < anneal->n_lines; r++) {
        struct anneal copy = *anneal;
        struct stop stops[64];
        memcpy(stops, anneal->stops, sizeof *stops * (problem->n + 1 + 2 * anneal->n_lines));
        copy.stops = stops;
        anneal_time(&copy, r);
        assert_memory_equal(stops, anneal->stops,
                            sizeof *stops * (problem->n + 1 + 2 * anneal->n_lines));
    }
}

static void ruin_recreate_and_undo_keep_the_books(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 60; round++) {
        struct rng rng;
        rng_seed(&rng, 900 + round);
        struct sample sample = sample_kind(round, 20, 18, 30, 200);
        struct problem *problem = sample_problem(&sample, &rng);
        struct tours best, now;
        tours_init(&best, problem);
        tours_init(&now, problem);
        struct budget budget = {.iterations = 4000};
        struct genetic_options options = {.share = 1, .patience = 50, .first = 20};
        if (genetic_run(problem, &options, &budget, &rng, &best)) {
            struct anneal *anneal = anneal_new(problem, &rng);
            anneal_load(anneal, &best);
            check_books(anneal, &now);
            for (int i = 0; i < 200; i++) {
                anneal_begin(anneal);
                anneal_ruin(anneal);
                bool whole =
                    anneal_recreate(anneal, i % 2 ? INT64_MAX / 2 : anneal->saved_cost + 100);
                if (!whole || i % 3 == 0)
                    anneal_undo(anneal);
                check_books(anneal, &now);
            }
            struct cooling cooling = {.hot = 1, .cold = 0.1, .iterations = 2000, .share = 1};
            int64_t before = best.cost;
            struct budget more = {.iterations = 3000};
            anneal_run(anneal, &cooling, &more, &best);
            assert_true(best.cost <= before);
            assert_int_equal(more.spent, 2048);
            anneal_free(anneal);
        }
        tours_free(&best);
        tours_free(&now);
        problem_free(problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ruin_recreate_and_undo_keep_the_books),
    };
    return RUN_TESTS(tests);
}
