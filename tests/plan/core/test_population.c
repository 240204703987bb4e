/* What the pool keeps up to date against the same worked out from the plans alone. */
#include "test.h"

#include "plan/core/population.h"
#include "plan/core/sample.h"

enum { N = 9, MOST = 30, ADDED = 400 };

static float apart(const struct problem *problem, const struct member *a, const struct member *b)
{
    uint32_t broken = 0;
    for (uint32_t c = 1; c <= problem->n; c++)
        broken += a->next[c] != b->next[c];
    return (float)broken / (float)problem->n;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The five others nearest to each, by looking at all. */
static void check_nearest(const struct population *population)
{
    for (uint32_t i = 0; i < population->n; i++) {
        const struct member *member = &population->members[i];
        float all[MOST + POPULATION_BORN + 1];
        uint32_t n = 0;
        for (uint32_t k = 0; k < population->n; k++) {
            if (k != i)
                all[n++] = apart(population->problem, member, &population->members[k]);
        }
        qsort(all, n, sizeof *all, by_size);
        uint32_t wanted = n < POPULATION_NEAREST ? n : POPULATION_NEAREST;
        assert_int_equal(member->n_nearest, wanted);
        for (uint32_t k = 0; k < wanted; k++)
            assert_float_equal(member->nearest[k], all[k], 1e-6F);
    }
}

static void check_pool(const struct population *population, int64_t cheapest)
{
    bool has_cheapest = false;
    assert_true(population->n <= population->kept + POPULATION_BORN);
    check_nearest(population);
    for (uint32_t i = 0; i < population->n; i++)
        has_cheapest |= population->members[i].cost == cheapest;
    assert_true(has_cheapest);
}

static void the_pool_knows_what_is_near_and_keeps_the_cheapest(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 31);
    for (uint32_t round = 0; round < 4; round++) {
        struct sample sample = {.n = N,
                                .vehicles = N,
                                .windows = true,
                                .asymmetric = round % 2,
                                .capacity = 20,
                                .fixed = 300};
        struct problem *problem = sample_problem(&sample, &rng);
        const struct prices prices = {.load = 50 << 10, .warp = 2 << 10};
        struct population population;
        struct tours tours;
        int64_t cheapest = INT64_MAX;
        uint32_t most = 0;
        population_init(&population, problem, MOST);
        tours_init(&tours, problem);
        for (uint32_t i = 0; i < ADDED; i++) {
            if (i == ADDED / 2)
                population_keep(&population, MOST + 1000);
            sample_tours(problem, &rng, &tours);
            population_add(&population, &tours, &prices);
            int64_t cost = prices_weigh(&prices, &tours);
            cheapest = cost < cheapest ? cost : cheapest;
            most = population.n > most ? population.n : most;
            check_pool(&population, cheapest);
        }
        assert_int_equal(population.kept, MOST);
        assert_int_equal(most, MOST + POPULATION_BORN);
        tours_free(&tours);
        population_free(&population);
        problem_free(problem);
    }
}

static void of_two_alike_one_leaves_first(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 32);
    struct sample sample = {.n = 60, .vehicles = 60, .windows = true, .capacity = 60};
    struct problem *problem = sample_problem(&sample, &rng);
    const struct prices prices = {.load = 1 << 10, .warp = 1 << 10};
    struct population population;
    struct tours tours;
    population_init(&population, problem, POPULATION_LEAST);
    tours_init(&tours, problem);
    /* Forty alike among as many others as stay. */
    for (uint32_t i = 0; i < POPULATION_LEAST; i++) {
        sample_tours(problem, &rng, &tours);
        population_add(&population, &tours, &prices);
    }
    for (uint32_t i = 0; i < POPULATION_BORN + 1; i++)
        population_add(&population, &tours, &prices);
    assert_int_equal(population.n, POPULATION_LEAST);
    for (uint32_t i = 0; i < population.n; i++)
        assert_true(population.members[i].nearest[0] > 0);
    tours_free(&tours);
    population_free(&population);
    problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pool_knows_what_is_near_and_keeps_the_cheapest),
        cmocka_unit_test(of_two_alike_one_leaves_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
