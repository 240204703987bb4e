#include "test.h"

#include "base/err.h"

static void every_code_has_words(void **state)
{
    (void)state;
    for (int code = 0; code < ERR_COUNT; code++) {
        assert_true(strlen(err_slug(code)) > 1);
        assert_true(strlen(err_meaning(code)) > 5);
        for (int other = 0; other < code; other++)
            assert_string_not_equal(err_slug(code), err_slug(other));
    }
}

static void the_place_grows_outward(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(error_at(&error, ERR_INVALID, "lon", "It is %d.", 200), ERR_INVALID);
    error_prefix(&error, "place.");
    assert_string_equal(error.where, "place.lon");
    assert_string_equal(error.text, "It is 200.");
    assert_int_equal(error_set(NULL, ERR_IO, "nobody reads this"), ERR_IO);
    for (int i = 0; i < 100; i++)
        error_prefix(&error, "outer.");
    assert_true(strlen(error.where) < ERROR_WHERE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_words),
        cmocka_unit_test(the_place_grows_outward),
    };
    return RUN_TESTS(tests);
}
