#include "test.h"

#include "base/id.h"

static void ids_increase_even_when_the_clock_stands_still(void **state)
{
    (void)state;
    struct clock *clock = clock_virtual(1664249520000);
    struct id_source *source = id_source_new(clock, 1);
    struct id before = id_new(source);
    for (int i = 0; i < 100000; i++) {
        struct id next = id_new(source);
        assert_true(strcmp(before.text, next.text) < 0);
        before = next;
    }
    clock_move_to(clock, 1664249520000 + 5000);
    struct id later = id_new(source);
    assert_true(strcmp(before.text, later.text) < 0);
    assert_int_equal(id_time_ms(&later), 1664249525000);
    id_source_free(source);
    clock_free(clock);
}

static void ids_carry_version_and_variant(void **state)
{
    (void)state;
    struct clock *clock = clock_real();
    struct id_source *source = id_source_new(clock, 2);
    for (int i = 0; i < 1000; i++) {
        struct id id = id_new(source), back;
        assert_int_equal(strlen(id.text), 36);
        assert_int_equal(id.text[14], '7');
        assert_non_null(strchr("89ab", id.text[19]));
        assert_true(id_parse(sv_of(id.text), &back));
        assert_string_equal(back.text, id.text);
    }
    id_source_free(source);
    clock_free(clock);
}

static void what_is_no_uuid_is_refused(void **state)
{
    (void)state;
    struct id id;
    assert_false(id_parse(sv_of(""), &id));
    assert_false(id_parse(sv_of("01837d5f-1b00-7000-8000-00000000000"), &id));
    assert_false(id_parse(sv_of("01837d5f-1b00-7000-8000-00000000000g"), &id));
    assert_false(id_parse(sv_of("01837d5f11b00-7000-8000-000000000000"), &id));
    assert_true(id_parse(sv_of("01837D5F-1B00-7000-8000-00000000000A"), &id));
    assert_string_equal(id.text, "01837d5f-1b00-7000-8000-00000000000a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_increase_even_when_the_clock_stands_still),
        cmocka_unit_test(ids_carry_version_and_variant),
        cmocka_unit_test(what_is_no_uuid_is_refused),
    };
    return RUN_TESTS(tests);
}
