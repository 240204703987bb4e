/* Two plans taken apart into cycles of edges, and the children of these. */
#include "test.h"

#include "plan/core/sample.h"
#include "plan/core/weave.h"

enum { N_MOST = 40, ROUNDS = 400 };

/* How often a plan has each edge, from the lower to the higher; without the empty routes. */
struct counts {
    uint8_t edges[N_MOST + 1][N_MOST + 1];
};

static void add(struct counts *counts, uint16_t from, uint16_t to)
{
    counts->edges[from < to ? from : to][from < to ? to : from]++;
}

static void count(struct counts *counts, const struct tours *tours)
{
    *counts = (struct counts){0};
    for (uint32_t r = 0; r < tours->n; r++) {
        uint16_t last = 0;
        for (uint32_t i = tours->first[r]; i <= tours->first[r + 1]; i++) {
            uint16_t next = i < tours->first[r + 1] ? tours->nodes[i] : 0;
            add(counts, last, next);
            last = next;
        }
    }
}

struct bench {
    struct problem *problem;
    struct rng rng;
    struct weave *weave;
    struct tours a, b, child;
};

static void bench_open(struct bench *bench, uint32_t round)
{
    rng_seed(&bench->rng, 100 + round);
    struct sample sample = {.n = 2 + rng_below(&bench->rng, N_MOST - 1),
                            .vehicles = 12,
                            .capacity = 40,
                            .fixed = round % 4 ? 0 : 50};
    bench->problem = sample_problem(&sample, &bench->rng);
    assert_true(weave_serves(bench->problem));
    bench->weave = weave_new(bench->problem, &bench->rng);
    struct tours *all[] = {&bench->a, &bench->b, &bench->child};
    for (size_t i = 0; i < 3; i++)
        tours_init(all[i], bench->problem);
    sample_tours(bench->problem, &bench->rng, &bench->a);
    sample_tours(bench->problem, &bench->rng, &bench->b);
}

static void bench_close(struct bench *bench)
{
    weave_free(bench->weave);
    tours_free(&bench->a);
    tours_free(&bench->b);
    tours_free(&bench->child);
    problem_free(bench->problem);
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
        struct counts a, b, seen[2] = {0};
        count(&a, &bench.a);
        count(&b, &bench.b);
        uint32_t n = weave_pair(bench.weave, &bench.a, &bench.b);
        for (uint32_t k = 0; k < n; k++) {
            uint32_t length;
            const struct edge *edges = weave_cycle(bench.weave, k, &length);
            check_closed(edges, length);
            for (uint32_t i = 0; i < length; i++)
                add(&seen[edges[i].second], edges[i].from, edges[i].to);
        }
        for (uint32_t i = 0; i <= bench.problem->n; i++) {
            for (uint32_t k = i + 1; k <= bench.problem->n; k++) {
                int more = a.edges[i][k] - b.edges[i][k];
                assert_int_equal(seen[0].edges[i][k], more > 0 ? more : 0);
                assert_int_equal(seen[1].edges[i][k], more < 0 ? -more : 0);
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
static void check_child(const struct bench *bench, const struct counts *a, const struct counts *b,
                        uint32_t *foreign)
{
    struct counts child;
    uint32_t n;
    const uint16_t *changed = weave_changed(bench->weave, &n);
    assert_true(sample_is_complete(bench->problem, &bench->child));
    count(&child, &bench->child);
    for (uint32_t i = 0; i <= bench->problem->n; i++) {
        for (uint32_t k = i + 1; k <= bench->problem->n; k++) {
            if (child.edges[i][k] == a->edges[i][k])
                continue;
            assert_true(!i || is_listed(changed, n, i));
            assert_true(is_listed(changed, n, k));
            *foreign += child.edges[i][k] > a->edges[i][k] && !b->edges[i][k];
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
        struct counts a, b;
        count(&a, &bench.a);
        count(&b, &bench.b);
        uint32_t n = weave_pair(bench.weave, &bench.a, &bench.b);
        for (uint32_t k = 0; k < n; k++) {
            for (uint32_t most = 1; most <= 3; most += 2) {
                uint32_t foreign = 0;
                weave_child(bench.weave, k, most, &bench.child);
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

/* The second plan is the first with two clients exchanged, and every second route turned round: the
 * child of the only cycle is the second, and other routes stay as they were. */
static void one_cycle_leads_from_the_one_plan_to_the_other(void **state)
{
    (void)state;
    uint32_t single = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct bench bench;
        bench_open(&bench, round);
        tours_copy(&bench.b, &bench.a);
        for (uint32_t r = 0; r < bench.b.n; r += 2)
            turn_round(&bench.b, r);
        assert_int_equal(weave_pair(bench.weave, &bench.a, &bench.b), 0);
        uint32_t from = rng_below(&bench.rng, bench.problem->n - 1);
        uint16_t moved = bench.b.nodes[from];
        bench.b.nodes[from] = bench.b.nodes[from + 1];
        bench.b.nodes[from + 1] = moved;
        tours_weigh(&bench.b, bench.problem);
        struct counts b, child;
        count(&b, &bench.b);
        if (weave_pair(bench.weave, &bench.a, &bench.b) == 1) {
            weave_child(bench.weave, 0, 1, &bench.child);
            count(&child, &bench.child);
            assert_memory_equal(&child, &b, sizeof b);
            assert_int_equal(bench.child.cost, bench.b.cost);
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
