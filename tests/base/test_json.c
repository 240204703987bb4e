#include "test.h"

#include "base/json.h"
#include "base/limits.h"

static void reading_is_strict(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",    "{", "{\"a\":1,\"a\":2}", "{} x", "{\"a\":\"\xff\"}",
                                        "[1,]"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        json_t *value = NULL;
        struct error error = {0};
        assert_int_equal(json_read(sv_of(wrong[i]), "body", &value, &error), ERR_FORMAT);
        assert_null(value);
        assert_memory_equal(error.where, "body:", 5);
        assert_true(strlen(error.text) > 10);
    }
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    char deep[2 * (LIMIT_JSON_DEPTH + 2) + 1];
    for (int levels = LIMIT_JSON_DEPTH; levels <= LIMIT_JSON_DEPTH + 1; levels++) {
        memset(deep, '[', (size_t)levels);
        memset(deep + levels, ']', (size_t)levels);
        json_t *value = NULL;
        struct error error;
        enum err rc = json_read(sv_from(deep, (size_t)levels * 2), "body", &value, &error);
        assert_int_equal(rc, levels <= LIMIT_JSON_DEPTH ? ERR_OK : ERR_LIMIT);
        json_decref(value);
    }
}

static void equal_values_give_equal_bytes(void **state)
{
    (void)state;
    json_t *a = NULL, *b = NULL;
    assert_int_equal(json_read(sv_of("{\"b\": [1, 2.5], \"a\": \"瓶\"}"), "a", &a, NULL), ERR_OK);
    assert_int_equal(json_read(sv_of("{\"a\":\"瓶\",\"b\":[1,2.5]}"), "b", &b, NULL), ERR_OK);
    char *text_a = json_canonical(a), *text_b = json_canonical(b);
    assert_string_equal(text_a, text_b);
    assert_string_equal(json_text(a, "a", "?"), "瓶");
    assert_string_equal(json_text(a, "b", "?"), "?");
    assert_int_equal(json_i64(a, "none", -1), -1);
    free(text_a);
    free(text_b);
    json_decref(a);
    json_decref(b);
}

static void a_file_that_is_not_there_is_named(void **state)
{
    (void)state;
    json_t *value = NULL;
    struct error error;
    assert_int_equal(json_read_file("/nonexistent.json", 10, &value, &error), ERR_IO);
    assert_string_equal(error.where, "/nonexistent.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_is_strict),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(equal_values_give_equal_bytes),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
    };
    return RUN_TESTS(tests);
}
