/* A plan that was found is called what it is when it is handed in again without its times. */
#include "test.h"

#include "plan/route/town.h"

enum { JOBS = 6, VEHICLES = 3, SHIFTS = 2 };

/* A street of shops, with relations between visits. */
struct shop {
    struct town town;
    struct plan_relation relations[2];
    uint32_t related[2][3];
};

static void shop_make(struct shop *shop, uint32_t n_jobs, uint32_t n_vehicles)
{
    struct town *town = &shop->town;
    memset(shop, 0, sizeof *shop);
    town_open(town, n_jobs, n_vehicles, 50, PLAN_PRESET_DISTANCE);
    for (int i = 0; i <= (int)n_jobs; i++) {
        for (int k = 0; k <= (int)n_jobs; k++)
            town->matrix[i * ((int)n_jobs + 1) + k] = 100 * abs(i - k);
    }
    for (uint32_t v = 0; v < n_vehicles; v++) {
        town->shifts[v][0] = (struct plan_window){0, 1500};
        town->shifts[v][1] = (struct plan_window){3000, 4500};
        town->vehicles[v].n_windows = SHIFTS;
    }
    town->input.relations = shop->relations;
}

static void relate(struct shop *shop, enum plan_relation_kind kind, uint32_t n)
{
    uint32_t r = shop->town.input.n_relations++;
    for (uint32_t i = 0; i < n; i++)
        shop->related[r][i] = 3 * r + i;
    shop->relations[r] =
        (struct plan_relation){.kind = kind, .jobs = shop->related[r], .n_jobs = n};
}

static void both_shifts_would_do_and_the_order_needs_the_first(void **state)
{
    (void)state;
    struct shop shop;
    struct plan_model *model;
    struct plan *plan;
    struct error error = {0};
    shop_make(&shop, 2, 2);
    relate(&shop, PLAN_ORDER, 2);
    /* Job 1 must begin by 600; job 0 before it, on another vehicle that has two shifts. */
    town_set_job(&shop.town, 1, 0, 0, 600);
    model = town_model(&shop.town);
    struct plan_step steps[2];
    struct plan_draft_route routes[2];
    for (uint32_t v = 0; v < 2; v++) {
        steps[v] = (struct plan_step){
            .kind = PLAN_STOP_JOB, .index = v, .at_s = -1, .after_s = -1, .before_s = -1};
        routes[v] = (struct plan_draft_route){.vehicle = v, .steps = &steps[v], .n_steps = 1};
    }
    struct plan_draft draft = {routes, 2};
    assert_int_equal(plan_evaluate(model, &draft, &plan, &error), ERR_OK);
    assert_int_equal(plan->bad, 0);
    assert_int_equal(plan->routes[0].stops[1].arrival_s + plan->routes[0].stops[1].waiting_s, 100);
    plan_free(plan);
    plan_model_free(model);
}

/* Random orders and meetings on vehicles with several shifts, time paid or not. */
static void what_was_solved_evaluates_as_feasible(void **state)
{
    (void)state;
    struct rng rng;
    uint32_t placed = 0;
    rng_seed(&rng, 31);
    for (int round = 0; round < 300; round++) {
        struct shop shop;
        struct plan_model *model;
        struct plan *plan, *again;
        struct error error = {0};
        shop_make(&shop, JOBS, VEHICLES);
        relate(&shop, PLAN_ORDER, 2 + rng_below(&rng, 2));
        relate(&shop, rng_below(&rng, 2) ? PLAN_ORDER : PLAN_SYNC, 2);
        for (uint32_t r = 0; r < 2; r++) {
            bool gaps = shop.relations[r].kind == PLAN_ORDER;
            shop.relations[r].gap_min_s = gaps ? rng_below(&rng, 200) : 0;
            shop.relations[r].gap_max_s =
                gaps && rng_below(&rng, 2) ? 250 + rng_below(&rng, 900) : 0;
        }
        for (uint32_t j = 0; j < JOBS; j++) {
            int64_t from = rng_below(&rng, 3500);
            town_set_job(&shop.town, j, 0, from, from + 200 + rng_below(&rng, 2000));
            shop.town.jobs[j].visits[0].n_windows = rng_below(&rng, 2);
        }
        for (uint32_t v = 0; v < VEHICLES; v++) {
            shop.town.vehicles[v].pay_shift = rng_below(&rng, 2);
            shop.town.vehicles[v].cost_per_waiting_hour = rng_below(&rng, 2) ? 3600 : 0;
            shop.town.shifts[v][1].from_s += rng_below(&rng, 900);
            shop.town.shifts[v][1].until_s += rng_below(&rng, 900);
        }
        model = town_model(&shop.town);
        struct plan_options options = {.iterations = 60, .seed = 1 + (uint64_t)round};
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        assert_int_equal(plan->bad, 0);
        struct plan_draft *draft = plan_to_draft(plan);
        assert_int_equal(plan_evaluate(model, draft, &again, &error), ERR_OK);
        if (again->bad)
            fail_msg("round %d: %x", round, again->bad);
        assert_int_equal(again->n_unassigned, plan->n_unassigned);
        placed += JOBS - plan->n_unassigned;
        free(draft);
        plan_free(plan);
        plan_free(again);
        plan_model_free(model);
    }
    assert_true(placed > 300 * JOBS / 2); /* the relations were in force, not the jobs left out */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_shifts_would_do_and_the_order_needs_the_first),
        cmocka_unit_test(what_was_solved_evaluates_as_feasible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
