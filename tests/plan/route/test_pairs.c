/* Shipments: the best place, costs that are carried along, and small problems solved to the end. */
#include "test.h"

#include "plan/route/pairs_int.h"
#include "plan/route/town.h"

enum { NODES = 24, PAIRS = NODES / 2, VEHICLES = 2, FEW = 4, SERVICE_S = 10, SHIFT_S = 1100 };

static void make(struct town *town, struct rng *rng, uint32_t pairs, uint32_t vehicles)
{
    town_open(town, 2 * pairs, vehicles, SERVICE_S, PLAN_PRESET_DISTANCE);
    town_scatter(town, rng, 130);
    town_set_shift(town, 0, SHIFT_S);
    town->capacity[0] = 20;
    town->input.n_jobs = pairs;
    for (uint32_t j = 0; j < pairs; j++) {
        town->jobs[j].kind = PLAN_SHIPMENT;
        town->loads[j][0] = 1 + rng_below(rng, 9);
        town->jobs[j].pickup = town->loads[j];
        for (uint32_t i = 0; i < 2; i++) {
            struct plan_visit *visit = &town->jobs[j].visits[i];
            int64_t from = rng_below(rng, 400) + i * 300;
            town->windows[2 * j + i][0] =
                (struct plan_window){from, from + 60 + rng_below(rng, 300)};
            visit->place = 2 * j + i + 1;
            visit->service_s = SERVICE_S;
            visit->windows = town->windows[2 * j + i];
            visit->n_windows = 1;
        }
    }
}

struct bench {
    struct town town;
    struct plan_model *model;
    struct lean lean;
    struct lean_plan plan;
    struct pairs pairs;
};

static void set_up(struct bench *bench, struct rng *rng)
{
    make(&bench->town, rng, PAIRS, VEHICLES);
    bench->model = town_model(&bench->town);
    assert_true(lean_init(&bench->lean, bench->model));
    lean_plan_init(&bench->plan, &bench->lean);
    pairs_init(&bench->pairs, &bench->lean, &bench->plan, rng);
    bench->pairs.fixed = 50;
    for (uint32_t v = 0; v < VEHICLES; v++)
        bench->pairs.fleet[bench->pairs.n_fleet++] = v;
    for (uint32_t node = 0; node < NODES; node += 2)
        bench->pairs.removed[bench->pairs.n_removed++] = node;
}

static void put_away(struct bench *bench)
{
    pairs_free(&bench->pairs);
    lean_plan_free(&bench->plan);
    lean_free(&bench->lean);
    plan_model_free(bench->model);
}

static int64_t cost_of(struct bench *bench)
{
    int64_t cost = 0;
    for (uint32_t v = 0; v < VEHICLES; v++) {
        const struct lean_route *route = &bench->plan.routes[v];
        cost += route->n ? bench->pairs.fixed : 0;
        for (uint32_t i = 0; route->n && i <= route->n; i++) {
            uint32_t from = route->stops[i].node, to = route->stops[i + 1].node;
            cost += town_way(&bench->town, from < NODES ? from + 1 : 0, to < NODES ? to + 1 : 0);
        }
    }
    return cost;
}

static bool is_right(const struct bench *bench, uint32_t r)
{
    const struct lean_route *route = &bench->plan.routes[r];
    bool fits = !lean_warp(route);
    for (uint32_t i = 0; i <= route->n; i++)
        fits &= route->stops[i].load <= bench->lean.capacity[r];
    return fits;
}

/* What the plan costs with the shipment at the best of all places, every one tried. */
static int64_t best_by_trial(struct bench *bench, uint32_t node)
{
    int64_t best = INT64_MAX;
    for (uint32_t r = 0; r < VEHICLES; r++) {
        uint32_t n = bench->plan.routes[r].n;
        for (uint32_t i = 0; i <= n; i++) {
            for (uint32_t k = i; k <= n; k++) {
                lean_mark(&bench->plan);
                lean_put(&bench->plan, r, k, node + 1);
                lean_put(&bench->plan, r, i, node);
                lean_refresh(&bench->plan, r);
                int64_t cost = cost_of(bench);
                if (is_right(bench, r) && cost < best)
                    best = cost;
                lean_undo(&bench->plan);
            }
        }
    }
    return best;
}

static void the_best_place_is_found(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 71);
    uint32_t placed = 0, refused = 0;
    for (int round = 0; round < 40; round++) {
        struct bench bench = {0};
        set_up(&bench, &rng);
        for (uint32_t node = 0; node < NODES; node += 2) {
            int64_t best = best_by_trial(&bench, node);
            bool found = pairs_place(&bench.pairs, node, INT64_MAX);
            assert_int_equal(found, best < INT64_MAX);
            assert_int_equal(bench.pairs.cost, cost_of(&bench));
            if (found)
                assert_int_equal(bench.pairs.cost, best);
            (found ? &placed : &refused)[0]++;
        }
        put_away(&bench);
    }
    assert_true(placed > 100 && refused > 10);
}

static void what_is_ruined_is_put_back_right(void **state)
{
    (void)state;
    struct rng rng;
    struct bench bench = {0};
    rng_seed(&rng, 72);
    set_up(&bench, &rng);
    bench.pairs.blink = UINT32_MAX / 20;
    pairs_recreate(&bench.pairs, INT64_MAX);
    for (int i = 0; i < 500; i++) {
        uint32_t waiting = bench.pairs.n_removed, used = bench.pairs.n_used;
        int64_t cost = bench.pairs.cost;
        uint32_t list[PAIRS];
        memcpy(list, bench.pairs.removed, waiting * sizeof *list);
        lean_mark(&bench.plan);
        pairs_ruin(&bench.pairs);
        pairs_recreate(&bench.pairs, INT64_MAX);
        assert_int_equal(bench.pairs.cost, cost_of(&bench));
        uint32_t seen = 2 * bench.pairs.n_removed;
        for (uint32_t v = 0; v < VEHICLES; v++) {
            assert_true(is_right(&bench, v));
            seen += bench.plan.routes[v].n;
        }
        assert_int_equal(seen, NODES);
        if (i % 2)
            continue;
        lean_undo(&bench.plan);
        bench.pairs.cost = cost;
        bench.pairs.n_used = used;
        bench.pairs.n_removed = waiting;
        memcpy(bench.pairs.removed, list, waiting * sizeof *list);
        assert_int_equal(cost, cost_of(&bench));
    }
    put_away(&bench);
}

struct tour {
    const struct town *town;
    bool served[2 * FEW];
    int64_t best;
};

/* Every order of the visits, as far as windows, loads and the pickup before its delivery allow. */
static void walk(struct tour *tour, uint32_t at, uint32_t done, int64_t time, int64_t load,
                 int64_t cost)
{
    if (done == 2 * FEW) {
        int64_t back = town_way(tour->town, at, 0);
        if (time + back <= SHIFT_S && cost + back < tour->best)
            tour->best = cost + back;
        return;
    }
    for (uint32_t node = 0; node < 2 * FEW; node++) {
        const struct plan_window *window = tour->town->windows[node];
        int64_t way = town_way(tour->town, at, node + 1), begin = time + way;
        int64_t more = tour->town->loads[node / 2][0];
        int64_t on_board = node % 2 ? load - more : load + more;
        bool early = node % 2 && !tour->served[node - 1];
        if (tour->served[node] || early || begin > window->until_s ||
            on_board > tour->town->capacity[0])
            continue;
        tour->served[node] = true;
        walk(tour, node + 1, done + 1,
             (begin < window->from_s ? window->from_s : begin) + SERVICE_S, on_board, cost + way);
        tour->served[node] = false;
    }
}

static void a_handful_of_shipments_comes_out_best(void **state)
{
    (void)state;
    struct rng rng;
    uint32_t solved = 0;
    rng_seed(&rng, 73);
    for (int round = 0; round < 60; round++) {
        struct town town;
        struct error error = {0};
        struct plan *plan = NULL;
        struct plan_options options = {.iterations = 2000, .seed = 1};
        make(&town, &rng, FEW, 1);
        struct tour tour = {.town = &town, .best = INT64_MAX};
        walk(&tour, 0, 0, 0, 0, 0);
        struct plan_model *model = town_model(&town);
        assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
        assert_int_equal(plan->bad, 0);
        if (!plan->n_unassigned) {
            assert_int_equal(plan->cost.travel_s, tour.best);
            solved++;
        }
        plan_free(plan);
        plan_model_free(model);
    }
    assert_true(solved > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_place_is_found),
        cmocka_unit_test(what_is_ruined_is_put_back_right),
        cmocka_unit_test(a_handful_of_shipments_comes_out_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
