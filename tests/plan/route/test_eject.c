/*
 * Fewer vehicles: problems are made from a plan that is known, whose routes are full, so that fewer
 * vehicles than it has cannot be enough.
 */
#include "test.h"

#include "plan/route/search_int.h"
#include "plan/route/town.h"

enum { ROUTES = 5, STOPS = 10, NODES = ROUTES * STOPS, SPARE = TOWN_VEHICLES, SERVICE_S = 5 };

/* What vehicles can, and how little some of them may hold. */
static const uint32_t SKILL[] = {0};
static const int64_t SMALL[] = {40};

/* Windows around the times of routes that take the places in the order of their numbers. */
static void set_windows(struct town *town, struct rng *rng)
{
    for (uint32_t r = 0; r < ROUTES; r++) {
        int64_t time = 0;
        for (uint32_t i = 0; i < STOPS; i++) {
            uint32_t node = r * STOPS + i, from = i ? node : 0;
            time += town_way(town, from, node + 1);
            int64_t early = time > 60 ? time - rng_below(rng, 60) : 0;
            town->windows[node][0] = (struct plan_window){early, time + rng_below(rng, 60)};
            time += SERVICE_S;
        }
    }
}

static void open_planted(struct town *town, struct rng *rng, int64_t capacity)
{
    town_open(town, NODES, SPARE, SERVICE_S, PLAN_PRESET_FLEET);
    town_scatter(town, rng, 100);
    town_set_shift(town, 0, 100000);
    set_windows(town, rng);
    town->capacity[0] = capacity;
    for (uint32_t v = 0; v < SPARE; v++) {
        town->vehicles[v].skills = SKILL;
        town->vehicles[v].n_skills = 1;
    }
}

/* Single jobs; the loads of each route come to the capacity. */
static void make_singles(struct town *town, struct rng *rng)
{
    open_planted(town, rng, 100);
    for (uint32_t node = 0; node < NODES; node++) {
        const struct plan_window *window = town->windows[node];
        town_set_job(town, node, node % 2 ? 12 : 8, window->from_s, window->until_s);
    }
}

/* Shipments that fill a vehicle each are carried one after the other. */
static void make_pairs(struct town *town, struct rng *rng)
{
    open_planted(town, rng, 10);
    town->input.n_jobs = NODES / 2;
    for (uint32_t j = 0; j < NODES / 2; j++) {
        town->jobs[j].kind = PLAN_SHIPMENT;
        town->loads[j][0] = 6;
        town->jobs[j].pickup = town->loads[j];
        for (uint32_t i = 0; i < 2; i++) {
            struct plan_visit *visit = &town->jobs[j].visits[i];
            visit->place = 2 * j + i + 1;
            visit->service_s = SERVICE_S;
            visit->windows = town->windows[2 * j + i];
            visit->n_windows = 1;
        }
        /* The last pickup of each route is at one time: no two of them on one vehicle. */
        if (j % (STOPS / 2) == STOPS / 2 - 1) {
            town->windows[2 * j][0] = (struct plan_window){2000, 2000};
            town->windows[2 * j + 1][0] = (struct plan_window){2000, 9000};
        }
    }
}

static struct plan *planted_solve(struct town *town, struct plan_model **model)
{
    struct error error = {0};
    struct plan *plan = NULL;
    struct plan_options options = {.iterations = 4000, .seed = 1};
    *model = town_model(town);
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
        struct town town;
        struct plan_model *model;
        make_singles(&town, &rng);
        struct plan *plan = planted_solve(&town, &model);
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
        struct town town;
        struct plan_model *model;
        make_pairs(&town, &rng);
        struct plan *plan = planted_solve(&town, &model);
        assert_int_equal(plan->cost.vehicles, ROUTES);
        plan_free(plan);
        plan_model_free(model);
    }
}

/* No vehicle less is possible, so all of the share goes; what comes after it needs the rest. */
static void shipments_leave_the_ways_their_part_of_the_budget(void **state)
{
    (void)state;
    struct rng rng;
    struct town town;
    struct search search;
    const int64_t iterations = 2000;
    rng_seed(&rng, 26);
    make_pairs(&town, &rng);
    struct plan_model *model = town_model(&town);
    search_init(&search, model, 1);
    search.budget.iterations = iterations;
    search_construct(&search);
    assert_true(search_eject(&search, 1, 0.5));
    assert_int_equal(search.best.n_used, ROUTES);
    assert_in_range(search.budget.spent, iterations / 2, iterations / 2 + 16);
    search_free(&search);
    plan_model_free(model);
}

static void large_vehicles_take_over_from_small_ones(void **state)
{
    (void)state;
    struct rng rng;
    struct town town;
    struct plan_model *model;
    rng_seed(&rng, 23);
    make_singles(&town, &rng);
    for (uint32_t v = 0; v + ROUTES < SPARE; v++)
        town.vehicles[v].capacity = SMALL;
    struct plan *plan = planted_solve(&town, &model);
    assert_int_equal(plan->cost.vehicles, ROUTES);
    for (uint32_t r = 0; r < plan->n_routes; r++)
        assert_ptr_equal(town.vehicles[plan->routes[r].vehicle].capacity, town.capacity);
    plan_free(plan);
    plan_model_free(model);
}

/* Two clusters far apart, visited in turns: one vehicle drives far more than two that each stay in
 * one of them. */
static void make_clusters(struct town *town, enum plan_preset preset)
{
    town_open(town, NODES, SPARE, 0, preset);
    for (int i = 0; i <= NODES; i++) {
        for (int k = 0; k <= NODES; k++) {
            bool apart = i && k && i % 2 != k % 2;
            town->matrix[i * (NODES + 1) + k] = i == k ? 0 : apart ? 90000 : !i || !k ? 45000 : 1;
        }
    }
    town_set_shift(town, 0, 100000000);
    town->capacity[0] = 100;
    /* Even and odd places take turns: every step of a single tour is a long one. */
    for (uint32_t node = 0; node < NODES; node++) {
        int64_t at = 50000 + (int64_t)node * 200000;
        town_set_job(town, node, 1, at, at);
    }
}

static void a_vehicle_less_is_worth_any_way(void **state)
{
    (void)state;
    struct town town;
    struct plan_model *model;
    make_clusters(&town, PLAN_PRESET_FLEET);
    struct plan *plan = planted_solve(&town, &model);
    assert_int_equal(plan->cost.vehicles, 1);
    assert_int_equal(plan->cost.travel_s, NODES * 90000);
    plan_free(plan);
    plan_model_free(model);
}

/* Where ways count, the state has few vehicles to begin with, and the best is not lost. */
static void the_state_is_thinned_and_the_best_stays(void **state)
{
    (void)state;
    struct town town;
    struct search search;
    make_clusters(&town, PLAN_PRESET_DISTANCE);
    struct plan_model *model = town_model(&town);
    search_init(&search, model, 1);
    search.budget.iterations = 4000;
    search_construct(&search);
    uint32_t used = search.best.n_used;
    int64_t objective = search.best.objective;
    bool whole = false;
    assert_true(used > 1);
    assert_true(search_thin(&search, 1, 1, &whole));
    assert_true(whole);
    assert_int_equal(search.state.n_used, 1);
    assert_int_equal(search.state.n_absent, 0);
    assert_true(search.state.objective > objective);
    assert_int_equal(search.best.n_used, used);
    assert_int_equal(search.best.objective, objective);
    search_free(&search);
    plan_model_free(model);
}

static void skills_hold_while_vehicles_go(void **state)
{
    (void)state;
    struct rng rng;
    struct town town;
    struct plan_model *model;
    rng_seed(&rng, 24);
    make_singles(&town, &rng);
    /* One whole planted route asks for a skill that two vehicles have. */
    for (uint32_t node = 0; node < STOPS; node++) {
        town.jobs[node].skills = SKILL;
        town.jobs[node].n_skills = 1;
    }
    for (uint32_t v = 2; v < SPARE; v++)
        town.vehicles[v].n_skills = 0;
    struct plan *plan = planted_solve(&town, &model);
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
    struct town town;
    struct plan_model *model;
    rng_seed(&rng, 25);
    make_singles(&town, &rng);
    town.input.n_vehicles = ROUTES;
    struct plan *plan = planted_solve(&town, &model);
    assert_int_equal(plan->cost.vehicles, ROUTES);
    plan_free(plan);
    plan_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_vehicle_more_than_the_loads_ask_for),
        cmocka_unit_test(no_vehicle_more_than_the_shipments_ask_for),
        cmocka_unit_test(shipments_leave_the_ways_their_part_of_the_budget),
        cmocka_unit_test(large_vehicles_take_over_from_small_ones),
        cmocka_unit_test(a_vehicle_less_is_worth_any_way),
        cmocka_unit_test(the_state_is_thinned_and_the_best_stays),
        cmocka_unit_test(skills_hold_while_vehicles_go),
        cmocka_unit_test(a_fleet_that_just_suffices_takes_every_job),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
