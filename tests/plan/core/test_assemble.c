/* Two plans taken apart into cycles, and the children of these. */
#include "test.h"

#include "plan/core/assemble.h"
#include "plan/core/sample.h"

enum { N_MOST = 40, ROUNDS = 400 };

/* How often a plan takes each hop; without the empty routes. */
struct counts {
    uint8_t hops[N_MOST + 1][N_MOST + 1];
};

static void count(struct counts *counts, const struct tours *tours)
{
    *counts = (struct counts){0};
    for (uint32_t r = 0; r < tours->n; r++) {
        uint16_t last = 0;
        for (uint32_t i = tours->first[r]; i <= tours->first[r + 1]; i++) {
            uint16_t next = i < tours->first[r + 1] ? tours->nodes[i] : 0;
            counts->hops[last][next]++;
            last = next;
        }
    }
}

struct bench {
    struct problem *problem;
    struct rng rng;
    struct assembly *assembly;
    struct tours a, b, child;
};

static void bench_open(struct bench *bench, uint32_t round)
{
    rng_seed(&bench->rng, 100 + round);
    uint32_t n = 2 + rng_below(&bench->rng, N_MOST - 1);
    struct sample sample = sample_kind(round, n, 12, 40, 50);
    sample.kinds = 1;
    bench->problem = sample_problem(&sample, &bench->rng);
    bench->assembly = assembly_new(bench->problem, &bench->rng);
    struct tours *all[] = {&bench->a, &bench->b, &bench->child};
    for (size_t i = 0; i < 3; i++)
        tours_init(all[i], bench->problem);
    sample_tours(bench->problem, &bench->rng, &bench->a);
    sample_tours(bench->problem, &bench->rng, &bench->b);
}

static void bench_close(struct bench *bench)
{
    assembly_free(bench->assembly);
    tours_free(&bench->a);
    tours_free(&bench->b);
    tours_free(&bench->child);
    problem_free(bench->problem);
}

/* First and second in turns; a hop of the one and the next of the other end at the same place, or
 * begin at it. */
static void check_closed(const struct taken_hop *hops, uint32_t n)
{
    assert_true(n >= 2 && n % 2 == 0);
    for (uint32_t i = 0; i < n; i++) {
        const struct taken_hop *hop = &hops[i], *next = &hops[(i + 1) % n];
        assert_true(hop->second != next->second);
        assert_int_equal(hop->second ? hop->from : hop->to, hop->second ? next->from : next->to);
    }
}

static void every_hop_of_one_plan_alone_is_in_one_cycle(void **state)
{
    (void)state;
    uint32_t cycles = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct counts a, b, seen[2] = {0};
        count(&a, &bench.a);
        count(&b, &bench.b);
        uint32_t n = assembly_pair(bench.assembly, &bench.a, &bench.b);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t length;
            const struct taken_hop *hops = assembly_cycle(bench.assembly, k, &length);
            check_closed(hops, length);
            for (uint32_t i = 0; i < length; i++)
                seen[hops[i].second].hops[hops[i].from][hops[i].to]++;
        }
        for (uint32_t i = 0; i <= bench.problem->n; i++) {
            for (uint32_t k = i ? 0 : 1; k <= bench.problem->n; k++) {
                assert_int_equal(seen[0].hops[i][k], a.hops[i][k] && !b.hops[i][k]);
                assert_int_equal(seen[1].hops[i][k], b.hops[i][k] && !a.hops[i][k]);
            }
        }
        cycles += n;
        bench_close(&bench);
    }
    assert_true(cycles > 2 * ROUNDS);
}

static void children_have_every_client_once_and_only_what_the_cycle_changes(void **state)
{
    (void)state;
    uint32_t kept = 0, all = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct counts a, child;
        count(&a, &bench.a);
        uint32_t n = assembly_pair(bench.assembly, &bench.a, &bench.b);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t length, changed = 0, given_up = 0;
            const struct taken_hop *hops = assembly_cycle(bench.assembly, k, &length);
            assembly_child(bench.assembly, k, &bench.child);
            assert_true(sample_is_complete(bench.problem, &bench.child));
            struct tours again = bench.child;
            tours_weigh(&again, bench.problem);
            assert_int_equal(again.cost, bench.child.cost);
            count(&child, &bench.child);
            for (uint32_t i = 0; i <= bench.problem->n; i++) {
                for (uint32_t m = i ? 0 : 1; m <= bench.problem->n; m++)
                    changed += a.hops[i][m] && !child.hops[i][m];
            }
            for (uint32_t i = 0; i < length; i++)
                given_up += !hops[i].second;
            /* More only where rounds had to be joined. */
            kept += changed <= given_up;
            all++;
        }
        bench_close(&bench);
    }
    assert_true(kept > all / 3 && kept < all);
}

/* The second plan is the first with one client moved: the child of the only cycle is the second. */
static void one_cycle_leads_from_the_one_plan_to_the_other(void **state)
{
    (void)state;
    uint32_t single = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct bench bench;
        bench_open(&bench, round);
        assert_int_equal(assembly_pair(bench.assembly, &bench.a, &bench.a), 0);
        tours_copy(&bench.b, &bench.a);
        uint32_t n = bench.problem->n, from = rng_below(&bench.rng, n - 1);
        uint16_t moved = bench.b.nodes[from];
        bench.b.nodes[from] = bench.b.nodes[from + 1];
        bench.b.nodes[from + 1] = moved;
        tours_weigh(&bench.b, bench.problem);
        struct counts b, child;
        count(&b, &bench.b);
        if (assembly_pair(bench.assembly, &bench.a, &bench.b) == 1) {
            assembly_child(bench.assembly, 0, &bench.child);
            count(&child, &bench.child);
            assert_memory_equal(&child, &b, sizeof b);
            single++;
        }
        bench_close(&bench);
    }
    assert_true(single > ROUNDS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hop_of_one_plan_alone_is_in_one_cycle),
        cmocka_unit_test(children_have_every_client_once_and_only_what_the_cycle_changes),
        cmocka_unit_test(one_cycle_leads_from_the_one_plan_to_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
