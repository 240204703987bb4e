/* The packs and policies that come with the program. */
#include "packs_folder.h"

#include "base/clock.h"
#include "base/json.h"
#include "catalog/forms.h"

static void print_problem(void *context, const struct error *problem)
{
    (void)context;
    print_message("# %s: %s\n", problem->where, problem->text);
}

static void the_packs_of_the_house_are_free_of_problems(void **state)
{
    (void)state;
    char dir[PACKS_PATH_SIZE];
    packs_path(dir);
    assert_int_equal(catalog_check(dir, print_problem, NULL), 0);
    struct catalog *catalog = packs_of_house();
    static const char *const ids[] = {"gas.leak",    "gas.lpg.delivery", "heat.indoor_temperature",
                                      "help.errand", "waste.collection", "transport.isolation",
                                      "escort.cash"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        assert_non_null(catalog_service(catalog, ids[i]));
    catalog_free(catalog);
}

static bool some_service_has(const struct catalog *catalog, const char *path)
{
    for (size_t i = 0; i < catalog_services(catalog); i++) {
        const struct service *service = catalog_service_at(catalog, i);
        const struct steps *lists[] = {&service->steps, &service->closing};
        for (size_t l = 0; l < 2; l++) {
            for (size_t k = 0; k < lists[l]->n; k++) {
                size_t n = strlen(lists[l]->at[k].code);
                if (strncmp(path, "steps.", 6) == 0 &&
                    strncmp(path + 6, lists[l]->at[k].code, n) == 0 &&
                    (path[6 + n] == '.' || path[6 + n] == '\0'))
                    return true;
            }
        }
        for (size_t k = 0; k < service->form.n; k++) {
            if (strncmp(path, "request.answers.", 16) == 0 &&
                strcmp(path + 16, service->form.at[k].id) == 0)
                return true;
        }
    }
    return false;
}

/* A form that names a step or a question of no service would print an empty box for ever. */
static void forms_of_jobs_name_steps_and_questions_that_exist(void **state)
{
    (void)state;
    struct catalog *catalog = packs_of_house();
    size_t looked_at = 0;
    for (size_t f = 0; f < catalog_forms(catalog); f++) {
        const struct form *form = catalog_form_at(catalog, f);
        for (size_t b = 0; b < form->blocks.n; b++) {
            const struct form_fields *fields = &form->blocks.at[b].fields;
            for (size_t i = 0; i < fields->n; i++) {
                const char *path = fields->at[i].from;
                if (!path ||
                    (strncmp(path, "steps.", 6) != 0 && strncmp(path, "request.answers.", 16) != 0))
                    continue;
                looked_at++;
                if (!some_service_has(catalog, path))
                    fail_msg("%s: %s", form->id, path);
            }
        }
    }
    assert_true(looked_at > 20);
    /* The forms of the domain file, section d, but the roster's. */
    static const char *const ids[] = {"repair_work_order",  "cylinder_delivery_note",
                                      "waste_manifest",     "disinfection_log",
                                      "shift_handover",     "inspection_round",
                                      "indoor_temperature", "situation_report",
                                      "flash_report",       "transfer_list",
                                      "volunteer_sign_in",  "donation_receipt",
                                      "gate_register",      "gate_pass",
                                      "work_permit",        "completion_inspection"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (!catalog_form(catalog, ids[i]))
            fail_msg("there is no form %s", ids[i]);
    }
    catalog_free(catalog);
}

static int64_t at(const char *text)
{
    int64_t ms = 0;
    assert_true(time_parse(text, &ms));
    return ms;
}

/* The names of levels changed twice: what is in force depends on the local day. */
static void the_set_in_force_follows_the_date(void **state)
{
    (void)state;
    struct catalog *catalog = packs_of_house();
    static const struct {
        const char *when, *id;
    } cases[] = {
        {"2022-03-19T10:00:00+08:00", "epidemic-2021"},
        {"2022-06-27T23:59:59+08:00", "epidemic-2021"},
        {"2022-06-28T00:00:00+08:00", "epidemic-2022-06"},
        {"2022-09-27T11:32:00+08:00", "epidemic-2022-06"},
        {"2022-11-10T23:00:00+08:00", "epidemic-2022-06"},
        {"2022-11-11T00:00:00+08:00", "epidemic-2022-11"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct policy *policy =
            catalog_policy_in_force(catalog, HAZARD_EPIDEMIC, at(cases[i].when), 480);
        assert_string_equal(policy->id, cases[i].id);
    }
    assert_null(
        catalog_policy_in_force(catalog, HAZARD_EPIDEMIC, at("2020-12-31T23:00:00+08:00"), 480));
    assert_string_equal(
        catalog_policy_in_force(catalog, HAZARD_FLOOD, at("2022-07-01T00:00:00+08:00"), 480)->id,
        "flood-cordon");
    assert_null(catalog_policy_in_force(catalog, HAZARD_CORDON, at("2022-07-01T00:00:00Z"), 480));
    catalog_free(catalog);
}

static void zones_admit_what_their_level_says(void **state)
{
    (void)state;
    struct catalog *catalog = packs_of_house();
    const struct policy *policy = catalog_policy(catalog, "epidemic-2021");
    const struct zone_level *control = policy_level(policy, "control");
    assert_null(policy_level(policy, "high"));
    assert_true(zone_level_admits(control, "gas.leak", "gas"));
    assert_true(zone_level_admits(control, "waste.collection", "waste"));
    assert_false(zone_level_admits(control, "tour.bus", "tourism"));
    assert_true(zone_level_admits(policy_level(policy, "precaution"), "waste.collection", "waste"));
    const struct policy *flood = catalog_policy(catalog, "flood-cordon");
    assert_true(zone_level_admits(policy_level(flood, "cut_off"), "waste.collection", "waste"));
    assert_false(zone_level_admits(policy_level(flood, "flooded"), "help.errand", "help"));
    assert_true(zone_level_gates_open(control, 12 * 60, false));
    assert_false(zone_level_gates_open(control, 22 * 60, false));
    assert_true(zone_level_gates_open(control, 3 * 60, true));
    assert_ptr_equal(control->policy, policy);
    catalog_free(catalog);
}

/* The web draws form, script and steps from this: it must say everything and nothing that is not
 * there. */
static void services_and_policies_are_shown_as_json(void **state)
{
    (void)state;
    struct catalog *catalog = packs_of_house();
    json_t *json = catalog_service_json(catalog_service(catalog, "gas.lpg.delivery"));
    assert_string_equal(json_text(json, "id", ""), "gas.lpg.delivery");
    const json_t *question = json_array_get(json_object_get(json, "form"), 0);
    assert_string_equal(json_text(question, "kind", ""), "number");
    assert_int_equal((int)json_f64(question, "max", 0), 6);
    assert_null(json_object_get(question, "options"));
    assert_null(json_object_get(question, "when"));
    const json_t *step = json_array_get(json_object_get(json, "steps"), 3);
    assert_string_equal(json_text(step, "code", ""), "serial_out");
    assert_string_equal(json_text(json_object_get(step, "label"), "zh", ""), "重瓶瓶码");
    assert_null(json_object_get(step, "min"));
    json_decref(json);
    json = catalog_policy_json(catalog_policy(catalog, "epidemic-2021"));
    const json_t *level = json_array_get(json_object_get(json, "levels"), 0);
    const json_t *gates = json_object_get(level, "gates");
    assert_string_equal(json_text(json_array_get(json_object_get(gates, "hours"), 0), "open", ""),
                        "06:00");
    assert_string_equal(json_text(level, "colour", ""), "#c62828");
    json_decref(json);
    json = catalog_terms_json(catalog);
    assert_true(json_array_size(json_object_get(json, "skills")) > 3);
    json_decref(json);
    catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_packs_of_the_house_are_free_of_problems),
        cmocka_unit_test(forms_of_jobs_name_steps_and_questions_that_exist),
        cmocka_unit_test(the_set_in_force_follows_the_date),
        cmocka_unit_test(zones_admit_what_their_level_says),
        cmocka_unit_test(services_and_policies_are_shown_as_json),
    };
    return RUN_TESTS(tests);
}
