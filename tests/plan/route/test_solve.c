/* The call itself: what presets prefer, what callers are told on the way, and how it ends. */
#include "test.h"

#include "plan/route/town.h"

/* The way of a line, 100 m and 100 s from place to place. */
static void line_open(struct town *town, uint32_t jobs, uint32_t vehicles, enum plan_preset preset)
{
    town_open(town, jobs, vehicles, 0, preset);
    for (uint32_t i = 0; i <= jobs; i++) {
        for (uint32_t k = 0; k <= jobs; k++)
            town->matrix[i * (jobs + 1) + k] = 100 * abs((int)i - (int)k);
    }
    town_set_shift(town, 0, 10000);
}

static struct plan *solve(const struct town *town)
{
    struct plan_model *model = town_model(town);
    struct plan_options options = {.iterations = 300, .seed = 1};
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    assert_int_equal(plan->bad, 0);
    plan_model_free(model);
    return plan;
}

static void distance_takes_two_vehicles_where_fleet_takes_one(void **state)
{
    (void)state;
    static const enum plan_preset presets[] = {PLAN_PRESET_DISTANCE, PLAN_PRESET_FLEET};
    static const int64_t ways_m[] = {400, 1200};
    for (int i = 0; i < 2; i++) {
        struct town town;
        line_open(&town, 7, 2, presets[i]);
        town.vehicles[1].start = town.vehicles[1].end = 7;
        town.jobs[1] = town.jobs[5]; /* visits at places 1 and 6 */
        town.input.n_jobs = 2;
        struct plan *plan = solve(&town);
        assert_int_equal(plan->n_unassigned, 0);
        assert_int_equal(plan->n_routes, i ? 1 : 2);
        assert_int_equal(plan->cost.distance_m, ways_m[i]);
        plan_free(plan);
    }
}

static void vroom_takes_the_important_job_where_distance_takes_the_more_jobs(void **state)
{
    (void)state;
    static const enum plan_preset presets[] = {PLAN_PRESET_DISTANCE, PLAN_PRESET_VROOM};
    for (int i = 0; i < 2; i++) {
        struct town town;
        line_open(&town, 3, 1, presets[i]);
        town.capacity[0] = 2;
        for (uint32_t j = 0; j < 3; j++)
            town_set_job(&town, j, j ? 1 : 2, 0, 10000);
        town.jobs[0].priority = 10;
        struct plan *plan = solve(&town);
        assert_int_equal(plan->n_unassigned, i ? 2 : 1);
        assert_int_equal(plan->unassigned[0], i ? 1 : 0);
        plan_free(plan);
    }
}

/* On the way the first job makes the second 50 s late; the other way round is 100 m longer. */
static void service_drives_farther_where_distance_comes_late(void **state)
{
    (void)state;
    static const enum plan_preset presets[] = {PLAN_PRESET_DISTANCE, PLAN_PRESET_SERVICE};
    for (int i = 0; i < 2; i++) {
        struct town town;
        line_open(&town, 2, 1, presets[i]);
        town.vehicles[0].end = PLAN_NONE;
        town.jobs[0].visits[0].service_s = 100;
        town.jobs[1].visits[0].due_s = 250;
        town.jobs[1].visits[0].late_cost_per_s = 1;
        struct plan *plan = solve(&town);
        assert_int_equal(plan->n_unassigned, 0);
        assert_int_equal(plan->cost.distance_m, i ? 300 : 200);
        assert_int_equal(plan->cost.late > 0, !i);
        plan_free(plan);
    }
}

/* ---- On the way ---- */

struct watch {
    int64_t last[PLAN_TERMS_MAX];
    double share;
    int better, told;
    volatile bool cancel;
    bool cancels;
};

static void note_better(void *context, const struct plan *plan)
{
    struct watch *watch = context;
    for (uint32_t i = 0; watch->better && i < plan->n_levels; i++) {
        assert_true(plan->levels[i] <= watch->last[i]);
        if (plan->levels[i] < watch->last[i])
            break;
    }
    for (uint32_t i = 0; i < plan->n_levels; i++)
        watch->last[i] = plan->levels[i];
    watch->better++;
}

static void note_progress(void *context, const struct plan_progress *progress)
{
    struct watch *watch = context;
    if (progress->share < watch->share || progress->share > 1)
        fail_msg("told %f after %f", progress->share, watch->share);
    watch->share = progress->share;
    watch->told++;
    watch->cancel |= watch->cancels;
}

static void make_day(struct town *town, bool plain)
{
    struct rng rng;
    rng_seed(&rng, 3);
    town_open(town, TOWN_JOBS, TOWN_VEHICLES, 60, PLAN_PRESET_DISTANCE);
    town_scatter(town, &rng, 1000);
    town_set_shift(town, 0, 20000);
    town->capacity[0] = 40;
    for (uint32_t j = 0; j < TOWN_JOBS; j++) {
        int64_t from = rng_between(&rng, 0, 4000);
        town_set_job(town, j, rng_between(&rng, 1, 9), from, from + 2000);
    }
    for (uint32_t v = 0; !plain && v < TOWN_VEHICLES; v++)
        town->vehicles[v].cost_per_waiting_hour = 3600;
}

static void every_plan_told_is_better_and_the_last_is_the_answer(void **state)
{
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        struct town town;
        make_day(&town, plain);
        struct plan_model *model = town_model(&town);
        struct watch watch = {0};
        struct plan_options options = {.iterations = 3000,
                                       .seed = 1,
                                       .better = note_better,
                                       .progress = note_progress,
                                       .context = &watch};
        struct plan *plan = NULL;
        struct error error = {0};
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        assert_true(watch.better > 0 && watch.told > 0);
        assert_memory_equal(watch.last, plan->levels, plan->n_levels * sizeof *plan->levels);
        plan_free(plan);
        plan_model_free(model);
    }
}

/* Cancelled at the first word of it, with a budget for days: a whole plan, and hardly begun. */
static void a_cancelled_search_gives_the_best_it_has_at_once(void **state)
{
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        struct town town;
        make_day(&town, plain);
        struct plan_model *model = town_model(&town);
        struct watch watch = {.cancels = true};
        struct plan_options options = {.iterations = INT64_C(1) << 40,
                                       .seed = 1,
                                       .cancel = &watch.cancel,
                                       .progress = note_progress,
                                       .context = &watch};
        struct plan *plan = NULL;
        struct error error = {0};
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        assert_int_equal(plan->bad, 0);
        assert_int_equal(plan->n_unassigned, 0);
        assert_int_equal(watch.told, 1);
        assert_true(plan->iterations < 10000);
        plan_free(plan);
        plan_model_free(model);
    }
}

/* ---- Afterwards ---- */

static void an_assigned_job_is_told_its_next_best_places(void **state)
{
    (void)state;
    struct town town;
    line_open(&town, 7, 3, PLAN_PRESET_DISTANCE);
    town.vehicles[1].start = town.vehicles[1].end = 4;
    town.vehicles[2].start = town.vehicles[2].end = 7;
    town.input.n_jobs = 1;
    struct plan_model *model = town_model(&town);
    struct plan *plan = solve(&town);
    struct plan_draft *draft = plan_to_draft(plan);
    struct plan_offers *offers = NULL;
    struct error error = {0};
    assert_int_equal(plan->routes[0].vehicle, 0);
    assert_int_equal(plan_explain(model, draft, 0, 0, &offers, &error), ERR_OK);
    assert_int_equal(offers->n_offers, 3);
    assert_int_equal(offers->n_refusals, 0);
    for (uint32_t i = 0; i < 3; i++) {
        static const int64_t ways_s[] = {200, 600, 1200};
        assert_int_equal(offers->offers[i].vehicle, i);
        assert_int_equal(offers->offers[i].cost, ways_s[i] * plan_model_scale(model));
    }
    plan_offers_free(offers);
    free(draft);
    plan_free(plan);
    plan_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_takes_two_vehicles_where_fleet_takes_one),
        cmocka_unit_test(vroom_takes_the_important_job_where_distance_takes_the_more_jobs),
        cmocka_unit_test(service_drives_farther_where_distance_comes_late),
        cmocka_unit_test(every_plan_told_is_better_and_the_last_is_the_answer),
        cmocka_unit_test(a_cancelled_search_gives_the_best_it_has_at_once),
        cmocka_unit_test(an_assigned_job_is_told_its_next_best_places),
    };
    return RUN_TESTS(tests);
}
