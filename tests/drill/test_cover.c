#include "test.h"

#include <stdbool.h>

#include "base/rng.h"
#include "drill/cover_int.h"

static void the_longest_time_without_anybody_ready_is_found(void **state)
{
    (void)state;
    struct span none[1], two[] = {{50, 80}, {10, 30}}, over[] = {{-5, 40}, {20, 30}, {70, 200}};
    assert_int_equal(cover_gap_ms(none, 0, 0, 100), 100);
    assert_int_equal(cover_gap_ms(two, 2, 0, 100), 20);
    assert_int_equal(cover_gap_ms(two, 2, 0, 120), 40);
    assert_int_equal(cover_gap_ms(over, 3, 0, 100), 30);
    assert_int_equal(cover_gap_ms(over, 3, 0, 40), 0);
}

/* Against a table of minutes. */
static void it_is_what_counting_minute_by_minute_gives(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 11);
    for (int round = 0; round < 300; round++) {
        struct span spans[6];
        bool covered[100] = {false};
        size_t n = rng_below(&rng, 7);
        int64_t longest = 0, now = 0;
        for (size_t i = 0; i < n; i++) {
            spans[i].from_ms = rng_below(&rng, 100);
            spans[i].until_ms = spans[i].from_ms + rng_below(&rng, 40);
            for (int64_t m = spans[i].from_ms; m < spans[i].until_ms && m < 100; m++)
                covered[m] = true;
        }
        for (int m = 0; m < 100; m++) {
            now = covered[m] ? 0 : now + 1;
            longest = now > longest ? now : longest;
        }
        assert_int_equal(cover_gap_ms(spans, n, 0, 100), longest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_time_without_anybody_ready_is_found),
        cmocka_unit_test(it_is_what_counting_minute_by_minute_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
