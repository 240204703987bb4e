#include "test.h"

#include <math.h>

#include "base/rng.h"
#include "geo/datum.h"

static double shift_m(double lon, double lat, enum datum to)
{
    struct point p = {lon, lat};
    return point_distance_m(p, datum_convert(p, DATUM_WGS84, to));
}

/* Offsets that two independent public libraries agree on. */
static void the_shift_is_as_large_as_elsewhere_measured(void **state)
{
    (void)state;
    assert_true(fabs(shift_m(121.489, 31.405, DATUM_GCJ02) - 476) < 3);
    assert_true(fabs(shift_m(121.448, 37.464, DATUM_GCJ02) - 472) < 3);
    double baidu_m = shift_m(121.489, 31.405, DATUM_BD09);
    assert_true(baidu_m > 1100 && baidu_m < 1320);
    assert_true(shift_m(-8.6, 41.15, DATUM_GCJ02) <= 0);
}

static void there_and_back_is_within_a_centimetre(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 51);
    print_message("# seed 51\n");
    for (int i = 0; i < 20000; i++) {
        struct point p = {75 + rng_unit(&rng) * 58, 5 + rng_unit(&rng) * 48};
        for (int from = 0; from < 3; from++) {
            for (int to = 0; to < 3; to++) {
                struct point there = datum_convert(p, (enum datum)from, (enum datum)to);
                struct point back = datum_convert(there, (enum datum)to, (enum datum)from);
                assert_true(point_distance_m(p, back) < 0.01);
            }
        }
    }
}

static void names_of_datums_are_read(void **state)
{
    (void)state;
    enum datum datum;
    assert_true(datum_parse(sv_of("gcj-02"), &datum) && datum == DATUM_GCJ02);
    assert_true(datum_parse(sv_of("WGS84"), &datum) && datum == DATUM_WGS84);
    assert_true(datum_parse(sv_of("BD09"), &datum) && datum == DATUM_BD09);
    assert_false(datum_parse(sv_of("BD0"), &datum));
    assert_false(datum_parse(sv_of("BD099"), &datum));
    assert_false(datum_parse(sv_of(""), &datum));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shift_is_as_large_as_elsewhere_measured),
        cmocka_unit_test(there_and_back_is_within_a_centimetre),
        cmocka_unit_test(names_of_datums_are_read),
    };
    return RUN_TESTS(tests);
}
