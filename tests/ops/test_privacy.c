#include "town.h"

static const struct actor SYSTEM = {.role = ROLE_SYSTEM, .kind = "system", .name = "keeper"};
static const char PHONE[] = "0953-5551234";

static struct actor add_user(struct town *town, const char *name, const char *role)
{
    struct ops_reply *reply = NULL;
    struct actor actor = {.kind = "user"};
    assert_int_equal(town_try(town, &town->admin, "user.create", &reply,
                              "{\"name\":\"%s\",\"role\":\"%s\",\"password\":\"a long password\"}",
                              name, role),
                     ERR_OK);
    assert_true(role_parse(role, &actor.role));
    snprintf(actor.id, sizeof actor.id, "%s", reply->id);
    snprintf(actor.name, sizeof actor.name, "%s", name);
    ops_reply_free(reply);
    return actor;
}

/* A leak in an isolated home: health and contact in one call. */
static void take_call(struct town *town, const struct actor *by, char id[ID_TEXT_SIZE])
{
    struct ops_reply *reply = NULL;
    assert_int_equal(
        town_try(town, by, "request.create", &reply,
                 "{\"service\":\"gas.leak\",\"caller\":{\"name\":\"王芳\",\"phone\":"
                 "\"%s\"},\"place\":{\"lon\":106.195,\"lat\":37.992},\"answers\":{"
                 "\"smell\":\"strong\",\"cannot_leave\":true},\"note\":\"third floor\"}",
                 PHONE),
        ERR_OK);
    memcpy(id, reply->id, ID_TEXT_SIZE);
    ops_reply_free(reply);
}

static json_t *shown_to(struct town *town, const struct actor *actor, const char *command,
                        const char *format, const char *id)
{
    struct ops_reply *reply = NULL;
    char args[128];
    snprintf(args, sizeof args, format, id);
    assert_int_equal(town_try(town, actor, command, &reply, "%s", args), ERR_OK);
    json_t *json = json_incref((json_t *)ops_reply_json(reply));
    ops_reply_free(reply);
    return json;
}

static bool holds(const json_t *json, const char *text)
{
    char *dumped = json_dumps(json, JSON_COMPACT);
    bool found = strstr(dumped, text) != NULL;
    free(dumped);
    return found;
}

static size_t looks_at(struct town *town, const struct actor *actor, const char *id)
{
    json_t *looks = shown_to(town, actor, "privacy.looks", "{\"thing\":\"%s\"}", id);
    size_t n = json_array_size(json_object_get(looks, "items"));
    json_decref(looks);
    return n;
}

/* Who does the work sees it, and stands on record; everybody else, and every list, sees a mask. */
static void values_are_masked_and_every_look_is_on_record(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    town_open(&town);
    struct actor agent = add_user(&town, "agent", "agent");
    struct actor viewer = add_user(&town, "viewer", "viewer");
    struct actor manager = add_user(&town, "manager", "manager");
    take_call(&town, &agent, id);
    assert_int_equal(looks_at(&town, &manager, id), 0);

    json_t *clear = shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id);
    assert_true(holds(clear, PHONE) && holds(clear, "cannot_leave"));
    assert_null(json_object_get(clear, "masked"));
    json_decref(clear);
    assert_int_equal(looks_at(&town, &manager, id), 1);

    const struct actor *const others[] = {&viewer, &manager, &town.admin};
    for (size_t i = 0; i < 3; i++) {
        json_t *masked = shown_to(&town, others[i], "request.get", "{\"id\":\"%s\"}", id);
        assert_false(holds(masked, "5551"));
        assert_false(holds(masked, "芳"));
        assert_true(holds(masked, "****1234"));
        assert_null(json_object_get(json_object_get(masked, "answers"), "cannot_leave"));
        assert_non_null(json_object_get(json_object_get(masked, "answers"), "smell"));
        json_decref(masked);
    }
    json_t *list = shown_to(&town, &agent, "request.list", "%s", "{}");
    assert_false(holds(list, "5551"));
    json_decref(list);
    assert_int_equal(looks_at(&town, &manager, id), 1);

    /* A manager says why, and then sees it. */
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &viewer, "privacy.look", NULL,
                              "{\"noun\":\"request\",\"thing\":\"%s\",\"purpose\":\"supervision\","
                              "\"reason\":\"r\"}",
                              id),
                     ERR_DENIED);
    assert_int_equal(town_try(&town, &manager, "privacy.look", NULL,
                              "{\"noun\":\"request\",\"thing\":\"%s\",\"purpose\":\"handling\","
                              "\"reason\":\"r\"}",
                              id),
                     ERR_DENIED);
    assert_int_equal(town_try(&town, &manager, "privacy.look", &reply,
                              "{\"noun\":\"request\",\"thing\":\"%s\",\"purpose\":\"supervision\","
                              "\"reason\":\"A complaint about the call.\"}",
                              id),
                     ERR_OK);
    assert_true(holds(ops_reply_json(reply), PHONE));
    ops_reply_free(reply);
    assert_int_equal(looks_at(&town, &manager, id), 2);
    town_close(&town);
}

/* The log of events never held a value, so destroying one leaves it whole. */
static void nothing_sensitive_is_in_the_log(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], person[ID_TEXT_SIZE];
    town_open(&town);
    struct actor agent = add_user(&town, "agent", "agent");
    take_call(&town, &agent, id);
    town_do(&town, person, "person.create",
            "{\"name\":{\"en\":\"Fitter\"},\"phone\":\"%s\",\"status\":\"ill\"}", PHONE);
    town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}", person);
    json_decref(shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id));
    json_t *events = town_get(&town, "event.list", "{\"limit\":1000}");
    static const char *const never[] = {"5551234", "王芳", "third floor", "cannot_leave\":true"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_false(holds(events, never[i]));
    assert_true(holds(events, "privacy.looked"));
    json_decref(events);
    /* How many are ill is counted (staff.status); who is, the person's events do not say. */
    events = town_get(&town, "event.list", "{\"noun\":\"person\",\"limit\":1000}");
    assert_false(holds(events, "\"ill\"") || holds(events, "\"isolated\""));
    json_decref(events);
    json_t *shown = town_get(&town, "person.get", "{\"id\":\"%s\"}", person);
    assert_string_equal(json_text(shown, "status", ""), "away");
    json_decref(shown);
    town_close(&town);
}

static void resident_sees(struct town *town, const struct actor *resident, const char *id,
                          size_t looks)
{
    json_t *own = shown_to(town, resident, "request.get", "{\"id\":\"%s\"}", id);
    assert_true(holds(own, PHONE));
    json_decref(own);
    assert_int_equal(looks_at(town, resident, id), looks);
}

static void a_resident_sees_who_looked_at_theirs_only(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    town_open(&town);
    struct actor one = add_user(&town, "one", "resident");
    struct actor two = add_user(&town, "two", "resident");
    struct actor agent = add_user(&town, "agent", "agent");
    take_call(&town, &one, id);
    take_call(&town, &two, other);
    resident_sees(&town, &one, id, 0);
    json_decref(shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id));
    resident_sees(&town, &one, id, 1);
    assert_int_equal(looks_at(&town, &two, id), 0);
    resident_sees(&town, &two, other, 0);
    town_close(&town);
}

/* R-V2: thirty days after the end, or when the emergency is over, whichever is later. */
static void values_are_destroyed_by_rule_and_the_log_stays_whole(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    town_open(&town);
    struct actor agent = add_user(&town, "agent", "agent");
    take_call(&town, &agent, id);
    town_do(&town, NULL, "request.cancel", "{\"id\":\"%s\",\"reason\":\"mistake\"}", id);
    town_advance(&town, 13 * 24 * 3600);
    assert_int_equal(town_try(&town, &SYSTEM, "timer.tick", NULL, "{}"), ERR_OK);
    json_t *clear = shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id);
    assert_true(holds(clear, PHONE) && holds(clear, "cannot_leave"));
    json_decref(clear);
    /* The condition goes after fourteen days, the caller after thirty. */
    town_advance(&town, 24 * 3600);
    assert_int_equal(town_try(&town, &SYSTEM, "timer.tick", NULL, "{}"), ERR_OK);
    clear = shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id);
    assert_true(holds(clear, PHONE));
    assert_false(holds(clear, "cannot_leave"));
    json_decref(clear);
    town_advance(&town, 16 * 24 * 3600);
    assert_int_equal(town_try(&town, &SYSTEM, "timer.tick", NULL, "{}"), ERR_OK);
    clear = shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id);
    assert_false(holds(clear, "5551") || holds(clear, "third floor") || holds(clear, "芳"));
    assert_true(holds(clear, "R-20220927-0001"));
    json_decref(clear);
    struct verify_result result;
    assert_int_equal(store_verify(town.folder.store, 0, NULL, &result, NULL), ERR_OK);
    town_close(&town);
}

static double degrees(const json_t *json, const char *field, const char *key)
{
    return json_f64(json_object_get(json, field), key, 0);
}

/* R-V1: those who send and go see where; others the part of town; the log never holds the place;
 * off duty nobody is followed. */
static void places_are_exact_for_those_who_go_there_only(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    struct actor desk = add_user(&town, "desk", "dispatcher");
    struct actor agent = add_user(&town, "agent", "agent");
    struct actor viewer = add_user(&town, "viewer", "viewer");
    town_do(&town, NULL, "crew.report_position",
            "{\"id\":\"%s\",\"lon\":106.18764,\"lat\":37.98653,\"speed_m_s\":3}", town.crew);
    take_call(&town, &agent, id);
    const struct actor *const who[] = {&desk, &SYSTEM, &agent, &viewer};
    for (size_t i = 0; i < 4; i++) {
        json_t *crew = shown_to(&town, who[i], "crew.get", "{\"id\":\"%s\"}", town.crew);
        assert_true(degrees(crew, "position", "lon") == (i < 2 ? 106.18764 : 106.19));
        assert_int_equal(holds(crew, "masked"), i >= 2);
        json_decref(crew);
        json_t *call = shown_to(&town, who[i], "request.get", "{\"id\":\"%s\"}", id);
        assert_true(degrees(call, "place", "lat") == (i < 3 ? 37.992 : 37.99));
        json_decref(call);
    }
    json_t *list = shown_to(&town, &viewer, "job.list", "%s", "{}");
    assert_false(holds(list, "106.195"));
    json_decref(list);
    /* An agent says why; that look is on record. */
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &agent, "privacy.look", &reply,
                              "{\"noun\":\"crew\",\"thing\":\"%s\",\"purpose\":\"handling\","
                              "\"reason\":\"The caller asks where they are.\"}",
                              town.crew),
                     ERR_OK);
    assert_true(holds(ops_reply_json(reply), "106.18764"));
    ops_reply_free(reply);
    assert_int_equal(looks_at(&town, &town.admin, town.crew), 1);
    json_t *events = town_get(&town, "event.list", "{\"limit\":1000}");
    assert_false(holds(events, "106.18764") || holds(events, "106.195"));
    assert_true(holds(events, "crew.moved"));
    json_decref(events);
    town_do(&town, NULL, "crew.set_state", "{\"id\":\"%s\",\"state\":\"off\"}", town.crew);
    json_t *crew = shown_to(&town, &desk, "crew.get", "{\"id\":\"%s\"}", town.crew);
    assert_null(json_object_get(crew, "position"));
    json_decref(crew);
    town_close(&town);
}

/* R-V2: what would have gone after fourteen and thirty days stays while the emergency lasts. */
static void nothing_is_destroyed_while_the_emergency_lasts(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], mode[ID_TEXT_SIZE];
    town_open(&town);
    struct actor agent = add_user(&town, "agent", "agent");
    struct actor manager = add_user(&town, "manager", "manager");
    take_call(&town, &agent, id);
    assert_int_equal(town_try(&town, &town.admin, "user.set_positions", NULL,
                              "{\"id\":\"%s\",\"positions\":[\"command_post\"]}", manager.id),
                     ERR_OK);
    town_do(&town, mode, "mode.switch",
            "{\"plan\":\"peace_to_emergency\",\"hours\":960,\"reason\":\"r\"}");
    json_t *shown = town_get(&town, "mode.get", "{\"id\":\"%s\"}", mode);
    assert_int_equal(town_try(&town, &manager, "approval.decide", NULL,
                              "{\"id\":\"%s\",\"approve\":true}", json_text(shown, "approval", "")),
                     ERR_OK);
    json_decref(shown);
    town_do(&town, NULL, "request.cancel", "{\"id\":\"%s\",\"reason\":\"mistake\"}", id);
    for (int day = 0; day < 35; day++) {
        town_advance(&town, 24 * 3600);
        assert_int_equal(town_try(&town, &SYSTEM, "timer.tick", NULL, "{}"), ERR_OK);
    }
    json_t *clear = shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id);
    assert_true(holds(clear, PHONE) && holds(clear, "cannot_leave"));
    json_decref(clear);
    for (int day = 0; day < 7; day++) { /* forty days are over */
        town_advance(&town, 24 * 3600);
        assert_int_equal(town_try(&town, &SYSTEM, "timer.tick", NULL, "{}"), ERR_OK);
    }
    clear = shown_to(&town, &agent, "request.get", "{\"id\":\"%s\"}", id);
    assert_false(holds(clear, "5551") || holds(clear, "cannot_leave"));
    json_decref(clear);
    town_close(&town);
}

/* A collection from the call to the end of the work; gives its request. */
static void collect_waste(struct town *town, char request[ID_TEXT_SIZE])
{
    static const char *const states[] = {"dispatched", "accepted", "en_route", "on_site"};
    static const char *const steps[][2] = {
        {"packing_checked", "true"}, {"weight", "8"}, {"signature", "\"both\""}};
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    json_t *call = town_get(town, "request.create",
                            "{\"org\":\"%s\",\"service\":\"waste.collection\",\"caller\":{},"
                            "\"place\":{\"lon\":106.2,\"lat\":37.98},\"answers\":{\"producer\":"
                            "\"sampling\",\"kg\":8}}",
                            town->org);
    snprintf(request, ID_TEXT_SIZE, "%s", json_text(call, "id", ""));
    snprintf(job, sizeof job, "%s", json_text(json_object_get(call, "job"), "id", ""));
    json_decref(call);
    town_plan(town, job, town->crew, visit);
    for (size_t i = 0; i < 4; i++)
        town_do(town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"%s\"}", visit, states[i]);
    /* A picture that a step names must be kept. */
    assert_int_not_equal(town_try(town, &town->admin, "step.record", NULL,
                                  "{\"id\":\"%s\",\"code\":\"signature\",\"value\":\"%064d\"}",
                                  visit, 7),
                         ERR_OK);
    for (size_t i = 0; i < 3; i++)
        town_do(town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"%s\",\"value\":%s}", visit,
                steps[i][0], steps[i][1]);
    town_do(town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"done\"}", visit);
}

/* Scores 5, 4 and 2: eleven thirds, two of three satisfied; the last score of a call counts. */
static void scores_of_call_backs_are_counted(void **state)
{
    (void)state;
    static const int scores[] = {5, 4, 2};
    struct town town;
    town_open(&town);
    town_settle(&town);
    for (size_t i = 0; i < 3; i++) {
        char request[ID_TEXT_SIZE];
        collect_waste(&town, request);
        town_do(&town, NULL, "request.feedback", "{\"id\":\"%s\",\"score\":1}", request);
        town_do(&town, NULL, "request.feedback", "{\"id\":\"%s\",\"score\":%d}", request,
                scores[i]);
    }
    json_t *now = town_get(&town, "report.satisfaction", "{}");
    const json_t *total = json_object_get(now, "total");
    assert_int_equal(json_i64(total, "scores", -1), 3);
    assert_true(json_f64(total, "mean", 0) == 11.0 / 3.0);
    assert_true(json_f64(total, "satisfied", 0) == 2.0 / 3.0);
    json_decref(now);
    town_close(&town);
}

/* Thanks need no answer, a complaint five working days; a score is counted once. */
static void feedback_is_linked_to_the_work_and_counted(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], thanks[ID_TEXT_SIZE], complaint[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    town_do(&town, thanks, "feedback.record",
            "{\"kind\":\"thanks\",\"job\":\"%s\",\"from\":\"Community\",\"text\":\"A banner\"}",
            job);
    town_do(&town, complaint, "feedback.record",
            "{\"kind\":\"complaint\",\"job\":\"%s\",\"text\":\"Too late\"}", job);
    json_t *shown = town_get(&town, "feedback.get", "{\"id\":\"%s\"}", thanks);
    assert_string_equal(json_text(shown, "job_number", ""), "J-20220927-0001");
    assert_string_equal(json_text(shown, "state", ""), "closed");
    json_decref(shown);
    /* Tuesday 27 September and five working days: Tuesday 4 October. */
    shown = town_get(&town, "feedback.get", "{\"id\":\"%s\"}", complaint);
    assert_string_equal(json_text(shown, "due_at", ""), "2022-10-04T11:32:00+08:00");
    json_decref(shown);
    town_advance(&town, 60);
    town_do(&town, NULL, "feedback.answer", "{\"id\":\"%s\",\"answer\":\"Sorry\"}", complaint);
    json_t *now = town_get(&town, "report.satisfaction", "{}");
    assert_int_equal(json_i64(now, "thanks", -1), 1);
    assert_int_equal(json_i64(now, "complaints", -1), 1);
    assert_int_equal(json_i64(now, "complaints_open", -1), 0);
    assert_int_equal(json_i64(json_object_get(now, "total"), "scores", -1), 0);
    json_decref(now);
    json_t *before =
        town_get(&town, "report.satisfaction", "{\"as_of\":\"2022-09-27T11:32:30+08:00\"}");
    assert_int_equal(json_i64(before, "complaints_open", -1), 1);
    json_decref(before);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_masked_and_every_look_is_on_record),
        cmocka_unit_test(nothing_sensitive_is_in_the_log),
        cmocka_unit_test(a_resident_sees_who_looked_at_theirs_only),
        cmocka_unit_test(values_are_destroyed_by_rule_and_the_log_stays_whole),
        cmocka_unit_test(places_are_exact_for_those_who_go_there_only),
        cmocka_unit_test(nothing_is_destroyed_while_the_emergency_lasts),
        cmocka_unit_test(scores_of_call_backs_are_counted),
        cmocka_unit_test(feedback_is_linked_to_the_work_and_counted),
    };
    return RUN_TESTS(tests);
}
