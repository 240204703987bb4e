/* Threads on sectors of one plan: nothing is lost where sectors meet, and the best stays the best.
 */
#include "test.h"

#include <pthread.h>

#include "base/clock.h"
#include "plan/core/anneal.h"
#include "plan/core/portfolio.h"
#include "plan/core/sample.h"
#include "plan/core/team.h"

enum { THREADS = 3, ITERATIONS = 448 };

static void assert_is_plan(const struct problem *problem, const struct tours *tours)
{
    struct tours copy;
    tours_init(&copy, problem);
    tours_copy(&copy, tours);
    tours_weigh(&copy, problem);
    assert_true(sample_is_complete(problem, tours));
    assert_true(tours_feasible(&copy));
    assert_int_equal(copy.cost, tours->cost);
    tours_free(&copy);
}

/* Hot enough to stand at worse plans than the best of the round. */
static void anneal_some(const void *context, struct sector *sector)
{
    (void)context;
    struct anneal *anneal = anneal_new(sector->problem, &sector->rng);
    struct cooling cooling = {.hot = 1, .cold = 0.5, .iterations = ITERATIONS, .share = 1};
    anneal_run(anneal, &cooling, &sector->budget, &sector->best);
    anneal_store(anneal, &sector->stand);
    anneal_free(anneal);
}

static void play_rounds(const struct problem *problem, uint64_t seed, struct tours *best)
{
    struct rng rng;
    struct tours stand;
    struct budget budget = {.iterations = 1000000};
    rng_seed(&rng, seed);
    tours_init(&stand, problem);
    sample_apart(problem, best);
    tours_copy(&stand, best);
    for (int i = 0; i < 4; i++) {
        int64_t before = best->cost;
        team_round(problem, THREADS, anneal_some, NULL, &budget, &rng, &stand, best);
        assert_is_plan(problem, &stand);
        assert_is_plan(problem, best);
        assert_true(best->cost <= before && best->cost <= stand.cost);
    }
    assert_int_equal(budget.spent, 4 * THREADS * ITERATIONS);
    tours_free(&stand);
}

static void rounds_leave_plans_whole_and_are_the_same_again(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 8; round++) {
        struct rng rng;
        rng_seed(&rng, 500 + round);
        struct sample sample = sample_kind(round, 90, 90, 24, 100);
        struct problem *problem = sample_problem(&sample, &rng);
        struct tours best, again, apart;
        tours_init(&best, problem);
        tours_init(&again, problem);
        tours_init(&apart, problem);
        play_rounds(problem, round, &best);
        play_rounds(problem, round, &again);
        sample_apart(problem, &apart);
        assert_true(best.cost < apart.cost);
        assert_int_equal(best.cost, again.cost);
        assert_memory_equal(best.nodes, again.nodes, problem->n * sizeof *best.nodes);
        tours_free(&best);
        tours_free(&again);
        tours_free(&apart);
        problem_free(problem);
    }
}

static void a_plan_of_few_routes_is_one_sector(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 9);
    struct sample sample = {.n = 40, .vehicles = 2, .capacity = 400};
    struct problem *problem = sample_problem(&sample, &rng);
    struct tours best, stand;
    tours_init(&best, problem);
    tours_init(&stand, problem);
    for (uint16_t c = 1; c <= 40; c++)
        best.nodes[c - 1] = c;
    best.n = 2;
    best.first[1] = 20;
    best.first[2] = 40;
    tours_weigh(&best, problem);
    tours_copy(&stand, &best);
    struct budget budget = {.iterations = 1000000};
    int64_t before = best.cost;
    team_round(problem, THREADS, anneal_some, NULL, &budget, &rng, &stand, &best);
    assert_int_equal(budget.spent, ITERATIONS);
    assert_is_plan(problem, &best);
    assert_true(best.cost < before);
    tours_free(&best);
    tours_free(&stand);
    problem_free(problem);
}

/* Who listens, and to whom. */
struct listener {
    const struct problem *problem;
    const struct tours *best;
    pthread_t thread;
    int64_t cost;
    uint32_t beats;
};

static void hear(void *context, int64_t now_ns)
{
    struct listener *listener = context;
    assert_true(pthread_equal(pthread_self(), listener->thread));
    assert_true(now_ns > 0 && listener->best->cost <= listener->cost);
    if (listener->beats++ % 1000 == 0)
        assert_is_plan(listener->problem, listener->best);
    listener->cost = listener->best->cost;
}

/* All along the best so far can be read, in the thread of the caller. */
static void a_large_plan_is_improved_together_until_the_deadline(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 10);
    struct sample sample = {
        .n = PORTFOLIO_TOGETHER_MIN, .vehicles = SAMPLE_MAX, .windows = true, .capacity = 60};
    struct problem *problem = sample_problem(&sample, &rng);
    struct tours best;
    tours_init(&best, problem);
    sample_apart(problem, &best);
    int64_t before = best.cost, now_ns = clock_monotonic_ns();
    struct listener listener = {problem, &best, pthread_self(), before, 0};
    struct budget budget = {.start_ns = now_ns,
                            .deadline_ns = now_ns + INT64_C(1500000000),
                            .beat = hear,
                            .context = &listener};
    assert_true(portfolio_run(problem, THREADS, &budget, &rng, NULL, &best));
    assert_true(listener.beats > 0);
    assert_is_plan(problem, &best);
    assert_true(best.cost < before);
    assert_true(budget.over);
    tours_free(&best);
    problem_free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_leave_plans_whole_and_are_the_same_again),
        cmocka_unit_test(a_plan_of_few_routes_is_one_sector),
        cmocka_unit_test(a_large_plan_is_improved_together_until_the_deadline),
    };
    return RUN_TESTS(tests);
}
