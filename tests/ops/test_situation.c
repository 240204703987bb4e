/* Situation reports: frozen when approved, never empty by oversight, missed by nobody. */
#include "town.h"

#include "base/json_find.h"

static void report(struct town *town, char id[ID_TEXT_SIZE], const char *rest)
{
    town_do(town, id, "situation.create", "{\"org\":\"%s\"%s}", town->org, rest);
}

static int64_t received(const json_t *situation)
{
    const json_t *figures = json_at(situation, "figures.items");
    return json_i64(json_find(figures, "id", "requests_received"), "period", -1);
}

static enum err approve(struct town *town, const char *id)
{
    return town_try(town, &town->admin, "situation.approve", NULL, "{\"id\":\"%s\"}", id);
}

static void an_approved_report_keeps_its_figures_whatever_comes_later(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], id[ID_TEXT_SIZE], next[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    town_call(&town, request, job);
    town_advance(&town, 60);
    report(&town, id, ",\"level\":\"II\",\"problems\":\"short of suits\"");
    assert_int_equal(approve(&town, id), ERR_OK);
    json_t *before = town_get(&town, "situation.get", "{\"id\":\"%s\"}", id);
    assert_int_equal(received(before), 2);
    town_advance(&town, 60);
    town_call(&town, request, job);
    json_t *after = town_get(&town, "situation.get", "{\"id\":\"%s\"}", id);
    assert_true(json_equal(before, after));
    assert_int_equal(approve(&town, id), ERR_STATE);
    assert_int_equal(town_try(&town, &town.admin, "situation.update", NULL,
                              "{\"id\":\"%s\",\"problems\":\"none\"}", id),
                     ERR_STATE);
    /* The next one begins where this one ended. */
    town_advance(&town, 60);
    report(&town, next, "");
    json_t *second = town_get(&town, "situation.get", "{\"id\":\"%s\"}", next);
    assert_int_equal(received(second), 1);
    assert_string_equal(json_text(second, "from", ""), json_text(before, "as_of", "-"));
    json_decref(before);
    json_decref(after);
    json_decref(second);
    town_close(&town);
}

static void zero_is_reported_and_an_empty_report_is_not(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], request[ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_advance(&town, 2 * 24 * 3600); /* founding the town is no news */
    report(&town, id, "");
    assert_int_equal(approve(&town, id), ERR_RULE);
    town_do(&town, NULL, "situation.update", "{\"id\":\"%s\",\"nothing\":true}", id);
    assert_int_equal(approve(&town, id), ERR_OK);
    town_advance(&town, 60);
    town_call(&town, request, job);
    town_advance(&town, 60);
    report(&town, id, ",\"nothing\":true");
    assert_int_equal(approve(&town, id), ERR_RULE);
    report(&town, id, ",\"nothing\":true,\"incidents\":\"a leak\"");
    assert_int_equal(approve(&town, id), ERR_RULE);
    assert_int_equal(town_try(&town, &town.admin, "situation.create", NULL,
                              "{\"org\":\"%s\",\"stage\":\"follow_up\"}", town.org),
                     ERR_RULE);
    town_close(&town);
}

static void who_has_not_reported_by_the_hour_is_named(void **state)
{
    (void)state;
    enum { ENTERPRISES = 16 };
    struct town town;
    char id[ID_TEXT_SIZE], orgs[ENTERPRISES][ID_TEXT_SIZE];
    town_open(&town);
    for (int i = 0; i < ENTERPRISES; i++)
        town_do(&town, orgs[i], "org.create",
                "{\"name\":{\"zh\":\"企业%d\",\"en\":\"Enterprise %d\"},\"kind\":\"company\"}", i,
                i);
    town_do(&town, NULL, "org.create", "{\"name\":{\"en\":\"Street office\"},\"kind\":\"agency\"}");
    for (int i = 0; i < ENTERPRISES - 1; i++) {
        town_do(&town, id, "situation.create", "{\"org\":\"%s\",\"problems\":\"p\"}", orgs[i]);
        assert_int_equal(approve(&town, id), ERR_OK);
    }
    /* 11:32: the last hour was 08:00; in everyday work one report in thirty days is enough. */
    json_t *missing = town_get(&town, "situation.missing", "{}");
    assert_int_equal(json_i64(missing, "organisations", 0), ENTERPRISES);
    assert_int_equal(json_array_size(json_object_get(missing, "missing")), 1);
    assert_string_equal(
        json_text(json_array_get(json_object_get(missing, "missing"), 0), "org", ""),
        orgs[ENTERPRISES - 1]);
    assert_string_equal(json_text(missing, "due_at", ""), "2022-09-27T08:00:00+08:00");
    json_decref(missing);
    missing = town_get(&town, "situation.missing", "{\"at\":\"2022-09-28T17:30:00+08:00\"}");
    assert_int_equal(json_array_size(json_object_get(missing, "missing")), 1);
    json_decref(missing);
    /* After 17:00 of the thirtieth day all are wanted again. */
    missing = town_get(&town, "situation.missing", "{\"at\":\"2022-10-27T17:30:00+08:00\"}");
    assert_int_equal(json_array_size(json_object_get(missing, "missing")), ENTERPRISES);
    json_decref(missing);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_approved_report_keeps_its_figures_whatever_comes_later),
        cmocka_unit_test(zero_is_reported_and_an_empty_report_is_not),
        cmocka_unit_test(who_has_not_reported_by_the_hour_is_named),
    };
    return RUN_TESTS(tests);
}
