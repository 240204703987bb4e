#include "test.h"

#include "base/map.h"
#include "base/rng.h"

/* The map against a plain array under random sets and removals. */
static void it_agrees_with_an_array(void **state)
{
    (void)state;
    enum { KEYS = 500 };
    static char values[KEYS];
    void *expected[KEYS] = {0};
    struct map map = {0};
    struct rng rng;
    rng_seed(&rng, 3);
    for (int step = 0; step < 50000; step++) {
        unsigned k = rng_below(&rng, KEYS);
        char name[16];
        struct sv key = sv_from(name, (size_t)snprintf(name, sizeof name, "key-%u", k));
        if (rng_below(&rng, 3)) {
            void *value = &values[rng_below(&rng, KEYS)];
            assert_ptr_equal(map_set(&map, key, value), expected[k]);
            expected[k] = value;
        } else {
            assert_ptr_equal(map_take(&map, key), expected[k]);
            expected[k] = NULL;
        }
        unsigned other = rng_below(&rng, KEYS);
        key.n = (size_t)snprintf(name, sizeof name, "key-%u", other);
        assert_ptr_equal(map_get(&map, key), expected[other]);
        assert_int_equal(map_has(&map, key), expected[other] != NULL);
    }
    size_t counted = 0, at = 0;
    struct sv key;
    void *value;
    while (map_next(&map, &at, &key, &value))
        counted++;
    assert_int_equal(counted, map.n);
    map_free(&map);
}

static void numbers_find_their_numbers(void **state)
{
    (void)state;
    struct u64map map = {0};
    uint64_t value;
    assert_false(u64map_get(&map, 0, &value));
    for (uint64_t i = 0; i < 20000; i++)
        u64map_set(&map, i * i, i);
    u64map_set(&map, 4, 99);
    assert_int_equal(map.n, 20000);
    for (uint64_t i = 0; i < 20000; i++) {
        assert_true(u64map_get(&map, i * i, &value));
        assert_int_equal(value, i == 2 ? 99 : i);
    }
    assert_false(u64map_get(&map, 2, &value));
    u64map_free(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_agrees_with_an_array),
        cmocka_unit_test(numbers_find_their_numbers),
    };
    return RUN_TESTS(tests);
}
