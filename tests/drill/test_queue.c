#include "test.h"

#include "base/rng.h"
#include "drill/queue_int.h"

static void moments_come_by_time_and_then_as_they_were_put(void **state)
{
    (void)state;
    struct queue queue = {0};
    struct moment out;
    queue_put(&queue, 20, MOMENT_CALL, 1, 0);
    queue_put(&queue, 10, MOMENT_CALL, 2, 0);
    queue_put(&queue, 20, MOMENT_CALL, 3, 0);
    queue_put(&queue, 10, MOMENT_CALL, 4, 0);
    const uint32_t expected[] = {2, 4, 1, 3};
    for (size_t i = 0; i < 4; i++) {
        assert_true(queue_take(&queue, &out));
        assert_int_equal(out.who, expected[i]);
    }
    assert_false(queue_take(&queue, &out));
    queue_free(&queue);
}

static void random_moments_come_sorted(void **state)
{
    (void)state;
    struct queue queue = {0};
    struct rng rng;
    struct moment before = {.at_ms = -1}, out;
    rng_seed(&rng, 5);
    for (uint32_t i = 0; i < 2000; i++) {
        queue_put(&queue, rng_below(&rng, 100), MOMENT_CALL, i, 0);
        if (i % 3 == 0)
            assert_true(queue_take(&queue, &out));
    }
    for (; queue_take(&queue, &out); before = out) {
        assert_true(out.at_ms >= before.at_ms);
        assert_true(out.at_ms > before.at_ms || out.seq > before.seq);
    }
    queue_free(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_come_by_time_and_then_as_they_were_put),
        cmocka_unit_test(random_moments_come_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
