/*
 * Times on demand are the router's own: whatever is asked, in whatever order, near or far, by
 * several threads at once, each pair says what one table of all pairs says.
 */
#include "test.h"

#include <pthread.h>
#include <stdlib.h>

#include "http/street_times.h"
#include "road/grid_town.h"

enum { PLACES = 700, ASKED = 20000, THREADS = 3 };

struct stage {
    struct road_network *network;
    struct road_live *live;
    struct road_snapshot *snapshot;
    struct road_search *search;
    struct road_place places[PLACES];
    uint32_t durations_ds[PLACES * PLACES], lengths_dm[PLACES * PLACES];
    struct street_times *times;
};

/* Places on a grid of streets with oneways and forbidden turns, some of them cut off. */
static struct stage *stage_new(uint64_t seed)
{
    struct stage *stage = calloc(1, sizeof *stage);
    struct grid_town town = {
        .columns = 30, .rows = 20, .missing = 12, .oneway = 30, .forbidden_turns = 10};
    struct rng rng;
    struct error error = {0};
    assert_non_null(stage);
    rng_seed(&rng, seed);
    stage->network = grid_town_make(&town, &rng);
    assert_int_equal(road_live_new(stage->network, &stage->live, &error), ERR_OK);
    assert_int_equal(road_snapshot_get(stage->live, "car", 0, &stage->snapshot, &error), ERR_OK);
    assert_int_equal(road_search_new(stage->network, &stage->search, &error), ERR_OK);
    for (int i = 0; i < PLACES; i++) {
        size_t n = 0;
        /* Half of them crowd in one corner. */
        double share = i % 2 ? 1 : 0.15;
        struct road_point point =
            grid_town_point(rng_unit(&rng) * 29 * share, rng_unit(&rng) * 19 * share);
        assert_int_equal(road_snap(stage->search, stage->snapshot, point, NULL, &stage->places[i],
                                   1, &n, &error),
                         ERR_OK);
    }
    assert_int_equal(road_table(stage->search, stage->snapshot, stage->places, PLACES,
                                stage->places, PLACES, NULL, stage->durations_ds, stage->lengths_dm,
                                &error),
                     ERR_OK);
    assert_int_equal(street_times_new(stage->network, stage->snapshot, stage->places, PLACES,
                                      &stage->times, &error),
                     ERR_OK);
    return stage;
}

static void stage_free(struct stage *stage)
{
    street_times_free(stage->times);
    road_search_free(stage->search);
    road_snapshot_put(stage->snapshot);
    road_live_free(stage->live);
    road_network_free(stage->network);
    free(stage);
}

/* How many answers differ from the table of all pairs. */
static int ask(struct stage *stage, uint64_t seed)
{
    struct rng rng;
    int wrong = 0;
    rng_seed(&rng, seed);
    for (int i = 0; i < ASKED; i++) {
        uint32_t from = rng_below(&rng, PLACES), to[2];
        struct plan_leg legs[2];
        to[0] = rng_below(&rng, PLACES);
        to[1] = rng_below(&rng, 4) ? rng_below(&rng, PLACES) : from;
        street_times_travel(stage->times, from, to, 2, legs);
        for (int k = 0; k < 2; k++) {
            size_t at = (size_t)from * PLACES + to[k];
            bool way = stage->durations_ds[at] != ROAD_UNREACHABLE;
            int32_t seconds =
                way ? (int32_t)((stage->durations_ds[at] + 5) / 10) : PLAN_UNREACHABLE;
            int32_t metres = way ? (int32_t)((stage->lengths_dm[at] + 5) / 10) : 0;
            wrong += legs[k].duration_s != seconds || legs[k].distance_m != metres;
        }
    }
    return wrong;
}

static void every_pair_says_what_the_table_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct stage *stage = stage_new(seed);
        assert_int_equal(ask(stage, seed), 0);
        stage_free(stage);
    }
}

struct asker {
    struct stage *stage;
    uint64_t seed;
    int wrong;
};

static void *ask_alone(void *context)
{
    struct asker *asker = context;
    asker->wrong = ask(asker->stage, asker->seed);
    return NULL;
}

static void threads_do_not_disturb_one_another(void **state)
{
    (void)state;
    struct stage *stage = stage_new(3);
    struct asker askers[THREADS];
    pthread_t threads[THREADS];
    for (uint64_t i = 0; i < THREADS; i++) {
        askers[i] = (struct asker){stage, i + 10, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, ask_alone, &askers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(askers[i].wrong, 0);
    }
    stage_free(stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_says_what_the_table_says),
        cmocka_unit_test(threads_do_not_disturb_one_another),
    };
    return RUN_TESTS(tests);
}
