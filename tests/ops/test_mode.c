#include "town.h"

#include "base/json_find.h"

/* Sixteen companies, as the article names; two reserve vehicles and one that is no reserve. */
enum { COMPANIES = 16 };
struct companies {
    char id[COMPANIES][ID_TEXT_SIZE];
    char city[ID_TEXT_SIZE], reserve[ID_TEXT_SIZE], ready[ID_TEXT_SIZE];
};

static void settle(struct town *town, struct companies *made)
{
    town_do(town, made->city, "org.create",
            "{\"name\":{\"zh\":\"市\",\"en\":\"City\"},\"kind\":\"city\"}");
    for (int i = 0; i < COMPANIES; i++)
        town_do(town, made->id[i], "org.create",
                "{\"parent\":\"%s\",\"name\":{\"en\":\"Company %d\"},\"kind\":\"company\"}",
                made->city, i + 1);
    town_do(town, made->reserve, "vehicle.create",
            "{\"org\":\"%s\",\"plate\":\"R-1\",\"kind\":\"truck\",\"status\":\"reserve\"}",
            made->id[0]);
    town_do(town, made->ready, "vehicle.create",
            "{\"org\":\"%s\",\"plate\":\"R-2\",\"kind\":\"truck\"}", made->id[0]);
}

static double parameter(struct town *town, const char *id)
{
    json_t *now = town_get(town, "mode.at", "{}");
    double value = json_f64(json_find(json_object_get(now, "parameters"), "id", id), "value", -1);
    json_decref(now);
    return value;
}

static void state_of(struct town *town, const char *command, const char *id, const char *field,
                     const char *wanted)
{
    json_t *shown = town_get(town, command, "{\"id\":\"%s\"}", id);
    assert_string_equal(json_text(shown, field, ""), wanted);
    json_decref(shown);
}

/* S3-1: the switch waits for the command post, then everything applies in the same moment; sixteen
 * companies acknowledge; the way back restores what was there before. */
static void a_switch_applies_once_approved_and_is_taken_back(void **state)
{
    (void)state;
    struct town town;
    struct companies made;
    char mode[ID_TEXT_SIZE];
    town_open(&town);
    settle(&town, &made);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");

    json_t *preview = town_get(&town, "mode.preview", "{\"plan\":\"peace_to_emergency\"}");
    assert_int_equal(json_array_size(json_object_get(preview, "acknowledgements")), COMPANIES);
    assert_int_equal(json_array_size(json_object_get(preview, "vehicles")), 1);
    assert_string_equal(json_text(preview, "approval", ""), "mode_switch");
    json_decref(preview);
    assert_true(parameter(&town, "inspection_interval_h") == 24);

    town_do(&town, mode, "mode.switch",
            "{\"plan\":\"peace_to_emergency\",\"level\":\"II\",\"reason\":\"a cluster\"}");
    state_of(&town, "mode.get", mode, "state", "waiting");
    assert_true(parameter(&town, "inspection_interval_h") == 24);
    state_of(&town, "vehicle.get", made.reserve, "status", "reserve");

    json_t *inbox = NULL;
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &post, "approval.inbox", &reply, "{}"), ERR_OK);
    inbox = json_object_get(ops_reply_json(reply), "items");
    assert_int_equal(json_array_size(inbox), 1);
    char approval[ID_TEXT_SIZE];
    snprintf(approval, sizeof approval, "%s", json_text(json_array_get(inbox, 0), "id", ""));
    ops_reply_free(reply);
    town_advance(&town, 240);
    assert_int_equal(town_try(&town, &post, "approval.decide", NULL,
                              "{\"id\":\"%s\",\"approve\":true}", approval),
                     ERR_OK);

    json_t *now = town_get(&town, "mode.at", "{}");
    assert_true(json_flag(now, "emergency", false));
    assert_string_equal(json_text(now, "level", ""), "II");
    json_decref(now);
    assert_true(parameter(&town, "inspection_interval_h") == 12);
    assert_true(parameter(&town, "waste_interval_h") == 24);
    state_of(&town, "vehicle.get", made.reserve, "status", "ready");
    json_t *shown = town_get(&town, "mode.get", "{\"id\":\"%s\"}", mode);
    assert_string_equal(json_text(shown, "from", ""), "2022-09-27T11:36:00+08:00");
    assert_string_equal(json_text(shown, "until", ""), "2022-10-11T11:36:00+08:00");
    json_decref(shown);

    for (int i = 0; i < COMPANIES; i++)
        town_do(&town, NULL, "mode.acknowledge", "{\"id\":\"%s\",\"org\":\"%s\"}", mode,
                made.id[i]);
    shown = town_get(&town, "mode.get", "{\"id\":\"%s\"}", mode);
    size_t i, said = 0;
    json_t *row;
    json_array_foreach(json_object_get(shown, "acknowledgements"), i, row) said +=
        json_text(row, "at", NULL) != NULL;
    assert_int_equal(said, COMPANIES);
    json_decref(shown);

    town_do(&town, NULL, "mode.end", "{\"id\":\"%s\",\"reason\":\"14 days without a case\"}", mode);
    assert_true(parameter(&town, "inspection_interval_h") == 24);
    assert_true(parameter(&town, "waste_interval_h") == 48);
    state_of(&town, "vehicle.get", made.reserve, "status", "reserve");
    state_of(&town, "vehicle.get", made.ready, "status", "ready");
    assert_int_equal(town_try(&town, &town.admin, "mode.end", NULL,
                              "{\"id\":\"%s\",\"reason\":\"again\"}", mode),
                     ERR_STATE);
    town_close(&town);
}

/* With one key it is one switch; without a key the second press is refused. */
static void switching_twice_is_once(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    char first[ID_TEXT_SIZE];
    for (int i = 0; i < 2; i++) {
        struct ops_reply *reply = NULL;
        struct ops_call call = {.command = ops_command("mode.switch"),
                                .args = town_json("{\"plan\":\"cold_wave\",\"reason\":\"blue\"}"),
                                .actor = &town.admin,
                                .key = "press-1",
                                .if_match = -1};
        assert_int_equal(ops_call(town.ops, call, &reply), ERR_OK);
        assert_int_equal(reply->replayed, i == 1);
        if (i == 0)
            memcpy(first, reply->id, sizeof first);
        assert_string_equal(reply->id, first);
        ops_reply_free(reply);
    }
    assert_int_equal(town_try(&town, &town.admin, "mode.switch", NULL,
                              "{\"plan\":\"cold_wave\",\"reason\":\"blue\"}"),
                     ERR_EXISTS);
    json_t *modes = town_get(&town, "mode.list", "{}");
    assert_int_equal(json_array_size(json_object_get(modes, "items")), 1);
    json_decref(modes);
    town_close(&town);
}

/* A plan's time is over by the clock whether or not the timer has run; the timer says so. */
static void a_mode_ends_by_the_clock(void **state)
{
    (void)state;
    struct town town;
    struct companies made;
    char mode[ID_TEXT_SIZE];
    town_open(&town);
    settle(&town, &made);
    town_do(&town, mode, "mode.switch", "{\"plan\":\"cold_wave\",\"hours\":3,\"reason\":\"blue\"}");
    assert_true(parameter(&town, "inspection_interval_h") == 8);

    /* After two hours the silent companies are named, once. */
    town_tick(&town, 2 * 3600);
    json_t *shown = town_get(&town, "mode.get", "{\"id\":\"%s\"}", mode);
    assert_true(
        json_flag(json_array_get(json_object_get(shown, "acknowledgements"), 0), "late", false));
    json_decref(shown);
    town_advance(&town, 3600);
    assert_true(parameter(&town, "inspection_interval_h") == 24);
    state_of(&town, "mode.get", mode, "state", "active");
    town_tick(&town, 0);
    state_of(&town, "mode.get", mode, "state", "ended");
    state_of(&town, "mode.get", mode, "ended_by", "clock");
    json_t *events = town_get(&town, "event.list", "{\"noun\":\"mode\",\"noun_id\":\"%s\"}", mode);
    size_t i, late = 0, ended = 0;
    json_t *event;
    json_array_foreach(json_object_get(events, "items"), i, event)
    {
        late += strcmp(json_text(event, "type", ""), "mode.unacknowledged") == 0;
        ended += strcmp(json_text(event, "type", ""), "mode.ended") == 0;
    }
    assert_int_equal(late, 1);
    assert_int_equal(ended, 1);
    json_decref(events);
    town_close(&town);
}

/* Of two plans the graver level counts; an organisation's switch is its own; a zone's counts at
 * places inside it. */
static void scopes_and_levels_decide_what_counts(void **state)
{
    (void)state;
    struct town town;
    struct companies made;
    char zone[ID_TEXT_SIZE];
    town_open(&town);
    settle(&town, &made);
    town_do(&town, zone, "zone.create",
            "{\"name\":{\"en\":\"Z\"},\"policy\":\"epidemic-2022-06\",\"level\":\"high\","
            "\"polygon\":{\"type\":\"Polygon\",\"coordinates\":[[[106.1,37.9],[106.2,37.9],"
            "[106.2,38.0],[106.1,38.0],[106.1,37.9]]]}}");
    town_do(&town, NULL, "mode.switch",
            "{\"plan\":\"cold_wave\",\"org\":\"%s\",\"level\":\"I\",\"reason\":\"r\"}", made.id[3]);
    json_t *now = town_get(&town, "mode.at", "{\"org\":\"%s\"}", made.id[3]);
    assert_string_equal(json_text(now, "level", ""), "I");
    json_decref(now);
    now = town_get(&town, "mode.at", "{\"org\":\"%s\"}", made.id[4]);
    assert_true(json_is_null(json_object_get(now, "level")));
    json_decref(now);

    town_do(&town, NULL, "mode.switch", "{\"plan\":\"cold_wave\",\"zone\":\"%s\",\"reason\":\"r\"}",
            zone);
    now = town_get(&town, "mode.at", "{\"lon\":106.15,\"lat\":37.95}");
    assert_string_equal(json_text(now, "level", ""), "IV");
    json_decref(now);
    now = town_get(&town, "mode.at", "{\"lon\":106.25,\"lat\":37.95}");
    assert_true(json_is_null(json_object_get(now, "level")));
    json_decref(now);
    assert_int_equal(town_try(&town, &town.admin, "mode.switch", NULL,
                              "{\"plan\":\"cold_wave\",\"zone\":\"%s\",\"org\":\"%s\","
                              "\"reason\":\"r\"}",
                              zone, made.id[3]),
                     ERR_INVALID);
    /* A manager of one company may not switch the city. */
    struct actor manager = {.role = ROLE_MANAGER, .kind = "user", .name = "m"};
    memcpy(manager.org, made.id[3], sizeof manager.org);
    assert_int_equal(
        town_try(&town, &manager, "mode.switch", NULL, "{\"plan\":\"cold_wave\",\"reason\":\"r\"}"),
        ERR_DENIED);
    town_close(&town);
}

/* Open jobs are judged again: their priority rises with the mode and falls back with it; a closed
 * channel takes no requests. */
static void jobs_and_channels_follow_the_mode(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], mode[ID_TEXT_SIZE];
    static const char BY_COUNTER[] =
        "{\"service\":\"gas.lpg.delivery\",\"channel\":\"counter\",\"caller\":{},\"place\":{"
        "\"lon\":106.195,\"lat\":37.992},\"answers\":{\"cylinders\":1}}";
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");
    town_call(&town, request, job);
    json_t *before = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    int64_t priority = json_i64(before, "priority", -1);
    json_decref(before);
    assert_int_equal(town_try(&town, &town.admin, "request.create", NULL, BY_COUNTER), ERR_OK);

    town_begin_emergency(&town, &post, 0, mode);
    json_t *in = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_int_equal(json_i64(in, "priority", -1), priority + 5);
    json_decref(in);
    assert_int_equal(town_try(&town, &town.admin, "request.create", NULL, BY_COUNTER), ERR_RULE);

    json_t *manifest = town_get(&town, "manifest.create",
                                "{\"kind\":\"waste\",\"site\":\"%s\",\"lines\":[{\"code\":\"B-1\","
                                "\"packages\":1,\"kg\":2.5}]}",
                                town.depot);
    assert_string_equal(json_text(manifest, "mode", ""), "emergency");
    json_decref(manifest);
    town_do(&town, NULL, "mode.end", "{\"id\":\"%s\",\"reason\":\"over\"}", mode);
    json_t *after = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_int_equal(json_i64(after, "priority", -1), priority);
    json_decref(after);
    assert_int_equal(town_try(&town, &town.admin, "request.create", NULL, BY_COUNTER), ERR_OK);
    struct verify_result result;
    assert_int_equal(store_verify(town.folder.store, 0, NULL, &result, NULL), ERR_OK);
    town_close(&town);
}

static void shift_ends(struct town *town, const char *crew, const char *wanted)
{
    json_t *shown = town_get(town, "crew.get", "{\"id\":\"%s\"}", crew);
    assert_string_equal(json_text(json_object_get(shown, "shift"), "until", ""), wanted);
    json_decref(shown);
}

/* The roster's pattern: a crew on a shift of eight hours stays for twelve, the preview says so, the
 * way back restores it; who has been given another shift meanwhile keeps that. */
static void crews_at_work_stay_as_long_as_the_pattern_says(void **state)
{
    (void)state;
    struct town town;
    char crews[2][ID_TEXT_SIZE], mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");
    for (size_t i = 0; i < 2; i++)
        town_do(&town, crews[i], "crew.create",
                "{\"org\":\"%s\",\"name\":{\"en\":\"C\"},\"members\":[\"%s\"],\"depot\":\"%s\","
                "\"shift\":"
                "{\"from\":\"2022-09-27T08:00:00+08:00\",\"until\":\"2022-09-27T16:00:00+08:00\"}}",
                town.org, town.person, town.depot);
    json_t *preview = town_get(&town, "mode.preview", "{\"plan\":\"peace_to_emergency\"}");
    const json_t *longer = json_object_get(json_object_get(preview, "roster"), "crews");
    assert_int_equal(json_array_size(longer), 2); /* the round of twelve hours is long enough */
    assert_string_equal(json_text(json_array_get(longer, 0), "until", ""),
                        "2022-09-27T20:00:00+08:00");
    json_decref(preview);
    shift_ends(&town, crews[0], "2022-09-27T16:00:00+08:00");
    town_begin_emergency(&town, &post, 0, mode);
    shift_ends(&town, crews[0], "2022-09-27T20:00:00+08:00");
    json_t *other = town_get(&town, "crew.get", "{\"id\":\"%s\"}", crews[1]);
    char text[400];
    snprintf(text, sizeof text,
             "{\"id\":\"%s\",\"shift\":{\"from\":\"2022-09-27T08:00:00+08:00\",\"until\":"
             "\"2022-09-27T18:00:00+08:00\"}}",
             crews[1]);
    struct ops_reply *reply = NULL;
    struct ops_call call = {.command = ops_command("crew.update"),
                            .args = town_json(text),
                            .actor = &town.admin,
                            .if_match = json_i64(other, "rev", 0)};
    assert_int_equal(ops_call(town.ops, call, &reply), ERR_OK);
    ops_reply_free(reply);
    json_decref(other);
    town_do(&town, NULL, "mode.end", "{\"id\":\"%s\",\"reason\":\"over\"}", mode);
    shift_ends(&town, crews[0], "2022-09-27T16:00:00+08:00");
    shift_ends(&town, crews[1], "2022-09-27T18:00:00+08:00");
    town_close(&town);
}

/* A run of staff, from its plan to its end; gives the state of the vehicle then. */
static void run_shuttle(struct town *town, char status[20])
{
    static const char *const states[] = {"dispatched", "accepted", "en_route", "on_site"};
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    json_t *call =
        town_get(town, "request.create",
                 "{\"org\":\"%s\",\"service\":\"transport.shuttle\",\"caller\":{},\"place\":{"
                 "\"lon\":106.2,\"lat\":37.98},\"answers\":{\"agency\":\"health\",\"persons\":2,"
                 "\"to\":\"site\"}}",
                 town->org);
    snprintf(job, sizeof job, "%s", json_text(json_object_get(call, "job"), "id", ""));
    json_decref(call);
    town_plan(town, job, town->crew, visit);
    town_move(town, visit, states, 4);
    town_do(town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"boarded\",\"value\":2}", visit);
    town_do(town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"delivered\",\"value\":2}", visit);
    town_do(town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"done\"}", visit);
    json_t *vehicle = town_get(town, "vehicle.get", "{\"id\":\"%s\"}", town->vehicle);
    snprintf(status, 20, "%s", json_text(vehicle, "status", ""));
    json_decref(vehicle);
}

/* R-T5: eight trips between disinfections in everyday work, one in the emergency. */
static void a_vehicle_is_dirty_after_as_many_trips_as_the_mode_says(void **state)
{
    (void)state;
    struct town town;
    char status[20], mode[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor post = town_user(&town, "post", "dispatcher", "\"command_post\"");
    for (int trip = 1; trip <= 8; trip++) {
        run_shuttle(&town, status);
        assert_string_equal(status, trip < 8 ? "ready" : "dirty");
    }
    town_do(&town, NULL, "vehicle.disinfected", "{\"id\":\"%s\"}", town.vehicle);
    run_shuttle(&town, status);
    assert_string_equal(status, "ready");
    town_begin_emergency(&town, &post, 0, mode);
    town_do(&town, NULL, "vehicle.disinfected", "{\"id\":\"%s\"}", town.vehicle);
    run_shuttle(&town, status);
    assert_string_equal(status, "dirty");
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_switch_applies_once_approved_and_is_taken_back),
        cmocka_unit_test(switching_twice_is_once),
        cmocka_unit_test(a_mode_ends_by_the_clock),
        cmocka_unit_test(scopes_and_levels_decide_what_counts),
        cmocka_unit_test(jobs_and_channels_follow_the_mode),
        cmocka_unit_test(crews_at_work_stay_as_long_as_the_pattern_says),
        cmocka_unit_test(a_vehicle_is_dirty_after_as_many_trips_as_the_mode_says),
    };
    return RUN_TESTS(tests);
}
