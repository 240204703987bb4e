#include "test.h"

#include <math.h>

#include "base/rng.h"

static void the_same_seed_gives_the_same_numbers(void **state)
{
    (void)state;
    struct rng a, b;
    rng_seed(&a, 42);
    rng_seed(&b, 42);
    for (int i = 0; i < 1000; i++)
        assert_true(rng_u64(&a) == rng_u64(&b));
    rng_seed(&b, 43);
    assert_false(rng_u64(&a) == rng_u64(&b));
}

static void draws_stay_in_range_and_spread_evenly(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 1);
    int seen[10] = {0};
    double sum = 0, squares = 0, waits = 0;
    enum { DRAWS = 100000 };
    for (int i = 0; i < DRAWS; i++) {
        seen[rng_below(&rng, 10)]++;
        int64_t between = rng_between(&rng, -3, 3);
        assert_in_range(between + 3, 0, 6);
        double unit = rng_unit(&rng), normal = rng_normal(&rng);
        assert_true(unit >= 0 && unit < 1);
        sum += normal;
        squares += normal * normal;
        waits += rng_exponential(&rng, 5);
    }
    for (int i = 0; i < 10; i++)
        assert_in_range(seen[i], 9600, 10400);
    assert_true(fabs(sum / DRAWS) < 0.02);
    assert_true(fabs(squares / DRAWS - 1) < 0.03);
    assert_true(fabs(waits / DRAWS - 5) < 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_numbers),
        cmocka_unit_test(draws_stay_in_range_and_spread_evenly),
    };
    return RUN_TESTS(tests);
}
