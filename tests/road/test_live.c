/* Streets that close, areas that are sealed, bans by hour. */
#include "test.h"

#include "five_town.h"

static void a_closed_street_is_driven_around_until_it_opens(void **state)
{
    (void)state;
    struct city city = city_new();
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 200);
    uint32_t edge = edge_between(&city, 1, 0, 2, 0);
    struct road_closure closure = {
        .id = "dig", .change = ROAD_CLOSE_EDGES, .edges = &edge, .n_edges = 1};
    apply(&city, &closure);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 400);
    assert_int_equal(trip(&city, "car", 0, 2.5, 0, 0.5, 0), 400);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 1.5, 0), -1); /* it ends on the closed street */
    int8_t forward = 1;
    closure.directions = &forward;
    apply(&city, &closure); /* replaces the one of the same id */
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 400);
    assert_int_equal(trip(&city, "car", 0, 2.5, 0, 0.5, 0), 200);
    assert_int_equal(road_live_drop(city.live, "dig", NULL), ERR_OK);
    assert_int_equal(road_live_drop(city.live, "dig", NULL), ERR_NOT_FOUND);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 400); /* not applied yet */
    assert_int_equal(road_live_apply(city.live, 0, NULL, NULL), ERR_OK);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 200);
    city_free(&city);
}

static void closures_that_overlap_are_lifted_one_by_one(void **state)
{
    (void)state;
    struct city city = city_new();
    uint32_t edge = edge_between(&city, 1, 0, 2, 0);
    struct road_closure one = {.id = "1", .change = ROAD_CLOSE_EDGES, .edges = &edge, .n_edges = 1};
    struct road_closure two = one, slow = one;
    strcpy(two.id, "2");
    strcpy(slow.id, "3");
    slow.change = ROAD_SLOW_EDGES;
    slow.factor = 1.5;
    apply(&city, &one);
    apply(&city, &two);
    apply(&city, &slow);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 400);
    assert_int_equal(road_live_drop(city.live, "1", NULL), ERR_OK);
    assert_int_equal(road_live_apply(city.live, 0, NULL, NULL), ERR_OK);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 400);
    assert_int_equal(road_live_drop(city.live, "2", NULL), ERR_OK);
    assert_int_equal(road_live_apply(city.live, 0, NULL, NULL), ERR_OK);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 250);
    city_free(&city);
}

static void a_closure_by_profile_leaves_the_others_alone(void **state)
{
    (void)state;
    struct city city = city_new();
    uint32_t edge = edge_between(&city, 1, 0, 2, 0);
    struct road_closure closure = {.id = "bridge",
                                   .change = ROAD_CLOSE_EDGES,
                                   .edges = &edge,
                                   .n_edges = 1,
                                   .profile_mask = 1 << 1};
    apply(&city, &closure);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 200);
    assert_int_equal(trip(&city, "truck", 0, 0.5, 0, 2.5, 0), 400);
    city_free(&city);
}

static void a_sealed_area_is_entered_at_its_gates_only(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate gate = west_gate();
    struct road_closure closure = sealed(ring, &gate, 1);
    assert_int_equal(trip(&city, "car", 0, 3.5, 2, 2, 2.2), 170);
    apply(&city, &closure);
    /* From the east: round to the west by the nearest streets, 60 s at the gate, in. */
    assert_int_equal(trip(&city, "car", 0, 3.5, 2, 2, 2.2), 50 + 400 + 100 + 600 + 20);
    /* Out again. */
    assert_int_equal(trip(&city, "car", 0, 2, 2.2, 3.5, 2), 20 + 600 + 100 + 400 + 50);
    /* Inside one moves freely; through traffic passes by the gate or around, whichever is shorter.
     */
    assert_int_equal(trip(&city, "car", 0, 2, 2.2, 2.2, 2), 40);
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 3.5, 2), 500);
    /* The outer half of a sealed street is reached from outside, the inner one is not. */
    assert_int_equal(trip(&city, "car", 0, 2.5, 3, 2, 2.8), 70);
    assert_int_equal(trip(&city, "car", 0, 2, 2.8, 2.5, 3), 70);
    city_free(&city);
}

static void a_ban_by_hour_and_a_closure_by_date_hold_when_they_hold(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_applied applied;
    uint32_t edge = edge_between(&city, 1, 0, 2, 0);
    struct road_closure ban = {
        .id = "ban", .change = ROAD_CLOSE_EDGES, .edges = &edge, .n_edges = 1};
    ban.hours.n = 1;
    ban.hours.windows[0].days = 0x7f;
    ban.hours.windows[0].open_min = 22 * 60;
    ban.hours.windows[0].close_min = 6 * 60;
    assert_int_equal(road_live_put(city.live, &ban, 1, NULL), ERR_OK);
    assert_int_equal(road_live_apply(city.live, MONDAY_MS + 12 * HOUR_MS, &applied, NULL), ERR_OK);
    assert_true(applied.next_change_ms == MONDAY_MS + 22 * HOUR_MS);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 200);
    assert_int_equal(trip(&city, "car", MONDAY_MS + 23 * HOUR_MS, 0.5, 0, 2.5, 0), 400);
    assert_int_equal(trip(&city, "car", MONDAY_MS + 5 * HOUR_MS, 0.5, 0, 2.5, 0), 400);
    assert_int_equal(trip(&city, "car", MONDAY_MS + 6 * HOUR_MS, 0.5, 0, 2.5, 0), 200);
    assert_int_equal(road_live_apply(city.live, MONDAY_MS + 22 * HOUR_MS, &applied, NULL), ERR_OK);
    assert_int_equal(applied.arcs_changed, 2);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 400);
    ban.hours.n = 0;
    ban.from_ms = MONDAY_MS + DAY_MS;
    ban.until_ms = MONDAY_MS + 2 * DAY_MS;
    assert_int_equal(road_live_put(city.live, &ban, 1, NULL), ERR_OK);
    assert_int_equal(road_live_apply(city.live, MONDAY_MS, &applied, NULL), ERR_OK);
    assert_true(applied.next_change_ms == MONDAY_MS + DAY_MS);
    assert_int_equal(trip(&city, "car", MONDAY_MS + DAY_MS - 1, 0.5, 0, 2.5, 0), 200);
    assert_int_equal(trip(&city, "car", MONDAY_MS + DAY_MS, 0.5, 0, 2.5, 0), 400);
    assert_int_equal(trip(&city, "car", MONDAY_MS + 2 * DAY_MS, 0.5, 0, 2.5, 0), 200);
    city_free(&city);
}

static void a_flooded_area_is_not_driven_through_at_all(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_closure closure = sealed(ring, NULL, 0);
    closure.change = ROAD_CLOSE_AREA;
    apply(&city, &closure);
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 3.5, 2), 500);
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 2, 2.8), -1);
    assert_int_equal(trip(&city, "car", 0, 2, 2.2, 2.2, 2), -1);
    city_free(&city);
}

static void what_cannot_be_meant_is_refused_with_a_sentence(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate far = {.id = "far", .point = grid_town_point(0, 0)};
    uint32_t no_edge = 1000000, edge = 0;
    struct road_closure bad[] = {
        {.id = "", .change = ROAD_CLOSE_EDGES, .edges = &edge, .n_edges = 1},
        {.id = "e", .change = ROAD_CLOSE_EDGES, .edges = &no_edge, .n_edges = 1},
        {.id = "f", .change = ROAD_SLOW_EDGES, .edges = &edge, .n_edges = 1, .factor = 0},
        {.id = "p", .change = ROAD_CLOSE_AREA, .ring = ring, .n_ring = 2},
        {.id = "t", .change = ROAD_CLOSE_EDGES, .from_ms = 5, .until_ms = 5},
        sealed(ring, &far, 1),
        {.id = "g", .change = ROAD_CLOSE_EDGES, .gates = &far, .n_gates = 1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error error = {0};
        assert_int_not_equal(road_live_put(city.live, &bad[i], 1, &error), ERR_OK);
        assert_true(strlen(error.text) > 10);
        assert_int_equal(road_live_count(city.live), 0);
    }
    struct road_snapshot *snapshot;
    assert_int_equal(road_snapshot_get(city.live, "boat", 0, &snapshot, NULL), ERR_NOT_FOUND);
    city_free(&city);
}

static void a_fork_goes_its_own_way(void **state)
{
    (void)state;
    struct city city = city_new();
    struct city what_if = city;
    uint32_t edge = edge_between(&city, 1, 0, 2, 0);
    struct road_closure closure = {
        .id = "dig", .change = ROAD_CLOSE_EDGES, .edges = &edge, .n_edges = 1};
    apply(&city, &closure);
    assert_int_equal(road_live_fork(city.live, &what_if.live, NULL), ERR_OK);
    road_live_clear(what_if.live);
    assert_int_equal(road_live_apply(what_if.live, 0, NULL, NULL), ERR_OK);
    assert_int_equal(trip(&what_if, "car", 0, 0.5, 0, 2.5, 0), 200);
    assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), 400);
    road_live_free(what_if.live);
    city_free(&city);
}

static void a_snapshot_outlives_changes_and_the_live_itself(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_snapshot *old;
    assert_int_equal(road_snapshot_get(city.live, "car", 0, &old, NULL), ERR_OK);
    struct road_place from = place_at(&city, old, 0.5, 0), to = place_at(&city, old, 2.5, 0);
    uint32_t edge = edge_between(&city, 1, 0, 2, 0);
    for (int i = 0; i < 40; i++) {
        struct road_closure closure = {
            .id = "dig", .change = ROAD_CLOSE_EDGES, .edges = &edge, .n_edges = 1};
        if (i % 2 == 0)
            apply(&city, &closure);
        else
            road_live_clear(city.live);
        assert_int_equal(road_live_apply(city.live, 0, NULL, NULL), ERR_OK);
        assert_int_equal(trip(&city, "car", 0, 0.5, 0, 2.5, 0), i % 2 == 0 ? 400 : 200);
        assert_int_equal(road_duration_ds(city.search, old, &from, &to), 200);
    }
    road_live_free(city.live);
    city.live = NULL;
    assert_int_equal(road_duration_ds(city.search, old, &from, &to), 200);
    road_snapshot_put(old);
    city_free(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_street_is_driven_around_until_it_opens),
        cmocka_unit_test(closures_that_overlap_are_lifted_one_by_one),
        cmocka_unit_test(a_closure_by_profile_leaves_the_others_alone),
        cmocka_unit_test(a_sealed_area_is_entered_at_its_gates_only),
        cmocka_unit_test(a_ban_by_hour_and_a_closure_by_date_hold_when_they_hold),
        cmocka_unit_test(a_flooded_area_is_not_driven_through_at_all),
        cmocka_unit_test(what_cannot_be_meant_is_refused_with_a_sentence),
        cmocka_unit_test(a_fork_goes_its_own_way),
        cmocka_unit_test(a_snapshot_outlives_changes_and_the_live_itself),
    };
    return RUN_TESTS(tests);
}
