/*
 * Fewer vehicles: problems are made from a plan that is known, whose routes are full, so that fewer
 * vehicles than it has cannot be enough.
 */
#include "test.h"

#include "base/rng.h"
#include "plan/plan.h"

enum { ROUTES = 5, STOPS = 10, NODES = ROUTES * STOPS, PLACES = NODES + 1, SPARE = 12 };

struct planted {
    int32_t matrix[PLACES * PLACES];
    struct plan_profile profile;
    struct plan_job jobs[NODES];
    struct plan_window windows[NODES], shift;
    int64_t loads[NODES], large, small;
    uint32_t skill;
    struct plan_vehicle vehicles[SPARE];
    struct plan_term terms[PLAN_TERMS_MAX];
    struct plan_input input;
};

static void make_places(struct planted *planted, struct rng *rng)
{
    int x[PLACES], y[PLACES];
    for (int i = 0; i < PLACES; i++) {
        x[i] = (int)rng_below(rng, 100);
        y[i] = (int)rng_below(rng, 100);
    }
    for (int i = 0; i < PLACES; i++) {
        for (int k = 0; k < PLACES; k++)
            planted->matrix[i * PLACES + k] = abs(x[i] - x[k]) + abs(y[i] - y[k]);
    }
    planted->profile =
        (struct plan_profile){.durations_s = planted->matrix, .distances_m = planted->matrix};
}

/* Windows around the times of routes that take the places in the order of their numbers. */
static void make_windows(struct planted *planted, struct rng *rng)
{
    for (uint32_t r = 0; r < ROUTES; r++) {
        int64_t time = 0;
        for (uint32_t i = 0; i < STOPS; i++) {
            uint32_t node = r * STOPS + i, from = i ? node : 0;
            time += planted->matrix[from * PLACES + node + 1];
            planted->windows[node].from_s = time > 60 ? time - rng_below(rng, 60) : 0;
            planted->windows[node].until_s = time + rng_below(rng, 60);
            time += 5;
        }
    }
    planted->shift = (struct plan_window){0, 100000};
}

static void make_input(struct planted *planted, uint32_t n_jobs)
{
    for (uint32_t v = 0; v < SPARE; v++) {
        plan_vehicle_init(&planted->vehicles[v]);
        planted->vehicles[v].start = planted->vehicles[v].end = 0;
        planted->vehicles[v].capacity = &planted->large;
        planted->vehicles[v].windows = &planted->shift;
        planted->vehicles[v].n_windows = 1;
        planted->vehicles[v].skills = &planted->skill;
        planted->vehicles[v].n_skills = 1;
    }
    planted->input = (struct plan_input){.n_places = PLACES,
                                         .n_dims = 1,
                                         .profiles = &planted->profile,
                                         .n_profiles = 1,
                                         .jobs = planted->jobs,
                                         .n_jobs = n_jobs,
                                         .vehicles = planted->vehicles,
                                         .n_vehicles = SPARE,
                                         .terms = planted->terms};
    planted->input.n_terms = plan_preset_terms(PLAN_PRESET_FLEET, planted->terms);
}

static void make_visit(struct planted *planted, struct plan_visit *visit, uint32_t node)
{
    visit->place = node + 1;
    visit->service_s = 5;
    visit->windows = &planted->windows[node];
    visit->n_windows = 1;
}

/* Single jobs; the loads of each route come to the capacity. */
static void make_singles(struct planted *planted, struct rng *rng)
{
    memset(planted, 0, sizeof *planted);
    make_places(planted, rng);
    make_windows(planted, rng);
    planted->large = 100;
    for (uint32_t node = 0; node < NODES; node++) {
        plan_job_init(&planted->jobs[node]);
        planted->loads[node] = node % 2 ? 12 : 8;
        planted->jobs[node].delivery = &planted->loads[node];
        make_visit(planted, &planted->jobs[node].visits[0], node);
    }
    make_input(planted, NODES);
}

/* Shipments that fill a vehicle each are carried one after the other. */
static void make_pairs(struct planted *planted, struct rng *rng)
{
    memset(planted, 0, sizeof *planted);
    make_places(planted, rng);
    make_windows(planted, rng);
    planted->large = 10;
    for (uint32_t j = 0; j < NODES / 2; j++) {
        plan_job_init(&planted->jobs[j]);
        planted->jobs[j].kind = PLAN_SHIPMENT;
        planted->loads[j] = 6;
        planted->jobs[j].pickup = &planted->loads[j];
        make_visit(planted, &planted->jobs[j].visits[0], 2 * j);
        make_visit(planted, &planted->jobs[j].visits[1], 2 * j + 1);
        /* The last pickup of each route is at one time: no two of them on one vehicle. */
        if (j % (STOPS / 2) == STOPS / 2 - 1)
            planted->windows[2 * j] = (struct plan_window){2000, 2000};
        if (j % (STOPS / 2) == STOPS / 2 - 1)
            planted->windows[2 * j + 1] = (struct plan_window){2000, 9000};
    }
    make_input(planted, NODES / 2);
}

static struct plan *planted_solve(struct planted *planted, struct plan_model **model)
{
    struct error error = {0};
    struct plan *plan = NULL;
    struct plan_options options = {.iterations = 4000, .seed = 1};
    if (plan_model_new(&planted->input, model, &error))
        fail_msg("%s: %s", error.where, error.text);
    assert_int_equal(plan_solve(*model, &options, &plan, &error), ERR_OK);
    assert_int_equal(plan->bad, 0);
    assert_int_equal(plan->n_unassigned, 0);
    return plan;
}

static void no_vehicle_more_than_the_loads_ask_for(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 21);
    for (int round = 0; round < 3; round++) {
        struct planted planted;
        struct plan_model *model;
        make_singles(&planted, &rng);
        struct plan *plan = planted_solve(&planted, &model);
        assert_int_equal(plan->cost.vehicles, ROUTES);
        plan_free(plan);
        plan_model_free(model);
    }
}

static void no_vehicle_more_than_the_shipments_ask_for(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 22);
    for (int round = 0; round < 3; round++) {
        struct planted planted;
        struct plan_model *model;
        make_pairs(&planted, &rng);
        struct plan *plan = planted_solve(&planted, &model);
        assert_int_equal(plan->cost.vehicles, ROUTES);
        plan_free(plan);
        plan_model_free(model);
    }
}

static void large_vehicles_take_over_from_small_ones(void **state)
{
    (void)state;
    struct rng rng;
    struct planted planted;
    struct plan_model *model;
    rng_seed(&rng, 23);
    make_singles(&planted, &rng);
    planted.small = 40;
    for (uint32_t v = 0; v + ROUTES < SPARE; v++)
        planted.vehicles[v].capacity = &planted.small;
    struct plan *plan = planted_solve(&planted, &model);
    assert_int_equal(plan->cost.vehicles, ROUTES);
    for (uint32_t r = 0; r < plan->n_routes; r++)
        assert_ptr_equal(planted.vehicles[plan->routes[r].vehicle].capacity, &planted.large);
    plan_free(plan);
    plan_model_free(model);
}

/* Two clusters far apart, visited in turns: one vehicle drives far more than two that each stay in
 * one of them. */
static void a_vehicle_less_is_worth_any_way(void **state)
{
    (void)state;
    static struct planted planted;
    struct plan_model *model;
    memset(&planted, 0, sizeof planted);
    for (int i = 0; i < PLACES; i++) {
        for (int k = 0; k < PLACES; k++) {
            bool apart = i && k && i % 2 != k % 2;
            planted.matrix[i * PLACES + k] = i == k ? 0 : apart ? 90000 : !i || !k ? 45000 : 1;
        }
    }
    planted.profile =
        (struct plan_profile){.durations_s = planted.matrix, .distances_m = planted.matrix};
    planted.shift = (struct plan_window){0, 100000000};
    planted.large = 100;
    for (uint32_t node = 0; node < NODES; node++) {
        plan_job_init(&planted.jobs[node]);
        planted.loads[node] = 1;
        planted.jobs[node].delivery = &planted.loads[node];
        planted.jobs[node].visits[0].place = node + 1;
        /* Even and odd places take turns: every step of a single tour is a long one. */
        planted.windows[node].from_s = 50000 + (int64_t)node * 200000;
        planted.windows[node].until_s = planted.windows[node].from_s;
        planted.jobs[node].visits[0].windows = &planted.windows[node];
        planted.jobs[node].visits[0].n_windows = 1;
    }
    make_input(&planted, NODES);
    struct plan *plan = planted_solve(&planted, &model);
    assert_int_equal(plan->cost.vehicles, 1);
    assert_int_equal(plan->cost.travel_s, NODES * 90000);
    plan_free(plan);
    plan_model_free(model);
}

static void skills_hold_while_vehicles_go(void **state)
{
    (void)state;
    struct rng rng;
    struct planted planted;
    struct plan_model *model;
    rng_seed(&rng, 24);
    make_singles(&planted, &rng);
    /* One whole planted route asks for a skill that two vehicles have. */
    for (uint32_t node = 0; node < STOPS; node++) {
        planted.jobs[node].skills = &planted.skill;
        planted.jobs[node].n_skills = 1;
    }
    for (uint32_t v = 2; v < SPARE; v++)
        planted.vehicles[v].n_skills = 0;
    struct plan *plan = planted_solve(&planted, &model);
    assert_int_equal(plan->cost.vehicles, ROUTES);
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++) {
            const struct plan_stop *stop = &plan->routes[r].stops[i];
            if (stop->kind == PLAN_STOP_JOB && stop->index < STOPS)
                assert_true(plan->routes[r].vehicle < 2);
        }
    }
    plan_free(plan);
    plan_model_free(model);
}

static void a_fleet_that_just_suffices_takes_every_job(void **state)
{
    (void)state;
    struct rng rng;
    struct planted planted;
    struct plan_model *model;
    rng_seed(&rng, 25);
    make_singles(&planted, &rng);
    planted.input.n_vehicles = ROUTES;
    struct plan *plan = planted_solve(&planted, &model);
    assert_int_equal(plan->cost.vehicles, ROUTES);
    plan_free(plan);
    plan_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_vehicle_more_than_the_loads_ask_for),
        cmocka_unit_test(no_vehicle_more_than_the_shipments_ask_for),
        cmocka_unit_test(large_vehicles_take_over_from_small_ones),
        cmocka_unit_test(a_vehicle_less_is_worth_any_way),
        cmocka_unit_test(skills_hold_while_vehicles_go),
        cmocka_unit_test(a_fleet_that_just_suffices_takes_every_job),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
