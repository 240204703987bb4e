/* The cut of a long tour against every way to cut it. */
#include "test.h"

#include "plan/core/sample.h"
#include "plan/core/split.h"

/* The best kind for a route, whatever the others have; false when it is too much for all. */
static bool choose_kind(const struct problem *problem, const struct prices *prices,
                        struct tours *tours, uint32_t r)
{
    int64_t least = INT64_MAX;
    uint8_t best = 0;
    int64_t load = 0;
    for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++)
        load += problem->loads[tours->nodes[i]];
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        tours->kinds[r] = (uint8_t)k;
        tours_weigh(tours, problem);
        if ((!load_within(load, load_half_more(problem->kinds[k].capacity)) &&
             tours->first[r + 1] - tours->first[r] > 1) ||
            prices_weigh(prices, tours) >= least)
            continue;
        least = prices_weigh(prices, tours);
        best = (uint8_t)k;
    }
    tours->kinds[r] = best;
    tours_weigh(tours, problem);
    return least < INT64_MAX;
}

static int64_t best_cut(const struct problem *problem, const struct prices *prices,
                        const uint16_t *order, struct tours *tours)
{
    int64_t best = INT64_MAX;
    uint32_t n = problem->n;
    memcpy(tours->nodes, order, n * sizeof *order);
    for (uint32_t cuts = 0; cuts < 1U << (n - 1); cuts++) {
        tours->n = 0;
        tours->first[0] = 0;
        for (uint32_t i = 1; i < n; i++) {
            if (cuts >> (i - 1) & 1)
                tours->first[++tours->n] = (uint16_t)i;
        }
        tours->first[++tours->n] = (uint16_t)n;
        memset(tours->kinds, 0, tours->n * sizeof *tours->kinds);
        bool allowed = true;
        for (uint32_t r = 0; r < tours->n; r++)
            allowed &= choose_kind(problem, prices, tours, r);
        /* Penalties are rounded route by route in the one and over all in the other. */
        int64_t cost = prices_weigh(prices, tours);
        if (allowed && cost < best)
            best = cost;
    }
    return best;
}

static void cuts_are_the_best_of_all(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 5);
    for (uint32_t round = 0; round < 200; round++) {
        /* As many of each kind as any plan could want. */
        uint32_t kinds = 1 + round / 6 % 2;
        struct sample sample = {.n = 9,
                                .vehicles = 9 * kinds,
                                .kinds = kinds,
                                .windows = round % 2,
                                .capacity = 20,
                                .fixed = round % 3 ? 0 : 300};
        struct problem *problem = sample_problem(&sample, &rng);
        struct prices prices = {.load = (int64_t)rng_below(&rng, 100) << 10,
                                .warp = (int64_t)rng_below(&rng, 4) << 10};
        struct tours cut, tried;
        tours_init(&cut, problem);
        tours_init(&tried, problem);
        sample_tours(problem, &rng, &tried);
        uint16_t order[9];
        memcpy(order, tried.nodes, sizeof order);
        split(problem, &prices, order, NULL, &cut);
        assert_true(sample_is_complete(problem, &cut));
        assert_int_equal(prices_weigh(&prices, &cut), best_cut(problem, &prices, order, &tried));
        tours_free(&cut);
        tours_free(&tried);
        problem_free(problem);
    }
}

static void more_routes_than_vehicles_become_one(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 6);
    struct sample sample = {.n = 12, .vehicles = 2, .capacity = 10};
    struct problem *problem = sample_problem(&sample, &rng);
    struct prices prices = {.load = 1 << 20, .warp = 1 << 10};
    struct tours cut;
    tours_init(&cut, problem);
    uint16_t order[12];
    for (uint16_t i = 0; i < 12; i++)
        order[i] = i + 1;
    split(problem, &prices, order, NULL, &cut);
    assert_true(sample_is_complete(problem, &cut));
    assert_int_equal(cut.n, 2);
    tours_free(&cut);
    problem_free(problem);
}

/* All want the first kind, which is there once; it becomes dearer until the others are as good. */
static void no_more_of_a_kind_is_taken_than_there_is(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 7);
    struct sample sample = {.n = 12, .vehicles = 12, .kinds = 3, .capacity = 15};
    struct problem *problem = sample_problem(&sample, &rng);
    for (uint32_t k = 0; k < 3; k++)
        problem->kinds[k] = (struct kind){.vehicles = k ? 7 - k : 1,
                                          .capacity = load_pair(15, 15),
                                          .fixed = 2000 * (int64_t)k,
                                          .shift = {.late = TIME_FAR}};
    struct prices prices = {.load = 1 << 20, .warp = 1 << 10};
    struct tours cut;
    int64_t dearer[PROBLEM_KINDS_MAX] = {0};
    tours_init(&cut, problem);
    uint16_t order[12];
    for (uint16_t i = 0; i < 12; i++)
        order[i] = i + 1;
    for (int i = 0; i < 100; i++) {
        split(problem, &prices, order, dearer, &cut);
        assert_true(sample_is_complete(problem, &cut));
    }
    assert_true(dearer[0] > 1000 && dearer[0] < 6000);
    assert_int_equal(dearer[2], 0);
    tours_free(&cut);
    problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_are_the_best_of_all),
        cmocka_unit_test(no_more_of_a_kind_is_taken_than_there_is),
        cmocka_unit_test(more_routes_than_vehicles_become_one),
    };
    return RUN_TESTS(tests);
}
