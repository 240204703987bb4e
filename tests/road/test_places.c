/*
 * Snapping, branches, isochrones and map matching on a grid of five by five junctions with two-way
 * streets of 100 m and 10 s.
 */
#include "test.h"

#include <math.h>

#include "base/json.h"
#include "grid_town.h"

struct city {
    struct road_network *network;
    struct road_live *live;
    struct road_search *search;
    struct road_snapshot *snapshot;
};

static struct city city_new(void)
{
    struct city city;
    struct hand hand = hand_begin();
    uint32_t node[5][5];
    char name[16];
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 5; c++)
            node[r][c] = hand_node(&hand, c, r);
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 5; c++) {
            snprintf(name, sizeof name, "row %d", r);
            if (c < 4)
                hand_street(&hand, node[r][c], node[r][c + 1], 100, 100, name);
            snprintf(name, sizeof name, "col %d", c);
            if (r < 4)
                hand_street(&hand, node[r][c], node[r + 1][c], 100, 100, name);
        }
    city.network = hand_finish(&hand);
    assert_int_equal(road_live_new(city.network, &city.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(city.network, &city.search, NULL), ERR_OK);
    assert_int_equal(road_snapshot_get(city.live, "car", 0, &city.snapshot, NULL), ERR_OK);
    return city;
}

static void city_free(struct city *city)
{
    road_snapshot_put(city->snapshot);
    road_search_free(city->search);
    road_live_free(city->live);
    road_network_free(city->network);
}

static const char *name_of(const struct city *city, uint32_t edge)
{
    struct road_edge info;
    road_edge_get(city->network, edge, &info);
    return info.name;
}

static void the_nearest_streets_come_nearest_first(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_place places[10];
    size_t n = 0;
    assert_int_equal(road_snap(city.search, city.snapshot, grid_town_point(1.5, 2.1), NULL, places,
                               10, &n, NULL),
                     ERR_OK);
    assert_int_equal(n, 10);
    assert_string_equal(name_of(&city, places[0].edge), "row 2");
    assert_true(fabs(places[0].fraction - 0.5) < 0.01);
    assert_true(fabs(places[0].distance_m - 10) < 0.5);
    for (size_t i = 1; i < n; i++) {
        assert_true(places[i].distance_m >= places[i - 1].distance_m);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(places[i].edge, places[k].edge);
    }
    city_free(&city);
}

static void every_nearest_street_is_that_of_a_plain_search(void **state)
{
    (void)state;
    struct rng rng;
    static const struct grid_town town = {.columns = 25, .rows = 18, .missing = 20, .oneway = 30};
    rng_seed(&rng, 9);
    struct city city = {.network = grid_town_make(&town, &rng)};
    const struct graph *graph = city.network->graph;
    assert_int_equal(road_live_new(city.network, &city.live, NULL), ERR_OK);
    assert_int_equal(road_search_new(city.network, &city.search, NULL), ERR_OK);
    assert_int_equal(road_snapshot_get(city.live, "car", 0, &city.snapshot, NULL), ERR_OK);
    for (int i = 0; i < 500; i++) {
        struct road_point at = grid_town_point(-5 + rng_unit(&rng) * 35, -5 + rng_unit(&rng) * 28);
        struct plane plane = plane_at((struct point){at.lon, at.lat});
        struct road_place place;
        double best = HUGE_VAL, distance;
        size_t n = 0;
        for (uint32_t e = 0; e < graph->n_edges; e++) {
            uint32_t p = graph->edge_first_point[e];
            plane_nearest(&plane, network_point(graph, p), network_point(graph, p + 1),
                          (struct point){at.lon, at.lat}, &distance);
            best = fmin(best, distance);
        }
        assert_int_equal(road_snap(city.search, city.snapshot, at, NULL, &place, 1, &n, NULL),
                         ERR_OK);
        assert_true(fabs(place.distance_m - best) < 0.01);
    }
    city_free(&city);
}

/* A trip that begins or ends on a crossing may take any of its streets: nothing of one that only
 * leads there is driven, and no turn off it is paid. */
static void at_a_crossing_a_trip_takes_the_street_that_suits_it(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_place from, to, middle;
    size_t n = 0;
    uint32_t there = 0, beside = 0;
    struct road_snap_options east = {.bearing_deg = 90, .bearing_range_deg = 20};
    assert_int_equal(
        road_snap(city.search, city.snapshot, grid_town_point(2, 2), NULL, &from, 1, &n, NULL),
        ERR_OK);
    assert_true(from.crossing && (from.fraction == 0 || from.fraction == 1));
    for (int side = 0; side < 4; side++) {
        static const double columns[] = {4, 0, 2, 2}, rows[] = {2, 2, 4, 0};
        assert_int_equal(road_snap(city.search, city.snapshot,
                                   grid_town_point(columns[side], rows[side]), NULL, &to, 1, &n,
                                   NULL),
                         ERR_OK);
        assert_int_equal(road_duration_ds(city.search, city.snapshot, &from, &to), 200);
        assert_int_equal(road_duration_ds(city.search, city.snapshot, &to, &from), 200);
        struct road_route *route = NULL;
        struct road_place pair[] = {from, to};
        assert_int_equal(road_route(city.search, city.snapshot, pair, 2, NULL, &route, NULL),
                         ERR_OK);
        assert_int_equal(route->duration_ds, 200);
        assert_int_equal(route->length_dm,
                         route->legs[0].pieces[0].length_dm + route->legs[0].pieces[1].length_dm);
        assert_int_equal(route->legs[0].n_pieces, 2);
        road_route_free(route);
    }
    /* Whoever asks for a direction, or stands a metre beside it, is on one street. */
    assert_int_equal(
        road_snap(city.search, city.snapshot, grid_town_point(2, 2), &east, &middle, 1, &n, NULL),
        ERR_OK);
    assert_false(middle.crossing);
    assert_int_equal(road_snap(city.search, city.snapshot, grid_town_point(2.01, 2.2), NULL,
                               &middle, 1, &n, NULL),
                     ERR_OK);
    assert_false(middle.crossing);
    there = road_duration_ds(city.search, city.snapshot, &middle, &to);
    beside = road_duration_ds(city.search, city.snapshot, &from, &to);
    assert_true(there > beside);
    city_free(&city);
}

static void bearings_radiuses_and_curbs_narrow_the_choice(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_place place;
    struct road_point by_row = grid_town_point(1.5, 2.1);
    struct road_snap_options options = {.bearing_deg = 0, .bearing_range_deg = 20};
    size_t n = 0;
    assert_int_equal(road_snap(city.search, city.snapshot, by_row, &options, &place, 1, &n, NULL),
                     ERR_OK);
    assert_string_equal(name_of(&city, place.edge), "col 1"); /* or 2: equally far */
    assert_true(place.forward && !place.backward);
    options = (struct road_snap_options){.curb_side = true};
    assert_int_equal(road_snap(city.search, city.snapshot, by_row, &options, &place, 1, &n, NULL),
                     ERR_OK);
    assert_true(place.backward && !place.forward); /* north of a street: westwards, keeping right */
    options = (struct road_snap_options){.radius_m = 5};
    assert_int_equal(road_snap(city.search, city.snapshot, by_row, &options, &place, 1, &n, NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(road_snap(city.search, city.snapshot, (struct road_point){200, 0}, NULL,
                               &place, 1, &n, NULL),
                     ERR_INVALID);
    city_free(&city);
}

static void branches_are_the_streets_of_the_junction(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_place place;
    struct road_branch branches[8];
    size_t n = 0;
    assert_int_equal(
        road_snap(city.search, city.snapshot, grid_town_point(1.5, 2), NULL, &place, 1, &n, NULL),
        ERR_OK);
    assert_int_equal(road_branches(city.snapshot, place.edge, false, branches, 8), 4);
    for (int i = 0; i < 4; i++) {
        assert_true(fabs(branches[i].bearing_deg - 90 * i) < 1 ||
                    fabs(branches[i].bearing_deg - 360) < 1);
        assert_int_equal(branches[i].may_enter, branches[i].edge != place.edge);
    }
    city_free(&city);
}

static bool inside(const json_t *polygon, struct road_point p)
{
    bool in = false;
    size_t r, i;
    json_t *ring, *position;
    json_array_foreach(polygon, r, ring)
    {
        size_t n = json_array_size(ring);
        json_array_foreach(ring, i, position)
        {
            const json_t *next = json_array_get(ring, (i + 1) % n);
            double ax = json_real_value(json_array_get(position, 0));
            double ay = json_real_value(json_array_get(position, 1));
            double bx = json_real_value(json_array_get(next, 0));
            double by = json_real_value(json_array_get(next, 1));
            if ((ay > p.lat) != (by > p.lat) && p.lon < ax + (bx - ax) * (p.lat - ay) / (by - ay))
                in = !in;
        }
    }
    return in;
}

static void an_isochrone_holds_what_is_within_reach(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_place from;
    const double minutes[] = {0.5, 1.5};
    size_t n = 0;
    assert_int_equal(
        road_snap(city.search, city.snapshot, grid_town_point(0, 0), NULL, &from, 1, &n, NULL),
        ERR_OK);
    for (int inbound = 0; inbound < 2; inbound++) {
        char *text = NULL;
        json_t *root = NULL;
        assert_int_equal(
            road_isochrone(city.search, city.snapshot, &from, minutes, 2, inbound, &text, NULL),
            ERR_OK);
        assert_int_equal(json_read(sv_of(text), "isochrone", &root, NULL), ERR_OK);
        json_t *features = json_object_get(root, "features");
        assert_int_equal(json_array_size(features), 2);
        /* Half a minute is three streets; one and a half are all. */
        for (int c = 0; c < 2; c++) {
            json_t *geometry = json_object_get(json_array_get(features, (size_t)c), "geometry");
            json_t *polygons = json_object_get(geometry, "coordinates");
            assert_int_equal(json_array_size(polygons), 1);
            const json_t *polygon = json_array_get(polygons, 0);
            assert_true(inside(polygon, grid_town_point(0.1, 0.1)));
            assert_true(inside(polygon, grid_town_point(1, 1.8)));
            assert_int_equal(inside(polygon, grid_town_point(3, 3)), c == 1);
            assert_int_equal(inside(polygon, grid_town_point(4, 4)), c == 1);
        }
        json_decref(root);
        free(text);
    }
    const double falling[] = {2, 1};
    char *none = NULL;
    assert_int_equal(
        road_isochrone(city.search, city.snapshot, &from, falling, 2, false, &none, NULL),
        ERR_INVALID);
    city_free(&city);
}

static void a_noisy_trace_is_matched_to_the_streets_driven(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_fix fixes[12];
    struct road_match *match = NULL;
    /* East along row 1, then north along column 3; every fix some metres off. */
    for (int i = 0; i < 12; i++) {
        double along = 0.2 + i * 0.38;
        double off = (i % 3 - 1) * 0.04;
        fixes[i] = (struct road_fix){.point = along < 3 ? grid_town_point(along, 1 + off)
                                                        : grid_town_point(3 + off, along - 2),
                                     .at_s = 1000 + i * 5};
    }
    assert_int_equal(road_match(city.search, city.snapshot, fixes, 12, NULL, &match, NULL), ERR_OK);
    assert_int_equal(match->n_matchings, 1);
    assert_int_equal(match->matchings[0].route->n_legs, 11);
    assert_true(match->matchings[0].confidence > 0.8);
    for (int i = 0; i < 12; i++) {
        assert_true(match->fixes[i].matched);
        assert_string_equal(name_of(&city, match->fixes[i].place.edge), i < 8 ? "row 1" : "col 3");
    }
    road_match_free(match);
    /* A jump in time splits it; a point far out is left out. */
    for (int i = 6; i < 12; i++)
        fixes[i].at_s += 1000;
    fixes[2].point = grid_town_point(2, 30);
    assert_int_equal(road_match(city.search, city.snapshot, fixes, 12, NULL, &match, NULL), ERR_OK);
    assert_int_equal(match->n_matchings, 2);
    assert_false(match->fixes[2].matched);
    assert_int_equal(match->fixes[3].matching, 0);
    assert_int_equal(match->fixes[7].matching, 1);
    road_match_free(match);
    city_free(&city);
}

static void steps_through_several_places_add_up(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_place places[3];
    struct road_route *route = NULL, *straight = NULL;
    struct road_route_options options = {.at_via = ROAD_STRAIGHT_ON};
    const struct road_point at[] = {grid_town_point(0.5, 0), grid_town_point(2, 0.5),
                                    grid_town_point(0.5, 0)};
    size_t n = 0;
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            road_snap(city.search, city.snapshot, at[i], NULL, &places[i], 1, &n, NULL), ERR_OK);
    assert_int_equal(road_route(city.search, city.snapshot, places, 3, NULL, &route, NULL), ERR_OK);
    assert_int_equal(route->n_legs, 2);
    assert_int_equal(route->duration_ds, 400); /* there and back, turning round on the spot */
    for (size_t l = 0; l < 2; l++) {
        const struct road_leg *leg = &route->legs[l];
        struct road_point first = leg->points[0], last = leg->points[leg->n_points - 1];
        assert_true(fabs(first.lon - at[l].lon) < 1e-6 && fabs(first.lat - at[l].lat) < 1e-6);
        assert_true(fabs(last.lon - at[l + 1].lon) < 1e-6 && fabs(last.lat - at[l + 1].lat) < 1e-6);
        assert_true(leg->n_points == leg->n_pieces + 1);
    }
    assert_int_equal(road_route(city.search, city.snapshot, places, 3, &options, &straight, NULL),
                     ERR_OK);
    assert_int_equal(straight->duration_ds, 500); /* straight on: round the block */
    road_route_free(route);
    road_route_free(straight);
    assert_int_equal(road_route(city.search, city.snapshot, places, 1, NULL, &route, NULL),
                     ERR_INVALID);
    places[1].edge = 100000;
    assert_int_equal(road_route(city.search, city.snapshot, places, 3, NULL, &route, NULL),
                     ERR_INVALID);
    city_free(&city);
}

static uint32_t tenths_between(const struct city *city, struct road_place from,
                               struct road_place to)
{
    return road_duration_ds(city->search, city->snapshot, &from, &to);
}

static void of_a_segment_only_the_whole_tenths_that_are_done_count(void **state)
{
    (void)state;
    struct city city = city_new();
    struct road_place start, end, on;
    size_t n = 0;
    assert_int_equal(
        road_snap(city.search, city.snapshot, grid_town_point(0.0078, 0), NULL, &on, 1, &n, NULL),
        ERR_OK);
    start = end = on;
    start.fraction = 0;
    end.fraction = 1;
    /* 0.78 tenths of the 100 of the street: none is done, 100 are left, in both directions */
    assert_int_equal(tenths_between(&city, start, on), 0);
    assert_int_equal(tenths_between(&city, on, end), 100);
    assert_int_equal(tenths_between(&city, end, on), 100);
    assert_int_equal(tenths_between(&city, on, start), 0);
    city_free(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_segment_only_the_whole_tenths_that_are_done_count),
        cmocka_unit_test(the_nearest_streets_come_nearest_first),
        cmocka_unit_test(every_nearest_street_is_that_of_a_plain_search),
        cmocka_unit_test(at_a_crossing_a_trip_takes_the_street_that_suits_it),
        cmocka_unit_test(bearings_radiuses_and_curbs_narrow_the_choice),
        cmocka_unit_test(branches_are_the_streets_of_the_junction),
        cmocka_unit_test(an_isochrone_holds_what_is_within_reach),
        cmocka_unit_test(a_noisy_trace_is_matched_to_the_streets_driven),
        cmocka_unit_test(steps_through_several_places_add_up),
    };
    return RUN_TESTS(tests);
}
