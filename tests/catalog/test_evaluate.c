/* What the packs ask for in the situations of the stories. */
#include "packs_folder.h"

#include <math.h>

#include "base/clock.h"
#include "base/json.h"

static struct catalog *catalog;

static int load(void **state)
{
    (void)state;
    catalog = packs_of_house();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    catalog_free(catalog);
    return 0;
}

static struct situation situation_of(const char *service, const char *policy, const char *level,
                                     const char *when)
{
    struct situation situation = {.service = catalog_service(catalog, service), .offset_min = 480};
    assert_non_null(situation.service);
    if (policy) {
        situation.level = policy_level(catalog_policy(catalog, policy), level);
        assert_non_null(situation.level);
    }
    assert_true(time_parse(when, &situation.at_ms));
    return situation;
}

static int64_t due_min(const struct situation *situation, enum due_to to_wanted)
{
    enum due_to to;
    int64_t due_ms = situation_due_ms(situation, &to);
    assert_int_equal(to, to_wanted);
    return (due_ms - situation->at_ms) / 60000;
}

static bool says(const struct situation *situation, const char *id)
{
    const struct script_line *lines[32];
    size_t n = situation_script(situation, lines, 32);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(lines[i]->id, id) == 0)
            return true;
    }
    return false;
}

static bool asks_step(const struct situation *situation, const char *code)
{
    const struct step *steps[64];
    size_t n = situation_steps(situation, steps, 64);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(steps[i]->code, code) == 0)
            return true;
    }
    return false;
}

static int64_t gear_of(const struct situation *situation, const char *item)
{
    struct gear gear[32];
    size_t n = situation_protection(situation, gear, 32);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(gear[i].item, item) == 0)
            return gear[i].per_person;
    }
    return 0;
}

static void a_leak_in_a_control_zone_asks_for_two_in_suits_within_the_hour(void **state)
{
    (void)state;
    struct situation leak =
        situation_of("gas.leak", "epidemic-2021", "control", "2022-03-19T10:00:00+08:00");
    assert_int_equal(situation_priority(&leak), PRIORITY_RED);
    assert_int_equal(due_min(&leak, DUE_ARRIVAL), 60);
    assert_int_equal(leak.service->crew.size, 2);
    assert_string_equal(leak.service->crew.skills.at[0], "gas_emergency");
    const struct script_line *lines[32];
    assert_true(situation_script(&leak, lines, 32) >= 6);
    assert_string_equal(lines[0]->id, "ventilate");
    assert_true(says(&leak, "stair_landing"));
    assert_false(says(&leak, "go_outside"));
    assert_int_equal(gear_of(&leak, "full_protective_suit"), 1);
    assert_int_equal(gear_of(&leak, "gloves"), 2); /* the level asks 1, the service 2 */
    assert_int_equal(situation_donning_min(&leak), 15);
    assert_int_equal(situation_disinfection_min(&leak), 30);
    assert_int_equal(situation_handover(&leak), HANDOVER_DOOR);
    assert_string_equal(situation_exposure(&leak), "contaminated");
    const char *words[8];
    assert_int_equal(situation_permits(&leak, words, 8), 1);
    assert_string_equal(words[0], "zone_entry");
    assert_int_equal(situation_skills_each(&leak, words, 8), 1);
    assert_string_equal(words[0], "ppe_trained");
    assert_true(asks_step(&leak, "protection_issued"));
    assert_false(asks_step(&leak, "signature"));
}

static void the_same_leak_outside_of_zones_asks_for_less(void **state)
{
    (void)state;
    struct situation leak = situation_of("gas.leak", NULL, NULL, "2022-03-19T10:00:00+08:00");
    assert_true(says(&leak, "go_outside"));
    assert_false(says(&leak, "stair_landing"));
    assert_false(says(&leak, "fire"));
    leak.answers = json_pack("{s:s}", "smell", "fire");
    assert_true(says(&leak, "fire"));
    json_decref((json_t *)leak.answers);
    leak.answers = NULL;
    struct gear gear[4];
    const char *words[4];
    assert_int_equal(situation_protection(&leak, gear, 4), 0);
    assert_int_equal(situation_permits(&leak, words, 4), 0);
    assert_int_equal(situation_donning_min(&leak), 0);
    assert_string_equal(situation_exposure(&leak), "clean");
    assert_true(asks_step(&leak, "signature"));
}

/* Packs name the levels of 2021; the later sets are met through what their levels are like. */
static void later_names_of_levels_mean_what_they_are_like(void **state)
{
    (void)state;
    static const struct {
        const char *policy, *level, *when;
        bool suits;
    } cases[] = {
        {"epidemic-2021", "sealed", "2022-03-19T10:00:00+08:00", true},
        {"epidemic-2022-06", "high", "2022-09-27T10:00:00+08:00", true},
        {"epidemic-2022-06", "medium", "2022-09-27T10:00:00+08:00", true},
        {"epidemic-2022-06", "low", "2022-09-27T10:00:00+08:00", false},
        {"epidemic-2022-11", "high", "2022-11-27T10:00:00+08:00", true},
        {"epidemic-2022-11", "low", "2022-11-27T10:00:00+08:00", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct situation leak =
            situation_of("gas.leak", cases[i].policy, cases[i].level, cases[i].when);
        assert_int_equal(gear_of(&leak, "full_protective_suit") == 1, cases[i].suits);
    }
}

static void an_lpg_call_is_due_in_twenty_minutes_with_its_cylinders(void **state)
{
    (void)state;
    struct situation call =
        situation_of("gas.lpg.delivery", NULL, NULL, "2022-09-27T11:32:00+08:00");
    assert_int_equal(due_min(&call, DUE_ARRIVAL), 20);
    struct stock_need stock[8];
    assert_int_equal(situation_stock(&call, stock, 8), 2);
    assert_string_equal(stock[0].item, "lpg_cylinder_15kg_full");
    assert_int_equal(stock[0].count, 1);
    assert_true(stock[0].serial && !stock[0].returns);
    assert_true(stock[1].returns);
    json_t *answers = json_pack("{s:i}", "cylinders", 3);
    call.answers = answers;
    situation_stock(&call, stock, 8);
    assert_int_equal(stock[0].count, 3);
    json_decref(answers);
    call.answers = NULL;
    assert_int_equal(situation_on_site_min(&call), 8);
    assert_true(asks_step(&call, "tightness_test") && asks_step(&call, "serial_in"));
    assert_int_equal(situation_handover(&call), HANDOVER_DOOR);
    call.level = policy_level(catalog_policy(catalog, "epidemic-2022-06"), "high");
    assert_int_equal(situation_handover(&call), HANDOVER_POINT);
    assert_int_equal(due_min(&call, DUE_ARRIVAL), 90);
    assert_false(asks_step(&call, "serial_in")); /* empties stay inside */
}

static void seasons_and_answers_change_when_a_cold_home_is_due(void **state)
{
    (void)state;
    const char *service = "heat.indoor_temperature";
    struct situation cold = situation_of(service, NULL, NULL, "2022-11-20T09:00:00+08:00");
    assert_int_equal(due_min(&cold, DUE_ARRIVAL), 300);
    cold = situation_of(service, NULL, NULL, "2022-11-24T23:30:00+08:00");
    assert_int_equal(due_min(&cold, DUE_ARRIVAL), 300);
    cold = situation_of(service, NULL, NULL, "2022-11-25T00:00:00+08:00");
    assert_int_equal(due_min(&cold, DUE_ARRIVAL), 120);
    json_t *answers = json_pack("{s:s}", "problem", "leak");
    cold.answers = answers;
    assert_int_equal(due_min(&cold, DUE_ARRIVAL), 60);
    assert_int_equal(situation_priority(&cold), PRIORITY_RED);
    json_decref(answers);
    answers = json_pack("{s:b}", "at_risk", 1);
    cold.answers = answers;
    assert_int_equal(situation_priority(&cold), PRIORITY_YELLOW);
    json_decref(answers);
    cold.answers = NULL;
    assert_int_equal(situation_priority(&cold), PRIORITY_GREEN);
    assert_false(says(&cold, "video_first"));
    cold.emergency = true;
    assert_true(says(&cold, "video_first"));
    static const double readings[] = {18, 17.9, 16, 15.9, 14, 13.9, -5};
    static const double shares[] = {0, 0.2, 0.2, 0.5, 0.5, 1, 1};
    for (size_t i = 0; i < 7; i++)
        assert_true(fabs(service_refund_share(cold.service, readings[i]) - shares[i]) < 1e-9);
    assert_true(service_refund_share(catalog_service(catalog, "gas.leak"), 5) <= 0);
}

/* A heating season begins in one year and ends in the next. */
static void a_season_may_go_over_the_new_year(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        bool holds;
    } cases[] = {
        {"2022-11-14T23:59:00+08:00", false}, {"2022-11-15T00:00:00+08:00", true},
        {"2022-12-31T12:00:00+08:00", true},  {"2023-01-01T12:00:00+08:00", true},
        {"2023-03-15T23:59:00+08:00", true},  {"2023-03-16T00:00:00+08:00", false},
        {"2023-07-01T12:00:00+08:00", false},
    };
    struct condition season = {.season_from = "11-15", .season_until = "03-15"};
    struct condition from_only = {.season_from = "11-15"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct situation situation = situation_of("gas.leak", NULL, NULL, cases[i].when);
        assert_int_equal(condition_holds(&season, &situation), cases[i].holds);
    }
    struct situation july = situation_of("gas.leak", NULL, NULL, "2023-07-01T12:00:00+08:00");
    assert_false(condition_holds(&from_only, &july));
}

static void a_trip_to_a_doctor_needs_two_approvals_in_ten_minutes(void **state)
{
    (void)state;
    struct situation trip =
        situation_of("help.errand", "epidemic-2022-06", "high", "2022-09-26T10:00:00+08:00");
    json_t *answers = json_pack("{s:s}", "kind", "medical_trip");
    trip.answers = answers;
    const struct approval_part *approvals[8];
    assert_int_equal(situation_approvals(&trip, approvals, 8), 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(approvals[i]->within_min <= 10);
    assert_int_equal(situation_priority(&trip), PRIORITY_RED);
    json_decref(answers);
    answers = json_pack("{s:s}", "kind", "supplies");
    trip.answers = answers;
    assert_int_equal(situation_approvals(&trip, approvals, 8), 0);
    assert_int_equal(due_min(&trip, DUE_DONE), 240);
    json_decref(answers);
}

struct answers_case {
    const char *service, *json, *where, *says; /* says NULL: right */
};

static void answers_are_checked_against_the_form(void **state)
{
    (void)state;
    static const struct answers_case cases[] = {
        {"gas.leak", "{}", NULL, NULL},
        {"gas.leak", "{\"people\": 3, \"unwell\": false, \"smell\": \"strong\"}", NULL, NULL},
        {"gas.leak", "{\"colour\": 3}", "answers.colour", "asks no such question"},
        {"gas.leak", "{\"people\": \"3\"}", "answers.people", "must be a number"},
        {"gas.leak", "{\"people\": 2.5}", "answers.people", "whole number"},
        {"gas.leak", "{\"people\": -1}", "answers.people", "0 to 200"},
        {"gas.leak", "{\"smell\": \"sweet\"}", "answers.smell", "one of faint, strong"},
        {"gas.leak", "{\"unwell\": 1}", "answers.unwell", "true or false"},
        {"gas.leak", "[]", "answers", "an object"},
        {"heat.indoor_temperature", "{\"since\": \"2022-11-31\"}", "answers.since", "a date"},
        {"heat.indoor_temperature", "{\"since\": \"2022-11-30\"}", NULL, NULL},
        {"help.errand", "{}", "answers.kind", "is missing"},
        {"help.errand", "{\"kind\": \"fetch\", \"what\": \"\"}", "answers.what", "not empty"},
        {"help.errand", "{\"kind\": \"fetch\", \"what\": \"课本\"}", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct situation situation =
            situation_of(cases[i].service, NULL, NULL, "2022-09-27T11:32:00+08:00");
        json_t *answers = NULL;
        assert_int_equal(json_read(sv_of(cases[i].json), "test", &answers, NULL), ERR_OK);
        situation.answers = answers;
        struct error error = {0};
        enum err rc = service_check_answers(&situation, &error);
        json_decref(answers);
        bool wrong = cases[i].says != NULL;
        if ((rc != ERR_OK) != wrong || (wrong && (strcmp(error.where, cases[i].where) != 0 ||
                                                  !strstr(error.text, cases[i].says))))
            fail_msg("%s: %s: %s", cases[i].json, error.where, error.text);
    }
    struct situation none = situation_of("gas.leak", NULL, NULL, "2022-09-27T11:32:00+08:00");
    assert_int_equal(service_check_answers(&none, NULL), ERR_OK);
}

static const struct step *step_named(const char *service, const char *code)
{
    const struct service *pack = catalog_service(catalog, service);
    for (size_t i = 0; i < pack->steps.n; i++) {
        if (strcmp(pack->steps.at[i].code, code) == 0)
            return &pack->steps.at[i];
    }
    fail_msg("no step %s", code);
    return NULL;
}

static void values_of_steps_are_checked_by_their_kind(void **state)
{
    (void)state;
    static const struct {
        const char *service, *code, *value;
        enum err wanted;
    } cases[] = {
        {"gas.leak", "protection_issued", "true", ERR_OK},
        {"gas.leak", "protection_issued", "false", ERR_INVALID},
        {"gas.leak", "protection_issued", "1", ERR_INVALID},
        {"gas.leak", "reading_after", "0.2", ERR_OK},
        {"gas.leak", "reading_after", "101", ERR_INVALID},
        {"gas.leak", "reading_after", "\"0\"", ERR_INVALID},
        {"gas.leak", "tightness_test", "\"tight\"", ERR_OK},
        {"gas.leak", "tightness_test", "\"loose\"", ERR_INVALID},
        {"gas.lpg.delivery", "serial_out", "[\"NX-1\",\"NX-2\"]", ERR_OK},
        {"gas.lpg.delivery", "serial_out", "[]", ERR_INVALID},
        {"gas.lpg.delivery", "serial_out", "[\"NX-1\",\"NX-1\"]", ERR_INVALID},
        {"gas.lpg.delivery", "serial_out", "[7]", ERR_INVALID},
        {"gas.lpg.delivery", "serial_out", "\"NX-1\"", ERR_INVALID},
        {"gas.lpg.delivery", "signature", "\"user\"", ERR_OK},
        {"gas.lpg.delivery", "hazards", "\"\"", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *value = NULL;
        assert_int_equal(json_read(sv_of(cases[i].value), "test", &value, NULL), ERR_OK);
        const struct step *step = step_named(cases[i].service, cases[i].code);
        if (step_check_value(step, value, NULL) != cases[i].wanted)
            fail_msg("%s = %s", cases[i].code, cases[i].value);
        json_decref(value);
    }
    const struct step *reading = step_named("heat.indoor_temperature", "reading");
    json_t *cold = json_real(17.9), *warm = json_integer(18);
    assert_true(step_is_finding(reading, cold));
    assert_false(step_is_finding(reading, warm));
    json_decref(cold);
    json_decref(warm);
}

static void the_script_is_given_as_json_in_its_order(void **state)
{
    (void)state;
    struct situation leak =
        situation_of("gas.leak", "epidemic-2021", "control", "2022-03-19T10:00:00+08:00");
    json_t *script = situation_script_json(&leak);
    const json_t *first = json_array_get(script, 0);
    assert_string_equal(json_text(first, "id", ""), "ventilate");
    assert_true(json_flag(first, "confirm", false));
    assert_true(strlen(json_text(json_object_get(first, "say"), "zh", "")) > 0);
    assert_int_equal(json_array_size(script), situation_script(&leak, NULL, 0));
    json_decref(script);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leak_in_a_control_zone_asks_for_two_in_suits_within_the_hour),
        cmocka_unit_test(the_same_leak_outside_of_zones_asks_for_less),
        cmocka_unit_test(later_names_of_levels_mean_what_they_are_like),
        cmocka_unit_test(an_lpg_call_is_due_in_twenty_minutes_with_its_cylinders),
        cmocka_unit_test(seasons_and_answers_change_when_a_cold_home_is_due),
        cmocka_unit_test(a_season_may_go_over_the_new_year),
        cmocka_unit_test(a_trip_to_a_doctor_needs_two_approvals_in_ten_minutes),
        cmocka_unit_test(answers_are_checked_against_the_form),
        cmocka_unit_test(values_of_steps_are_checked_by_their_kind),
        cmocka_unit_test(the_script_is_given_as_json_in_its_order),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
