/* Answers of the hierarchy against Dijkstra's, on many towns, before and after closures. */
#include "test.h"

#include "grid_town.h"

static const struct grid_town towns[] = {
    {.columns = 1, .rows = 2},
    {.columns = 2, .rows = 2, .oneway = 50},
    {.columns = 3, .rows = 3, .missing = 10, .oneway = 20, .forbidden_turns = 10, .copies = 20},
    {.columns = 8, .rows = 6, .missing = 20, .oneway = 30, .forbidden_turns = 10, .copies = 10},
    {.columns = 12, .rows = 12, .equal_times = true},
    {.columns = 20, .rows = 15, .missing = 15, .oneway = 60, .forbidden_turns = 20, .copies = 5},
    {.columns = 30, .rows = 30, .missing = 30, .oneway = 10, .forbidden_turns = 5, .copies = 2},
    {.columns = 60, .rows = 2, .missing = 5, .oneway = 10},
};
enum { TOWNS = sizeof towns / sizeof *towns };

struct fixture {
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
    struct dijkstra *dijkstra;
    struct rng rng;
};

static struct fixture fixture_new(const struct grid_town *town, uint64_t seed)
{
    struct fixture f;
    rng_seed(&f.rng, seed);
    f.network = grid_town_make(town, &f.rng);
    assert_int_equal(road_live_new(f.network, &f.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(f.network, &f.search, NULL), ERR_OK);
    f.dijkstra = dijkstra_new(f.network->graph);
    return f;
}

static void fixture_free(struct fixture *f)
{
    dijkstra_free(f->dijkstra);
    road_search_free(f->search);
    road_live_free(f->live);
    road_network_free(f->network);
}

/* The path must exist, turn by turn, and cost what was said. */
static void check_path(const struct fixture *f, const struct road_snapshot *snapshot,
                       const struct seeds *from, const struct seeds *to, struct cost cost)
{
    const struct graph *graph = f->network->graph;
    const u32_vec *path = &f->search->path;
    struct cost sum = {0, 0};
    assert_true(path->n > 0);
    assert_int_equal(path->at[0], from->at[0].arc);
    assert_int_equal(path->at[path->n - 1], to->at[0].arc);
    for (size_t i = 0; i + 1 < path->n; i++) {
        uint32_t t = graph->turn_first[path->at[i]], stop = graph->turn_first[path->at[i] + 1];
        while (t < stop && graph->turn_to[t] != path->at[i + 1])
            t++;
        assert_true(t < stop);
        sum.key += snapshot_turn(snapshot, path->at[i], t);
        sum.dm += graph->edge_length_dm[graph->arc_edge[path->at[i]]];
    }
    assert_true(sum.key == cost.key && sum.dm == cost.dm);
}

static void compare(struct fixture *f, const char *profile, int sources, int targets)
{
    struct road_snapshot *snapshot;
    assert_int_equal(road_snapshot_get(f->live, profile, 0, &snapshot, NULL), ERR_OK);
    for (int i = 0; i < sources; i++) {
        struct seeds from = grid_town_seed(f->network, &f->rng);
        const struct cost *costs = dijkstra_run(f->dijkstra, snapshot, &from, KEY_NEVER, false);
        for (int j = 0; j < targets; j++) {
            struct seeds to = grid_town_seed(f->network, &f->rng);
            struct cost want = costs[to.at[0].arc];
            struct cost got = query_run(f->search, snapshot, &from, &to, j & 1);
            assert_true(got.key == want.key);
            if (want.key < KEY_NEVER)
                assert_true(got.dm == want.dm);
            if (want.key < KEY_NEVER && (j & 1))
                check_path(f, snapshot, &from, &to, got);
        }
    }
    road_snapshot_put(snapshot);
}

static void distances_and_paths_are_those_of_dijkstra(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++)
        for (int t = 0; t < TOWNS; t++) {
            print_message("# seed %d town %d\n", (int)seed, t);
            struct fixture f = fixture_new(&towns[t], seed);
            compare(&f, "car", 20, 40);
            compare(&f, "truck", 10, 20);
            fixture_free(&f);
        }
}

static void close_some(struct fixture *f, const char *id, enum road_change change, double factor)
{
    uint32_t edges[64];
    uint32_t all = f->network->graph->n_edges, n = 1 + rng_below(&f->rng, all < 40 ? all : 40);
    for (uint32_t i = 0; i < n; i++)
        edges[i] = rng_below(&f->rng, f->network->graph->n_edges);
    struct road_closure closure = {
        .change = change, .edges = edges, .n_edges = n, .factor = factor};
    snprintf(closure.id, sizeof closure.id, "%s", id);
    assert_int_equal(road_live_put(f->live, &closure, 1, NULL), ERR_OK);
}

static void answers_stay_right_through_closures_and_reopenings(void **state)
{
    (void)state;
    for (int t = 0; t < TOWNS; t++) {
        struct fixture f = fixture_new(&towns[t], 100 + (uint64_t)t);
        compare(&f, "car", 2, 5);
        compare(&f, "truck", 2, 5);
        for (int round = 0; round < 24; round++) {
            char id[8];
            struct road_applied applied;
            snprintf(id, sizeof id, "c%u", rng_below(&f.rng, 4));
            if (rng_below(&f.rng, 3) == 0)
                (void)road_live_drop(f.live, id, NULL);
            else if (rng_below(&f.rng, 3) == 0)
                close_some(&f, id, ROAD_SLOW_EDGES, 0.25 + rng_unit(&f.rng) * 5);
            else
                close_some(&f, id, ROAD_CLOSE_EDGES, 0);
            assert_int_equal(road_live_apply(f.live, 1, &applied, NULL), ERR_OK);
            compare(&f, "car", 5, 20);
            compare(&f, "truck", 2, 10);
        }
        road_live_clear(f.live);
        assert_int_equal(road_live_apply(f.live, 2, NULL, NULL), ERR_OK);
        compare(&f, "car", 10, 20);
        fixture_free(&f);
    }
}

/* Between places in the middle of streets, some of them cut off: costs before the start are
 * negative. */
static void places_on_streets_are_right_too(void **state)
{
    (void)state;
    for (int t = 0; t < TOWNS; t++) {
        struct fixture f = fixture_new(&towns[t], 400 + (uint64_t)t);
        const struct graph *graph = f.network->graph;
        struct road_snapshot *snapshot;
        assert_int_equal(road_snapshot_get(f.live, "car", 0, &snapshot, NULL), ERR_OK);
        for (int i = 0; i < 200; i++) {
            struct spot a = {rng_below(&f.rng, graph->n_edges), rng_unit(&f.rng), true, true,
                             false};
            struct spot b = {rng_below(&f.rng, graph->n_edges), rng_unit(&f.rng), true, true,
                             false};
            struct seeds from, to;
            struct cost want = {KEY_NEVER, 0};
            seeds_from(snapshot, &a, &from);
            seeds_to(snapshot, &b, &to);
            seeds_go_round(snapshot, &from, &to);
            const struct cost *costs = dijkstra_run(f.dijkstra, snapshot, &from, KEY_NEVER, false);
            for (uint32_t k = 0; k < to.n; k++) {
                struct cost at = costs[to.at[k].arc];
                struct cost sum = {at.key + to.at[k].key, at.dm + to.at[k].dm};
                if (at.key < KEY_NEVER && cost_less(sum, want))
                    want = sum;
            }
            struct cost got = query_run(f.search, snapshot, &from, &to, true);
            assert_true(got.key == want.key && (want.key >= KEY_NEVER || got.dm == want.dm));
        }
        road_snapshot_put(snapshot);
        fixture_free(&f);
    }
}

static void tables_agree_with_single_queries(void **state)
{
    (void)state;
    enum { N = 21, M = 17 };
    for (int t = 0; t < TOWNS; t++) {
        struct fixture f = fixture_new(&towns[t], 200 + (uint64_t)t);
        struct seeds from[N], to[M];
        int64_t keys[N * M], keys_only[N * M];
        uint32_t dm[N * M];
        struct road_snapshot *snapshot;
        assert_int_equal(road_snapshot_get(f.live, "car", 0, &snapshot, NULL), ERR_OK);
        for (int i = 0; i < N; i++)
            from[i] = grid_town_seed(f.network, &f.rng);
        for (int j = 0; j < M; j++)
            to[j] = grid_town_seed(f.network, &f.rng);
        table_run(f.search, snapshot, from, N, to, M, keys, dm);
        table_run(f.search, snapshot, from, N, to, M, keys_only, NULL);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < M; j++) {
                struct cost cost = query_run(f.search, snapshot, &from[i], &to[j], false);
                assert_true(keys[i * M + j] == cost.key && keys_only[i * M + j] == cost.key);
                if (cost.key < KEY_NEVER)
                    assert_int_equal(dm[i * M + j], cost.dm);
            }
        road_snapshot_put(snapshot);
        fixture_free(&f);
    }
}

static void an_order_names_every_arc_once(void **state)
{
    (void)state;
    for (int t = 0; t < TOWNS; t++) {
        struct fixture f = fixture_new(&towns[t], 300);
        const struct graph *graph = f.network->graph;
        uint32_t *order = malloc(graph->n_arcs * sizeof *order);
        uint32_t *again = malloc(graph->n_arcs * sizeof *order);
        unsigned char *seen = calloc(graph->n_arcs, 1);
        graph_order(graph, order);
        graph_order(graph, again);
        for (uint32_t i = 0; i < graph->n_arcs; i++) {
            assert_true(order[i] < graph->n_arcs && !seen[order[i]]);
            assert_int_equal(order[i], again[i]);
            seen[order[i]] = 1;
        }
        free(order);
        free(again);
        free(seen);
        fixture_free(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_names_every_arc_once),
        cmocka_unit_test(distances_and_paths_are_those_of_dijkstra),
        cmocka_unit_test(answers_stay_right_through_closures_and_reopenings),
        cmocka_unit_test(places_on_streets_are_right_too),
        cmocka_unit_test(tables_agree_with_single_queries),
    };
    return RUN_TESTS(tests);
}
