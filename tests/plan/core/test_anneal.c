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
        struct stop stops[128];
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

/* Four clients on a line, two by two the wrong way round: one exchange of tails puts them right. */
static void crossed_routes_exchange_their_tails(void **state)
{
    (void)state;
    static const int32_t at[5] = {0, 10, 11, -10, -11};
    static const uint16_t crossed[4] = {1, 4, 3, 2}, first[3] = {0, 2, 4};
    struct problem *problem = problem_new(4, 1, 3);
    for (uint32_t i = 0; i < 5; i++) {
        for (uint32_t k = 0; k < 5; k++)
            problem_set_hop(problem, i, k, (struct hop){abs(at[i] - at[k]), abs(at[i] - at[k])});
        for (uint32_t k = 1, n = 0; i && k < 5; k++) {
            if (k != i)
                problem->near[i * 3 + n++] = (uint16_t)k;
        }
        problem->clients[i].span.late = 1000;
        problem->loads[i] = i > 0;
    }
    problem->kinds[0] =
        (struct kind){.vehicles = 2, .capacity = load_pair(2, 0), .shift = {.late = 1000}};
    problem_finish(problem);
    struct rng rng;
    rng_seed(&rng, 1);
    struct tours tours;
    tours_init(&tours, problem);
    memcpy(tours.nodes, crossed, sizeof crossed);
    memcpy(tours.first, first, sizeof first);
    tours.n = 2;
    tours_weigh(&tours, problem);
    struct anneal *anneal = anneal_new(problem, &rng);
    anneal_load(anneal, &tours);
    uint32_t tries = 0;
    while (!anneal_trade_tails(anneal, 0) && tries < 100)
        tries++;
    check_books(anneal, &tours);
    assert_int_equal(tours.cost, 44);
    assert_false(anneal_trade_tails(anneal, 0));
    anneal_free(anneal);
    tours_free(&tours);
    problem_free(problem);
}

struct bench {
    struct rng rng;
    struct problem *problem;
    struct tours tours;
    struct anneal *anneal;
};

/* Every client on a route of its own. */
static void bench_open(struct bench *bench, const struct sample *sample, uint32_t seed)
{
    rng_seed(&bench->rng, seed);
    bench->problem = sample_problem(sample, &bench->rng);
    tours_init(&bench->tours, bench->problem);
    sample_apart(bench->problem, &bench->tours);
    bench->anneal = anneal_new(bench->problem, &bench->rng);
    anneal_load(bench->anneal, &bench->tours);
}

static void bench_close(struct bench *bench)
{
    anneal_free(bench->anneal);
    tours_free(&bench->tours);
    problem_free(bench->problem);
}

/* From one client a route on, whatever an exchange may cost: routes open, close and stay whole. */
static void tails_change_hands_by_the_books(void **state)
{
    (void)state;
    uint32_t opened = 0, closed = 0;
    for (uint32_t round = 0; round < 40; round++) {
        struct bench bench;
        struct sample sample = sample_kind(round, 20, 20, 30, 200);
        bench_open(&bench, &sample, 1900 + round);
        struct anneal *anneal = bench.anneal;
        for (int i = 0; i < 200 && tours_feasible(&bench.tours); i++) {
            uint32_t used = anneal->n_used;
            int64_t before = anneal->cost, most = (int64_t)rng_below(&bench.rng, 500) - 100;
            bool traded = anneal_trade_tails(anneal, most);
            assert_true(traded ? anneal->cost < before + most : anneal->cost == before);
            check_books(anneal, &bench.tours);
            assert_int_equal(bench.tours.n, anneal->n_used);
            opened += anneal->n_used > used;
            closed += anneal->n_used < used;
        }
        bench_close(&bench);
    }
    assert_true(opened > 50);
    assert_true(closed > 50);
}

/* Whole routes change vehicles, whatever that may cost. */
static void vehicles_change_routes_by_the_books(void **state)
{
    (void)state;
    uint32_t alone = 0, exchanged = 0;
    for (uint32_t round = 0; round < 40; round++) {
        struct bench bench;
        struct sample sample = sample_kind(round, 20, 24, 30, 200);
        sample.kinds = 2 + round % 2;
        bench_open(&bench, &sample, 2900 + round);
        struct anneal *anneal = bench.anneal;
        for (int i = 0; i < 200 && tours_feasible(&bench.tours); i++) {
            uint32_t before_used[PROBLEM_KINDS_MAX], used[PROBLEM_KINDS_MAX];
            int64_t before = anneal->cost, most = (int64_t)rng_below(&bench.rng, 500) - 100;
            tours_count(&bench.tours, before_used);
            bool traded = anneal_trade_kinds(anneal, most);
            assert_true(traded ? anneal->cost < before + most : anneal->cost == before);
            check_books(anneal, &bench.tours);
            tours_count(&bench.tours, used);
            bool same = !memcmp(used, before_used, sizeof used);
            assert_true(traded || same);
            alone += traded && !same;
            exchanged += traded && same;
            anneal_trade_tails(anneal, 100);
            anneal_store(anneal, &bench.tours);
        }
        bench_close(&bench);
    }
    assert_true(alone > 100 && exchanged > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ruin_recreate_and_undo_keep_the_books),
        cmocka_unit_test(crossed_routes_exchange_their_tails),
        cmocka_unit_test(tails_change_hands_by_the_books),
        cmocka_unit_test(vehicles_change_routes_by_the_books),
    };
    return RUN_TESTS(tests);
}
