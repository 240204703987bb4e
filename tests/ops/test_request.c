#include "town.h"

#define CALL(service, place, answers)                                                              \
    "{\"service\":\"" service "\",\"caller\":{\"name\":\"n\"},\"place\":" place                    \
    ",\"answers\":" answers "}"
#define SEALED                                                                                     \
    "{\"name\":{\"en\":\"East\"},\"policy\":\"epidemic-2021\",\"level\":\"%s\",\"polygon\":{"      \
    "\"type\":\"Polygon\",\"coordinates\":[[[106.19,37.98],[106.2,37.98],[106.2,38],[106.19,38],"  \
    "[106.19,37.98]]]}}"

static void a_wrong_call_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_settle(&town);
    static const struct {
        const char *args, *where;
        enum err wanted;
    } calls[] = {
        {CALL("gas.unknown", "{\"lon\":106.2,\"lat\":37.99}", "{}"), "service", ERR_INVALID},
        {CALL("gas.lpg.delivery", "{\"lon\":116.4,\"lat\":39.9}", "{\"cylinders\":1}"), "place",
         ERR_INVALID},
        {CALL("gas.lpg.delivery", "{\"lon\":106.2}", "{\"cylinders\":1}"), "place", ERR_INVALID},
        {CALL("gas.lpg.delivery", "{\"address\":\"Nowhere 1\"}", "{\"cylinders\":1}"),
         "place.address", ERR_INVALID},
        {CALL("gas.lpg.delivery", "{\"site\":\"01834b5e-7c00-7000-8000-000000000001\"}",
              "{\"cylinders\":1}"),
         "place.site", ERR_NOT_FOUND},
        {CALL("gas.lpg.delivery", "{\"lon\":106.2,\"lat\":37.99}", "{\"cylinders\":7}"),
         "answers.cylinders", ERR_INVALID},
        {CALL("gas.lpg.delivery", "{\"lon\":106.2,\"lat\":37.99}", "{\"colour\":\"red\"}"),
         "answers.colour", ERR_INVALID},
    };
    struct verify_result before, after;
    store_verify(town.folder.store, 0, NULL, &before, NULL);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct ops_reply *reply = NULL;
        enum err rc = town_try(&town, &town.admin, "request.create", &reply, "%s", calls[i].args);
        if (rc != calls[i].wanted || strcmp(reply->error.where, calls[i].where) != 0)
            fail_msg("%s: %s: %s", calls[i].args, reply->error.where, reply->error.text);
        ops_reply_free(reply);
    }
    store_verify(town.folder.store, 0, NULL, &after, NULL);
    assert_int_equal(after.events, before.events);
    /* Numbers have no gaps: what was refused took none. */
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    town_call(&town, request, job);
    json_t *shown = town_get(&town, "request.get", "{\"id\":\"%s\"}", request);
    assert_string_equal(json_text(shown, "number", ""), "R-20220927-0001");
    json_decref(shown);
    town_close(&town);
}

static void a_known_address_gives_place_and_customer(void **state)
{
    (void)state;
    struct town town;
    town_open(&town);
    town_do(
        &town, NULL, "site.create",
        "{\"kind\":\"hospital\",\"name\":{\"en\":\"H\"},\"address\":\"1 Hospital Road\",\"place\":{"
        "\"lon\":106.21,\"lat\":37.97},\"customer_class\":\"medical\"}");
    json_t *plain =
        town_get(&town, "request.create", "%s",
                 CALL("gas.lpg.delivery", "{\"lon\":106.21,\"lat\":37.97}", "{\"cylinders\":1}"));
    json_t *hospital = town_get(
        &town, "request.create", "%s",
        CALL("gas.lpg.delivery", "{\"address\":\"1 Hospital Road\"}", "{\"cylinders\":1}"));
    const json_t *place = json_object_get(hospital, "place");
    assert_true(json_f64(place, "lon", 0) == 106.21);
    assert_non_null(json_text(place, "site", NULL));
    assert_true(json_i64(json_object_get(hospital, "job"), "priority", 0) >
                json_i64(json_object_get(plain, "job"), "priority", 0));
    json_decref(plain);
    json_decref(hospital);
    town_close(&town);
}

/* 000's call: a leak in a zone under control. The script comes with the answer, before any
 * dispatch; two people in suits, with a permit, within the hour. */
static void a_leak_in_a_zone_asks_for_two_in_suits_with_a_permit(void **state)
{
    (void)state;
    struct town town;
    char zone[ID_TEXT_SIZE];
    town_open(&town);
    town_do(&town, zone, "zone.create", SEALED, "control");
    json_t *taken = town_get(&town, "request.create", "%s",
                             CALL("gas.leak", "{\"lon\":106.195,\"lat\":37.99}", "{}"));
    assert_string_equal(json_text(json_object_get(taken, "zone"), "id", ""), zone);
    assert_string_equal(json_text(json_object_get(taken, "zone"), "level", ""), "control");
    assert_true(json_array_size(json_object_get(taken, "script")) >= 3);
    assert_string_equal(json_text(json_object_get(taken, "job"), "due_at", ""),
                        "2022-09-27T12:32:00+08:00");
    json_t *job = town_get(&town, "job.get", "{\"id\":\"%s\"}",
                           json_text(json_object_get(taken, "job"), "id", ""));
    const json_t *needs = json_object_get(job, "requirements");
    assert_string_equal(json_text(job, "urgency", ""), "red");
    assert_true(json_i64(needs, "crew_size", 0) >= 2);
    assert_true(json_flag(needs, "permit", false));
    assert_true(json_array_size(json_object_get(needs, "protection")) > 0);
    json_decref(job);
    json_decref(taken);
    town_close(&town);
}

static const char *level_of(struct town *town, const char *job, bool *permit, char level[40])
{
    json_t *shown = town_get(town, "job.get", "{\"id\":\"%s\"}", job);
    snprintf(level, 40, "%s", json_text(json_object_get(shown, "zone"), "level", "none"));
    *permit = json_flag(json_object_get(shown, "requirements"), "permit", false);
    json_decref(shown);
    return level;
}

static void a_zone_that_changes_judges_the_open_jobs_anew(void **state)
{
    (void)state;
    struct town town;
    char zone[ID_TEXT_SIZE], level[40];
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    bool permit;
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    assert_string_equal(level_of(&town, job, &permit, level), "none");
    assert_false(permit);
    town_do(&town, zone, "zone.create", SEALED, "sealed");
    assert_string_equal(level_of(&town, job, &permit, level), "sealed");
    assert_true(permit);
    town_do(&town, NULL, "zone.lift", "{\"id\":\"%s\"}", zone);
    assert_string_equal(level_of(&town, job, &permit, level), "none");
    assert_false(permit);
    assert_int_equal(town_try(&town, &town.admin, "zone.lift", NULL, "{\"id\":\"%s\"}", zone),
                     ERR_STATE);
    town_do(&town, NULL, "zone.seal", "{\"id\":\"%s\",\"level\":\"control\"}", zone);
    assert_string_equal(level_of(&town, job, &permit, level), "control");
    /* Who is on the way already finishes under the rules they set out with. */
    town_plan(&town, job, town.crew, visit);
    town_do(&town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"accepted\"}", visit);
    town_ready(&town, visit);
    town_do(&town, NULL, "visit.transition", "{\"id\":\"%s\",\"to\":\"en_route\"}", visit);
    town_do(&town, NULL, "zone.lift", "{\"id\":\"%s\"}", zone);
    assert_string_equal(level_of(&town, job, &permit, level), "control");
    town_close(&town);
}

static void a_zone_begins_and_ends_by_its_time(void **state)
{
    (void)state;
    struct town town;
    struct actor self = actor_system("dispatcher");
    char zone[ID_TEXT_SIZE], level[40], request[ID_TEXT_SIZE], job[ID_TEXT_SIZE];
    bool permit;
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    town_do(
        &town, zone, "zone.create",
        "{\"name\":{\"en\":\"T\"},\"policy\":\"epidemic-2021\",\"level\":\"sealed\",\"from\":"
        "\"2022-09-27T11:40:00+08:00\",\"until\":\"2022-09-27T12:00:00+08:00\",\"polygon\":{"
        "\"type\":\"Polygon\",\"coordinates\":[[[106.19,37.98],[106.2,37.98],[106.2,38],[106.19,"
        "38],[106.19,37.98]]]}}");
    assert_string_equal(level_of(&town, job, &permit, level), "none");
    town_advance(&town, 480);
    assert_int_equal(town_try(&town, &self, "zone.tick", NULL, "{}"), ERR_OK);
    assert_string_equal(level_of(&town, job, &permit, level), "sealed");
    town_advance(&town, 1200);
    struct ops_reply *reply = NULL;
    assert_int_equal(town_try(&town, &self, "zone.tick", &reply, "{}"), ERR_OK);
    const json_t *ended = json_array_get(json_object_get(ops_reply_json(reply), "items"), 0);
    assert_string_equal(json_text(ended, "id", ""), zone);
    assert_string_equal(json_text(ended, "state", ""), "lifted");
    ops_reply_free(reply);
    assert_string_equal(level_of(&town, job, &permit, level), "none");
    town_close(&town);
}

static void the_strictest_zone_in_force_counts(void **state)
{
    (void)state;
    struct town town;
    char strict[ID_TEXT_SIZE];
    town_open(&town);
    town_do(&town, NULL, "zone.create", SEALED, "precaution");
    town_do(&town, strict, "zone.create", SEALED, "sealed");
    town_do(&town, NULL, "zone.create", SEALED, "control");
    json_t *here = town_get(&town, "zone.at", "{\"lon\":106.195,\"lat\":37.99}");
    assert_int_equal(json_array_size(json_object_get(here, "items")), 3);
    assert_string_equal(json_text(json_array_get(json_object_get(here, "items"), 0), "id", ""),
                        strict);
    json_decref(here);
    here = town_get(&town, "zone.at", "{\"lon\":106.3,\"lat\":37.99}");
    assert_int_equal(json_array_size(json_object_get(here, "items")), 0);
    json_decref(here);
    /* A zone of tomorrow does not hold today. */
    town_do(
        &town, NULL, "zone.create",
        "{\"name\":{\"en\":\"T\"},\"policy\":\"epidemic-2021\",\"level\":\"sealed\",\"from\":"
        "\"2022-09-28T00:00:00+08:00\",\"polygon\":{\"type\":\"Polygon\",\"coordinates\":[[[106.3,"
        "37.9],[106.35,37.9],[106.35,38],[106.3,37.9]]]}}");
    here = town_get(&town, "zone.at", "{\"lon\":106.34,\"lat\":37.95}");
    assert_int_equal(json_array_size(json_object_get(here, "items")), 0);
    json_decref(here);
    assert_int_equal(town_try(&town, &town.admin, "zone.create", NULL, SEALED, "purple"),
                     ERR_INVALID);
    town_close(&town);
}

/* A level of the newest set that lets in only what is listed: works that can wait are not. */
static bool asks_nothing(const struct service *service)
{
    for (size_t i = 0; i < service->form.n; i++) {
        if (service->form.at[i].required)
            return false;
    }
    return true;
}

static void a_service_that_the_zone_does_not_admit_is_held_and_says_so(void **state)
{
    (void)state;
    struct town town;
    char zone[ID_TEXT_SIZE];
    town_open(&town);
    const struct policy *policy = catalog_policy(town.catalog, "flood-cordon");
    assert_non_null(policy);
    const struct service *refused = NULL;
    const struct zone_level *level = NULL;
    for (size_t l = 0; l < policy->levels.n && !refused; l++) {
        level = &policy->levels.at[l];
        for (size_t i = 0; i < catalog_services(town.catalog) && !refused; i++) {
            const struct service *service = catalog_service_at(town.catalog, i);
            if (asks_nothing(service) && !zone_level_admits(level, service->id, service->category))
                refused = service;
        }
    }
    if (!refused) {
        town_close(&town);
        skip(); /* every pack may go everywhere now */
    }
    town_do(
        &town, zone, "zone.create",
        "{\"name\":{\"en\":\"F\"},\"policy\":\"flood-cordon\",\"level\":\"%s\",\"polygon\":{"
        "\"type\":\"Polygon\",\"coordinates\":[[[106.19,37.98],[106.2,37.98],[106.2,38],[106.19,"
        "38],[106.19,37.98]]]}}",
        level->id);
    json_t *taken = town_get(&town, "request.create",
                             "{\"service\":\"%s\",\"caller\":{},\"place\":{\"lon\":106.195,\"lat\":"
                             "37.99},\"answers\":{}}",
                             refused->id);
    const char *job = json_text(json_object_get(taken, "job"), "id", "");
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "state", ""), "held");
    const json_t *reason = json_array_get(json_object_get(shown, "reasons"), 0);
    assert_string_equal(json_text(reason, "code", ""), "zone_refuses");
    json_decref(shown);
    town_do(&town, NULL, "zone.lift", "{\"id\":\"%s\"}", zone);
    shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "state", ""), "triaged");
    assert_int_equal(json_array_size(json_object_get(shown, "reasons")), 0);
    json_decref(shown);
    json_decref(taken);
    town_close(&town);
}

static void a_cancelled_request_takes_its_job_along(void **state)
{
    (void)state;
    struct town town;
    char request[ID_TEXT_SIZE], job[ID_TEXT_SIZE], visit[ID_TEXT_SIZE];
    town_open(&town);
    town_settle(&town);
    town_call(&town, request, job);
    town_plan(&town, job, town.crew, visit);
    town_do(&town, NULL, "request.cancel", "{\"id\":\"%s\"}", request);
    json_t *shown = town_get(&town, "job.get", "{\"id\":\"%s\"}", job);
    assert_string_equal(json_text(shown, "state", ""), "cancelled");
    assert_true(json_is_null(json_object_get(shown, "crew")));
    json_decref(shown);
    shown = town_get(&town, "visit.get", "{\"id\":\"%s\"}", visit);
    assert_string_equal(json_text(shown, "state", ""), "cancelled");
    json_decref(shown);
    assert_int_equal(
        town_try(&town, &town.admin, "request.cancel", NULL, "{\"id\":\"%s\"}", request),
        ERR_STATE);
    assert_int_equal(town_try(&town, &town.admin, "request.feedback", NULL,
                              "{\"id\":\"%s\",\"score\":5}", request),
                     ERR_STATE);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_call_is_refused_and_leaves_nothing),
        cmocka_unit_test(a_known_address_gives_place_and_customer),
        cmocka_unit_test(a_leak_in_a_zone_asks_for_two_in_suits_with_a_permit),
        cmocka_unit_test(a_zone_that_changes_judges_the_open_jobs_anew),
        cmocka_unit_test(a_zone_begins_and_ends_by_its_time),
        cmocka_unit_test(the_strictest_zone_in_force_counts),
        cmocka_unit_test(a_service_that_the_zone_does_not_admit_is_held_and_says_so),
        cmocka_unit_test(a_cancelled_request_takes_its_job_along),
    };
    return RUN_TESTS(tests);
}
