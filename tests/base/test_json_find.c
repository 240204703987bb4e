#include "test.h"

#include "base/json.h"
#include "base/json_find.h"

static void what_is_looked_for_is_found_or_not(void **state)
{
    (void)state;
    json_t *list = NULL, *words = NULL;
    static const char LIST[] =
        "[7, {\"id\": 3}, {\"id\": \"b\", \"in\": {\"deep\": \"x\", \"no\": null}}]";
    assert_int_equal(json_read(sv_of(LIST), "a", &list, NULL), ERR_OK);
    assert_int_equal(json_read(sv_of("[1, \"b\", null]"), "b", &words, NULL), ERR_OK);
    const json_t *found = json_find(list, "id", "b");
    assert_ptr_equal(found, json_array_get(list, 2));
    assert_null(json_find(list, "id", "3"));
    assert_null(json_find(NULL, "id", "b"));
    assert_null(json_find(found, "id", "b"));
    assert_string_equal(json_string_value(json_at(found, "in.deep")), "x");
    assert_string_equal(json_string_value(json_at(found, "id")), "b");
    assert_null(json_at(found, "in.no"));
    assert_null(json_at(found, "in.deep.er"));
    assert_null(json_at(found, "out.deep"));
    assert_null(json_at(NULL, "in"));
    assert_true(json_has(words, "b"));
    assert_false(json_has(words, "1"));
    assert_false(json_has(NULL, "b"));
    json_decref(list);
    json_decref(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_looked_for_is_found_or_not),
    };
    return RUN_TESTS(tests);
}
