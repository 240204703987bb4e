/* Two plans taken apart into cycles of edges, and the children of these. */
#include "test.h"

#include "plan/core/pair.h"
#include "plan/core/weave.h"

enum { ROUNDS = 400 };

/* How often the edge between two places is there, whichever way it is gone. */
static int edges_between(const struct hop_counts *counts, uint32_t i, uint32_t k)
{
    return counts->hops[i][k] + counts->hops[k][i];
}

struct bench {
    struct pair pair;
    struct weave *weave;
};

static void bench_open(struct bench *bench, uint32_t round)
{
    struct sample sample = {.vehicles = 12, .capacity = 40, .fixed = round % 4 ? 0 : 50};
    pair_open(&bench->pair, sample, 100 + round);
    assert_true(weave_serves(bench->pair.problem));
    bench->weave = weave_new(bench->pair.problem, &bench->pair.rng);
}

static void bench_close(struct bench *bench)
{
    weave_free(bench->weave);
    pair_close(&bench->pair);
}

static void check_closed(const struct edge *edges, uint32_t n)
{
    assert_true(n >= 2 && n % 2 == 0);
    for (uint32_t i = 0; i < n; i++) {
        const struct edge *edge = &edges[i], *next = &edges[(i + 1) % n];
        assert_true(edge->second != next->second);
        assert_int_equal(edge->to, next->from);
    }
}

static void every_edge_of_one_plan_alone_is_in_one_cycle(void **state)
{
    (void)state;
    uint32_t cycles = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct hop_counts a, b, seen[2] = {0};
        count_hops(&a, &bench.pair.a);
        count_hops(&b, &bench.pair.b);
        uint32_t n = weave_pair(bench.weave, &bench.pair.a, &bench.pair.b);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t length;
            const struct edge *edges = weave_cycle(bench.weave, k, &length);
            check_closed(edges, length);
            for (uint32_t i = 0; i < length; i++)
                seen[edges[i].second].hops[edges[i].from][edges[i].to]++;
        }
        for (uint32_t i = 0; i <= bench.pair.problem->n; i++) {
            for (uint32_t k = i + 1; k <= bench.pair.problem->n; k++) {
                int more = edges_between(&a, i, k) - edges_between(&b, i, k);
                assert_int_equal(edges_between(&seen[0], i, k), more > 0 ? more : 0);
                assert_int_equal(edges_between(&seen[1], i, k), more < 0 ? -more : 0);
            }
        }
        cycles += n;
        bench_close(&bench);
    }
    assert_true(cycles > 2 * ROUNDS);
}

static bool is_listed(const uint16_t *clients, uint32_t n, uint32_t client)
{
    for (uint32_t i = 0; i < n; i++) {
        if (clients[i] == client)
            return true;
    }
    return false;
}

/* Whoever has other neighbours than before is named; an edge that is new is of the second plan, or
 * was needed to join a round. */
static void check_child(const struct bench *bench, const struct hop_counts *a,
                        const struct hop_counts *b, uint32_t *foreign)
{
    struct hop_counts child;
    uint32_t n;
    const uint16_t *changed = weave_changed(bench->weave, &n);
    assert_true(sample_is_complete(bench->pair.problem, &bench->pair.child));
    count_hops(&child, &bench->pair.child);
    for (uint32_t i = 0; i <= bench->pair.problem->n; i++) {
        for (uint32_t k = i + 1; k <= bench->pair.problem->n; k++) {
            int more = edges_between(&child, i, k) - edges_between(a, i, k);
            if (!more)
                continue;
            assert_true(!i || is_listed(changed, n, i));
            assert_true(is_listed(changed, n, k));
            *foreign += more > 0 && !edges_between(b, i, k);
        }
    }
}

static void children_have_every_client_once_and_name_what_has_changed(void **state)
{
    (void)state;
    uint32_t children = 0, alone = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct hop_counts a, b;
        count_hops(&a, &bench.pair.a);
        count_hops(&b, &bench.pair.b);
        uint32_t n = weave_pair(bench.weave, &bench.pair.a, &bench.pair.b);
        for (uint32_t k = 0; k < n; k++) {
            for (uint32_t most = 1; most <= 3; most += 2) {
                uint32_t foreign = 0;
                weave_child(bench.weave, k, most, &bench.pair.child);
                check_child(&bench, &a, &b, &foreign);
                children++;
                alone += !foreign;
            }
        }
        bench_close(&bench);
    }
    assert_true(alone > children / 4 && alone < children);
}

static void turn_round(struct tours *tours, uint32_t r)
{
    for (uint32_t i = tours->first[r], k = tours->first[r + 1]; i + 1 < k; i++) {
        uint16_t client = tours->nodes[i];
        tours->nodes[i] = tours->nodes[--k];
        tours->nodes[k] = client;
    }
}

/* Every second route. */
static void turn_some(struct tours *tours)
{
    for (uint32_t r = 0; r < tours->n; r += 2)
        turn_round(tours, r);
}

static void check_same_edges(const struct hop_counts *a, const struct hop_counts *b)
{
    for (uint32_t i = 0; i <= PAIR_CLIENTS_MAX; i++) {
        for (uint32_t k = i; k <= PAIR_CLIENTS_MAX; k++)
            assert_int_equal(edges_between(a, i, k), edges_between(b, i, k));
    }
}

/* The second plan is the first with two clients exchanged, and every second route turned round: the
 * child of the only cycle is the second, and other routes stay as they were. */
static void one_cycle_leads_from_the_one_plan_to_the_other(void **state)
{
    (void)state;
    uint32_t single = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct bench bench;
        bench_open(&bench, round);
        struct pair *pair = &bench.pair;
        tours_copy(&pair->b, &pair->a);
        turn_some(&pair->b);
        assert_int_equal(weave_pair(bench.weave, &pair->a, &pair->b), 0);
        pair_exchange(pair);
        turn_some(&pair->b);
        struct hop_counts b, child;
        count_hops(&b, &pair->b);
        if (weave_pair(bench.weave, &pair->a, &pair->b) == 1) {
            weave_child(bench.weave, 0, 1, &pair->child);
            count_hops(&child, &pair->child);
            check_same_edges(&child, &b);
            assert_int_equal(pair->child.cost, pair->b.cost);
            single++;
        }
        bench_close(&bench);
    }
    assert_true(single > ROUNDS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_edge_of_one_plan_alone_is_in_one_cycle),
        cmocka_unit_test(children_have_every_client_once_and_name_what_has_changed),
        cmocka_unit_test(one_cycle_leads_from_the_one_plan_to_the_other),
    };
    return RUN_TESTS(tests);
}
