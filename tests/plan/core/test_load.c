/* Two loads in one number against two numbers. */
#include "test.h"

#include "base/rng.h"
#include "plan/core/load.h"

static void loads_are_added_and_compared_one_by_one(void **state)
{
    (void)state;
    int64_t load = load_pair(3, 0) + load_pair(0, 4) + load_pair(2, 0);
    assert_int_equal(load_first(load), 5);
    assert_int_equal(load_second(load), 4);
    assert_int_equal(load_sum(load), 9);
    assert_true(load_within(load, load_pair(5, 4)));
    assert_false(load_within(load, load_pair(4, 100)));
    assert_false(load_within(load, load_pair(100, 3)));
    assert_int_equal(load_excess(load, load_pair(4, 100)), 1);
    assert_int_equal(load_excess(load, load_pair(100, 1)), 3);
    assert_int_equal(load_excess(load, load_pair(1, 1)), 7);
    load -= load_pair(3, 0) + load_pair(0, 4);
    assert_true(load == load_pair(2, 0));
    assert_true(load_half_more(load_pair(5, 8)) == load_pair(7, 12));
    assert_false(load_within(LOAD_FULL, load_pair(1 << 29, 1 << 29)));
    /* What is too much for a vehicle alone leaves it less than no room. */
    assert_false(load_within(LOAD_FULL, load_pair(1, 0) - load_pair(1 << 29, 0)));
}

/* What comes is more than what goes in one and less in the other. */
static void sums_hold_whatever_is_exchanged(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 11);
    uint32_t within = 0;
    for (uint32_t round = 0; round < 20000; round++) {
        uint32_t most = round % 2 ? 10 : 1 << 28;
        int32_t a[4], b[4];
        for (int i = 0; i < 4; i++) {
            a[i] = (int32_t)rng_below(&rng, most);
            b[i] = (int32_t)rng_below(&rng, most);
        }
        int64_t comes = load_pair(a[1], b[1]) - load_pair(a[2], b[2]);
        int64_t load = load_pair(a[0] + a[2], b[0] + b[2]) + comes;
        int32_t first = a[0] + a[1], second = b[0] + b[1];
        assert_int_equal(load_first(load), first);
        assert_int_equal(load_second(load), second);
        int64_t room = load_pair(a[3], b[3]) - load_pair(a[0], b[0]);
        bool fits = first <= a[3] && second <= b[3];
        assert_int_equal(load_within(load, load_pair(a[3], b[3])), fits);
        assert_int_equal(load_within(load_pair(a[1], b[1]), room), fits);
        int64_t excess = (first > a[3] ? first - a[3] : 0) + (second > b[3] ? second - b[3] : 0);
        assert_int_equal(load_excess(load, load_pair(a[3], b[3])), excess);
        within += fits;
    }
    assert_true(within > 300 && within < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_are_added_and_compared_one_by_one),
        cmocka_unit_test(sums_hold_whatever_is_exchanged),
    };
    return RUN_TESTS(tests);
}
