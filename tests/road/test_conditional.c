#include "test.h"

#include "road/conditional.h"

static void a_moment_has_its_day_of_the_week(void **state)
{
    (void)state;
    struct week_time time = week_time_at(1493719200000, 0); /* Tuesday, 2 May 2017, 10:00 UTC */
    assert_int_equal(time.day, 1);
    assert_int_equal(time.minute, 600);
    time = week_time_at(1493719200000, 15 * 60);
    assert_int_equal(time.day, 2);
    assert_int_equal(time.minute, 60);
    time = week_time_at(-60000, 0);
    assert_int_equal(time.day, 2);
    assert_int_equal(time.minute, 1439);
}

static void clauses_hold_at_their_hours_only(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int day, hour, minute;
        const char *value;
    } cases[] = {
        {"no_left_turn @ (Mo-Fr 07:00-09:30,16:00-18:30)", 0, 7, 0, "no_left_turn"},
        {"no_left_turn @ (Mo-Fr 07:00-09:30,16:00-18:30)", 0, 9, 30, ""},
        {"no_left_turn @ (Mo-Fr 07:00-09:30,16:00-18:30)", 4, 18, 29, "no_left_turn"},
        {"no_left_turn @ (Mo-Fr 07:00-09:30,16:00-18:30)", 5, 8, 0, ""},
        {"no_left_turn@(Mo-Fr 07:00-09:30)", 2, 8, 0, "no_left_turn"},
        {"no_left_turn @ Mo-Fr 07:00-09:30", 2, 8, 0, "no_left_turn"},
        {"no_u_turn @ (Sa-Mo 22:00-05:00)", 6, 23, 0, "no_u_turn"},
        {"no_u_turn @ (Sa-Mo 22:00-05:00)", 1, 4, 59, "no_u_turn"},
        {"no_u_turn @ (Sa-Mo 22:00-05:00)", 2, 4, 0, ""},
        {"no_u_turn @ (Mo,We 10:00-11:00)", 2, 10, 0, "no_u_turn"},
        {"no_u_turn @ (Mo,We 10:00-11:00)", 1, 10, 0, ""},
        {"no_u_turn @ (10:00-11:00)", 6, 10, 59, "no_u_turn"},
        {"no_u_turn @ (Su)", 6, 3, 0, "no_u_turn"},
        {"no_u_turn @ (24/7)", 3, 3, 0, "no_u_turn"},
        {"no_u_turn @ (Mo-Fr 07:00-09:00; Sa 10:00-12:00)", 5, 11, 0, "no_u_turn"},
        {"no_left_turn @ (Mo 07:00-09:00); only_straight_on @ (Mo 08:00-10:00)", 0, 8, 30,
         "only_straight_on"},
        {"no_left_turn @ (Mo 07:00-09:00); only_straight_on @ (Mo 08:00-10:00)", 0, 7, 30,
         "no_left_turn"},
        {"no_u_turn @ (wet)", 0, 8, 0, ""},
        {"no_u_turn @ (PH 07:00-09:00)", 0, 8, 0, ""},
        {"no_u_turn @ (weight>3.5)", 0, 8, 0, ""},
        {"no_u_turn @ (25:00-26:00)", 0, 8, 0, ""},
        {"no_u_turn @ (07:00)", 0, 8, 0, ""},
        {"no_u_turn @ ()", 0, 8, 0, ""},
        {"no_u_turn @ (", 0, 8, 0, ""},
        {"no_u_turn", 0, 8, 0, ""},
        {"@", 0, 8, 0, ""},
        {"", 0, 8, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct week_time now = {cases[i].day, cases[i].hour * 60 + cases[i].minute};
        struct sv value = conditional_value(sv_of(cases[i].text), now);
        if (!sv_is(value, cases[i].value))
            fail_msg("%s on day %d at %d:%02d gives " SV_FMT, cases[i].text, cases[i].day,
                     cases[i].hour, cases[i].minute, SV_ARG(value));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_has_its_day_of_the_week),
        cmocka_unit_test(clauses_hold_at_their_hours_only),
    };
    return RUN_TESTS(tests);
}
