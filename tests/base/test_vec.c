#include "test.h"

#include "base/vec.h"

static void items_stay_in_order_while_it_grows(void **state)
{
    (void)state;
    VEC(int) numbers = {0};
    for (int i = 0; i < 10000; i++)
        vec_push(&numbers, i);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(numbers.at[i], i);
    assert_int_equal(*vec_last(&numbers), 9999);
    assert_int_equal(vec_pop(&numbers), 9999);
    assert_int_equal(numbers.n, 9999);
    *vec_add(&numbers) += 5;
    assert_int_equal(*vec_last(&numbers), 5);
    vec_clear(&numbers);
    assert_int_equal(numbers.n, 0);
    vec_free(&numbers);
    vec_free(&numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(items_stay_in_order_while_it_grows)};
    return RUN_TESTS(tests);
}
