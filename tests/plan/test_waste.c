/* A city's medical waste in one day (a tenth of it where it is planned), from
 * ../shared/scenarios/wuzhong-medical-waste.json. */
#include "test.h"

#include "base/json.h"
#include "waste.h"

enum { SEED = 20220928, ITERATIONS = 300, SHARE = 10 };

struct day {
    struct arena *arena;
    json_t *scenario;
    struct waste waste;
};

/* False: there is no such file here. */
static bool day_make(struct day *day)
{
    char path[400];
    if (!test_shared("scenarios/wuzhong-medical-waste.json", path, sizeof path))
        return false;
    *day = (struct day){.arena = arena_new()};
    assert_int_equal(json_read_file(path, 1 << 20, &day->scenario, NULL), ERR_OK);
    assert_true(waste_make(day->scenario, SEED, SHARE, day->arena, &day->waste));
    return true;
}

static void day_free(struct day *day)
{
    json_decref(day->scenario);
    arena_free(day->arena);
}

static int64_t collected_kg(const struct plan *plan)
{
    int64_t kg = 0;
    for (uint32_t r = 0; r < plan->n_routes; r++)
        kg += plan->routes[r].picked[0];
    return kg;
}

static void every_site_is_collected_with_the_vehicles_there_are(void **state)
{
    (void)state;
    struct day day;
    if (!day_make(&day)) {
        print_message("# skipped: no ../shared/scenarios\n");
        skip();
    }
    struct plan_model *model = NULL;
    struct plan *plan = NULL;
    struct plan_options options = {.iterations = ITERATIONS, .seed = 1};
    assert_int_equal(plan_model_new(&day.waste.input, &model, NULL), ERR_OK);
    assert_int_equal(plan_solve(model, &options, &plan, NULL), ERR_OK);
    print_message("# %u vehicles of %lld, %u sites left out\n", plan->n_routes,
                  (long long)day.waste.vehicles_all, plan->n_unassigned);
    assert_int_equal(plan->bad, 0);
    assert_int_equal(plan->n_unassigned, 0);
    assert_int_equal(collected_kg(plan), day.waste.kg_all);
    assert_true(plan->n_routes <= day.waste.vehicles_all);
    plan_free(plan);
    plan_model_free(model);
    day_free(&day);
}

static void the_whole_day_has_the_figures_of_the_scenario(void **state)
{
    (void)state;
    struct day day;
    if (!day_make(&day)) {
        print_message("# skipped: no ../shared/scenarios\n");
        skip();
    }
    assert_true(waste_make(day.scenario, SEED, 1, day.arena, &day.waste));
    assert_int_equal(day.waste.input.n_jobs, 889);
    assert_int_equal(day.waste.vehicles_all, 13);
    assert_true(day.waste.kg_all >= 13000 && day.waste.kg_all <= 13010);
    day_free(&day);
}

/* The plant is named for a site that is left out; the vehicles have time and room left. */
static void a_full_plant_is_named_as_the_reason(void **state)
{
    (void)state;
    struct day day;
    if (!day_make(&day)) {
        print_message("# skipped: no ../shared/scenarios\n");
        skip();
    }
    struct plan_model *model = NULL;
    struct plan *plan = NULL;
    struct plan_offers *offers = NULL;
    struct plan_options options = {.iterations = ITERATIONS, .seed = 1};
    uint32_t named = 0;
    *day.waste.limit = 700;
    assert_int_equal(plan_model_new(&day.waste.input, &model, NULL), ERR_OK);
    assert_int_equal(plan_solve(model, &options, &plan, NULL), ERR_OK);
    assert_int_equal(plan->bad, 0);
    assert_true(plan->n_unassigned > 0);
    assert_true(collected_kg(plan) <= 700);
    struct plan_draft *draft = plan_to_draft(plan);
    assert_int_equal(plan_explain(model, draft, plan->unassigned[0], 0, &offers, NULL), ERR_OK);
    for (uint32_t i = 0; i < offers->n_refusals; i++)
        named += offers->refusals[i].n_sets && offers->refusals[i].sets[0] == PLAN_BAD_FACILITY;
    assert_int_equal(offers->n_offers, 0);
    assert_true(named > 0);
    assert_non_null(strstr(plan_reason_text(PLAN_BAD_FACILITY), "full to its limit"));
    plan_offers_free(offers);
    /* With the plant's limit lifted, and nothing else, the same site has a place. */
    *day.waste.limit = PLAN_LIMIT_VALUE;
    plan_model_free(model);
    assert_int_equal(plan_model_new(&day.waste.input, &model, NULL), ERR_OK);
    assert_int_equal(plan_explain(model, draft, plan->unassigned[0], 0, &offers, NULL), ERR_OK);
    assert_true(offers->n_offers > 0);
    plan_offers_free(offers);
    free(draft);
    plan_free(plan);
    plan_model_free(model);
    day_free(&day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_day_has_the_figures_of_the_scenario),
        cmocka_unit_test(every_site_is_collected_with_the_vehicles_there_are),
        cmocka_unit_test(a_full_plant_is_named_as_the_reason),
    };
    return RUN_TESTS(tests);
}
