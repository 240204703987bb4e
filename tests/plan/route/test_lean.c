/* Routes priced in pieces agree with routes worked out from the beginning. */
#include "test.h"

#include "plan/route/lean_int.h"
#include "plan/route/town.h"

enum { JOBS = 12, VEHICLES = 3, SERVICE_S = 10, SHIFT_S = 900 };

static void make(struct town *town, struct rng *rng)
{
    town_open(town, JOBS, VEHICLES, SERVICE_S, PLAN_PRESET_FLEET);
    town_scatter(town, rng, 130);
    town_set_shift(town, 0, SHIFT_S);
    town->capacity[0] = 40;
    for (uint32_t j = 0; j < JOBS; j++) {
        int64_t from = rng_below(rng, 600);
        int64_t until = from + rng_below(rng, 200);
        town_set_job(town, j, 1 + rng_below(rng, 9), from, until);
    }
}

/* Lateness of a route worked out visit by visit: who comes too late begins at the last moment. */
static int64_t warp_of(const struct town *town, const uint32_t *jobs, uint32_t n)
{
    int64_t time = 0, warp = 0;
    uint32_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct plan_window *window = town->windows[jobs[i]];
        time += town_way(town, at, jobs[i] + 1);
        warp += time > window->until_s ? time - window->until_s : 0;
        time = time > window->until_s ? window->until_s : time;
        time = (time < window->from_s ? window->from_s : time) + SERVICE_S;
        at = jobs[i] + 1;
    }
    time += town_way(town, at, 0);
    return warp + (time > SHIFT_S ? time - SHIFT_S : 0);
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
        struct lean lean;
        struct lean_plan plan;
        uint32_t nodes[JOBS + 1], longer[JOBS + 1];
        make(&town, &rng);
        model = town_model(&town);
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
    struct lean lean;
    struct lean_plan plan;
    rng_seed(&rng, 12);
    make(&town, &rng);
    model = town_model(&town);
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
        struct lean lean;
        struct plan_window two[2] = {{0, 100}, {200, 300}};
        int64_t picked = 1;
        make(&town, &rng);
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
        model = town_model(&town);
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
