#include "test.h"

#include <math.h>

#include "base/rng.h"
#include "geo/polyline.h"

static void the_published_example_is_met(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct point line[] = {{-120.2, 38.5}, {-120.95, 40.7}, {-126.453, 43.252}};
    assert_string_equal(polyline_encode(arena, line, 3, POLYLINE_5), "_p~iF~ps|U_ulLnnqC_mqNvxq`@");
    assert_string_equal(polyline_encode(arena, line, 0, POLYLINE_5), "");
    struct point *back;
    size_t n;
    struct sv text = sv_of("_p~iF~ps|U_ulLnnqC_mqNvxq`@");
    assert_int_equal(polyline_decode(arena, text, POLYLINE_5, &back, &n, NULL), ERR_OK);
    assert_int_equal(n, 3);
    assert_true(fabs(back[2].lon + 126.453) < 1e-9 && fabs(back[2].lat - 43.252) < 1e-9);
    assert_int_equal(polyline_decode(arena, sv_of(""), POLYLINE_6, &back, &n, NULL), ERR_OK);
    assert_int_equal(n, 0);
    arena_free(arena);
}

static void lines_come_back_within_half_a_unit(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 41);
    print_message("# seed 41\n");
    for (int round = 0; round < 300; round++) {
        struct arena *arena = arena_new();
        enum polyline_decimals decimals = round % 2 ? POLYLINE_5 : POLYLINE_6;
        double half = decimals == POLYLINE_5 ? 0.5e-5 : 0.5e-6;
        size_t n = rng_below(&rng, 200), m = 0;
        struct point *line = arena_array(arena, struct point, n), *back;
        for (size_t i = 0; i < n; i++)
            line[i] = (struct point){rng_unit(&rng) * 360 - 180, rng_unit(&rng) * 180 - 90};
        char *text = polyline_encode(arena, line, n, decimals);
        assert_int_equal(polyline_decode(arena, sv_of(text), decimals, &back, &m, NULL), ERR_OK);
        assert_int_equal(m, n);
        for (size_t i = 0; i < n; i++) {
            assert_true(fabs(back[i].lon - line[i].lon) < half + 1e-9);
            assert_true(fabs(back[i].lat - line[i].lat) < half + 1e-9);
        }
        arena_free(arena);
    }
}

static void broken_text_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char *const broken[] = {
        "_p~iF",    "_p~iF~ps|",      "_p~iF~ps|U ", "\x7f\x80", "~~~~~~~~~~~~~~~~?",
        "~~~~~~??", "_p~iF~ps|U_ulL",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct point *points = NULL;
        size_t n = 7;
        struct error error = {0};
        assert_int_equal(polyline_decode(arena, sv_of(broken[i]), POLYLINE_5, &points, &n, &error),
                         ERR_FORMAT);
        assert_null(points);
        assert_int_equal(n, 7);
        assert_true(strlen(error.text) > 10);
    }
    arena_free(arena);
}

static void too_many_points_are_refused_before_memory_is_taken(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t size = 2 * (POLYLINE_POINTS_MAX + 1);
    char *text = arena_alloc(arena, size);
    memset(text, '?', size);
    struct point *points;
    size_t n;
    assert_int_equal(polyline_decode(arena, sv_from(text, size - 2), POLYLINE_5, &points, &n, NULL),
                     ERR_OK);
    assert_int_equal(polyline_decode(arena, sv_from(text, size), POLYLINE_5, &points, &n, NULL),
                     ERR_LIMIT);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_example_is_met),
        cmocka_unit_test(lines_come_back_within_half_a_unit),
        cmocka_unit_test(broken_text_is_refused),
        cmocka_unit_test(too_many_points_are_refused_before_memory_is_taken),
    };
    return RUN_TESTS(tests);
}
