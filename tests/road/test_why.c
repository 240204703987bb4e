/* Why there is no way, and what stands on the best one. */
#include "test.h"

#include <math.h>

#include "five_town.h"

static struct road_why ask(struct city *city, const char *profile, double from_column,
                           double from_row, double to_column, double to_row)
{
    struct road_snapshot *snapshot;
    struct road_why why;
    assert_int_equal(road_snapshot_get(city->live, profile, 0, &snapshot, NULL), ERR_OK);
    struct road_place from = place_at(city, snapshot, from_column, from_row),
                      to = place_at(city, snapshot, to_column, to_row);
    assert_int_equal(road_why(city->search, snapshot, &from, &to, &why, NULL), ERR_OK);
    assert_int_equal(why.reachable,
                     trip(city, profile, 0, from_column, from_row, to_column, to_row) >= 0);
    road_snapshot_put(snapshot);
    return why;
}

static void a_sealed_zone_without_a_gate_is_named(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_closure closure = sealed(ring, NULL, 0);
    apply(&city, &closure);
    struct road_why why = ask(&city, "car", 0.5, 2, 2, 2.2);
    assert_false(why.reachable);
    assert_true(why.reachable_when_clear);
    assert_int_equal(why.n_closures, 1);
    assert_string_equal(why.closures[0], "compound");
    assert_string_equal(why.gate, "");
    assert_string_equal(why.text, "There is no way: it is closed by \"compound\".");
    struct road_point block =
        grid_town_point(1, 2); /* where the street through the border begins */
    assert_true(fabs(why.first_block.lon - block.lon) < 1e-6);
    assert_true(fabs(why.first_block.lat - block.lat) < 1e-6);
    /* Out of it, and past it. */
    assert_string_equal(ask(&city, "car", 2, 2.2, 0.5, 2).closures[0], "compound");
    why = ask(&city, "car", 0.5, 2, 3.5, 2);
    assert_true(why.reachable);
    assert_string_equal(why.closures[0], "compound");
    assert_string_equal(why.text,
                        "There is a way around; the shortest one is closed by \"compound\".");
    city_free(&city);
}

static void a_gate_that_does_not_let_one_through_is_named(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate gate = west_gate();
    struct road_closure closure = sealed(ring, &gate, 1);
    gate.way = ROAD_GATE_IN;
    apply(&city, &closure);
    struct road_why why = ask(&city, "car", 2, 2.2, 0.5, 2);
    assert_false(why.reachable);
    assert_string_equal(why.closures[0], "compound");
    assert_string_equal(why.gate, "west");
    assert_string_equal(why.text, "There is no way: it is closed by \"compound\", whose gate "
                                  "\"west\" does not let this vehicle through this way.");
    assert_true(ask(&city, "car", 0.5, 2, 2, 2.2).reachable);
    /* A gate for the first profile, a car, only. */
    gate.way = ROAD_GATE_BOTH;
    gate.profile_mask = 1 << 0;
    apply(&city, &closure);
    assert_true(ask(&city, "car", 2, 2.2, 0.5, 2).reachable);
    why = ask(&city, "truck", 0.5, 2, 2, 2.2);
    assert_false(why.reachable);
    assert_string_equal(why.closures[0], "compound");
    assert_string_equal(why.gate, "west");
    city_free(&city);
}

static void a_gate_that_one_waits_at_closes_nothing(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate gate = west_gate();
    struct road_closure closure = sealed(ring, &gate, 1);
    gate.hours.n = 1;
    gate.hours.windows[0].days = 1;
    gate.hours.windows[0].open_min = 7 * 60;
    gate.hours.windows[0].close_min = 9 * 60;
    apply(&city, &closure);
    struct road_why why = ask(&city, "car", 0.5, 2, 2, 2.2);
    assert_true(why.reachable);
    assert_int_equal(why.n_closures, 0);
    assert_string_equal(why.gate, "west");
    assert_string_equal(why.text, "There is a way; the best one leads through the gate \"west\".");
    city_free(&city);
}

static void every_closure_on_the_way_is_named_in_its_order(void **state)
{
    (void)state;
    struct city city = city_new();
    uint32_t first = edge_between(&city, 1, 0, 2, 0), second = edge_between(&city, 3, 0, 4, 0);
    struct road_closure near = {
        .id = "near", .change = ROAD_CLOSE_EDGES, .edges = &first, .n_edges = 1};
    struct road_closure far = {
        .id = "far", .change = ROAD_CLOSE_EDGES, .edges = &second, .n_edges = 1};
    struct road_closure slow = {
        .id = "slow", .change = ROAD_SLOW_EDGES, .edges = &first, .n_edges = 1, .factor = 2};
    apply(&city, &slow);
    apply(&city, &far);
    apply(&city, &near);
    struct road_why why = ask(&city, "car", 0.5, 0, 3.5, 0);
    assert_false(why.reachable); /* it ends on the closed street */
    assert_int_equal(why.n_closures, 2);
    assert_string_equal(why.closures[0], "near");
    assert_string_equal(why.closures[1], "far");
    assert_string_equal(why.text, "There is no way: it is closed by \"near\" and others.");
    city_free(&city);
}

static void what_no_closure_hinders_is_said_so(void **state)
{
    (void)state;
    struct hand hand = hand_begin();
    uint32_t a = hand_node(&hand, 0, 0), b = hand_node(&hand, 1, 0), c = hand_node(&hand, 2, 0);
    hand_street(&hand, a, b, 100, 100, "");
    hand_street(&hand, b, c, 100, GRAPH_NEVER, "");
    struct city city = {.network = hand_finish(&hand)};
    assert_int_equal(road_live_new(city.network, &city.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(city.network, &city.search, NULL), ERR_OK);
    struct road_why why = ask(&city, "car", 0.5, 0, 1.5, 0);
    assert_true(why.reachable);
    assert_string_equal(why.text, "There is a way, and no closure lies on the best one.");
    why = ask(&city, "car", 1.5, 0, 0.5, 0);
    assert_false(why.reachable);
    assert_false(why.reachable_when_clear);
    assert_string_equal(why.text, "There is no way for this vehicle, closures or not.");
    city_free(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sealed_zone_without_a_gate_is_named),
        cmocka_unit_test(a_gate_that_does_not_let_one_through_is_named),
        cmocka_unit_test(a_gate_that_one_waits_at_closes_nothing),
        cmocka_unit_test(every_closure_on_the_way_is_named_in_its_order),
        cmocka_unit_test(what_no_closure_hinders_is_said_so),
    };
    return RUN_TESTS(tests);
}
