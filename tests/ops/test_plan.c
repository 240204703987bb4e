#include "town.h"

static const char TIMES[] =
    "\"seq\":0,\"depart_at\":\"2022-09-27T11:33:00+08:00\",\"arrive_at\":"
    "\"2022-09-27T11:50:00+08:00\",\"start_at\":\"2022-09-27T11:50:00+08:00\",\"end_at\":"
    "\"2022-09-27T11:58:00+08:00\",\"travel_s\":1020,\"distance_m\":5000";

static void a_plan_on_an_old_revision_is_stale(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    struct ops_reply *reply = NULL;
    assert_int_equal(
        town_try(&town, &town.admin, "plan.commit", &reply, "{\"base_revision\":0,\"visits\":[]}"),
        ERR_STALE);
    assert_string_equal(reply->error.where, "base_revision");
    ops_reply_free(reply);
    town_do(&town, NULL, "plan.commit", "{\"base_revision\":1,\"visits\":[]}");
    town_close(&town);
}

static void the_same_crew_keeps_its_visit_and_another_gets_a_new_one(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    town_second_crew(&town, other);
    town_do(&town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"accepted\"}", visit);
    town_do(&town, NULL, "plan.commit",
            "{\"base_revision\":1,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",%s}]}", job,
            town.crew, TIMES);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(json_object_get(shown, "visit"), "id", ""), visit);
    assert_string_equal(json_text(shown, "state", ""), "accepted");
    assert_string_equal(json_text(shown, "eta", ""), "2022-09-27T11:50:00+08:00");
    json_decref(shown);
    town_do(&town, NULL, "plan.commit",
            "{\"base_revision\":2,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",%s}]}", job, other,
            TIMES);
    shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_not_equal(json_text(json_object_get(shown, "visit"), "id", ""), visit);
    assert_string_equal(json_text(shown, "state", ""), "planned");
    assert_string_equal(json_text(shown, "crew", ""), other);
    json_decref(shown);
    json_t *visits = town_get(&town, "crew.visits", "{\"id\":\"%s\"}", town.crew);
    assert_int_equal(json_array_size(json_object_get(visits, "items")), 0);
    json_decref(visits);
    town_close(&town);
}

static void the_program_does_not_take_what_a_crew_has_accepted(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    town_second_crew(&town, other);
    town_do(&town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"accepted\"}", visit);
    struct actor program = actor_system("dispatcher");
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &program, "plan.commit", &reply,
                              "{\"base_revision\":1,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\","
                              "%s}]}",
                              job, other, TIMES),
                     ERR_STALE);
    ops_reply_free(reply);
    assert_int_equal(town_try(&town, &program, "plan.commit", &reply,
                              "{\"base_revision\":1,\"visits\":[],\"unassigned\":[{\"job\":\"%s\","
                              "\"reasons\":[]}]}",
                              job),
                     ERR_STALE);
    ops_reply_free(reply);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "crew", ""), town.crew);
    json_decref(shown);
    town_close(&town);
}

static void an_unassigned_job_says_why_in_words(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    town_do(
        &town, NULL, "plan.commit",
        "{\"base_revision\":1,\"visits\":[],\"unassigned\":[{\"job\":\"%s\",\"reasons\":[{\"code\":"
        "\"no_shift\",\"text\":{\"en\":\"No crew with gas_delivery is on shift before 14:00\"}}]"
        "}]}",
        job);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "state", ""), "triaged");
    assert_true(json_is_null(json_object_get(shown, "crew")));
    assert_true(json_is_null(json_object_get(shown, "visit")));
    const json_t *reason = json_array_get(json_object_get(shown, "reasons"), 0);
    assert_string_equal(json_text(reason, "code", ""), "no_shift");
    json_decref(shown);
    json_t *plan = town_get(&town, "plan.get", "{}");
    assert_int_equal(json_array_size(json_object_get(plan, "unassigned")), 1);
    assert_int_equal(json_array_size(json_object_get(plan, "crews")), 0);
    assert_int_equal(json_i64(plan, "revision", 0), 2);
    json_decref(plan);
    /* Given to a crew again, the reasons go. */
    town_plan(&town, job, town.crew, visit);
    shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_int_equal(json_array_size(json_object_get(shown, "reasons")), 0);
    json_decref(shown);
    town_close(&town);
}

/* The program takes accepted work back for a cause only, and not before it is accepted. */
static void accepted_work_goes_back_for_a_cause(void **state)
{
    (void)state;
    static const char cause[] =
        "\"cause\":{\"code\":\"life_first\",\"text\":{\"zh\":\"z\",\"en\":\"e\"}}";
    static const char line[] =
        "{\"base_revision\":1,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",%s,"
        "\"taken_back\":true%s%s}]}";
    struct town town;
    const struct actor program = actor_system("dispatcher");
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    town_plan(&town, job, town.crew, visit);
    assert_int_equal(
        town_try(&town, &program, "plan.commit", NULL, line, job, town.crew, TIMES, ",", cause),
        ERR_STALE);
    town_do(&town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"accepted\"}", visit);
    assert_int_equal(
        town_try(&town, &program, "plan.commit", NULL, line, job, town.crew, TIMES, "", ""),
        ERR_RULE);
    assert_int_equal(
        town_try(&town, &program, "plan.commit", NULL, line, job, town.crew, TIMES, ",", cause),
        ERR_OK);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    const json_t *now = json_object_get(shown, "visit");
    assert_string_equal(json_text(shown, "state", ""), "planned");
    assert_string_not_equal(json_text(now, "id", ""), visit);
    assert_string_equal(json_text(json_object_get(now, "cause"), "code", ""), "life_first");
    json_decref(shown);
    town_close(&town);
}

static void one_wrong_line_undoes_the_whole_commit(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    struct ops_reply *reply = NULL;
    assert_int_equal(
        town_try(&town, &town.admin, "plan.commit", &reply,
                 "{\"base_revision\":0,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",%s},{\"job\":"
                 "\"01834b5e-7c00-7000-8000-000000000001\",\"crew\":\"%s\",%s}]}",
                 job, town.crew, TIMES, town.crew, TIMES),
        ERR_NOT_FOUND);
    assert_string_equal(reply->error.where, "visits[1].job");
    ops_reply_free(reply);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "state", ""), "new");
    json_decref(shown);
    town_close(&town);
}

static void a_crew_on_site_is_not_planned_away(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    town_second_crew(&town, other);
    static const char *const moves[] = {"accepted", "en_route", "on_site"};
    town_move(&town, visit, moves, 3);
    assert_int_equal(
        town_try(&town, &town.admin, "plan.commit", NULL,
                 "{\"base_revision\":1,\"visits\":[{\"job\":\"%s\",\"crew\":\"%s\",%s}]}", job,
                 other, TIMES),
        ERR_STATE);
    assert_int_equal(town_try(&town, &town.admin, "plan.commit", NULL,
                              "{\"base_revision\":1,\"visits\":[],\"unassigned\":[{\"job\":\"%s\","
                              "\"reasons\":[]}]}",
                              job),
                     ERR_STATE);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_on_an_old_revision_is_stale),
        cmocka_unit_test(the_same_crew_keeps_its_visit_and_another_gets_a_new_one),
        cmocka_unit_test(the_program_does_not_take_what_a_crew_has_accepted),
        cmocka_unit_test(an_unassigned_job_says_why_in_words),
        cmocka_unit_test(accepted_work_goes_back_for_a_cause),
        cmocka_unit_test(one_wrong_line_undoes_the_whole_commit),
        cmocka_unit_test(a_crew_on_site_is_not_planned_away),
    };
    return RUN_TESTS(tests);
}
