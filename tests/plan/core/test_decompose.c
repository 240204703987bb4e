/* Parts of a plan come back into it whole, never make it worse, and twice the same. */
#include "test.h"

#include "plan/core/anneal.h"
#include "plan/core/decompose.h"
#include "plan/core/sample.h"

static void improve_parts(const struct problem *problem, struct rng *rng, struct tours *best)
{
    struct budget budget = {.iterations = 20000};
    struct decompose_options options = {.clients = 15,
                                        .share = 1,
                                        .part = {.patience = 10,
                                                 .first = 4,
                                                 .annealed = 4,
                                                 .per_client = 10,
                                                 .hot = 0.1,
                                                 .child_share = 0.5,
                                                 .child_per_client = 5}};
    decompose_run(problem, &options, &budget, rng, best);
}

static void parts_make_a_plan_better_leave_it_whole_and_do_so_again(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 8; round++) {
        struct rng rng;
        rng_seed(&rng, 300 + round);
        struct sample sample = sample_kind(round, 60, 60, 40, 100);
        struct problem *problem = sample_problem(&sample, &rng);
        struct tours best, copy, again;
        tours_init(&best, problem);
        tours_init(&copy, problem);
        tours_init(&again, problem);
        sample_apart(problem, &best);
        assert_true(tours_feasible(&best));
        /* Annealed a little first, so that routes have some length. */
        struct anneal *anneal = anneal_new(problem, &rng);
        struct cooling cooling = {.hot = 1, .cold = 0.1, .iterations = 500, .share = 1};
        struct budget budget = {.iterations = 1000};
        anneal_run(anneal, &cooling, &budget, &best);
        anneal_free(anneal);
        int64_t before = best.cost;
        struct rng same = rng;
        tours_copy(&again, &best);
        improve_parts(problem, &rng, &best);
        improve_parts(problem, &same, &again);
        assert_int_equal(best.n, again.n);
        assert_memory_equal(best.first, again.first, (best.n + 1) * sizeof *best.first);
        assert_memory_equal(best.nodes, again.nodes, problem->n * sizeof *best.nodes);
        assert_true(sample_is_complete(problem, &best));
        tours_copy(&copy, &best);
        tours_weigh(&copy, problem);
        assert_true(tours_feasible(&copy));
        assert_int_equal(copy.cost, best.cost);
        assert_true(best.cost <= before);
        tours_free(&best);
        tours_free(&copy);
        tours_free(&again);
        problem_free(problem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_make_a_plan_better_leave_it_whole_and_do_so_again),
    };
    return RUN_TESTS(tests);
}
