/*
 * Streets that close, areas that are sealed, gates with hours. Most towns are a grid of five by
 * five junctions with two-way streets of 10 s between neighbours and no turn costs; (column, row)
 * from the south-west.
 */
#include "test.h"

#include "grid_town.h"
#include "road/live_int.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
/* 1970-01-05 was a Monday. */
#define MONDAY_MS (4 * DAY_MS)

struct city {
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
};

static struct city city_new(void)
{
    struct city city;
    struct hand hand = hand_begin();
    uint32_t node[5][5];
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 5; c++)
            node[r][c] = hand_node(&hand, c, r);
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 5; c++) {
            if (c < 4)
                hand_street(&hand, node[r][c], node[r][c + 1], 100, 100, "");
            if (r < 4)
                hand_street(&hand, node[r][c], node[r + 1][c], 100, 100, "");
        }
    city.network = hand_finish(&hand);
    assert_int_equal(road_live_new(city.network, &city.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(city.network, &city.search, NULL), ERR_OK);
    return city;
}

static void city_free(struct city *city)
{
    road_search_free(city->search);
    road_live_free(city->live);
    road_network_free(city->network);
}

static struct road_place place_at(struct city *city, struct road_snapshot *snapshot, double column,
                                  double row)
{
    struct road_place place;
    struct road_snap_options all = {.closed_too = true};
    size_t n = 0;
    assert_int_equal(
        road_snap(city->search, snapshot, grid_town_point(column, row), &all, &place, 1, &n, NULL),
        ERR_OK);
    assert_true(place.distance_m < 1);
    return place;
}

/* Tenths of a second; -1 without a way. Route, single duration and table must agree. */
static int trip(struct city *city, const char *profile, int64_t depart_ms, double from_column,
                double from_row, double to_column, double to_row)
{
    struct road_snapshot *snapshot;
    struct road_route *route = NULL;
    struct road_route_options options = {.depart_ms = depart_ms};
    struct road_table_options table_options = {.depart_ms = depart_ms};
    uint32_t cell = 0, length = 0;
    assert_int_equal(road_snapshot_get(city->live, profile, depart_ms, &snapshot, NULL), ERR_OK);
    struct road_place places[2] = {place_at(city, snapshot, from_column, from_row),
                                   place_at(city, snapshot, to_column, to_row)};
    assert_int_equal(road_table(city->search, snapshot, places, 1, places + 1, 1, &table_options,
                                &cell, &length, NULL),
                     ERR_OK);
    enum err err = road_route(city->search, snapshot, places, 2, &options, &route, NULL);
    if (err) {
        assert_int_equal(err, ERR_NOT_FOUND);
        assert_int_equal(cell, ROAD_UNREACHABLE);
    } else {
        const struct road_leg *leg = &route->legs[0];
        uint32_t sum = 0, metres = 0;
        for (size_t i = 0; i < leg->n_pieces; i++) {
            sum += leg->pieces[i].duration_ds + leg->pieces[i].turn_duration_ds +
                   leg->pieces[i].gate_wait_ds;
            metres += leg->pieces[i].length_dm;
        }
        assert_int_equal(route->duration_ds, cell);
        assert_int_equal(route->length_dm, length);
        assert_int_equal(sum, cell);
        assert_int_equal(metres, length);
    }
    road_route_free(route);
    road_snapshot_put(snapshot);
    return cell == ROAD_UNREACHABLE ? -1 : (int)cell;
}

static void apply(struct city *city, const struct road_closure *closure)
{
    struct error error = {0};
    if (road_live_put(city->live, closure, 1, &error))
        fail_msg("%s: %s", error.where, error.text);
    assert_int_equal(road_live_apply(city->live, MONDAY_MS, NULL, NULL), ERR_OK);
}

/* The edge between two neighbouring junctions. */
static uint32_t edge_between(struct city *city, double column_a, double row_a, double column_b,
                             double row_b)
{
    struct road_snapshot *snapshot;
    assert_int_equal(road_snapshot_get(city->live, "car", 0, &snapshot, NULL), ERR_OK);
    uint32_t edge = place_at(city, snapshot, (column_a + column_b) / 2, (row_a + row_b) / 2).edge;
    road_snapshot_put(snapshot);
    return edge;
}

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

/* A square around the middle junction, whose border crosses its four streets half way. */
static void square(struct road_point ring[4])
{
    ring[0] = grid_town_point(1.5, 1.5);
    ring[1] = grid_town_point(2.5, 1.5);
    ring[2] = grid_town_point(2.5, 2.5);
    ring[3] = grid_town_point(1.5, 2.5);
}

static struct road_closure sealed(struct road_point ring[4], struct road_gate *gates, size_t n)
{
    square(ring);
    struct road_closure closure = {.id = "compound",
                                   .change = ROAD_SEAL_AREA,
                                   .ring = ring,
                                   .n_ring = 4,
                                   .gates = gates,
                                   .n_gates = n};
    return closure;
}

static struct road_gate west_gate(void)
{
    struct road_gate gate = {.id = "west", .point = grid_town_point(1.45, 2), .delay_s = 60};
    return gate;
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

static void without_a_gate_there_is_no_way_and_the_closure_is_named(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_closure closure = sealed(ring, NULL, 0);
    struct road_snapshot *snapshot;
    struct road_why why;
    apply(&city, &closure);
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 2, 2.2), -1);
    assert_int_equal(road_snapshot_get(city.live, "car", 0, &snapshot, NULL), ERR_OK);
    struct road_place from = place_at(&city, snapshot, 0.5, 2),
                      to = place_at(&city, snapshot, 2, 2.2);
    assert_int_equal(road_why(city.search, snapshot, &from, &to, &why, NULL), ERR_OK);
    assert_false(why.reachable);
    assert_true(why.reachable_when_clear);
    assert_int_equal(why.n_closures, 1);
    assert_string_equal(why.closures[0], "compound");
    to = place_at(&city, snapshot, 3.5, 2);
    assert_int_equal(road_why(city.search, snapshot, &from, &to, &why, NULL), ERR_OK);
    assert_true(why.reachable);
    assert_string_equal(why.closures[0], "compound"); /* the straight way leads through it */
    road_snapshot_put(snapshot);
    city_free(&city);
}

static void a_gate_for_entering_does_not_let_anybody_out(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate gate = west_gate();
    gate.way = ROAD_GATE_IN;
    struct road_closure closure = sealed(ring, &gate, 1);
    apply(&city, &closure);
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 2, 2.2), 50 + 100 + 600 + 20);
    assert_int_equal(trip(&city, "car", 0, 2, 2.2, 0.5, 2), -1);
    city_free(&city);
}

static void a_gate_with_hours_lets_one_wait(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_point ring[4];
    struct road_gate gate = west_gate();
    /* Monday to Friday 07:00-09:00 in a place 8 hours ahead of UTC: 23:00-01:00 UTC. */
    gate.hours.n = 1;
    gate.hours.windows[0].days = 0x1f;
    gate.hours.windows[0].open_min = 7 * 60;
    gate.hours.windows[0].close_min = 9 * 60;
    gate.hours.utc_offset_min = 8 * 60;
    struct road_closure closure = sealed(ring, &gate, 1);
    apply(&city, &closure);
    int open = 50 + 100 + 600 + 20;
    int64_t seven_ms = MONDAY_MS - HOUR_MS; /* Monday 07:00 there */
    assert_int_equal(trip(&city, "car", 0, 0.5, 2, 2, 2.2), open);
    assert_int_equal(trip(&city, "car", seven_ms + HOUR_MS, 0.5, 2, 2, 2.2), open);
    /* Five seconds to the gate: who leaves 65 s early waits 60 s. */
    assert_int_equal(trip(&city, "car", seven_ms - 65000, 0.5, 2, 2, 2.2), open + 600);
    assert_int_equal(trip(&city, "car", seven_ms - 5000, 0.5, 2, 2, 2.2), open);
    /* Too late on Monday: until Tuesday 07:00, 22 hours less nothing. */
    assert_int_equal(trip(&city, "car", seven_ms + 2 * HOUR_MS - 5000, 0.5, 2, 2, 2.2),
                     open + 22 * 36000);
    /* The border elsewhere stays shut at all times, and who need not pass the gate does not wait.
     */
    assert_int_equal(trip(&city, "car", seven_ms - HOUR_MS, 0.5, 2, 3.5, 2), 500);
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

/* ---- gates against a search by time ---- */

/* Earliest arrivals at the beginning of every arc, by going on until nothing gets better. */
static void arrivals(const struct road_snapshot *snapshot, const struct seeds *from,
                     int64_t depart_ms, int64_t *at_ds)
{
    const struct graph *graph = snapshot->network->graph;
    bool better = true;
    for (uint32_t a = 0; a < graph->n_arcs; a++)
        at_ds[a] = INT64_MAX / 4;
    for (uint32_t i = 0; i < from->n; i++)
        at_ds[from->at[i].arc] = (int32_t)key_duration(from->at[i].key);
    while (better) {
        better = false;
        for (uint32_t a = 0; a < graph->n_arcs; a++) {
            int64_t key = snapshot->arc_key[a], wait_ds = 0;
            if (at_ds[a] >= INT64_MAX / 4)
                continue;
            for (size_t g = 0; g < snapshot->rules->gates.n; g++)
                if (snapshot->rules->gates.at[g].arc == a) {
                    const struct timed_gate *gate = &snapshot->rules->gates.at[g];
                    key = gate->key;
                    for (uint32_t h = 0; h < gate->n_hours; h++)
                        wait_ds +=
                            hours_wait_ms(&gate->hours[h], depart_ms + (at_ds[a] + wait_ds) * 100) /
                            100;
                }
            if (key >= KEY_NEVER)
                continue;
            for (uint32_t t = graph->turn_first[a]; t < graph->turn_first[a + 1]; t++) {
                int64_t turn = turn_key(snapshot_profile(snapshot), t);
                int64_t next = at_ds[a] + wait_ds + key_duration(key) + key_duration(turn);
                if (turn < KEY_NEVER && next < at_ds[graph->turn_to[t]]) {
                    at_ds[graph->turn_to[t]] = next;
                    better = true;
                }
            }
        }
    }
}

static void seal_at_random(struct road_live *live, struct rng *rng)
{
    double west = 1.3 + rng_unit(rng) * 3, south = 1.3 + rng_unit(rng) * 3;
    double east = west + 3 + rng_unit(rng) * 3, north = south + 3 + rng_unit(rng) * 3;
    struct road_point ring[4] = {grid_town_point(west, south), grid_town_point(east, south),
                                 grid_town_point(east, north), grid_town_point(west, north)};
    struct road_gate gates[6];
    struct road_closure closure = {
        .id = "zone", .change = ROAD_SEAL_AREA, .ring = ring, .n_ring = 4, .gates = gates};
    for (int i = 0; i < 6; i++) {
        struct road_gate *gate = &gates[closure.n_gates];
        double along = rng_unit(rng);
        memset(gate, 0, sizeof *gate);
        snprintf(gate->id, sizeof gate->id, "g%d", i);
        gate->point = i % 2 ? grid_town_point(west + (east - west) * along, south)
                            : grid_town_point(east, south + (north - south) * along);
        gate->delay_s = rng_below(rng, 100);
        gate->hours.n = 1 + rng_below(rng, 3);
        for (size_t w = 0; w < gate->hours.n; w++) {
            gate->hours.windows[w].days = (uint8_t)(1 + rng_below(rng, 127));
            gate->hours.windows[w].open_min = (uint16_t)rng_below(rng, 1440);
            gate->hours.windows[w].close_min = (uint16_t)rng_below(rng, 1440);
        }
        closure.n_gates++;
        /* A gate may find no street near it: then the town does without. */
        if (road_live_put(live, &closure, 1, NULL))
            closure.n_gates--;
    }
    assert_int_equal(road_live_apply(live, MONDAY_MS, NULL, NULL), ERR_OK);
}

static bool lies_on_closed(const struct road_snapshot *snapshot, uint32_t edge)
{
    const struct graph *graph = snapshot->network->graph;
    for (uint32_t a = graph->edge_first_arc[edge]; a < graph->edge_first_arc[edge + 1]; a++)
        if (snapshot->arc_key[a] >= KEY_NEVER)
            return true;
    return false;
}

static struct road_place anywhere_open(const struct road_snapshot *snapshot, struct rng *rng)
{
    const struct graph *graph = snapshot->network->graph;
    struct road_place place = {.main_edge = ROAD_NO_EDGE, .fraction = rng_unit(rng)};
    do
        place.edge = rng_below(rng, graph->n_edges);
    while (lies_on_closed(snapshot, place.edge));
    for (uint32_t a = graph->edge_first_arc[place.edge]; a < graph->edge_first_arc[place.edge + 1];
         a++)
        *(graph->arc_flags[a] & GRAPH_ARC_BACKWARD ? &place.backward : &place.forward) = true;
    return place;
}

static int64_t arrival_at(const struct road_snapshot *snapshot, const struct road_place *to,
                          const int64_t *at_ds)
{
    struct spot spot = {to->edge, to->fraction, to->forward, to->backward, false};
    struct seeds seeds;
    int64_t best = INT64_MAX / 4;
    seeds_to(snapshot, &spot, &seeds);
    for (uint32_t i = 0; i < seeds.n; i++) {
        int64_t at = at_ds[seeds.at[i].arc] + key_duration(seeds.at[i].key);
        best = at < best ? at : best;
    }
    return best;
}

static void trips_through_gates_are_the_earliest(void **state)
{
    (void)state;
    static const struct grid_town towns[] = {
        {.columns = 9, .rows = 9, .missing = 10, .time_only = true},
        {.columns = 9, .rows = 9, .oneway = 30, .forbidden_turns = 5, .time_only = true},
    };
    int through = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct rng rng;
        struct city city;
        struct road_snapshot *snapshot;
        print_message("# seed %d\n", (int)seed);
        rng_seed(&rng, seed);
        city.network = grid_town_make(&towns[seed % 2], &rng);
        assert_int_equal(road_live_new(city.network, &city.live, NULL), ERR_OK);
        assert_int_equal(road_search_new(city.network, &city.search, NULL), ERR_OK);
        seal_at_random(city.live, &rng);
        assert_int_equal(road_snapshot_get(city.live, "car", 0, &snapshot, NULL), ERR_OK);
        int64_t *at_ds = malloc(city.network->graph->n_arcs * sizeof *at_ds);
        for (int i = 0; i < 8; i++) {
            int64_t depart_ms = MONDAY_MS + (int64_t)rng_below(&rng, 7 * 24 * 60) * MINUTE_MS;
            struct road_table_options options = {.depart_ms = depart_ms};
            struct road_place from = anywhere_open(snapshot, &rng), to[10];
            uint32_t durations[10];
            struct seeds seeds;
            struct spot spot = {from.edge, from.fraction, from.forward, from.backward, false};
            for (int j = 0; j < 10; j++)
                do
                    to[j] = anywhere_open(snapshot, &rng);
                while (to[j].edge == from.edge);
            seeds_from(snapshot, &spot, &seeds);
            arrivals(snapshot, &seeds, depart_ms, at_ds);
            assert_int_equal(road_table(city.search, snapshot, &from, 1, to, 10, &options,
                                        durations, NULL, NULL),
                             ERR_OK);
            for (int j = 0; j < 10; j++) {
                int64_t want = arrival_at(snapshot, &to[j], at_ds);
                if (want >= INT64_MAX / 4)
                    assert_int_equal(durations[j], ROAD_UNREACHABLE);
                else
                    assert_int_equal(durations[j], want);
                through += want > 3600 * 10 && want < INT64_MAX / 4;
            }
        }
        free(at_ds);
        road_snapshot_put(snapshot);
        city_free(&city);
    }
    assert_true(through > 10); /* some did wait */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_street_is_driven_around_until_it_opens),
        cmocka_unit_test(closures_that_overlap_are_lifted_one_by_one),
        cmocka_unit_test(a_closure_by_profile_leaves_the_others_alone),
        cmocka_unit_test(a_sealed_area_is_entered_at_its_gates_only),
        cmocka_unit_test(without_a_gate_there_is_no_way_and_the_closure_is_named),
        cmocka_unit_test(a_gate_for_entering_does_not_let_anybody_out),
        cmocka_unit_test(a_gate_with_hours_lets_one_wait),
        cmocka_unit_test(a_ban_by_hour_and_a_closure_by_date_hold_when_they_hold),
        cmocka_unit_test(a_flooded_area_is_not_driven_through_at_all),
        cmocka_unit_test(what_cannot_be_meant_is_refused_with_a_sentence),
        cmocka_unit_test(a_fork_goes_its_own_way),
        cmocka_unit_test(a_snapshot_outlives_changes_and_the_live_itself),
        cmocka_unit_test(trips_through_gates_are_the_earliest),
    };
    return RUN_TESTS(tests);
}
