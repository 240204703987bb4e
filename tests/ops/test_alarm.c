/* Alarms on the clock: who is told when, what ends them, who may see them. */
#include "town.h"

#include "catalog/watches.h"

static void tick_after(struct town *town, int64_t seconds)
{
    struct actor keeper = actor_system("keeper");
    struct ops_reply *reply = NULL;
    town_advance(town, (int)seconds);
    if (ops_call_name(town->ops, "timer.tick", NULL, &keeper, &reply) != ERR_OK)
        fail_msg("%s", reply->error.text);
    ops_reply_free(reply);
}

static void move(struct town *town, const char *visit, const char *to)
{
    town_move(town, visit, &to, 1);
}

static void who_does_not_answer_is_climbed_over_until_another_organisation(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    static const char *const told[] = {"crew", "crew leader", "crew leader duty_manager",
                                       "crew leader duty_manager other_organisation"};
    town_open_planned(&town, job, visit);
    move(&town, visit, "dispatched");
    const struct watches *watches = catalog_watches(town.catalog);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    bool urgent = strcmp(json_text(shown, "urgency", ""), "normal") != 0;
    int64_t gone_s = 0;
    for (size_t i = 0; i < watches->no_answer.n; i++) {
        const struct rung *rung = &watches->no_answer.at[i];
        int64_t at_s = 60 * (urgent ? rung->urgent_min : rung->normal_min);
        tick_after(&town, at_s - gone_s - 1);
        json_t *before = town_alarm(&town, "no_answer");
        assert_int_equal(json_i64(before, "step", 0), i);
        tick_after(&town, 1);
        json_t *alarm = town_alarm(&town, "no_answer");
        assert_int_equal(json_i64(alarm, "step", 0), i + 1);
        town_assert_told(alarm, told[i]);
        /* What another organisation is told belongs to the whole city. */
        assert_int_equal(json_is_string(json_object_get(alarm, "org")), i < 3);
        gone_s = at_s;
        json_decref(before);
        json_decref(alarm);
    }
    move(&town, visit, "accepted");
    assert_null(town_alarm(&town, "no_answer"));
    json_decref(shown);
    town_close(&town);
}

static void a_crew_sees_and_answers_its_own_alarms_only(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    town_second_crew(&town, other);
    move(&town, visit, "dispatched");
    tick_after(&town, 300);
    json_t *alarm = town_alarm(&town, "no_answer");
    struct actor crew = {.role = ROLE_CREW, .kind = "user", .name = "c"};
    const char *crews[] = {town.crew, other};
    for (int i = 0; i < 2; i++) {
        struct ops_reply *reply = NULL;
        snprintf(crew.crew, sizeof crew.crew, "%s", crews[i]);
        assert_int_equal(town_try(&town, &crew, "alarm.list", &reply, "{\"open\":true}"), ERR_OK);
        assert_int_equal(json_array_size(json_object_get(ops_reply_json(reply), "items")), i == 0);
        ops_reply_free(reply);
        enum err rc = town_try(&town, &crew, "alarm.acknowledge", NULL, "{\"id\":\"%s\"}",
                               json_text(alarm, "id", ""));
        assert_int_equal(rc == ERR_OK, i == 0);
    }
    json_decref(alarm);
    town_close(&town);
}

/* A zone around the caller's home. */
static void seal(struct town *town)
{
    town_do(
        town, NULL, "zone.create",
        "{\"name\":{\"en\":\"Z\",\"zh\":\"Z\"},\"policy\":\"epidemic-2022-06\",\"level\":\"high\","
        "\"polygon\":{\"type\":\"Polygon\",\"coordinates\":[[[106.19,37.985],[106.2,37.985],"
        "[106.2,38.0],[106.19,38.0],[106.19,37.985]]]}}");
}

static void who_is_inside_a_dangerous_place_has_to_be_heard_of_and_changes_suits(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    seal(&town);
    town_call(&town, request, job);
    town_plan(&town, job, town.crew, visit);
    move(&town, visit, "accepted");
    move(&town, visit, "en_route");
    move(&town, visit, "on_site");
    tick_after(&town, 30 * 60 - 1);
    assert_null(town_alarm(&town, "check_in"));
    tick_after(&town, 1);
    json_t *alarm = town_alarm(&town, "check_in");
    town_assert_told(alarm, "crew leader duty_manager");
    json_decref(alarm);
    town_do(&town, NULL, "crew.check_in", "{\"id\":\"%s\"}", town.crew);
    assert_null(town_alarm(&town, "check_in"));
    tick_after(&town, 30 * 60);
    alarm = town_alarm(&town, "check_in");
    assert_non_null(alarm);
    json_decref(alarm);
    assert_null(town_alarm(&town, "suit"));
    tick_after(&town, 3 * 3600);
    alarm = town_alarm(&town, "suit");
    town_assert_told(alarm, "crew leader");
    json_decref(alarm);
    town_close(&town);
}

static void four_hours_at_the_wheel_are_told_to_the_crew_and_its_leader(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    move(&town, visit, "accepted");
    move(&town, visit, "en_route");
    tick_after(&town, 4 * 3600 - 1);
    assert_null(town_alarm(&town, "driving"));
    tick_after(&town, 1);
    json_t *alarm = town_alarm(&town, "driving");
    town_assert_told(alarm, "crew leader");
    json_decref(alarm);
    move(&town, visit, "on_site");
    assert_null(town_alarm(&town, "driving"));
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_does_not_answer_is_climbed_over_until_another_organisation),
        cmocka_unit_test(a_crew_sees_and_answers_its_own_alarms_only),
        cmocka_unit_test(who_is_inside_a_dangerous_place_has_to_be_heard_of_and_changes_suits),
        cmocka_unit_test(four_hours_at_the_wheel_are_told_to_the_crew_and_its_leader),
    };
    return RUN_TESTS(tests);
}
