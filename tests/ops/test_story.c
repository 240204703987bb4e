#include "town.h"

/* The seed's call (003): 11:32 rung up, 11:52 delivered, fitted and tested. */
static void a_call_goes_from_the_hotline_to_closed(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    json_t *taken = town_get(
        &town, "request.create",
        "{\"org\":\"%s\",\"service\":\"gas.lpg.delivery\",\"caller\":{\"name\":\"Resident\"},"
        "\"place\":{\"lon\":106.195,\"lat\":37.992},\"answers\":{\"cylinders\":1}}",
        town.org);
    json_t *brief = json_object_get(taken, "job");
    snprintf(request, sizeof request, "%s", json_text(taken, "id", ""));
    snprintf(job, sizeof job, "%s", json_text(brief, "id", ""));
    assert_string_equal(json_text(taken, "number", ""), "R-20220927-0001");
    assert_string_equal(json_text(brief, "number", ""), "J-20220927-0001");
    assert_string_equal(json_text(brief, "due_at", ""), "2022-09-27T11:52:00+08:00");
    assert_string_equal(json_text(brief, "state", ""), "new");
    assert_true(json_is_null(json_object_get(taken, "zone")));
    const json_t *first = json_array_get(json_object_get(taken, "script"), 0);
    assert_string_equal(json_text(first, "id", ""), "no_leak_first");
    assert_null(json_object_get(taken, "_by_user"));
    json_decref(taken);
    town_do(&town, NULL, "request.script_done", "{\"id\":\"%s\",\"step\":\"no_leak_first\"}",
            request);

    town_plan(&town, job, town.crew, visit);
    json_t *planned = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(planned, "state", ""), "planned");
    assert_string_equal(json_text(planned, "crew", ""), town.crew);
    assert_string_equal(json_text(planned, "eta", ""), "2022-09-27T11:44:00+08:00");
    json_decref(planned);

    static const char *const moves[] = {"accepted", "en_route", "on_site"};
    for (size_t i = 0; i < 3; i++) {
        town_advance(&town, 180);
        if (i == 1) {
            /* Nobody leaves before the load is checked (schema/machines/visit.json). */
            struct ops_reply *unready = NULL;
            assert_int_equal(town_try(&town, &town.admin, "job.transition", &unready,
                                      "{\"id\":\"%s\",\"to\":\"en_route\"}", job),
                             ERR_RULE);
            assert_non_null(strstr(unready->error.text, "load_check"));
            ops_reply_free(unready);
            town_ready(&town, visit);
        }
        town_do(&town, NULL, "job.transition", "{\"id\":\"%s\",\"to\":\"%s\"}", job, moves[i]);
    }
    /* Not before the checklist says so. */
    struct ops_reply *early = NULL;
    assert_int_equal(town_try(&town, &town.admin, "visit.transition", &early,
                              "{\"id\":\"%s\",\"to\":\"done\"}", visit),
                     ERR_RULE);
    assert_non_null(strstr(early->error.text, "serial_out"));
    ops_reply_free(early);
    static const char *const steps[][2] = {{"real_name", "true"},
                                           {"serial_out", "[\"F1\"]"},
                                           {"serial_in", "[\"E7\"]"},
                                           {"tightness_test", "\"tight\""},
                                           {"safety_check", "\"pass\""}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        town_do(&town, NULL, "step.record", "{\"id\":\"%s\",\"code\":\"%s\",\"value\":%s}", visit,
                steps[i][0], steps[i][1]);
    town_advance(&town, 600);
    town_do(&town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"done\"}", visit);

    /* Closed only after the call-back. */
    assert_int_equal(town_try(&town, &town.admin, "job.transition", NULL,
                              "{\"id\":\"%s\",\"to\":\"closed\"}", job),
                     ERR_RULE);
    town_do(&town, NULL, "request.feedback", "{\"id\":\"%s\",\"score\":5}", request);
    town_do(&town, NULL, "job.transition", "{\"id\":\"%s\",\"to\":\"closed\"}", job);

    json_t *crew = town_get(&town, "crew.get", "{\"id\":\"%s\"}", town.crew);
    char *stock = json_canonical(json_object_get(crew, "stock"));
    assert_string_equal(stock,
                        "[{\"item\":\"lpg_cylinder_15kg_empty\",\"qty\":1.0,\"serials\":[\"E7\"]},"
                        "{\"item\":\"lpg_cylinder_15kg_full\",\"qty\":1.0,\"serials\":[\"F2\"]},"
                        "{\"item\":\"soap_spray\",\"qty\":1.0,\"serials\":[]}]");
    assert_string_equal(json_text(crew, "state", ""), "idle");
    free(stock);
    json_decref(crew);

    json_t *counters =
        town_get(&town, "report.counters", "{\"as_of\":\"2022-09-27T11:52:00+08:00\"}");
    const json_t *service = json_array_get(json_object_get(counters, "services"), 0);
    assert_int_equal(json_i64(service, "done", -1), 1);
    assert_int_equal(json_i64(service, "closed", -1), 1);
    const json_t *cylinders = json_array_get(json_object_get(service, "counters"), 1);
    assert_string_equal(json_text(cylinders, "code", ""), "cylinders_delivered");
    assert_true(json_f64(cylinders, "value", -1) == 1.0);
    json_decref(counters);
    counters = town_get(&town, "report.counters", "{\"as_of\":\"2022-09-27T11:50:00+08:00\"}");
    assert_int_equal(json_i64(json_object_get(counters, "totals"), "done", -1), 0);
    assert_int_equal(json_i64(json_object_get(counters, "totals"), "received", -1), 1);
    json_decref(counters);

    struct verify_result result;
    assert_int_equal(store_verify(town.folder.store, 0, NULL, &result, NULL), ERR_OK);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_goes_from_the_hotline_to_closed),
    };
    return RUN_TESTS(tests);
}
