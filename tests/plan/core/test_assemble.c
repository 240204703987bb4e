/* Two plans taken apart into cycles, and the children of these. */
#include "test.h"

#include "plan/core/assemble.h"
#include "plan/core/pair.h"

enum { ROUNDS = 400 };

struct bench {
    struct pair pair;
    struct assembly *assembly;
};

static void bench_open(struct bench *bench, uint32_t round)
{
    struct sample sample = sample_kind(round, 0, 12, 40, 50);
    sample.kinds = 1;
    pair_open(&bench->pair, sample, 100 + round);
    bench->assembly = assembly_new(bench->pair.problem, &bench->pair.rng);
}

static void bench_close(struct bench *bench)
{
    assembly_free(bench->assembly);
    pair_close(&bench->pair);
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
        struct hop_counts a, b, seen[2] = {0};
        count_hops(&a, &bench.pair.a);
        count_hops(&b, &bench.pair.b);
        uint32_t n = assembly_pair(bench.assembly, &bench.pair.a, &bench.pair.b);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t length;
            const struct taken_hop *hops = assembly_cycle(bench.assembly, k, &length);
            check_closed(hops, length);
            for (uint32_t i = 0; i < length; i++)
                seen[hops[i].second].hops[hops[i].from][hops[i].to]++;
        }
        for (uint32_t i = 0; i <= bench.pair.problem->n; i++) {
            for (uint32_t k = i ? 0 : 1; k <= bench.pair.problem->n; k++) {
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
        struct hop_counts a, child;
        count_hops(&a, &bench.pair.a);
        uint32_t n = assembly_pair(bench.assembly, &bench.pair.a, &bench.pair.b);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t length, changed = 0, given_up = 0;
            const struct taken_hop *hops = assembly_cycle(bench.assembly, k, &length);
            assembly_child(bench.assembly, k, &bench.pair.child);
            assert_true(sample_is_complete(bench.pair.problem, &bench.pair.child));
            struct tours again = bench.pair.child;
            tours_weigh(&again, bench.pair.problem);
            assert_int_equal(again.cost, bench.pair.child.cost);
            count_hops(&child, &bench.pair.child);
            for (uint32_t i = 0; i <= bench.pair.problem->n; i++) {
                for (uint32_t m = i ? 0 : 1; m <= bench.pair.problem->n; m++)
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
        assert_int_equal(assembly_pair(bench.assembly, &bench.pair.a, &bench.pair.a), 0);
        pair_exchange(&bench.pair);
        struct hop_counts b, child;
        count_hops(&b, &bench.pair.b);
        if (assembly_pair(bench.assembly, &bench.pair.a, &bench.pair.b) == 1) {
            assembly_child(bench.assembly, 0, &bench.pair.child);
            count_hops(&child, &bench.pair.child);
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
