/* Routes priced in pieces agree with routes worked out from the beginning. */
#include "test.h"

#include "base/rng.h"
#include "plan/route/lean_int.h"

enum { PLACES = 13, JOBS = 12, VEHICLES = 3 };

struct town {
    int32_t matrix[PLACES * PLACES];
    struct plan_profile profile;
    struct plan_job jobs[JOBS];
    struct plan_window windows[JOBS], shift;
    int64_t loads[JOBS], capacity;
    struct plan_vehicle vehicles[VEHICLES];
    struct plan_term terms[PLAN_TERMS_MAX];
    struct plan_input input;
};

static void town_make(struct town *town, struct rng *rng)
{
    int x[PLACES], y[PLACES];
    memset(town, 0, sizeof *town);
    for (int i = 0; i < PLACES; i++) {
        x[i] = (int)rng_below(rng, 100);
        y[i] = (int)rng_below(rng, 100);
    }
    for (int i = 0; i < PLACES; i++) {
        for (int k = 0; k < PLACES; k++)
            town->matrix[i * PLACES + k] = abs(x[i] - x[k]) + abs(y[i] - y[k]);
    }
    town->profile = (struct plan_profile){.durations_s = town->matrix, .distances_m = town->matrix};
    for (uint32_t j = 0; j < JOBS; j++) {
        plan_job_init(&town->jobs[j]);
        town->windows[j].from_s = rng_below(rng, 600);
        town->windows[j].until_s = town->windows[j].from_s + rng_below(rng, 200);
        town->loads[j] = 1 + rng_below(rng, 9);
        town->jobs[j].delivery = &town->loads[j];
        town->jobs[j].visits[0].place = j + 1;
        town->jobs[j].visits[0].service_s = 10;
        town->jobs[j].visits[0].windows = &town->windows[j];
        town->jobs[j].visits[0].n_windows = 1;
    }
    town->capacity = 40;
    town->shift = (struct plan_window){0, 900};
    for (uint32_t v = 0; v < VEHICLES; v++) {
        plan_vehicle_init(&town->vehicles[v]);
        town->vehicles[v].start = town->vehicles[v].end = 0;
        town->vehicles[v].capacity = &town->capacity;
        town->vehicles[v].windows = &town->shift;
        town->vehicles[v].n_windows = 1;
    }
    town->input = (struct plan_input){.n_places = PLACES,
                                      .n_dims = 1,
                                      .profiles = &town->profile,
                                      .n_profiles = 1,
                                      .jobs = town->jobs,
                                      .n_jobs = JOBS,
                                      .vehicles = town->vehicles,
                                      .n_vehicles = VEHICLES,
                                      .terms = town->terms};
    town->input.n_terms = plan_preset_terms(PLAN_PRESET_FLEET, town->terms);
}

/* Lateness of a route worked out visit by visit: who comes too late begins at the last moment. */
static int64_t warp_of(const struct town *town, const uint32_t *jobs, uint32_t n)
{
    int64_t time = 0, warp = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct plan_window *window = &town->windows[jobs[i]];
        time += town->matrix[at * PLACES + jobs[i] + 1];
        warp += time > window->until_s ? time - window->until_s : 0;
        time = time > window->until_s ? window->until_s : time;
        time = (time < window->from_s ? window->from_s : time) + 10;
        at = jobs[i] + 1;
    }
    time += town->matrix[at * PLACES];
    return warp + (time > 900 ? time - 900 : 0);
}

static uint32_t nodes_of(const struct lean_route *route, uint32_t *out)
{
    for (uint32_t i = 0; i < route->n; i++)
        out[i] = route->stops[i + 1].node;
    return route->n;
}

/* A random plan of all visits over the vehicles. */
static void scatter(struct lean_plan *plan, struct rng *rng)
{
    for (uint32_t j = 0; j < JOBS; j++) {
        uint32_t r = rng_below(rng, VEHICLES);
        lean_put(plan, r, rng_below(rng, plan->routes[r].n + 1), j);
        lean_refresh(plan, r);
    }
    lean_mark(plan);
}

static void a_route_is_as_late_as_it_is_driven(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 11);
    for (int round = 0; round < 200; round++) {
        struct town town;
        struct plan_model *model;
        struct error error;
        struct lean lean;
        struct lean_plan plan;
        uint32_t nodes[JOBS + 1], longer[JOBS + 1];
        town_make(&town, &rng);
        assert_int_equal(plan_model_new(&town.input, &model, &error), ERR_OK);
        assert_true(lean_init(&lean, model));
        lean_plan_init(&plan, &lean);
        scatter(&plan, &rng);
        for (uint32_t r = 0; r < VEHICLES; r++) {
            const struct lean_route *route = &plan.routes[r];
            uint32_t n = nodes_of(route, nodes);
            assert_int_equal(lean_warp(route), warp_of(&town, nodes, n));
            assert_int_equal(route->stops[0].tail_s, warp_of(&town, nodes, n));
            /* Any visit of another route at any gap, and any gap closed. */
            uint32_t other = rng_below(&rng, JOBS);
            for (uint32_t gap = 0; gap <= n && plan.where[other].route != r; gap++) {
                memcpy(longer, nodes, gap * sizeof *nodes);
                longer[gap] = other;
                memcpy(longer + gap + 1, nodes + gap, (n - gap) * sizeof *nodes);
                assert_int_equal(
                    lean_warp_with(&lean, &route->stops[gap], other, &route->stops[gap + 1]),
                    warp_of(&town, longer, n + 1));
            }
            for (uint32_t i = 1; i <= n; i++) {
                memcpy(longer, nodes, (i - 1) * sizeof *nodes);
                memcpy(longer + i - 1, nodes + i, (n - i) * sizeof *nodes);
                assert_int_equal(lean_warp_joint(&lean, &route->stops[i - 1], &route->stops[i + 1]),
                                 warp_of(&town, longer, n - 1));
            }
        }
        lean_plan_free(&plan);
        lean_free(&lean);
        plan_model_free(model);
    }
}

static void tails_change_routes_and_come_back(void **state)
{
    (void)state;
    struct rng rng;
    struct town town;
    struct plan_model *model;
    struct error error;
    struct lean lean;
    struct lean_plan plan;
    rng_seed(&rng, 12);
    town_make(&town, &rng);
    assert_int_equal(plan_model_new(&town.input, &model, &error), ERR_OK);
    assert_true(lean_init(&lean, model));
    lean_plan_init(&plan, &lean);
    uint32_t a[] = {0, 1, 2}, b[] = {3, 4}, nodes[JOBS];
    lean_set_tail(&plan, 0, 0, a, 3);
    lean_set_tail(&plan, 1, 0, b, 2);
    lean_refresh(&plan, 0);
    lean_refresh(&plan, 1);
    lean_mark(&plan);
    lean_swap_tails(&plan, 0, 1, 1, 0);
    assert_int_equal(nodes_of(&plan.routes[0], nodes), 3);
    assert_int_equal(nodes[0], 0);
    assert_int_equal(nodes[1], 3);
    assert_int_equal(nodes[2], 4);
    assert_int_equal(plan.where[1].route, 1);
    assert_int_equal(plan.where[1].position, 1);
    lean_take(&plan, 1, 1);
    lean_refresh(&plan, 1);
    lean_undo(&plan);
    assert_int_equal(nodes_of(&plan.routes[0], nodes), 3);
    assert_memory_equal(nodes, a, sizeof a);
    assert_int_equal(nodes_of(&plan.routes[1], nodes), 2);
    assert_memory_equal(nodes, b, sizeof b);
    assert_int_equal(plan.where[1].route, 0);
    assert_int_equal(plan.where[1].position, 2);
    lean_plan_free(&plan);
    lean_free(&lean);
    plan_model_free(model);
}

static void what_is_not_plain_is_left_to_the_other_search(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 13);
    for (int part = 0; part < 4; part++) {
        struct town town;
        struct plan_model *model;
        struct error error;
        struct lean lean;
        struct plan_window two[2] = {{0, 100}, {200, 300}};
        int64_t picked = 1;
        town_make(&town, &rng);
        if (part == 0)
            town.vehicles[1].max_duration_s = 500;
        else if (part == 1)
            town.vehicles[1].end = 3;
        else if (part == 2)
            town.jobs[4].pickup = &picked; /* others are delivered: loads have peaks */
        else {
            town.jobs[4].visits[0].windows = two;
            town.jobs[4].visits[0].n_windows = 2;
        }
        assert_int_equal(plan_model_new(&town.input, &model, &error), ERR_OK);
        assert_false(lean_init(&lean, model));
        plan_model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_route_is_as_late_as_it_is_driven),
        cmocka_unit_test(tails_change_routes_and_come_back),
        cmocka_unit_test(what_is_not_plain_is_left_to_the_other_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
