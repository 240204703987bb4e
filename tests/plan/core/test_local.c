/* Moves: each says exactly what it changes, and none that would be better is left behind. */
#include "test.h"

#include "plan/core/local_int.h"
#include "plan/core/sample.h"
#include "plan/core/split.h"

static int64_t penalised(const struct local *local, const struct tours *tours)
{
    /* Route by route, as penalties are rounded. */
    const struct problem *problem = local->problem;
    int64_t cost = tours->cost;
    for (uint32_t r = 0; r < tours->n; r++) {
        uint32_t last = 0, k = tours->kinds[r], base = problem_base(problem, k);
        struct span span = problem->kinds[k].shift;
        int64_t load = 0;
        for (uint32_t i = tours->first[r]; i <= tours->first[r + 1]; i++) {
            uint32_t next = i < tours->first[r + 1] ? tours->nodes[i] : 0;
            span = span_join(span, problem_hop(problem, base + last, next).time,
                             problem_span(problem, k, next));
            load += problem->loads[next];
            last = next;
        }
        cost +=
            load_penalty(local, load, problem->kinds[k].capacity) + warp_penalty(local, span.warp);
    }
    return cost;
}

struct bench {
    struct rng rng;
    struct problem *problem;
    struct local *local;
    struct tours tours, after;
};

static void bench_open(struct bench *bench, uint32_t round)
{
    rng_seed(&bench->rng, 100 + round);
    struct sample sample = sample_kind(round, 14, 7, round % 5 ? 25 : 1000, 500);
    bench->problem = sample_problem(&sample, &bench->rng);
    bench->local = local_new(bench->problem, &bench->rng);
    local_set_prices(bench->local, (int64_t)rng_below(&bench->rng, 60) << PRICE_BITS,
                     (int64_t)rng_below(&bench->rng, 3) << PRICE_BITS);
    tours_init(&bench->tours, bench->problem);
    tours_init(&bench->after, bench->problem);
    sample_tours(bench->problem, &bench->rng, &bench->tours);
}

static void bench_close(struct bench *bench)
{
    tours_free(&bench->tours);
    tours_free(&bench->after);
    local_free(bench->local);
    problem_free(bench->problem);
}

/* The cost that was counted move by move is what the routes say. */
static void check_cost(struct bench *bench)
{
    local_store(bench->local, &bench->after);
    assert_true(sample_is_complete(bench->problem, &bench->after));
    assert_int_equal(bench->local->cost, penalised(bench->local, &bench->after));
}

static void every_move_changes_the_cost_by_what_it_says(void **state)
{
    (void)state;
    uint32_t moves = 0, swaps = 0, kinds = 0;
    for (uint32_t round = 0; round < 300; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct local *local = bench.local;
        local_load(local, &bench.tours, NULL);
        check_cost(&bench);
        /* In every other round the swaps find the plan as it was drawn. */
        for (uint16_t u = 1; round % 4 < 2 && u <= 14; u++) {
            for (uint16_t v = 1; v <= 14 + 2 * 7; v++) {
                bool start = v > 14 && (v - 15) % 2 == 0;
                int64_t before = local->cost;
                struct around around = local_around(local, u);
                if (u == v || (v > 14 && !start) || !local_try_pair(local, &around, v))
                    continue;
                assert_true(local->cost < before);
                check_cost(&bench);
                moves++;
            }
        }
        for (uint32_t r = 0; r < 7; r++) {
            for (uint32_t s = 0; s < 7; s++) {
                int64_t before = local->cost;
                if (!local_try_swap(local, r, s))
                    continue;
                assert_true(local->cost < before);
                check_cost(&bench);
                swaps++;
            }
        }
        for (uint32_t r = 0; bench.problem->several && r < 7; r++) {
            int64_t before = local->cost;
            if (!local->lanes[r].n || !local_try_kinds(local, r))
                continue;
            assert_true(local->cost < before);
            check_cost(&bench);
            kinds++;
        }
        bench_close(&bench);
    }
    assert_true(moves > 3000 && swaps > 100 && kinds > 100);
}

static int64_t cost_of(struct bench *bench, const uint16_t *nodes, const uint16_t *first,
                       const uint8_t *kinds, uint32_t n)
{
    /* Empty routes are left out. */
    struct tours *tours = &bench->tours;
    tours->n = 0;
    for (uint32_t r = 0; r < n; r++) {
        if (first[r] == first[r + 1])
            continue;
        tours->kinds[tours->n] = kinds[r];
        tours->first[tours->n++] = first[r];
    }
    tours->first[tours->n] = first[n];
    memcpy(tours->nodes, nodes, first[n] * sizeof *nodes);
    tours_weigh(tours, bench->problem);
    return penalised(bench->local, tours);
}

/* Every client in every other place, and every two clients exchanged, worked out from nothing. */
static void nothing_better_is_left_beside_a_local_optimum(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 60; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct budget budget = {.iterations = 1000000};
        local_improve(bench.local, &bench.tours, &budget, NULL, true);
        struct tours found;
        tours_init(&found, bench.problem);
        tours_copy(&found, &bench.tours);
        uint32_t n = bench.problem->n;
        int64_t best = penalised(bench.local, &found);
        uint16_t nodes[16], first[9];
        for (uint32_t i = 0; i < n; i++) {
            for (uint32_t k = i + 1; k < n; k++) {
                memcpy(nodes, found.nodes, sizeof *nodes * n);
                nodes[i] = found.nodes[k];
                nodes[k] = found.nodes[i];
                assert_true(cost_of(&bench, nodes, found.first, found.kinds, found.n) >= best);
            }
            for (uint32_t r = 0; r < found.n; r++) {
                for (uint32_t at = found.first[r]; at <= found.first[r + 1]; at++) {
                    uint16_t c = found.nodes[i];
                    uint32_t from = 0, m = 0;
                    for (uint32_t q = 0; q < found.n; q++) {
                        first[q] = (uint16_t)m;
                        for (uint32_t j = found.first[q]; j <= found.first[q + 1]; j++) {
                            if (q == r && j == at)
                                nodes[m++] = c;
                            if (j < found.first[q + 1] && j != i)
                                nodes[m++] = found.nodes[j];
                            from += j == i;
                        }
                    }
                    first[found.n] = (uint16_t)m;
                    assert_true(from > 0 && m == n);
                    assert_true(cost_of(&bench, nodes, first, found.kinds, found.n) >= best);
                }
            }
        }
        tours_free(&found);
        bench_close(&bench);
    }
}

/* Two clients of a local optimum exchanged: asked for around them alone, most of that is mended,
 * and the cost that is counted is what the routes say. */
static void what_was_spoilt_is_mended_around_it(void **state)
{
    (void)state;
    uint32_t spoilt = 0, mended = 0;
    for (uint32_t round = 0; round < 300; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct budget budget = {.iterations = 1000000};
        struct tours *tours = &bench.tours;
        local_improve(bench.local, tours, &budget, NULL, true);
        int64_t best = penalised(bench.local, tours);
        uint32_t i = rng_below(&bench.rng, 14), k = rng_below(&bench.rng, 14);
        uint16_t clients[2] = {tours->nodes[k], tours->nodes[i]};
        tours->nodes[i] = clients[0];
        tours->nodes[k] = clients[1];
        tours_weigh(tours, bench.problem);
        int64_t worse = penalised(bench.local, tours);
        local_improve_around(bench.local, tours, &budget, NULL, clients, 2);
        check_cost(&bench);
        int64_t after = penalised(bench.local, tours);
        assert_int_equal(after, bench.local->cost);
        assert_true(after <= worse);
        assert_int_equal(bench.local->n_queue, 0);
        spoilt += worse > best;
        mended += worse > best && after <= best;
        bench_close(&bench);
    }
    assert_true(mended > spoilt / 2 && spoilt > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_move_changes_the_cost_by_what_it_says),
        cmocka_unit_test(nothing_better_is_left_beside_a_local_optimum),
        cmocka_unit_test(what_was_spoilt_is_mended_around_it),
    };
    return RUN_TESTS(tests);
}
