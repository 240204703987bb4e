/*
 * Streets close and open while other threads ask for ways. A reader that has a snapshot must see
 * either all of a closure or nothing of it. Built a second time with ThreadSanitizer where that is
 * possible.
 */
#include "test.h"

#include <pthread.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(readers_never_see_half_a_closure)};
    return RUN_TESTS(tests);
}
