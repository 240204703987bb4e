/* What was asked for in a what-if becomes a drill file that is read, with its times from now. */
#include "test.h"

#include <stdlib.h>

#include "drill/drill.h"
#include "drill/rehearsal_int.h"

static const char asked[] =
    "{\"id\":\"x\",\"hours\":2,\"lately_h\":3,\"happenings\":["
    "{\"kind\":\"lose\",\"crews\":3,\"at\":\"2022-09-27T11:30:00+08:00\"},"
    "{\"kind\":\"seal\",\"place\":{\"lon\":106.2,\"lat\":37.98},\"half_m\":300,"
    "\"policy\":\"epidemic-2022-06\",\"level\":\"high\",\"at\":\"2022-09-27T10:00:00+08:00\"},"
    "{\"kind\":\"lift\",\"zone\":\"01837ce3-1380-7000-b7ae-95682ed73f8e\"},"
    "{\"kind\":\"surge\",\"factor\":2.5,\"service\":\"gas.leak\","
    "\"until\":\"2022-09-27T12:00:00+08:00\"}]}";

static void what_was_asked_is_a_drill(void **state)
{
    (void)state;
    json_t *rehearsal = NULL;
    struct drill *drill = NULL;
    struct error error = {0};
    int64_t now_ms = 0;
    assert_int_equal(json_read(sv_of(asked), "asked", &rehearsal, NULL), ERR_OK);
    assert_true(time_parse("2022-09-27T11:00:00+08:00", &now_ms));
    json_t *made = rehearsal_drill(rehearsal, now_ms);
    json_t *happenings = json_object_get(made, "happenings");
    json_t *zones = json_object_get(made, "zones");
    assert_true(json_f64(json_array_get(happenings, 0), "after_min", -1) == 30);
    assert_true(json_f64(json_array_get(happenings, 1), "after_min", -1) == 0); /* has passed */
    assert_true(json_f64(json_array_get(happenings, 3), "until_min", -1) == 60);
    assert_int_equal(json_array_size(zones), 2);
    assert_string_equal(json_text(json_array_get(zones, 0), "id", ""),
                        json_text(json_array_get(happenings, 1), "zone", "-"));
    assert_non_null(json_object_get(json_array_get(zones, 1), "existing"));
    char *text = json_dumps(made, 0);
    if (drill_read_text(sv_of(text), "what-if", &drill, &error) != ERR_OK)
        fail_msg("%s: %s", error.where, error.text);
    drill_free(drill);
    free(text);
    json_decref(made);
    json_decref(rehearsal);
}

static void the_result_is_the_report_without_its_pictures(void **state)
{
    (void)state;
    json_t *breaks = json_array();
    for (int i = 0; i < 30; i++)
        json_array_append_new(breaks, json_integer(i));
    json_t *report = json_pack("{s:{s:i}, s:{s:i}, s:{}, s:o, s:b}", "kpis", "a", 1, "as_it_is",
                               "a", 2, "pictures", "breaks", breaks, "met", 1);
    json_t *result = rehearsal_result(report);
    assert_null(json_object_get(result, "pictures"));
    assert_int_equal(json_i64(json_object_get(result, "as_it_is"), "a", 0), 2);
    assert_int_equal(json_array_size(json_object_get(result, "breaks")), 20);
    assert_true(json_flag(result, "met", false));
    json_decref(result);
    json_decref(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_asked_is_a_drill),
        cmocka_unit_test(the_result_is_the_report_without_its_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
