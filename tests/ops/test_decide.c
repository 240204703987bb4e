/* What people decide without a dispatcher at hand, and what taking it back restores. */
#include "town.h"

static void undo(struct town *town)
{
    town_do(town, NULL, "decision.undo", "{}");
}

static enum err try_undo(struct town *town)
{
    return town_try(town, &town->admin, "decision.undo", NULL, "{}");
}

static void assert_job(struct town *town, const char *job, const char *state, const char *crew)
{
    json_t *shown = town_get(town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "state", ""), state);
    assert_string_equal(json_text(shown, "crew", ""), crew);
    json_decref(shown);
}

static void taking_back_a_crew_restores_the_one_before_and_its_times(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE], other[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    town_second_crew(&town, other);
    town_do(&town, NULL, "job.assign", "{\"id\":\"%s\",\"crew\":\"%s\"}", job, other);
    /* Nobody was there to place it: it waits for the dispatcher, given to the other crew. */
    assert_job(&town, job, "triaged", "");
    undo(&town);
    assert_job(&town, job, "planned", town.crew);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "eta", ""), "2022-09-27T11:44:00+08:00");
    assert_null(json_object_get(shown, "pin"));
    json_decref(shown);
    assert_int_equal(try_undo(&town), ERR_STATE);
    town_close(&town);
}

static void what_a_crew_has_taken_in_hand_is_not_taken_back(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open_planned(&town, job, visit);
    town_do(&town, NULL, "job.pin", "{\"id\":\"%s\"}", job);
    town_do(&town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"accepted\"}", visit);
    assert_int_equal(try_undo(&town), ERR_STATE);
    assert_job(&town, job, "accepted", town.crew);
    town_close(&town);
}

static void a_held_job_goes_on_when_its_time_comes(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    struct actor keeper = actor_system("keeper");
    struct ops_reply *reply = NULL;
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    assert_int_equal(town_try(&town, &town.admin, "job.hold", NULL,
                              "{\"id\":\"%s\",\"reason\":\"r\",\"until\":"
                              "\"2022-09-27T11:00:00+08:00\"}",
                              job),
                     ERR_INVALID);
    town_do(&town, NULL, "job.hold",
            "{\"id\":\"%s\",\"reason\":\"r\",\"until\":\"2022-09-27T12:00:00+08:00\"}", job);
    assert_job(&town, job, "held", "");
    town_advance(&town, 28 * 60);
    assert_int_equal(ops_call_name(town.ops, "timer.tick", NULL, &keeper, &reply), ERR_OK);
    ops_reply_free(reply);
    assert_job(&town, job, "triaged", "");
    town_close(&town);
}

static void a_split_takes_its_share_and_taking_it_back_joins_both(void **state)
{
    (void)state;
    struct town town;
    char job[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    json_t *called =
        town_get(&town, "request.create",
                 "{\"org\":\"%s\",\"service\":\"gas.lpg.delivery\",\"caller\":{"
                 "\"name\":\"R\",\"phone\":\"0953-0000000\"},\"place\":{\"lon\":106.195,"
                 "\"lat\":37.992},\"answers\":{\"cylinders\":4}}",
                 town.org);
    snprintf(job, sizeof job, "%s", json_text(json_object_get(called, "job"), "id", ""));
    town_do(&town, NULL, "job.split", "{\"id\":\"%s\",\"percent\":25}", job);
    json_t *jobs = town_get(&town, "job.list", "{\"open\":true}"), *one;
    double whole = 0, part = 0;
    size_t i;
    json_array_foreach(json_object_get(jobs, "items"), i, one)
    {
        const json_t *needs = json_object_get(one, "requirements");
        double qty = json_f64(json_array_get(json_object_get(needs, "stock"), 0), "qty", 0);
        *(strcmp(json_text(one, "id", ""), job) == 0 ? &whole : &part) += qty;
    }
    assert_true(whole == 3 && part == 1);
    undo(&town);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    const json_t *stock = json_object_get(json_object_get(shown, "requirements"), "stock");
    assert_true(json_f64(json_array_get(stock, 0), "qty", 0) == 4);
    json_decref(jobs);
    jobs = town_get(&town, "job.list", "{\"open\":true}");
    assert_int_equal(json_array_size(json_object_get(jobs, "items")), 1);
    json_decref(shown);
    json_decref(jobs);
    json_decref(called);
    town_close(&town);
}

static void how_a_service_is_dispatched_can_be_taken_back(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    json_t *before = town_get(&town, "service.get", "{\"id\":\"gas.leak\"}");
    town_do(&town, NULL, "service.set_dispatch",
            "{\"id\":\"gas.leak\",\"mode\":\"propose\",\"reason\":\"storm\"}");
    town_do(&town, NULL, "service.set_dispatch", "{\"id\":\"gas.leak\",\"mode\":\"manual\"}");
    undo(&town);
    json_t *after = town_get(&town, "service.get", "{\"id\":\"gas.leak\"}");
    assert_string_equal(json_text(after, "dispatch", ""), "propose");
    undo(&town);
    json_decref(after);
    after = town_get(&town, "service.get", "{\"id\":\"gas.leak\"}");
    assert_string_equal(json_text(after, "dispatch", ""), json_text(before, "dispatch", "-"));
    assert_int_equal(try_undo(&town), ERR_STATE);
    json_decref(before);
    json_decref(after);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taking_back_a_crew_restores_the_one_before_and_its_times),
        cmocka_unit_test(what_a_crew_has_taken_in_hand_is_not_taken_back),
        cmocka_unit_test(a_held_job_goes_on_when_its_time_comes),
        cmocka_unit_test(a_split_takes_its_share_and_taking_it_back_joins_both),
        cmocka_unit_test(how_a_service_is_dispatched_can_be_taken_back),
    };
    return RUN_TESTS(tests);
}
