#include "town.h"

static const char PHONE[] = "0953-5551234";

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

static bool holds(const json_t *json, const char *text)
{
    char *dumped = json_dumps(json, JSON_COMPACT);
    bool found = strstr(dumped, text) != NULL;
    free(dumped);
    return found;
}

static size_t looks_at(struct town *town, const struct actor *actor, const char *id)
{
    json_t *looks = town_shown(town, actor, "privacy.looks", "{\"thing\":\"%s\"}", id);
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
    struct actor agent = town_user(&town, "agent", "agent", "");
    struct actor viewer = town_user(&town, "viewer", "viewer", "");
    struct actor manager = town_user(&town, "manager", "manager", "");
    take_call(&town, &agent, id);
    assert_int_equal(looks_at(&town, &manager, id), 0);

    json_t *clear = town_shown(&town, &agent, "request.get", "{\"id\":\"%s\"}", id);
    assert_true(holds(clear, PHONE) && holds(clear, "cannot_leave"));
    assert_null(json_object_get(clear, "masked"));
    json_decref(clear);
    assert_int_equal(looks_at(&town, &manager, id), 1);

    const struct actor *const others[] = {&viewer, &manager, &town.admin};
    for (size_t i = 0; i < 3; i++) {
        json_t *masked = town_shown(&town, others[i], "request.get", "{\"id\":\"%s\"}", id);
        assert_false(holds(masked, "5551"));
        assert_false(holds(masked, "芳"));
        assert_true(holds(masked, "****1234"));
        assert_null(json_object_get(json_object_get(masked, "answers"), "cannot_leave"));
        assert_non_null(json_object_get(json_object_get(masked, "answers"), "smell"));
        json_decref(masked);
    }
    json_t *list = town_shown(&town, &agent, "request.list", "%s", "{}");
    assert_false(holds(list, "5551"));
    json_decref(list);
    /* The manager and the administrator have seen the exact place, by a standing purpose. */
    assert_int_equal(looks_at(&town, &manager, id), 3);

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
    assert_int_equal(looks_at(&town, &manager, id), 4);
    town_close(&town);
}

/* The log of events never held a value, so destroying one leaves it whole. */
static void nothing_sensitive_is_in_the_log(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], person[ID_TEXT_SIZE];
    town_open(&town);
    struct actor agent = town_user(&town, "agent", "agent", "");
    take_call(&town, &agent, id);
    town_do(&town, person, "person.create",
            "{\"name\":{\"en\":\"Fitter\"},\"phone\":\"%s\",\"status\":\"ill\"}", PHONE);
    town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"isolated\"}", person);
    json_decref(town_shown(&town, &agent, "request.get", "{\"id\":\"%s\"}", id));
    json_t *events = town_get(&town, "event.list", "{\"limit\":1000}");
    static const char *const never[] = {"5551234", "王芳", "third floor", "cannot_leave\":true"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_false(holds(events, never[i]));
    assert_true(holds(events, "privacy.looked"));
    json_decref(events);
    json_t *shown = town_get(&town, "person.get", "{\"id\":\"%s\"}", person);
    assert_string_equal(json_text(shown, "status", ""), "away");
    json_decref(shown);
    town_close(&town);
}

static void resident_sees(struct town *town, const struct actor *resident, const char *id,
                          size_t looks)
{
    json_t *own = town_shown(town, resident, "request.get", "{\"id\":\"%s\"}", id);
    assert_true(holds(own, PHONE));
    json_decref(own);
    assert_int_equal(looks_at(town, resident, id), looks);
}

static size_t count_events(struct town *town, const char *type)
{
    size_t i, n = 0;
    json_t *event, *events = town_get(town, "event.list", "{\"limit\":1000}");
    json_array_foreach(json_object_get(events, "items"), i, event) n +=
        strcmp(json_text(event, "type", ""), type) == 0;
    json_decref(events);
    return n;
}

/* The events of the log without their ids and times, of those that match. */
static json_t *told(struct town *town, const char *noun)
{
    size_t i;
    json_t *event, *list = json_array();
    json_t *events = town_get(town, "event.list", "{\"noun\":\"%s\",\"limit\":1000}", noun);
    json_array_foreach(json_object_get(events, "items"), i, event)
        json_array_append_new(list, json_pack("{s:O, s:O}", "type", json_object_get(event, "type"),
                                              "data", json_object_get(event, "data")));
    json_decref(events);
    return list;
}

static void change_phone(struct town *town, const char *person)
{
    char text[160];
    struct ops_reply *reply = NULL;
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"phone\":\"0953-5559999\"}", person);
    struct ops_call call = {.command = ops_command("person.update"),
                            .args = town_json(text),
                            .actor = &town->admin,
                            .if_match = 1};
    assert_int_equal(ops_call(town->ops, call, &reply), ERR_OK);
    ops_reply_free(reply);
}

/* One falls ill, one changes the telephone, one takes leave: their events are the same, none is
 * written when the numbers change, and the count of 17:00 is one number for the organisation. */
static void the_log_does_not_say_who_is_ill(void **state)
{
    (void)state;
    static const char *const status[] = {"ill", NULL, "away", "isolated"};
    struct town town;
    char ids[4][ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    for (size_t i = 0; i < 4; i++)
        town_do(&town, ids[i], "person.create",
                "{\"org\":\"%s\",\"name\":{\"en\":\"Fitter\"},\"status\":\"%s\"}", town.org,
                i == 3 ? "ill" : "available");
    for (size_t i = 0; i < 4; i++) {
        if (status[i])
            town_do(&town, NULL, "person.set_status", "{\"id\":\"%s\",\"status\":\"%s\"}", ids[i],
                    status[i]);
        else
            change_phone(&town, ids[i]);
    }
    town_do(&town, NULL, "welfare.add", "{\"person\":\"%s\",\"reason\":\"isolated\"}", ids[3]);
    json_t *persons = told(&town, "person");
    size_t n = json_array_size(persons);
    for (size_t i = 1; i < 4; i++) {
        assert_true(json_equal(json_array_get(persons, n - 1 - i), json_array_get(persons, n - 1)));
        assert_true(json_equal(json_array_get(persons, n - 5 - i), json_array_get(persons, n - 5)));
    }
    json_decref(persons);
    json_t *welfare = told(&town, "welfare");
    assert_int_equal(json_array_size(welfare), 1);
    assert_false(holds(welfare, ids[3]) || holds(welfare, "isolated"));
    json_decref(welfare);
    assert_int_equal(count_events(&town, "staff.counted"), 0);
    town_tick(&town, 6 * 3600); /* past 17:00 */
    assert_int_equal(count_events(&town, "staff.counted"), 1);
    json_t *orgs = told(&town, "org");
    const json_t *counted =
        json_object_get(json_array_get(orgs, json_array_size(orgs) - 1), "data");
    assert_int_equal(json_i64(counted, "ill", -1), 1);
    assert_int_equal(json_i64(counted, "isolated", -1), 1);
    json_decref(orgs);
    town_close(&town);
}

static void a_resident_sees_who_looked_at_theirs_only(void **state)
{
    (void)state;
    struct town town;
    char id[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    town_open(&town);
    struct actor one = town_user(&town, "one", "resident", "");
    struct actor two = town_user(&town, "two", "resident", "");
    struct actor agent = town_user(&town, "agent", "agent", "");
    take_call(&town, &one, id);
    take_call(&town, &two, other);
    resident_sees(&town, &one, id, 0);
    json_decref(town_shown(&town, &agent, "request.get", "{\"id\":\"%s\"}", id));
    resident_sees(&town, &one, id, 1);
    assert_int_equal(looks_at(&town, &two, id), 0);
    resident_sees(&town, &two, other, 0);
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
    const struct actor self = actor_system("dispatcher");
    struct actor desk = town_user(&town, "desk", "dispatcher", "");
    struct actor agent = town_user(&town, "agent", "agent", "");
    struct actor viewer = town_user(&town, "viewer", "viewer", "");
    town_do(&town, NULL, "crew.report_position",
            "{\"id\":\"%s\",\"lon\":106.18764,\"lat\":37.98653,\"speed_m_s\":3}", town.crew);
    take_call(&town, &agent, id);
    const struct actor *const who[] = {&desk, &self, &agent, &viewer};
    for (size_t i = 0; i < 4; i++) {
        json_t *crew = town_shown(&town, who[i], "crew.get", "{\"id\":\"%s\"}", town.crew);
        assert_true(degrees(crew, "position", "lon") == (i < 2 ? 106.18764 : 106.19));
        assert_int_equal(holds(crew, "masked"), i >= 2);
        json_decref(crew);
        json_t *call = town_shown(&town, who[i], "request.get", "{\"id\":\"%s\"}", id);
        assert_true(degrees(call, "place", "lat") == (i < 3 ? 37.992 : 37.99));
        json_decref(call);
    }
    json_t *list = town_shown(&town, &viewer, "job.list", "%s", "{}");
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
    /* So are those of who reported the position and of the desk, by standing purposes. */
    assert_int_equal(looks_at(&town, &town.admin, town.crew), 3);
    json_t *events = town_get(&town, "event.list", "{\"limit\":1000}");
    assert_false(holds(events, "106.18764") || holds(events, "106.195"));
    assert_true(holds(events, "crew.moved"));
    json_decref(events);
    town_do(&town, NULL, "crew.set_state", "{\"id\":\"%s\",\"state\":\"off\"}", town.crew);
    json_t *crew = town_shown(&town, &desk, "crew.get", "{\"id\":\"%s\"}", town.crew);
    assert_null(json_object_get(crew, "position"));
    json_decref(crew);
    town_close(&town);
}

/* The map is drawn every few seconds: who sees where somebody lives is on record once a day, as
 * rows for each place and one event for each list. */
static void a_standing_look_is_recorded_once_a_day(void **state)
{
    (void)state;
    struct town town;
    char ids[3][ID_TEXT_SIZE];
    town_open(&town);
    struct actor agent = town_user(&town, "agent", "agent", "");
    struct actor desk = town_user(&town, "desk", "dispatcher", "");
    for (size_t i = 0; i < 3; i++)
        take_call(&town, &agent, ids[i]);
    assert_int_equal(count_events(&town, "privacy.looked"), 0);
    for (int i = 0; i < 5; i++)
        json_decref(town_shown(&town, &desk, "request.list", "%s", "{}"));
    assert_int_equal(count_events(&town, "privacy.looked"), 1);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(looks_at(&town, &town.admin, ids[i]), 1);
    /* After a restart the store still knows. */
    folder_close(&town.folder);
    ops_close(town.ops);
    folder_open(&town.folder, NULL);
    town_open_ops(&town);
    json_decref(town_shown(&town, &desk, "request.list", "%s", "{}"));
    assert_int_equal(looks_at(&town, &town.admin, ids[0]), 1);
    town_advance(&town, 24 * 3600);
    json_decref(town_shown(&town, &desk, "request.list", "%s", "{}"));
    assert_int_equal(looks_at(&town, &town.admin, ids[0]), 2);
    /* What a command answers counts as well: here the place of the job. */
    json_t *call = town_shown(&town, &agent, "request.get", "{\"id\":\"%s\"}", ids[0]);
    char job[ID_TEXT_SIZE];
    snprintf(job, sizeof job, "%s", json_text(json_object_get(call, "job"), "id", ""));
    json_decref(call);
    assert_int_equal(
        town_try(&town, &desk, "job.transition", NULL, "{\"id\":\"%s\",\"to\":\"held\"}", job),
        ERR_OK);
    assert_int_equal(looks_at(&town, &town.admin, job), 1);
    town_close(&town);
}

/* A collection from the call to the end of the work; gives its request. */
static void collect_waste(struct town *town, char request[ID_TEXT_SIZE])
{
    char job[ID_TEXT_SIZE];
    json_t *call = town_get(town, "request.create",
                            "{\"org\":\"%s\",\"service\":\"waste.collection\",\"caller\":{},"
                            "\"place\":{\"lon\":106.2,\"lat\":37.98},\"answers\":{\"producer\":"
                            "\"sampling\",\"kg\":8}}",
                            town->org);
    snprintf(request, ID_TEXT_SIZE, "%s", json_text(call, "id", ""));
    snprintf(job, sizeof job, "%s", json_text(json_object_get(call, "job"), "id", ""));
    json_decref(call);
    town_collect(town, job);
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
        cmocka_unit_test(the_log_does_not_say_who_is_ill),
        cmocka_unit_test(a_resident_sees_who_looked_at_theirs_only),
        cmocka_unit_test(places_are_exact_for_those_who_go_there_only),
        cmocka_unit_test(a_standing_look_is_recorded_once_a_day),
        cmocka_unit_test(scores_of_call_backs_are_counted),
        cmocka_unit_test(feedback_is_linked_to_the_work_and_counted),
    };
    return RUN_TESTS(tests);
}
