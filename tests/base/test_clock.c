#include "test.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/rng.h"

static void times_are_written_as_people_there_read_them(void **state)
{
    (void)state;
    char text[TIME_TEXT_MAX];
    assert_string_equal(time_format(0, 0, text), "1970-01-01T00:00:00Z");
    assert_string_equal(time_format(1664249520000, 480, text), "2022-09-27T11:32:00+08:00");
    assert_string_equal(time_format(1664249520250, -210, text), "2022-09-27T00:02:00.250-03:30");
    assert_string_equal(time_format(-1, 0, text), "1969-12-31T23:59:59.999Z");
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 7);
    for (int i = 0; i < 20000; i++) {
        int64_t time_ms = rng_between(&rng, -62135596800000, 253402300799999 - 86400000);
        int offset_min = (int)rng_between(&rng, -720, 720);
        if (time_ms < -62135596800000 + 86400000)
            continue;
        char text[TIME_TEXT_MAX];
        int64_t back;
        assert_true(time_parse(time_format(time_ms, offset_min, text), &back));
        assert_int_equal(back, time_ms);
    }
}

static void days_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2022-02-29T00:00:00Z",
        "2022-13-01T00:00:00Z",
        "2022-09-27",
        "2022-09-27T11:32:00",
        "2022-09-27T24:00:00Z",
        "2022-09-27T11:60:00Z",
        "2022-09-27T11:32:00Zx",
        "2022-09-27T11:32:00.Z",
        "2022-09-27T11:32:00+8:00",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t time_ms = 5;
        assert_false(time_parse(wrong[i], &time_ms));
        assert_int_equal(time_ms, 5);
    }
    int64_t leap;
    assert_true(time_parse("2024-02-29t23:59:59.5z", &leap));
    int offset_min;
    assert_true(time_parse_offset("+08:00", &offset_min));
    assert_int_equal(offset_min, 480);
    assert_false(time_parse_offset("08:00", &offset_min));
}

static void a_time_of_day_is_hours_and_minutes(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",      "6:30",   "06.30", "06:60",
                                        "24:01", "06:30 ", "-1:30", "06:3"};
    assert_int_equal(time_of_day("00:00"), 0);
    assert_int_equal(time_of_day("06:30"), 390);
    assert_int_equal(time_of_day("24:00"), 1440);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(time_of_day(wrong[i]), -1);
}

static void *wait_for_noon(void *clock)
{
    return (void *)(intptr_t)clock_wait_until(clock, 1000, clock_ticket(clock));
}

static void a_virtual_clock_moves_only_when_moved(void **state)
{
    (void)state;
    struct clock *clock = clock_virtual(10);
    assert_true(clock_is_virtual(clock));
    assert_int_equal(clock_now_ms(clock), 10);
    clock_move_to(clock, 5);
    assert_int_equal(clock_now_ms(clock), 10);

    pthread_t waiter;
    void *woken_at;
    pthread_create(&waiter, NULL, wait_for_noon, clock);
    clock_move_to(clock, 999);
    clock_move_to(clock, 1000);
    pthread_join(waiter, &woken_at);
    assert_int_equal((intptr_t)woken_at, 1000);
    clock_free(clock);
}

static void the_real_clock_waits_no_longer_than_asked(void **state)
{
    (void)state;
    struct clock *clock = clock_real();
    int64_t start_ms = clock_now_ms(clock);
    assert_true(start_ms > 1600000000000);
    assert_true(clock_wait_until(clock, start_ms + 20, clock_ticket(clock)) >= start_ms + 20);
    assert_true(clock_wait_until(clock, start_ms - 1000, clock_ticket(clock)) >= start_ms);
    clock_free(clock);
}

static void a_wake_after_the_ticket_is_not_missed(void **state)
{
    (void)state;
    struct clock *clock = clock_virtual(0);
    unsigned ticket = clock_ticket(clock);
    clock_wake(clock);
    assert_int_equal(clock_wait_until(clock, 1000, ticket), 0);
    clock_free(clock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_written_as_people_there_read_them),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(a_time_of_day_is_hours_and_minutes),
        cmocka_unit_test(a_virtual_clock_moves_only_when_moved),
        cmocka_unit_test(a_wake_after_the_ticket_is_not_missed),
        cmocka_unit_test(the_real_clock_waits_no_longer_than_asked),
    };
    return RUN_TESTS(tests);
}
