#include "test.h"

#include "base/rng.h"
#include "grid_town.h"
#include "live/times_int.h"

enum { POOL = 1500, ROUND_MAX = 60, ROUNDS = 120 };

struct town {
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
    struct road_place pool[POOL]; /* more than are kept */
    struct rng rng;
};

static int open_town(void **state)
{
    static struct town town;
    const struct grid_town grid = {.columns = 12, .rows = 12, .missing = 10, .oneway = 10};
    rng_seed(&town.rng, 11);
    town.network = grid_town_make(&grid, &town.rng);
    assert_int_equal(road_live_new(town.network, &town.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(town.network, &town.search, NULL), ERR_OK);
    struct road_snapshot *snapshot = NULL;
    assert_int_equal(road_snapshot_get(town.live, "car", 0, &snapshot, NULL), ERR_OK);
    for (size_t i = 0; i < POOL; i++) {
        const struct road_snap_options options = {.closed_too = true};
        struct road_point at = grid_town_point(11 * rng_unit(&town.rng), 11 * rng_unit(&town.rng));
        size_t n = 0;
        assert_int_equal(road_snap(town.search, snapshot, at, &options, &town.pool[i], 1, &n, NULL),
                         ERR_OK);
        assert_int_equal(n, 1);
    }
    road_snapshot_put(snapshot);
    *state = &town;
    return 0;
}

static int close_town(void **state)
{
    struct town *town = *state;
    road_search_free(town->search);
    road_live_free(town->live);
    road_network_free(town->network);
    return 0;
}

/* What is kept must be what the router says now. */
static void compare(struct town *town, struct times *times, const struct road_place *places,
                    size_t n)
{
    struct arena *arena = arena_new();
    struct road_snapshot *snapshot = NULL;
    int32_t durations_s[ROUND_MAX * ROUND_MAX], distances_m[ROUND_MAX * ROUND_MAX];
    uint32_t duration_ds, length_dm;
    assert_int_equal(road_snapshot_get(town->live, "car", 0, &snapshot, NULL), ERR_OK);
    const struct times_ask ask = {.search = town->search, .snapshot = snapshot};
    assert_int_equal(times_table(times, &ask, places, n, arena, durations_s, distances_m, NULL),
                     ERR_OK);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j += 7) {
            assert_int_equal(road_table(town->search, snapshot, &places[i], 1, &places[j], 1, NULL,
                                        &duration_ds, &length_dm, NULL),
                             ERR_OK);
            bool no_way = duration_ds == ROAD_UNREACHABLE;
            assert_int_equal(durations_s[i * n + j],
                             no_way ? INT32_MAX : (int32_t)((duration_ds + 9) / 10));
            if (!no_way)
                assert_int_equal(distances_m[i * n + j], length_dm / 10);
        }
    }
    road_snapshot_put(snapshot);
    arena_free(arena);
}

static void kept_times_are_the_routers_however_places_come_and_go(void **state)
{
    struct town *town = *state;
    struct times *times = calloc(1, sizeof *times);
    struct road_place places[ROUND_MAX];
    for (int round = 0; round < ROUNDS; round++) {
        size_t n = 1 + rng_below(&town->rng, ROUND_MAX);
        /* Neighbouring rounds share places; over time all numbers are given away again. */
        size_t from = (size_t)round * 15 % (POOL - 2 * ROUND_MAX);
        for (size_t i = 0; i < n; i++)
            places[i] = town->pool[from + rng_below(&town->rng, 2 * ROUND_MAX)];
        compare(town, times, places, n);
    }
    times_free(times);
    free(times);
}

static void after_the_streets_changed_nothing_old_is_told(void **state)
{
    struct town *town = *state;
    struct times *times = calloc(1, sizeof *times);
    compare(town, times, town->pool, ROUND_MAX);
    uint32_t closed[20];
    for (size_t i = 0; i < 20; i++)
        closed[i] = town->pool[3 * i].edge;
    struct road_closure closure = {
        .id = "dig", .change = ROAD_CLOSE_EDGES, .edges = closed, .n_edges = 20};
    assert_int_equal(road_live_put(town->live, &closure, 1, NULL), ERR_OK);
    assert_int_equal(road_live_apply(town->live, 1000, NULL, NULL), ERR_OK);
    times_forget(times);
    compare(town, times, town->pool, ROUND_MAX);
    times_free(times);
    free(times);
}

static void times_through_gates_with_hours_hold_for_a_minute(void **state)
{
    struct town *town = *state;
    struct times *times = calloc(1, sizeof *times);
    struct arena *arena = arena_new();
    struct road_snapshot *snapshot = NULL;
    int32_t durations_s[4], distances_m[4];
    assert_int_equal(road_snapshot_get(town->live, "car", 0, &snapshot, NULL), ERR_OK);
    struct times_ask ask = {.search = town->search, .snapshot = snapshot, .has_hours = true};
    for (int minute = 1; minute <= 2; minute++) {
        ask.depart_ms = minute * 60000;
        assert_int_equal(
            times_table(times, &ask, town->pool, 2, arena, durations_s, distances_m, NULL), ERR_OK);
        /* The second minute finds nothing of the first: two places, and no others. */
        assert_int_equal(times->numbers.n, 2);
        assert_true(times->cells[0][times->hand].age < times->age);
        assert_int_equal(times->minute, minute);
    }
    road_snapshot_put(snapshot);
    arena_free(arena);
    times_free(times);
    free(times);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_times_are_the_routers_however_places_come_and_go),
        cmocka_unit_test(after_the_streets_changed_nothing_old_is_told),
        cmocka_unit_test(times_through_gates_with_hours_hold_for_a_minute),
    };
    return cmocka_run_group_tests(tests, open_town, close_town);
}
