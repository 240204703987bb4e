/* What the numbers of a mode steer: each has an effect, the preview names it with the values of now
 * and of then, and when the mode ends it is as before. (Rounds by hours: test_round.c; trips
 * between disinfections and crews at work: test_mode.c.) */
#include "town.h"

enum { HOUR_S = 3600 };

static void end(struct town *town, const char *mode)
{
    town_do(town, NULL, "mode.end", "{\"id\":\"%s\",\"reason\":\"over\"}", mode);
}

static void previewed(struct town *town, const char *parameter, double normal, double value)
{
    json_t *row, *preview = town_get(town, "mode.preview", "{\"plan\":\"peace_to_emergency\"}");
    size_t i, found = 0;
    json_array_foreach(json_object_get(preview, "parameters"), i, row)
    {
        if (strcmp(json_text(row, "id", ""), parameter) != 0)
            continue;
        found++;
        assert_true(json_f64(row, "normal", -1) == normal && json_f64(row, "value", -1) == value);
    }
    assert_int_equal(found, 1);
    json_decref(preview);
}

/* ---- shift_length_h ---------------------------------------------------------------------------
 */

static void shift_is_until(struct town *town, const char *wanted)
{
    char crew[ID_TEXT_SIZE];
    town_do(town, crew, "crew.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"C\"},\"members\":[\"%s\"],\"depot\":\"%s\","
            "\"shift\":{\"from\":\"2022-09-27T08:00:00+08:00\"}}",
            town->org, town->person, town->depot);
    json_t *shown = town_get(town, "crew.get", "{\"id\":\"%s\"}", crew);
    assert_string_equal(json_text(json_object_get(shown, "shift"), "until", ""), wanted);
    json_decref(shown);
}

static void a_shift_is_as_long_as_the_mode_says(void **state)
{
    (void)state;
    struct town town;
    char mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");
    previewed(&town, "shift_length_h", 8, 12);
    shift_is_until(&town, "2022-09-27T16:00:00+08:00");
    town_begin_emergency(&town, &post, 0, mode);
    shift_is_until(&town, "2022-09-27T20:00:00+08:00");
    end(&town, mode);
    shift_is_until(&town, "2022-09-27T16:00:00+08:00");
    town_close(&town);
}

/* ---- report_interval_h ------------------------------------------------------------------------
 */

static size_t missing(struct town *town)
{
    json_t *shown = town_get(town, "situation.missing", "{}");
    size_t n = json_array_size(json_object_get(shown, "missing"));
    json_decref(shown);
    return n;
}

static size_t alarms(struct town *town)
{
    json_t *alarm, *open = town_get(town, "alarm.list", "{\"open\":true}");
    size_t i, n = 0;
    json_array_foreach(json_object_get(open, "items"), i, alarm)
    {
        if (strcmp(json_text(alarm, "kind", ""), "no_report") != 0)
            continue;
        n++;
        /* The duty manager is told. */
        const json_t *told = json_array_get(json_object_get(alarm, "told"), 0);
        assert_string_equal(json_text(told, "to", ""), "duty_manager");
    }
    json_decref(open);
    return n;
}

/* Nothing to report is a report. */
static void report(struct town *town)
{
    char id[ID_TEXT_SIZE];
    struct ops_reply *reply = NULL;
    town_do(town, id, "situation.create", "{\"org\":\"%s\",\"nothing\":true}", town->org);
    json_t *shown = town_get(town, "situation.get", "{\"id\":\"%s\"}", id);
    char text[80];
    snprintf(text, sizeof text, "{\"id\":\"%s\"}", id);
    struct ops_call call = {.command = ops_command("situation.approve"),
                            .args = town_json(text),
                            .actor = &town->admin,
                            .if_match = json_i64(shown, "rev", 0)};
    if (ops_call(town->ops, call, &reply) != ERR_OK)
        fail_msg("%s", reply->error.text);
    ops_reply_free(reply);
    json_decref(shown);
}

/* In everyday work once in thirty days, in an emergency each day: who is silent at 17:00 is an
 * alarm, which a zero report or the end of the mode ends. */
static void who_does_not_report_in_time_is_an_alarm(void **state)
{
    (void)state;
    struct town town;
    char mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");
    previewed(&town, "report_interval_h", 720, 24);
    report(&town);
    town_tick(&town, 4 * 24 * HOUR_S);
    assert_int_equal(missing(&town), 0);
    assert_int_equal(alarms(&town), 0);
    town_begin_emergency(&town, &post, 0, mode); /* 11:32 */
    town_tick(&town, 5 * HOUR_S);
    assert_int_equal(alarms(&town), 0);
    town_tick(&town, HOUR_S); /* past 17:00 */
    assert_int_equal(missing(&town), 1);
    assert_int_equal(alarms(&town), 1);
    report(&town);
    assert_int_equal(missing(&town), 0);
    assert_int_equal(alarms(&town), 0);
    town_tick(&town, 15 * HOUR_S); /* past 08:00: the report of the evening counts */
    assert_int_equal(alarms(&town), 0);
    town_tick(&town, 24 * HOUR_S);
    assert_int_equal(alarms(&town), 1);
    end(&town, mode);
    assert_int_equal(alarms(&town), 0);
    assert_int_equal(missing(&town), 0);
    town_close(&town);
}

/* ---- disinfections_per_day --------------------------------------------------------------------
 */

static size_t dues(struct town *town, const char *round)
{
    json_t *shown = town_get(town, "round.dues", "{\"id\":\"%s\"}", round);
    size_t n = json_array_size(json_object_get(shown, "items"));
    json_decref(shown);
    return n;
}

static void shared_areas_are_disinfected_as_often_as_the_mode_says(void **state)
{
    (void)state;
    struct town town;
    char site[ID_TEXT_SIZE], round[ID_TEXT_SIZE], mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");
    town_do(
        &town, site, "site.create",
        "{\"org\":\"%s\",\"kind\":\"community\",\"name\":{\"en\":\"Garden\"},\"place\":{\"lon\":"
        "106.2,\"lat\":37.98}}",
        town.org);
    town_do(&town, round, "round.create",
            "{\"org\":\"%s\",\"name\":{\"en\":\"corridors\"},\"service\":\"disinfection.area\","
            "\"parameter\":"
            "\"disinfections_per_day\",\"answers\":{\"area\":\"stairs\"},\"sites\":[{\"site\":"
            "\"%s\"}],\"from\":\"2022-09-27T12:00:00+08:00\"}",
            town.org, site);
    previewed(&town, "disinfections_per_day", 1, 2);
    for (int day = 0; day < 2; day++)
        town_tick(&town, 24 * HOUR_S);
    assert_int_equal(dues(&town, round), 2);
    town_begin_emergency(&town, &post, 0, mode);
    for (int half = 0; half < 4; half++)
        town_tick(&town, 12 * HOUR_S);
    /* The one that is late by the new interval is made at once, then one every twelve hours. */
    assert_int_equal(dues(&town, round), 2 + 1 + 4);
    end(&town, mode);
    for (int day = 0; day < 2; day++)
        town_tick(&town, 24 * HOUR_S);
    assert_int_equal(dues(&town, round), 7 + 2);
    town_close(&town);
}

/* ---- stock_cover_days -------------------------------------------------------------------------
 */

static bool below_cover(struct town *town, const char *item)
{
    json_t *shown = town_get(town, "stock.levels", "{\"holder\":\"%s\"}", town->depot), *level;
    size_t i, k;
    bool found = false;
    json_array_foreach(json_object_get(shown, "items"), i, level)
    {
        json_t *reason;
        json_array_foreach(json_object_get(level, "short"), k, reason) found |=
            strcmp(json_text(level, "item", ""), item) == 0 &&
            strcmp(json_string_value(reason), "below_cover") == 0;
    }
    json_decref(shown);
    return found;
}

/* Ten days of masks are enough in everyday work and not in an emergency; of LPG, which is no goods
 * for emergencies, nothing is said. */
static void goods_for_emergencies_last_as_long_as_the_mode_says(void **state)
{
    (void)state;
    struct town town;
    char mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");
    static const char *const items[] = {"n95_mask", "lpg"};
    for (size_t i = 0; i < 2; i++) {
        town_do(&town, NULL, "stock.receive",
                "{\"holder\":\"%s\",\"lines\":[{\"item\":\"%s\",\"qty\":1700%s}],\"reason\":\"r\"}",
                town.depot, items[i], i ? "" : ",\"lot\":\"A\"");
        for (int day = 0; day < 7; day++) {
            town_do(&town, NULL, "stock.consume",
                    "{\"holder\":\"%s\",\"lines\":[{\"item\":\"%s\",\"qty\":100%s}],\"reason\":"
                    "\"used\"}",
                    town.depot, items[i], i ? "" : ",\"lot\":\"A\"");
        }
    }
    previewed(&town, "stock_cover_days", 7, 14);
    assert_false(below_cover(&town, "n95_mask") || below_cover(&town, "lpg"));
    town_begin_emergency(&town, &post, 0, mode);
    assert_true(below_cover(&town, "n95_mask"));
    assert_false(below_cover(&town, "lpg"));
    end(&town, mode);
    assert_false(below_cover(&town, "n95_mask"));
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shift_is_as_long_as_the_mode_says),
        cmocka_unit_test(who_does_not_report_in_time_is_an_alarm),
        cmocka_unit_test(shared_areas_are_disinfected_as_often_as_the_mode_says),
        cmocka_unit_test(goods_for_emergencies_last_as_long_as_the_mode_says),
    };
    return RUN_TESTS(tests);
}
