#include "test.h"

#include <math.h>

#include "base/limits.h"
#include "base/rng.h"
#include "geo/polygon.h"

static struct point square[] = {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}};
static struct point hole[] = {{1, 1}, {1, 3}, {3, 3}, {3, 1}, {1, 1}};

static void inside_outside_and_holes_are_told_apart(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct ring rings[] = {{square, 5}, {hole, 5}};
    struct polygon polygon;
    assert_int_equal(polygon_make(arena, rings, 2, &polygon, NULL), ERR_OK);
    assert_true(polygon_contains(&polygon, (struct point){0.5, 2}));
    assert_false(polygon_contains(&polygon, (struct point){2, 2}));
    assert_true(polygon_contains(&polygon, (struct point){2, 0.5}));
    assert_false(polygon_contains(&polygon, (struct point){5, 2}));
    assert_false(polygon_contains(&polygon, (struct point){-1, 0}));
    /* A ray through corners counts them once. */
    assert_true(polygon_contains(&polygon, (struct point){0.5, 1}));
    assert_true(polygon_contains(&polygon, (struct point){0.5, 3}));
    arena_free(arena);
}

static void segments_that_enter_touch_or_pass_are_seen(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct ring rings[] = {{square, 5}, {hole, 5}};
    struct polygon polygon;
    assert_int_equal(polygon_make(arena, rings, 2, &polygon, NULL), ERR_OK);
    struct point outside = {-1, 2}, inside = {0.5, 2}, in_hole = {2, 2}, beyond = {5, 2};
    assert_true(polygon_meets_segment(&polygon, outside, inside));
    assert_true(polygon_meets_segment(&polygon, outside, beyond));
    assert_true(polygon_meets_segment(&polygon, inside, (struct point){0.6, 2}));
    assert_false(polygon_edge_meets_segment(&polygon, inside, (struct point){0.6, 2}));
    assert_false(polygon_meets_segment(&polygon, in_hole, (struct point){2.5, 2.5}));
    assert_true(polygon_meets_segment(&polygon, (struct point){-1, 3}, (struct point){1, 5}));
    assert_false(polygon_meets_segment(&polygon, (struct point){-1, 3.5}, (struct point){0, 5}));
    arena_free(arena);
}

static void size_and_centre_follow_the_rings(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    /* About 1 km by 1 km at 38 degrees north, with a quarter cut out of the corner. */
    struct plane plane = plane_at((struct point){106.2, 38});
    struct point corners[7];
    static const double xy[7][2] = {{-500, -500}, {500, -500}, {500, 0},    {0, 0},
                                    {0, 500},     {-500, 500}, {-500, -500}};
    for (int i = 0; i < 7; i++)
        corners[i] = plane_point(&plane, xy[i][0], xy[i][1]);
    struct ring ring = {corners, 7};
    struct polygon polygon;
    assert_int_equal(polygon_make(arena, &ring, 1, &polygon, NULL), ERR_OK);
    assert_true(fabs(polygon_size_m2(&polygon) - 750e3) < 100);
    double x_m, y_m;
    plane_xy(&plane, polygon_centroid(&polygon), &x_m, &y_m);
    /* Three squares of 500 m with centres (-250,-250), (250,-250), (-250,250). */
    assert_true(fabs(x_m + 250.0 / 3) < 0.1 && fabs(y_m + 250.0 / 3) < 0.1);
    assert_true(fabs(polygon_distance_m(&polygon, plane_point(&plane, 300, 400)) - 300) < 0.1);
    assert_true(polygon_distance_m(&polygon, plane_point(&plane, -300, -300)) <= 0);
    struct ring rings[] = {{square, 5}, {hole, 5}};
    assert_int_equal(polygon_make(arena, rings, 2, &polygon, NULL), ERR_OK);
    struct point middle = polygon_centroid(&polygon);
    assert_true(fabs(middle.lon - 2) < 1e-9 && fabs(middle.lat - 2) < 1e-9);
    struct polygon two[] = {polygon_of_box(arena, (struct box){10, 0, 11, 1}),
                            polygon_of_box(arena, (struct box){14, 0, 15, 1})};
    struct area area = area_of(two, 2);
    middle = area_centroid(&area);
    assert_true(fabs(middle.lon - 12.5) < 1e-6 && fabs(middle.lat - 0.5) < 1e-6);
    assert_true(fabs(area_size_m2(&area) - 2 * polygon_size_m2(&two[0])) < 1);
    assert_true(area_contains(&area, (struct point){14.5, 0.5}));
    assert_false(area_contains(&area, middle));
    assert_true(area_meets_segment(&area, middle, (struct point){14.5, 0.5}));
    arena_free(arena);
}

struct bad {
    struct point points[8];
    size_t n;
    const char *reason;
};

static void rings_that_are_none_are_refused_with_the_reason(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const struct bad bad[] = {
        {{{0, 0}, {1, 0}, {0, 0}}, 3, "at least 4"},
        {{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, 4, "not closed"},
        {{{0, 0}, {2, 2}, {2, 0}, {0, 3}, {0, 0}}, 5, "crosses itself"},
        {{{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}, {0, 0}}, 6, "crosses itself"},
        {{{0, 0}, {4, 0}, {4, 4}, {4, -2}, {2, -1}, {0, 0}}, 6, "crosses itself"},
        {{{0, 0}, {1, 0}, {2, 0}, {0, 0}}, 4, "encloses nothing"},
        {{{0, 0}, {1, 0}, {1, 0}, {0, 1}, {0, 0}}, 5, "repeats"},
        {{{0, 0}, {181, 0}, {1, 1}, {0, 0}}, 4, "not on the earth"},
        {{{0, 0}, {(double)NAN, 0}, {1, 1}, {0, 0}}, 4, "not on the earth"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ring ring = {(struct point *)bad[i].points, bad[i].n};
        struct polygon polygon;
        struct error error;
        assert_int_equal(polygon_make(arena, &ring, 1, &polygon, &error), ERR_INVALID);
        if (!strstr(error.text, bad[i].reason))
            fail_msg("case %zu: %s", i, error.text);
    }
    struct polygon polygon;
    assert_int_equal(polygon_make(arena, NULL, 0, &polygon, NULL), ERR_INVALID);
    arena_free(arena);
}

/* A star-shaped ring: simple by construction. */
static struct ring star(struct arena *arena, struct rng *rng, size_t n)
{
    struct ring ring = {arena_array(arena, struct point, n + 1), n + 1};
    for (size_t i = 0; i < n; i++) {
        double angle = 2 * M_PI * (double)i / (double)n, far = 0.2 + rng_unit(rng);
        ring.points[i] = (struct point){106 + far * cos(angle), 38 + far * sin(angle)};
    }
    ring.points[n] = ring.points[0];
    return ring;
}

static void the_largest_polygon_passes_and_one_more_point_does_not(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct rng rng;
    rng_seed(&rng, 5);
    struct polygon polygon;
    struct ring ring = star(arena, &rng, LIMIT_POLYGON_POINTS - 1);
    assert_int_equal(polygon_make(arena, &ring, 1, &polygon, NULL), ERR_OK);
    ring = star(arena, &rng, LIMIT_POLYGON_POINTS);
    assert_int_equal(polygon_make(arena, &ring, 1, &polygon, NULL), ERR_LIMIT);
    arena_free(arena);
}

/* The angles under which the corners are seen add up to a full turn inside and to nothing
 * outside: slow and quite another way than counting crossings. */
static bool winds_around(const struct ring *ring, struct point p)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < ring->n; i++) {
        double ax = ring->points[i].lon - p.lon, ay = ring->points[i].lat - p.lat;
        double bx = ring->points[i + 1].lon - p.lon, by = ring->points[i + 1].lat - p.lat;
        sum += atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return fabs(sum) > M_PI;
}

static void random_points_agree_with_the_winding_number(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 21);
    print_message("# seed 21\n");
    for (int round = 0; round < 100; round++) {
        struct arena *arena = arena_new();
        struct ring ring = star(arena, &rng, 3 + rng_below(&rng, 40));
        struct polygon polygon;
        if (polygon_make(arena, &ring, 1, &polygon, NULL) == ERR_OK) {
            for (int i = 0; i < 200; i++) {
                struct point p = {104.8 + 2.4 * rng_unit(&rng), 36.8 + 2.4 * rng_unit(&rng)};
                assert_int_equal(polygon_contains(&polygon, p), winds_around(&ring, p));
            }
        }
        arena_free(arena);
    }
}

static void neighbours_never_both_claim_a_point_on_their_common_edge(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct point lower[] = {{0, 0}, {7, 0}, {7, 3}, {0, 0}},
                 upper[] = {{0, 0}, {7, 3}, {0, 3}, {0, 0}};
    struct ring rings[] = {{lower, 4}, {upper, 4}};
    struct polygon below, above;
    assert_int_equal(polygon_make(arena, &rings[0], 1, &below, NULL), ERR_OK);
    assert_int_equal(polygon_make(arena, &rings[1], 1, &above, NULL), ERR_OK);
    struct rng rng;
    rng_seed(&rng, 3);
    for (int i = 0; i < 10000; i++) {
        double share = rng_unit(&rng);
        struct point p = {7 * share, 3 * share};
        assert_int_equal(polygon_contains(&below, p) + polygon_contains(&above, p), 1);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inside_outside_and_holes_are_told_apart),
        cmocka_unit_test(segments_that_enter_touch_or_pass_are_seen),
        cmocka_unit_test(size_and_centre_follow_the_rings),
        cmocka_unit_test(rings_that_are_none_are_refused_with_the_reason),
        cmocka_unit_test(the_largest_polygon_passes_and_one_more_point_does_not),
        cmocka_unit_test(random_points_agree_with_the_winding_number),
        cmocka_unit_test(neighbours_never_both_claim_a_point_on_their_common_edge),
    };
    return RUN_TESTS(tests);
}
