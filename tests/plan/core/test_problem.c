/* The order of two kinds of clients, said by times. */
#include "test.h"

#include "plan/core/sample.h"

/* Whether somebody of the first kind comes behind one of the second. */
static bool is_out_of_order(const struct problem *problem, const struct tours *tours)
{
    bool out = false;
    for (uint32_t r = 0; r < tours->n; r++) {
        bool second = false;
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++) {
            int64_t load = problem->loads[tours->nodes[i]];
            second |= load_second(load) > 0;
            out |= second && load_first(load) > 0;
        }
    }
    return out;
}

static int64_t excess_of(const struct problem *problem, const struct tours *tours, int32_t capacity)
{
    int64_t excess = 0;
    for (uint32_t r = 0; r < tours->n; r++) {
        int64_t sums[2] = {0};
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++) {
            sums[0] += load_first(problem->loads[tours->nodes[i]]);
            sums[1] += load_second(problem->loads[tours->nodes[i]]);
        }
        for (int k = 0; k < 2; k++)
            excess += sums[k] > capacity ? sums[k] - capacity : 0;
    }
    return excess;
}

/* With windows and without: late is who would be without the order, and who is out of it. */
static void a_route_out_of_order_is_late(void **state)
{
    (void)state;
    uint32_t in_order = 0, out_of_order = 0, late = 0;
    for (uint32_t round = 0; round < 400; round++) {
        struct sample sample = {.n = 8, .vehicles = 6, .windows = round % 2, .capacity = 12};
        struct problem *problem[2];
        struct rng rng;
        for (int ordered = 0; ordered < 2; ordered++) {
            rng_seed(&rng, 500 + round);
            sample.ordered = ordered;
            problem[ordered] = sample_problem(&sample, &rng);
        }
        struct tours tours;
        tours_init(&tours, problem[0]);
        for (uint32_t draw = 0; draw < 20; draw++) {
            sample_tours(problem[0], &rng, &tours);
            bool was_late = tours.warp, out = is_out_of_order(problem[1], &tours);
            int64_t cost = tours.cost;
            tours_weigh(&tours, problem[1]);
            assert_int_equal(tours.cost, cost);
            assert_int_equal(tours.warp > 0, was_late || out);
            assert_int_equal(tours.excess, excess_of(problem[1], &tours, 12));
            in_order += !out && !was_late;
            out_of_order += out && !was_late;
            late += was_late && !out;
        }
        assert_int_equal(problem[1]->symmetric, !sample.windows);
        tours_free(&tours);
        problem_free(problem[0]);
        problem_free(problem[1]);
    }
    assert_true(in_order > 100 && out_of_order > 1000 && late > 100);
}

/* Client 2 loads nothing: it may stand anywhere. */
static struct problem *three(int32_t late)
{
    struct problem *problem = problem_new(3, 1, 2);
    for (uint32_t c = 1; c <= 3; c++)
        problem->clients[c].span.late = late;
    problem->loads[1] = load_pair(1, 0);
    problem->loads[3] = load_pair(0, 1);
    for (uint32_t i = 0; i <= 3; i++) {
        for (uint32_t k = 0; k <= 3; k++)
            problem_set_hop(problem, i, k, (struct hop){.cost = 10, .time = 10});
    }
    problem->kinds[0] =
        (struct kind){.vehicles = 1, .capacity = load_pair(1, 1), .shift = {.late = late}};
    return problem;
}

static void who_loads_nothing_is_in_nobodys_way(void **state)
{
    (void)state;
    static const struct {
        uint16_t nodes[3];
        bool right;
    } cases[] = {{{1, 2, 3}, true},  {{2, 1, 3}, true},  {{1, 3, 2}, true},
                 {{3, 2, 1}, false}, {{3, 1, 2}, false}, {{2, 3, 1}, false}};
    struct problem *problem = three(1000), *narrow = three(35);
    struct tours tours;
    assert_true(problem_set_order(problem));
    problem_finish(problem);
    tours_init(&tours, problem);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tours.n = 1;
        tours.first[1] = 3;
        memcpy(tours.nodes, cases[i].nodes, sizeof cases[i].nodes);
        tours_weigh(&tours, problem);
        assert_int_equal(tours_feasible(&tours), cases[i].right);
    }
    /* Ways alone cannot say it over somebody between. */
    assert_false(problem_set_order(narrow));
    narrow->loads[2] = load_pair(1, 0);
    assert_true(problem_set_order(narrow));
    assert_int_equal(problem_hop(narrow, 3, 1).time, 46);
    assert_int_equal(problem_hop(narrow, 1, 3).time, 10);
    /* So long a shift leaves no room for more. */
    problem_free(narrow);
    narrow = three(TIME_FAR - 1);
    narrow->loads[2] = load_pair(1, 0);
    narrow->clients[2].span.early = 1;
    assert_false(problem_set_order(narrow));
    tours_free(&tours);
    problem_free(problem);
    problem_free(narrow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_route_out_of_order_is_late),
        cmocka_unit_test(who_loads_nothing_is_in_nobodys_way),
    };
    return RUN_TESTS(tests);
}
