/* The smallest of random numbers are the ones that a sort puts first. */
#include "test.h"

#include "base/rng.h"
#include "base/select.h"

enum { MOST = 300, ROUNDS = 2000 };

struct element {
    double value;
    uint32_t id;
};

static int by_value(const void *a, const void *b)
{
    const struct element *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void the_front_is_what_a_sort_puts_there(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 5);
    for (int round = 0; round < ROUNDS; round++) {
        struct element picked[MOST], sorted[MOST];
        uint32_t n = rng_below(&rng, MOST + 1), keep = rng_below(&rng, n + 2);
        uint32_t values = 1 + rng_below(&rng, 40); /* often many alike */
        for (uint32_t i = 0; i < n; i++)
            picked[i] = sorted[i] = (struct element){rng_below(&rng, values), i};
        select_smallest(picked, n, sizeof *picked, keep, by_value);
        qsort(sorted, n, sizeof *sorted, by_value);
        uint32_t front = keep < n ? keep : n;
        qsort(picked, front, sizeof *picked, by_value);
        for (uint32_t i = 0; i < front; i++)
            assert_int_equal(picked[i].id, sorted[i].id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_front_is_what_a_sort_puts_there)};
    return RUN_TESTS(tests);
}
