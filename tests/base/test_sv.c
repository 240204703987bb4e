#include "test.h"

#include "base/sv.h"

static void cutting_gives_every_part_once(void **state)
{
    (void)state;
    struct sv rest = sv_of("a,,bc,");
    assert_true(sv_is(sv_cut(&rest, ','), "a"));
    assert_true(sv_is(sv_cut(&rest, ','), ""));
    assert_true(sv_is(sv_cut(&rest, ','), "bc"));
    assert_non_null(rest.at);
    assert_true(sv_is(sv_cut(&rest, ','), ""));
    assert_null(rest.at);
}

static void views_compare_and_trim(void **state)
{
    (void)state;
    assert_true(sv_eq(sv_of(NULL), sv_of("")));
    assert_true(sv_is(sv_trim(sv_of(" \t 12 30 \r\n")), "12 30"));
    assert_true(sv_is(sv_trim(sv_of("  ")), ""));
    assert_true(sv_starts(sv_of("gas.leak"), "gas."));
    assert_false(sv_starts(sv_of("ga"), "gas."));
    assert_true(sv_ends(sv_of("porto.osm.pbf"), ".pbf"));
    assert_false(sv_ends(sv_of("bf"), ".pbf"));
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    int64_t i = 7;
    assert_true(sv_to_i64(sv_of("-9223372036854775808"), &i) && i == INT64_MIN);
    assert_true(sv_to_i64(sv_of("9223372036854775807"), &i) && i == INT64_MAX);
    static const char *const no_integers[] = {"", "-", "9223372036854775808", "12 ", "1.0", "0x1"};
    for (size_t n = 0; n < sizeof no_integers / sizeof *no_integers; n++)
        assert_false(sv_to_i64(sv_of(no_integers[n]), &i));
    double f = 0;
    assert_true(sv_to_f64(sv_of("-1.5e3"), &f) && f < -1499.9 && f > -1500.1);
    static const char *const no_numbers[] = {"",    ".",    "nan", "inf", "1e999",
                                             "1,5", "1.5 ", "--1", "e"};
    for (size_t n = 0; n < sizeof no_numbers / sizeof *no_numbers; n++)
        assert_false(sv_to_f64(sv_of(no_numbers[n]), &f));
}

static void only_well_formed_utf8_passes(void **state)
{
    (void)state;
    assert_true(sv_is_utf8(sv_of("封控区 sealed é 🚑")));
    static const char *const wrong[] = {"\x80",
                                        "\xc3",
                                        "\xc0\xaf",
                                        "\xe0\x9f\xbf",
                                        "\xed\xa0\x80",
                                        "\xf4\x90\x80\x80",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xff",
                                        "ab\xe5\xb0"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(sv_is_utf8(sv_of(wrong[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cutting_gives_every_part_once),
        cmocka_unit_test(views_compare_and_trim),
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(only_well_formed_utf8_passes),
    };
    return RUN_TESTS(tests);
}
