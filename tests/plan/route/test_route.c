/* Small problems with answers worked out by hand. */
#include "test.h"

#include "plan/plan.h"

/* Places on a line, 100 m and 100 s apart: 0 is the depot. */
enum { LINE = 8 };

struct line {
    int32_t matrix[LINE * LINE];
    struct plan_profile profile;
    struct plan_job jobs[8];
    struct plan_vehicle vehicles[3];
    struct plan_input input;
    struct plan_term terms[PLAN_TERMS_MAX];
};

static void line_make(struct line *line, uint32_t n_jobs, uint32_t n_vehicles)
{
    memset(line, 0, sizeof *line);
    for (int i = 0; i < LINE; i++) {
        for (int k = 0; k < LINE; k++)
            line->matrix[i * LINE + k] = 100 * abs(i - k);
    }
    line->profile = (struct plan_profile){.durations_s = line->matrix, .distances_m = line->matrix};
    for (uint32_t j = 0; j < n_jobs; j++) {
        plan_job_init(&line->jobs[j]);
        line->jobs[j].visits[0].place = j + 1;
    }
    for (uint32_t v = 0; v < n_vehicles; v++) {
        plan_vehicle_init(&line->vehicles[v]);
        line->vehicles[v].start = line->vehicles[v].end = 0;
    }
    line->input = (struct plan_input){.n_places = LINE,
                                      .n_dims = 1,
                                      .profiles = &line->profile,
                                      .n_profiles = 1,
                                      .jobs = line->jobs,
                                      .n_jobs = n_jobs,
                                      .vehicles = line->vehicles,
                                      .n_vehicles = n_vehicles,
                                      .terms = line->terms};
    line->input.n_terms = plan_preset_terms(PLAN_PRESET_DISTANCE, line->terms);
}

static struct plan *line_solve(struct line *line, struct plan_model **model)
{
    struct error error = {0};
    struct plan *plan = NULL;
    struct plan_options options = {.iterations = 200, .seed = 1};
    if (plan_model_new(&line->input, model, &error))
        fail_msg("%s: %s", error.where, error.text);
    assert_int_equal(plan_solve(*model, &options, &plan, &error), ERR_OK);
    assert_int_equal(plan->bad, 0);
    return plan;
}

static void one_vehicle_drives_out_and_back(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    line_make(&line, 3, 1);
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->cost.travel_s, 600);
    assert_int_equal(plan->n_unassigned, 0);
    plan_free(plan);
    plan_model_free(model);
}

static void what_does_not_fit_is_left_out_and_the_reason_is_the_load(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    int64_t capacity = 2, amount = 1;
    line_make(&line, 3, 1);
    line.vehicles[0].capacity = &capacity;
    for (int j = 0; j < 3; j++)
        line.jobs[j].delivery = &amount;
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->n_unassigned, 1);
    assert_int_equal(plan->unassigned[0], 2);
    struct plan_draft *draft = plan_to_draft(plan);
    struct plan_offers *offers;
    struct error error = {0};
    assert_int_equal(plan_explain(model, draft, 2, 0, &offers, &error), ERR_OK);
    assert_int_equal(offers->n_offers, 0);
    assert_int_equal(offers->n_refusals, 1);
    assert_int_equal(offers->refusals[0].sets[0], PLAN_BAD_LOAD);
    plan_offers_free(offers);
    free(draft);
    plan_free(plan);
    plan_model_free(model);
}

static void a_truck_reloads_when_there_is_a_depot_to_reload_at(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    int64_t capacity = 2, amount = 1;
    struct plan_facility depot = {.place = 0, .reloads = true};
    line_make(&line, 3, 1);
    line.vehicles[0].capacity = &capacity;
    for (int j = 0; j < 3; j++)
        line.jobs[j].delivery = &amount;
    line.input.facilities = &depot;
    line.input.n_facilities = 1;
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->n_unassigned, 0);
    assert_int_equal(plan->cost.travel_s, 800); /* 1 alone, then 2 and 3 */
    plan_free(plan);
    plan_model_free(model);
}

static void a_rest_is_taken_when_driving_lasts_too_long(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    line_make(&line, 6, 1);
    line.vehicles[0].drive_s = 500;
    line.vehicles[0].rest_s = 50;
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->cost.travel_s, 1200);
    assert_int_equal(plan->cost.break_s, 100);
    assert_int_equal(plan->cost.duration_s, 1300);
    plan_free(plan);
    plan_model_free(model);
}

static void what_was_driven_before_brings_the_rest_forward(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    line_make(&line, 2, 1);
    line.vehicles[0].drive_s = 500;
    line.vehicles[0].rest_s = 50;
    line.vehicles[0].driven_s = 450;
    struct plan *plan = line_solve(&line, &model);
    const struct plan_stop *stops = plan->routes[0].stops;
    assert_int_equal(plan->cost.travel_s, 400);
    assert_int_equal(plan->cost.break_s, 50);
    /* Fifty seconds on the way to the first, then the rest. */
    assert_int_equal(stops[1].kind, PLAN_STOP_REST);
    assert_int_equal(stops[1].arrival_s - stops[0].arrival_s, 50);
    plan_free(plan);
    plan_model_free(model);
}

static void a_crew_is_decontaminated_before_it_goes_to_a_clean_place(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    struct plan_exposure rules[4] = {[2] = {.on_spot_s = 70}};
    struct plan_window early = {0, 150};
    line_make(&line, 2, 1);
    line.jobs[0].exposure = 1;
    line.jobs[0].visits[0].windows = &early;
    line.jobs[0].visits[0].n_windows = 1;
    line.input.exposures = rules;
    line.input.n_exposures = 2;
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->n_unassigned, 0);
    assert_int_equal(plan->cost.duration_s, 470);
    assert_int_equal(plan->routes[0].stops[2].kind, PLAN_STOP_DECON);
    plan_free(plan);
    plan_model_free(model);
}

static void two_crews_begin_at_the_same_time_on_one_site(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    uint32_t both[2] = {0, 1};
    struct plan_relation sync = {.kind = PLAN_SYNC, .jobs = both, .n_jobs = 2};
    line_make(&line, 4, 2);
    line.jobs[1].visits[0].place = 1;
    line.input.relations = &sync;
    line.input.n_relations = 1;
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->n_unassigned, 0);
    assert_int_equal(plan->n_routes, 2);
    int64_t begins[2] = {-1, -2};
    for (uint32_t r = 0; r < 2; r++) {
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++) {
            const struct plan_stop *stop = &plan->routes[r].stops[i];
            if (stop->kind == PLAN_STOP_JOB && stop->index < 2)
                begins[stop->index] = stop->arrival_s + stop->waiting_s;
        }
    }
    assert_int_equal(begins[0], begins[1]);
    plan_free(plan);
    plan_model_free(model);
}

static void a_wrong_input_is_refused_with_the_field(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    struct error error = {0};
    line_make(&line, 2, 1);
    line.jobs[1].visits[0].place = 99;
    assert_int_equal(plan_model_new(&line.input, &model, &error), ERR_INVALID);
    assert_string_equal(error.where, "jobs[1].visits[0].place");
}

static void a_broken_warm_start_is_repaired_and_it_is_said(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    struct error error = {0};
    struct plan *plan = NULL;
    line_make(&line, 3, 1);
    struct plan_step steps[] = {{PLAN_STOP_JOB, 2, -1, -1, -1},
                                {PLAN_STOP_JOB, 2, -1, -1, -1},
                                {PLAN_STOP_JOB, 77, -1, -1, -1}};
    struct plan_draft_route route = {.vehicle = 0, .steps = steps, .n_steps = 3};
    struct plan_draft draft = {.routes = &route, .n_routes = 1};
    struct plan_options options = {.iterations = 50, .start = &draft};
    assert_int_equal(plan_model_new(&line.input, &model, &error), ERR_OK);
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    assert_int_equal(plan->n_unassigned, 0);
    assert_non_null(plan->repaired);
    assert_non_null(strstr(plan->repaired, "routes[0].steps[1]"));
    plan_free(plan);
    plan_model_free(model);
}

/* There and back costs 1,400, and each of two jobs there pays 800. Whoever goes for the three
 * others too, each 1,000 from anything, has lost. */
static void prizes_that_pay_for_a_way_together_are_fetched(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct line line;
        struct plan_model *model;
        struct plan *plan = NULL;
        struct error error = {0};
        struct plan_options options = {.iterations = 1000, .seed = seed};
        line_make(&line, 5, 1);
        for (int j = 0; j < 5; j++) {
            line.jobs[j].optional = true;
            line.jobs[j].prize = j < 3 ? 10 : 800;
            line.jobs[j].visits[0].place = j < 3 ? j + 1 : LINE - 1;
        }
        for (int i = 0; i < LINE * LINE; i++) {
            int from = i / LINE, to = i % LINE;
            bool aside = (from >= 1 && from <= 3) || (to >= 1 && to <= 3);
            line.matrix[i] = aside && from != to ? 1000 : line.matrix[i];
        }
        assert_int_equal(plan_model_new(&line.input, &model, &error), ERR_OK);
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        assert_int_equal(plan->cost.travel_s, 1400);
        assert_int_equal(plan->n_unassigned, 3);
        plan_free(plan);
        plan_model_free(model);
    }
}

/* Two relations lead to the job that has to be done; what is far off needs none of them. */
static void what_a_required_job_needs_is_done_though_nobody_pays(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    static const uint32_t pairs[2][2] = {{1, 2}, {0, 1}};
    struct plan_relation orders[2] = {
        {.kind = PLAN_ORDER, .jobs = pairs[0], .n_jobs = 2},
        {.kind = PLAN_ORDER, .jobs = pairs[1], .n_jobs = 2},
    };
    line_make(&line, 4, 1);
    for (int j = 0; j < 4; j++)
        line.jobs[j].optional = j != 2;
    line.input.relations = orders;
    line.input.n_relations = 2;
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->n_unassigned, 1);
    assert_int_equal(plan->unassigned[0], 3);
    assert_int_equal(plan->cost.travel_s, 600);
    plan_free(plan);
    plan_model_free(model);
}

/* Whoever takes the break before the first job waits 50 s for it and is on time for the third;
 * whoever takes it on the way from there is 50 s too early. */
static void a_break_is_waited_for_where_the_begin_behind_it_was_promised(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    struct plan_window pause = {150, 250};
    struct plan_break rest = {.windows = &pause, .n_windows = 1, .duration_s = 100};
    struct plan_step steps[3];
    struct plan_draft_route route = {.steps = steps, .n_steps = 3};
    struct plan_draft draft = {.routes = &route, .n_routes = 1};
    struct plan *plan = NULL;
    struct error error = {0};
    line_make(&line, 3, 1);
    line.vehicles[0].breaks = &rest;
    line.vehicles[0].n_breaks = 1;
    line.jobs[2].promised_start_s = 450;
    line.input.change_cost_per_hour = 3600;
    for (uint32_t i = 0; i < 3; i++)
        steps[i] = (struct plan_step){
            .kind = PLAN_STOP_JOB, .index = i, .at_s = -1, .after_s = -1, .before_s = -1};
    assert_int_equal(plan_model_new(&line.input, &model, &error), ERR_OK);
    assert_int_equal(plan_evaluate(model, &draft, &plan, &error), ERR_OK);
    assert_int_equal(plan->bad, 0);
    assert_int_equal(plan->cost.change, 0);
    assert_int_equal(plan->routes[0].stops[1].kind, PLAN_STOP_BREAK);
    plan_free(plan);
    plan_model_free(model);
}

/* The first job began in the first shift, which is too short for the second job as well. */
static void a_route_stays_in_the_shift_in_which_it_began(void **state)
{
    (void)state;
    struct line line;
    struct plan_model *model;
    struct plan_window shifts[2] = {{0, 1000}, {1100, 5000}};
    struct plan_step begun = {.kind = PLAN_STOP_JOB, .index = 0, .at_s = 100};
    line_make(&line, 2, 1);
    line.jobs[1].visits[0].place = LINE - 1;
    line.vehicles[0].windows = shifts;
    line.vehicles[0].n_windows = 2;
    line.vehicles[0].frozen = &begun;
    line.vehicles[0].n_frozen = 1;
    struct plan *plan = line_solve(&line, &model);
    assert_int_equal(plan->n_unassigned, 1);
    assert_int_equal(plan->unassigned[0], 1);
    assert_int_equal(plan->routes[0].stops[0].arrival_s, 0);
    assert_int_equal(plan->cost.waiting_s, 0);
    plan_free(plan);
    plan_model_free(model);
    /* Begun in the second, it has the time. */
    begun.at_s = 1200;
    plan = line_solve(&line, &model);
    assert_int_equal(plan->n_unassigned, 0);
    assert_int_equal(plan->routes[0].stops[0].arrival_s, 1100);
    plan_free(plan);
    plan_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_vehicle_drives_out_and_back),
        cmocka_unit_test(what_does_not_fit_is_left_out_and_the_reason_is_the_load),
        cmocka_unit_test(a_truck_reloads_when_there_is_a_depot_to_reload_at),
        cmocka_unit_test(a_rest_is_taken_when_driving_lasts_too_long),
        cmocka_unit_test(what_was_driven_before_brings_the_rest_forward),
        cmocka_unit_test(a_crew_is_decontaminated_before_it_goes_to_a_clean_place),
        cmocka_unit_test(two_crews_begin_at_the_same_time_on_one_site),
        cmocka_unit_test(a_wrong_input_is_refused_with_the_field),
        cmocka_unit_test(a_broken_warm_start_is_repaired_and_it_is_said),
        cmocka_unit_test(prizes_that_pay_for_a_way_together_are_fetched),
        cmocka_unit_test(what_a_required_job_needs_is_done_though_nobody_pays),
        cmocka_unit_test(a_break_is_waited_for_where_the_begin_behind_it_was_promised),
        cmocka_unit_test(a_route_stays_in_the_shift_in_which_it_began),
    };
    return RUN_TESTS(tests);
}
