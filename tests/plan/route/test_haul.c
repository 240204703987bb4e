/* Lines of several trips: what the search works out from pieces against the evaluator. */
#include "test.h"

#include "plan/route/eval_int.h"
#include "plan/route/haul_int.h"
#include "plan/route/town.h"

enum {
    JOBS = 26,
    VEHICLES = 3,
    SERVICE_S = 10,
    SHIFT_S = 1500,
    SHORT_S = 700,
    LONG = 6000 * JOBS, /* iterations */
    LINE_MAX = 4 * JOBS
};

struct bench {
    struct town town;
    struct plan_facility facilities[2];
    struct plan_window open[2];
    struct plan_model *model;
    struct haul haul;
    struct eval eval;
};

/* Goods are handed out (and released over time), or collected and unloaded before the end; one of
 * two facilities is at the depot. */
static void make(struct bench *bench, struct rng *rng, bool collects, uint32_t shift_s)
{
    struct town *town = &bench->town;
    town_open(town, JOBS, VEHICLES, SERVICE_S, PLAN_PRESET_DISTANCE);
    town_scatter(town, rng, 130);
    town_set_shift(town, 0, shift_s);
    town->capacity[0] = 30;
    for (uint32_t j = 0; j < JOBS; j++) {
        int64_t release = rng_below(rng, 3) ? rng_below(rng, 300) : 0;
        int64_t from = release + rng_below(rng, 500);
        town_set_job(town, j, 1 + rng_below(rng, 9), from, from + 150 + rng_below(rng, 500));
        town->jobs[j].release_s = release;
        if (!collects)
            continue;
        town->jobs[j].pickup = town->loads[j];
        town->jobs[j].delivery = NULL;
        town->jobs[j].release_s = -PLAN_FOREVER;
    }
    for (uint32_t f = 0; f < 2; f++) {
        bench->open[f] = (struct plan_window){rng_below(rng, 100), shift_s - rng_below(rng, 300)};
        bench->facilities[f] = (struct plan_facility){.place = f ? 1 + rng_below(rng, JOBS) : 0,
                                                      .service_s = rng_below(rng, 20),
                                                      .windows = &bench->open[f],
                                                      .n_windows = 1,
                                                      .unloads = collects,
                                                      .reloads = !collects,
                                                      .cost = rng_below(rng, 9)};
    }
    for (uint32_t v = 0; v < VEHICLES; v++) {
        town->vehicles[v].must_unload = collects;
        town->vehicles[v].cost_fixed = 40;
    }
    town->input.facilities = bench->facilities;
    town->input.n_facilities = 2;
}

static void set_up(struct bench *bench, struct rng *rng, bool collects, uint32_t shift_s)
{
    make(bench, rng, collects, shift_s);
    bench->model = town_model(&bench->town);
    assert_true(haul_init(&bench->haul, bench->model, rng));
    eval_init(&bench->eval, bench->model);
}

static void put_away(struct bench *bench)
{
    haul_free(&bench->haul);
    eval_free(&bench->eval);
    plan_model_free(bench->model);
}

static uint32_t line_nodes(const struct haul *haul, uint32_t r, uint32_t *nodes)
{
    uint32_t n = 0, end = haul_start(haul, r) + 1;
    for (uint32_t i = haul->stops[end - 1].next; i != end; i = haul->stops[i].next)
        nodes[n++] = i < haul->n ? i : haul->ports[haul->port_of[i]].node;
    return n;
}

/* False: not feasible. */
static bool price(struct bench *bench, uint32_t r, const uint32_t *nodes, uint32_t n, int64_t *cost)
{
    struct worth worth = {0};
    *cost = 0;
    if (!n)
        return true;
    bool ok = eval_route(&bench->eval, r, nodes, n, &worth);
    *cost = worth.cost;
    return ok;
}

/* Every line is feasible, the costs add up, and every visit is in a line or waits. */
static void assert_right(struct bench *bench)
{
    struct haul *haul = &bench->haul;
    uint32_t nodes[LINE_MAX], seen = haul->n_removed;
    int64_t sum = 0, cost;
    for (uint32_t r = 0; r < VEHICLES; r++) {
        uint32_t n = line_nodes(haul, r, nodes);
        assert_true(price(bench, r, nodes, n, &cost));
        sum += cost;
        for (uint32_t i = 0; i < n; i++)
            seen += nodes[i] < haul->n;
    }
    assert_int_equal(sum, haul->cost);
    assert_int_equal(seen, JOBS);
}

static void what_is_changed_stays_right(void **state)
{
    (void)state;
    struct rng rng;
    uint32_t shifted = 0, changed = 0, whole = 0;
    rng_seed(&rng, 81);
    for (uint32_t world = 0; world < 12; world++) {
        struct bench bench = {0};
        struct haul *haul = &bench.haul;
        set_up(&bench, &rng, world % 2, SHIFT_S);
        for (int i = 0; i < 300; i++) {
            int64_t cost = haul->cost;
            uint32_t waiting = haul->n_removed;
            haul_begin(haul);
            bool shifts = i % 3 == 0;
            bool ok = shifts ? haul_shift(haul, INT64_MAX)
                             : haul_ruin(haul) && haul_recreate(haul, INT64_MAX / 4, 100);
            if (!ok || i % 7 == 0) {
                haul_undo(haul);
                assert_int_equal(cost, haul->cost);
                assert_int_equal(waiting, haul->n_removed);
            }
            assert_right(&bench);
            (shifts ? &shifted : &changed)[0] += ok;
            whole += !haul->n_removed;
        }
        put_away(&bench);
    }
    assert_true(shifted > 60 && changed > 1000 && whole > 300);
}

/* Takes out and puts back for a while: another plan. */
static void wander(struct haul *haul, int steps)
{
    for (int i = 0; i < steps; i++) {
        haul_begin(haul);
        if (!haul_ruin(haul) || !haul_recreate(haul, INT64_MAX / 4, INT64_MAX / 8 / JOBS))
            haul_undo(haul);
    }
}

static void lay(struct haul *haul, const struct haul_plan *plan)
{
    haul_clear(haul);
    for (uint32_t r = 0; r < VEHICLES; r++)
        haul_set_line(haul, r, plan->nodes + plan->first[r], plan->first[r + 1] - plan->first[r]);
    haul->n_removed = 0;
}

/* Which visit comes behind each, in the plan as it lies; HAUL_NONE: the end of its trip. */
static void note_followers(const struct haul *haul, uint16_t *followers)
{
    for (uint32_t c = 0; c < JOBS; c++) {
        const struct haul_stop *stop = &haul->stops[c];
        bool follows = stop->line != HAUL_NONE && stop->next < JOBS;
        followers[c] = follows ? stop->next : HAUL_NONE;
    }
}

/* What a plan takes over from another is in it as it was there; what has not moved is as before. */
static void a_plan_takes_over_trips_of_another(void **state)
{
    (void)state;
    struct rng rng;
    uint32_t crossed = 0, taken = 0, left = 0;
    rng_seed(&rng, 86);
    for (uint32_t world = 0; world < 12; world++) {
        struct bench bench = {0};
        struct haul *haul = &bench.haul;
        struct haul_plan plans[2];
        uint16_t followers[3][JOBS];
        set_up(&bench, &rng, world % 2, SHIFT_S);
        for (uint32_t k = 0; k < 2; k++) {
            haul_plan_init(&plans[k], haul);
            wander(haul, 100);
            for (int i = 0; i < 1000 && haul->n_removed; i++)
                wander(haul, 1);
            assert_int_equal(haul->n_removed, 0);
            haul_store(haul, &plans[k]);
            note_followers(haul, followers[k]);
        }
        lay(haul, &plans[0]);
        assert_false(haul_cross(haul, &plans[0]));
        for (uint32_t i = 0; i < 40; i++) {
            lay(haul, &plans[0]);
            assert_int_equal(haul->cost, plans[0].cost);
            if (!haul_cross(haul, &plans[1]))
                continue;
            crossed++;
            assert_right(&bench);
            note_followers(haul, followers[2]);
            left += haul->n_removed;
            assert_true(haul_recreate(haul, INT64_MAX / 4, INT64_MAX / 8 / JOBS));
            assert_right(&bench);
            for (uint32_t c = 0; c < JOBS; c++) {
                uint16_t now = followers[2][c];
                taken += now != HAUL_NONE && now != followers[0][c] && now == followers[1][c];
            }
        }
        for (uint32_t k = 0; k < 2; k++)
            haul_plan_free(&plans[k]);
        put_away(&bench);
    }
    print_message("# %u crossed, %u visits follow as in the other plan\n", crossed, taken);
    assert_true(crossed > 400 && taken > 1000 && left > 1000);
}

/* Such trips are no part of this search; but for the way home after the last unloading. */
static bool has_empty_trip(const struct bench *bench, const uint32_t *nodes, uint32_t n)
{
    bool collects = bench->facilities[0].unloads;
    for (uint32_t i = 0; i < n; i++) {
        if (nodes[i] >= bench->haul.n &&
            (!i || nodes[i - 1] >= bench->haul.n || (i + 1 == n && !collects)))
            return true;
    }
    return false;
}

/* What the visit costs at the best of all places of a line, with a facility before it or behind it
 * or none, every one tried. */
static int64_t best_of_line(struct bench *bench, uint32_t r, uint32_t c)
{
    const struct haul *haul = &bench->haul;
    uint32_t nodes[LINE_MAX], with[LINE_MAX + 2], n = line_nodes(haul, r, nodes);
    int64_t before, best = INT64_MAX, cost;
    assert_true(price(bench, r, nodes, n, &before));
    for (uint32_t at = 0; at <= n; at++) {
        for (uint32_t shape = 0; shape < 5; shape++) {
            uint32_t m = at;
            memcpy(with, nodes, at * sizeof *nodes);
            if (shape == 1 || shape == 3)
                with[m++] = haul->n + shape / 2;
            with[m++] = c;
            if (shape == 2 || shape == 4)
                with[m++] = haul->n + shape / 2 - 1;
            memcpy(with + m, nodes + at, (n - at) * sizeof *nodes);
            if (!has_empty_trip(bench, with, m + n - at) &&
                price(bench, r, with, m + n - at, &cost) && cost - before < best)
                best = cost - before;
        }
    }
    return best;
}

static void the_best_place_is_found(void **state)
{
    (void)state;
    struct rng rng;
    uint32_t placed = 0, refused = 0;
    rng_seed(&rng, 82);
    for (uint32_t world = 0; world < 16; world++) {
        struct bench bench = {0};
        struct haul *haul = &bench.haul;
        set_up(&bench, &rng, world % 2, world % 4 < 2 ? SHIFT_S : SHORT_S);
        for (uint32_t c = 0; c < JOBS; c++) {
            int64_t best = INT64_MAX, cost = haul->cost;
            for (uint32_t r = 0; r < VEHICLES; r++) {
                int64_t there = best_of_line(&bench, r, c);
                best = there < best ? there : best;
            }
            haul_begin(haul);
            haul->blink_in = UINT32_MAX;
            haul->n_removed = 1;
            haul->removed[0] = (uint16_t)c;
            bool found = haul_recreate(haul, INT64_MAX / 2, INT64_MAX / 4) && !haul->n_removed;
            assert_int_equal(found, best < INT64_MAX);
            if (found)
                assert_int_equal(haul->cost - cost, best);
            (found ? &placed : &refused)[0]++;
        }
        put_away(&bench);
    }
    print_message("# %u placed, %u refused\n", placed, refused);
    assert_true(placed > 250 && refused > 10);
}

/* Solved as a whole: every job is done, and the plan is what the evaluator says. The first
 * budgets are large enough for plans that take over trips of each other. */
static void plans_are_whole(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 83);
    for (uint32_t world = 0; world < 4; world++) {
        struct bench bench = {0};
        struct plan *plan = NULL;
        set_up(&bench, &rng, world % 2, SHIFT_S);
        struct plan_options options = {.iterations = world < 2 ? LONG : 3000, .seed = world};
        assert_int_equal(plan_solve(bench.model, &options, &plan, NULL), ERR_OK);
        assert_int_equal(plan->bad, 0);
        assert_int_equal(plan->n_unassigned, 0);
        plan_free(plan);
        put_away(&bench);
    }
}

/* All day long: one vehicle that comes back to its depot does what three would do with one trip. */
static void more_trips_need_fewer_vehicles(void **state)
{
    (void)state;
    struct rng rng;
    struct bench bench = {0};
    struct plan *plan = NULL;
    rng_seed(&rng, 85);
    for (uint32_t collects = 0; collects < 2; collects++) {
        make(&bench, &rng, collects, SHIFT_S);
        for (uint32_t j = 0; j < JOBS; j++) {
            bench.town.windows[j][0] = (struct plan_window){0, 4 * SHIFT_S};
            bench.town.jobs[j].release_s = -PLAN_FOREVER;
        }
        town_set_shift(&bench.town, 0, 4 * SHIFT_S);
        for (uint32_t f = 0; f < 2; f++)
            bench.open[f] = (struct plan_window){0, 4 * SHIFT_S};
        bench.town.input.n_terms = plan_preset_terms(PLAN_PRESET_FLEET, bench.town.terms);
        bench.model = town_model(&bench.town);
        struct plan_options options = {.iterations = 2000, .seed = 1};
        assert_int_equal(plan_solve(bench.model, &options, &plan, NULL), ERR_OK);
        assert_int_equal(plan->bad, 0);
        assert_int_equal(plan->n_unassigned, 0);
        assert_int_equal(plan->n_routes, 1);
        plan_free(plan);
        plan_model_free(bench.model);
    }
}

static void richer_problems_are_left_to_others(void **state)
{
    (void)state;
    struct rng rng;
    struct bench bench = {0};
    struct haul haul;
    int64_t limit = 1;
    rng_seed(&rng, 84);
    make(&bench, &rng, true, SHIFT_S);
    bench.facilities[1].limit = &limit;
    bench.model = town_model(&bench.town);
    assert_false(haul_init(&haul, bench.model, &rng));
    plan_model_free(bench.model);
    bench.facilities[1].limit = NULL;
    bench.town.vehicles[1].max_trips = 2;
    bench.model = town_model(&bench.town);
    assert_false(haul_init(&haul, bench.model, &rng));
    plan_model_free(bench.model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_changed_stays_right),
        cmocka_unit_test(a_plan_takes_over_trips_of_another),
        cmocka_unit_test(the_best_place_is_found),
        cmocka_unit_test(plans_are_whole),
        cmocka_unit_test(more_trips_need_fewer_vehicles),
        cmocka_unit_test(richer_problems_are_left_to_others),
    };
    return RUN_TESTS(tests);
}
