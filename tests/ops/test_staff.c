/* How many are ill or isolated: by the hour, at once for a report, and of those too who belong to
 * no organisation. */
#include "town.h"

#include "base/json_find.h"

static double value_of(struct town *town, const char *figure, const char *rest)
{
    json_t *figures = town_get(town, "report.figures", "{%s}", rest);
    double value =
        json_f64(json_find(json_object_get(figures, "items"), "id", figure), "value", -1);
    json_decref(figures);
    return value;
}

static void person(struct town *town, const char *org, const char *status, char id[ID_TEXT_SIZE])
{
    town_do(town, id, "person.create", "{%s%s%s\"name\":{\"en\":\"P\"},\"status\":\"%s\"}",
            *org ? "\"org\":\"" : "", org, *org ? "\"," : "", status);
}

/* 11:32: the next count is at twelve, not at 17:00. */
static void staff_are_counted_by_the_hour(void **state)
{
    (void)state;
    struct town town;
    char ids[3][ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    person(&town, town.org, "isolated", ids[0]);
    person(&town, town.org, "ill", ids[1]);
    person(&town, "", "isolated", ids[2]);
    town_tick(&town, 27 * 60);
    assert_true(value_of(&town, "staff_isolated", "") == 0);
    town_tick(&town, 60);
    assert_true(value_of(&town, "staff_isolated", "") == 2);
    assert_true(value_of(&town, "staff_ill", "") == 1);
    char of_org[80];
    snprintf(of_org, sizeof of_org, "\"org\":\"%s\"", town.org);
    assert_true(value_of(&town, "staff_isolated", of_org) == 1);
    for (size_t i = 0; i < 3; i++)
        town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"available\"}",
                ids[i]);
    town_tick(&town, 3600);
    assert_true(value_of(&town, "staff_isolated", "") == 0);
    assert_true(value_of(&town, "staff_ill", "") == 0);
    /* As of the hour before it stays what it was. */
    assert_true(value_of(&town, "staff_isolated", "\"as_of\":\"2022-09-27T12:30:00+08:00\"") == 2);
    town_close(&town);
}

/* A situation report says what is so when it is begun; what nobody asked for is not counted twice.
 */
static void a_situation_report_does_not_lag(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], report[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    person(&town, town.org, "ill", id);
    town_do(&town, report, "situation.create", "{\"org\":\"%s\"}", town.org);
    json_t *shown = town_get(&town, "situation.get", "{\"id\":\"%s\"}", report);
    double ill =
        json_f64(json_find(json_at(shown, "figures.items"), "id", "staff_ill"), "value", -1);
    json_decref(shown);
    assert_true(ill == 1);
    town_tick(&town, 3600);
    json_t *rows = town_get(&town, "report.rows", "{\"figure\":\"staff_ill\"}");
    assert_int_equal(json_array_size(json_object_get(rows, "items")), 1);
    json_decref(rows);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(staff_are_counted_by_the_hour),
        cmocka_unit_test(a_situation_report_does_not_lag),
    };
    return RUN_TESTS(tests);
}
