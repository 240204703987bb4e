#include "test.h"

#include <math.h>

#include "base/rng.h"
#include "geo/point.h"

static void known_distances_and_bearings_come_out(void **state)
{
    (void)state;
    struct point beijing = {116.3912757, 39.906217}, shanghai = {121.4692071, 31.2323437};
    /* 1067.9 km on the sphere. */
    assert_true(fabs(point_distance_m(beijing, shanghai) - 1068e3) < 2e3);
    struct point equator = {0, 0}, east = {1, 0}, north = {0, 1};
    double degree_m = EARTH_RADIUS_M * M_PI / 180;
    assert_true(fabs(point_distance_m(equator, east) - degree_m) < 1e-6);
    assert_true(fabs(point_bearing_deg(equator, east) - 90) < 1e-9);
    assert_true(fabs(point_bearing_deg(equator, north)) < 1e-9);
    assert_true(fabs(point_bearing_deg(north, equator) - 180) < 1e-9);
    assert_true(fabs(point_bearing_deg(east, equator) - 270) < 1e-9);
    assert_true(point_distance_m(east, east) <= 0);
}

static void only_points_on_the_earth_are_valid(void **state)
{
    (void)state;
    assert_true(point_is_valid((struct point){180, -90}));
    assert_false(point_is_valid((struct point){180.001, 0}));
    assert_false(point_is_valid((struct point){0, NAN}));
    assert_false(point_is_valid((struct point){-INFINITY, 0}));
}

static struct point random_point(struct rng *rng, double lat_max)
{
    return (struct point){rng_unit(rng) * 340 - 170, (rng_unit(rng) * 2 - 1) * lat_max};
}

static void moving_goes_as_far_and_where_it_was_told(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 11);
    print_message("# seed 11\n");
    for (int i = 0; i < 20000; i++) {
        struct point from = random_point(&rng, 80);
        double bearing = rng_unit(&rng) * 360, distance_m = 1 + rng_unit(&rng) * 200e3;
        struct point to = point_move(from, bearing, distance_m);
        assert_true(point_is_valid(to));
        assert_true(fabs(point_distance_m(from, to) - distance_m) < 1e-3);
        double off = fabs(remainder(point_bearing_deg(from, to) - bearing, 360));
        assert_true(off * distance_m < 1);
    }
}

static void the_fast_distance_stays_close_to_the_great_circle(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 12);
    print_message("# seed 12\n");
    for (int i = 0; i < 20000; i++) {
        struct point from = random_point(&rng, 58);
        struct point to = point_move(from, rng_unit(&rng) * 360, rng_unit(&rng) * 100e3);
        double exact_m = point_distance_m(from, to);
        if (fabs(to.lat) < 60)
            assert_true(fabs(point_distance_near_m(from, to) - exact_m) <= exact_m * 0.001 + 1e-3);
    }
}

static void the_nearest_place_on_a_segment_is_found(void **state)
{
    (void)state;
    struct plane plane = plane_at((struct point){106.2, 38});
    struct point a = plane_point(&plane, 0, 0), b = plane_point(&plane, 100, 0);
    double distance_m;
    assert_true(fabs(plane_nearest(&plane, a, b, plane_point(&plane, 25, 10), &distance_m) - 0.25) <
                1e-9);
    assert_true(fabs(distance_m - 10) < 1e-6);
    assert_true(plane_nearest(&plane, a, b, plane_point(&plane, -3, 4), &distance_m) <= 0);
    assert_true(fabs(distance_m - 5) < 1e-6);
    assert_true(plane_nearest(&plane, a, b, plane_point(&plane, 103, -4), &distance_m) >= 1);
    assert_true(fabs(distance_m - 5) < 1e-6);
    plane_nearest(&plane, a, a, plane_point(&plane, 3, 4), &distance_m);
    assert_true(fabs(distance_m - 5) < 1e-6);
}

static void boxes_grow_and_overlap(void **state)
{
    (void)state;
    struct box box = box_none();
    assert_true(box_is_none(box));
    assert_false(box_overlaps(box, (struct box){-180, -90, 180, 90}));
    box_add(&box, (struct point){1, 2});
    box_add(&box, (struct point){3, 1});
    assert_false(box_is_none(box));
    assert_true(box_contains(box, (struct point){2, 1.5}));
    assert_true(box_contains(box, (struct point){1, 2}));
    assert_false(box_contains(box, (struct point){0.99, 1.5}));
    assert_true(box_overlaps(box, (struct box){3, 2, 4, 4}));
    assert_false(box_overlaps(box, (struct box){3.01, 1, 4, 4}));
    struct box grown = box_grown(box, 1000);
    assert_true(point_distance_m((struct point){1, 2}, (struct point){grown.west, 2}) >= 999.9);
    assert_true(point_distance_m((struct point){1, 1}, (struct point){1, grown.south}) >= 999.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_distances_and_bearings_come_out),
        cmocka_unit_test(only_points_on_the_earth_are_valid),
        cmocka_unit_test(moving_goes_as_far_and_where_it_was_told),
        cmocka_unit_test(the_fast_distance_stays_close_to_the_great_circle),
        cmocka_unit_test(the_nearest_place_on_a_segment_is_found),
        cmocka_unit_test(boxes_grow_and_overlap),
    };
    return RUN_TESTS(tests);
}
