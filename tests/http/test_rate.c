#include "test.h"

#include "http/rate.h"

enum { S = 1000000000 };

static void a_burst_is_allowed_and_then_the_rate(void **state)
{
    (void)state;
    struct rate *rate = rate_new(2, 5);
    int64_t now = 1000 * (int64_t)S;
    for (int i = 0; i < 5; i++)
        assert_true(rate_take(rate, sv_of("10.0.0.1"), 1, now));
    assert_false(rate_take(rate, sv_of("10.0.0.1"), 1, now));
    assert_false(rate_take(rate, sv_of("10.0.0.1"), 1, now + S / 4));
    assert_true(rate_take(rate, sv_of("10.0.0.1"), 1, now + S));
    assert_true(rate_take(rate, sv_of("10.0.0.1"), 1, now + S));
    assert_false(rate_take(rate, sv_of("10.0.0.1"), 1, now + S));
    rate_free(rate);
}

static void clients_do_not_pay_for_each_other(void **state)
{
    (void)state;
    struct rate *rate = rate_new(1, 1);
    assert_true(rate_take(rate, sv_of("10.0.0.1"), 1, S));
    assert_false(rate_take(rate, sv_of("10.0.0.1"), 1, S));
    assert_true(rate_take(rate, sv_of("10.0.0.2"), 1, S));
    rate_free(rate);
}

static void asking_takes_nothing_and_saving_up_ends_at_the_burst(void **state)
{
    (void)state;
    struct rate *rate = rate_new(1, 3);
    for (int i = 0; i < 10; i++)
        assert_true(rate_has(rate, sv_of("a"), 3, S));
    assert_false(rate_has(rate, sv_of("a"), 4, 1000 * (int64_t)S));
    assert_true(rate_take(rate, sv_of("a"), 3, 1000 * (int64_t)S));
    assert_false(rate_has(rate, sv_of("a"), 1, 1000 * (int64_t)S));
    rate_free(rate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_is_allowed_and_then_the_rate),
        cmocka_unit_test(clients_do_not_pay_for_each_other),
        cmocka_unit_test(asking_takes_nothing_and_saving_up_ends_at_the_burst),
    };
    return RUN_TESTS(tests);
}
