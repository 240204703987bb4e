/*
 * Streets close and open while other threads ask for ways. A reader that has a snapshot must see
 * either all of a closure or nothing of it; and several threads customise as one does. Built a
 * second time with ThreadSanitizer where that is possible.
 */
#include "test.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "grid_town.h"

enum { PAIRS = 24, READERS = 3, CHANGES = 300 };

struct stage {
    struct road_network *network;
    struct road_live *live;
    struct road_place from[PAIRS], to[PAIRS];
    uint32_t open_ds[PAIRS], closed_ds[PAIRS];
    atomic_bool done;
    atomic_uint torn, rounds;
};

static struct road_place place_on(const struct road_network *network, struct rng *rng)
{
    const struct graph *graph = network->graph;
    struct road_place place = {.main_edge = ROAD_NO_EDGE, .fraction = rng_unit(rng)};
    place.edge = rng_below(rng, graph->n_edges);
    for (uint32_t a = graph->edge_first_arc[place.edge]; a < graph->edge_first_arc[place.edge + 1];
         a++)
        *(graph->arc_flags[a] & GRAPH_ARC_BACKWARD ? &place.backward : &place.forward) = true;
    return place;
}

/* Are the answers of a snapshot all those of one state? */
static bool whole(struct stage *stage, struct road_search *search,
                  const struct road_snapshot *snapshot)
{
    bool open = true, closed = true;
    for (int i = 0; i < PAIRS; i++) {
        uint32_t ds = road_duration_ds(search, snapshot, &stage->from[i], &stage->to[i]);
        open = open && ds == stage->open_ds[i];
        closed = closed && ds == stage->closed_ds[i];
    }
    return open || closed;
}

static void *read_all(void *context)
{
    struct stage *stage = context;
    struct road_search *search = NULL;
    if (road_search_new(stage->network, &search, NULL))
        return NULL;
    while (!atomic_load(&stage->done)) {
        struct road_snapshot *snapshot = NULL;
        if (road_snapshot_get(stage->live, "car", 0, &snapshot, NULL))
            break;
        if (!whole(stage, search, snapshot))
            atomic_fetch_add(&stage->torn, 1);
        road_snapshot_put(snapshot);
        atomic_fetch_add(&stage->rounds, 1);
    }
    road_search_free(search);
    return NULL;
}

static void ask_all(struct stage *stage, uint32_t *answers)
{
    struct road_search *search = NULL;
    struct road_snapshot *snapshot = NULL;
    assert_int_equal(road_search_new(stage->network, &search, NULL), ERR_OK);
    assert_int_equal(road_snapshot_get(stage->live, "car", 0, &snapshot, NULL), ERR_OK);
    for (int i = 0; i < PAIRS; i++)
        answers[i] = road_duration_ds(search, snapshot, &stage->from[i], &stage->to[i]);
    road_snapshot_put(snapshot);
    road_search_free(search);
}

static void stage_set(struct stage *stage, struct road_closure *closure, uint32_t *edges)
{
    static const struct grid_town town = {
        .columns = 20, .rows = 20, .missing = 10, .oneway = 20, .forbidden_turns = 5};
    struct rng rng;
    rng_seed(&rng, 5);
    stage->network = grid_town_make(&town, &rng);
    assert_int_equal(road_live_new(stage->network, &stage->live, NULL), ERR_OK);
    road_live_threads(stage->live, 2);
    for (int i = 0; i < PAIRS; i++) {
        stage->from[i] = place_on(stage->network, &rng);
        stage->to[i] = place_on(stage->network, &rng);
    }
    ask_all(stage, stage->open_ds);
    *closure =
        (struct road_closure){.id = "c", .change = ROAD_CLOSE_EDGES, .edges = edges, .n_edges = 60};
    for (int i = 0; i < 60; i++)
        edges[i] = rng_below(&rng, stage->network->graph->n_edges);
    assert_int_equal(road_live_put(stage->live, closure, 1, NULL), ERR_OK);
    assert_int_equal(road_live_apply(stage->live, 0, NULL, NULL), ERR_OK);
    ask_all(stage, stage->closed_ds);
    assert_memory_not_equal(stage->open_ds, stage->closed_ds, sizeof stage->open_ds);
}

static void readers_never_see_half_a_closure(void **state)
{
    (void)state;
    struct stage stage = {0};
    struct road_closure closure;
    uint32_t edges[60];
    pthread_t readers[READERS];
    stage_set(&stage, &closure, edges);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_all, &stage), 0);
    for (int i = 0; i < CHANGES || atomic_load(&stage.rounds) < 3 * READERS; i++) {
        if (i % 2 == 0)
            road_live_clear(stage.live);
        else
            assert_int_equal(road_live_put(stage.live, &closure, 1, NULL), ERR_OK);
        enum err err = road_live_apply(stage.live, 0, NULL, NULL);
        assert_true(err == ERR_OK || err == ERR_BUSY);
    }
    atomic_store(&stage.done, true);
    for (int i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&stage.torn), 0);
    road_live_free(stage.live);
    road_network_free(stage.network);
}

/* A snapshot of its own that nobody publishes, with every tenth arc or so closed. */
static struct road_snapshot *bare_snapshot(const struct road_network *network, uint32_t profile,
                                           struct rng *rng)
{
    const struct graph *graph = network->graph;
    const struct graph_profile *costs = &graph->profiles[profile];
    struct road_snapshot *snapshot = take_zeroed(1, sizeof *snapshot);
    snapshot->network = network;
    snapshot->profile = profile;
    snapshot->arc_key = take(graph->n_arcs, sizeof *snapshot->arc_key);
    snapshot->link_key = take(network->cch->n_links, sizeof *snapshot->link_key);
    snapshot->link_dm = take(network->cch->n_links, sizeof *snapshot->link_dm);
    snapshot->legs = take_zeroed(network->cch->n_links / 64 + 1, sizeof *snapshot->legs);
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        snapshot->arc_key[a] = costs->arc_weight_ds[a] == GRAPH_NEVER || rng_below(rng, 10) == 0
                                   ? KEY_NEVER
                                   : key_of(costs->arc_weight_ds[a], costs->arc_duration_ds[a]);
    return snapshot;
}

/* Links that one thread has set, and what so many threads make of them, started from garbage. */
static void customize_again(struct road_snapshot *snapshot, unsigned threads)
{
    const struct cch *cch = snapshot->network->cch;
    int64_t *key = take(cch->n_links, sizeof *key);
    uint32_t *dm = take(cch->n_links, sizeof *dm);
    struct customizer *customizer = customizer_new(cch, threads);
    memcpy(key, snapshot->link_key, cch->n_links * sizeof *key);
    memcpy(dm, snapshot->link_dm, cch->n_links * sizeof *dm);
    memset(snapshot->link_key, 1, cch->n_links * sizeof *key);
    memset(snapshot->link_dm, 1, cch->n_links * sizeof *dm);
    customize(customizer, snapshot);
    for (uint32_t k = 0; k < cch->n_links; k++)
        if (snapshot->link_key[k] != key[k] || snapshot->link_dm[k] != dm[k])
            fail_msg("%u threads: link %u is different", threads, k);
    customizer_free(customizer);
    free(key);
    free(dm);
}

static void any_number_of_threads_customises_alike(void **state)
{
    (void)state;
    static const unsigned threads[] = {1, 2, 3, 8};
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct rng rng;
        rng_seed(&rng, seed);
        struct grid_town town = {.columns = 1 + rng_below(&rng, 24),
                                 .rows = 2 + rng_below(&rng, 24),
                                 .missing = rng_below(&rng, 30),
                                 .oneway = rng_below(&rng, 40),
                                 .forbidden_turns = 5,
                                 .copies = 3,
                                 .equal_times = seed % 3 == 0};
        print_message("# seed %d: %u by %u\n", (int)seed, town.columns, town.rows);
        struct road_network *network = grid_town_make(&town, &rng);
        struct road_snapshot *snapshot = bare_snapshot(network, (uint32_t)seed % 2, &rng);
        struct customizer *alone = customizer_new(network->cch, 1);
        customize(alone, snapshot);
        for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
            customize_again(snapshot, threads[i]);
        customizer_free(alone);
        free(snapshot->arc_key);
        free(snapshot->link_key);
        free(snapshot->link_dm);
        free(snapshot->legs);
        free(snapshot);
        road_network_free(network);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_never_see_half_a_closure),
        cmocka_unit_test(any_number_of_threads_customises_alike),
    };
    return RUN_TESTS(tests);
}
