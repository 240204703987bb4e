/* Which models the fast searches take, and that what they find is what the evaluator says. */
#include "test.h"

#include "plan/route/plain_int.h"
#include "plan/route/town.h"

enum { JOBS = 40, VEHICLES = 12 };

/* Plain as it is made; a test takes something of that away. */
static void make(struct town *town, struct rng *rng)
{
    /* Times far from 0, as those of a real day are. */
    int64_t morning = INT64_C(1664236800);
    town_open(town, JOBS, VEHICLES, 60, PLAN_PRESET_DISTANCE);
    town_scatter(town, rng, 1000);
    town_set_shift(town, morning, morning + 20000);
    town->input.n_dims = 2;
    town->capacity[0] = town->capacity[1] = 60;
    for (uint32_t j = 0; j < JOBS; j++) {
        int64_t from = morning + 1500 + (int64_t)rng_below(rng, 6000);
        town_set_job(town, j, 1 + (int64_t)rng_below(rng, 10), from, from + 2500);
        town->windows[j][1] = (struct plan_window){from + 4000, from + 5000};
    }
    for (uint32_t v = 0; v < VEHICLES; v++)
        town->vehicles[v].cost_fixed = 100;
}

static bool is_taken(struct town *town)
{
    struct plan_model *model = town_model(town);
    struct plain plain;
    bool taken = plain_init(&plain, model);
    if (taken)
        plain_free(&plain);
    plan_model_free(model);
    return taken;
}

enum change {
    NOTHING,
    SECOND_WINDOW,
    OPTIONAL,
    PRIZE,
    SHIPMENT,
    BOTH_WAYS,
    SECOND_LOAD,
    LATENESS,
    TASKS,
    OTHER_FLEET,
    SLOW_WORK,
    DEAR_WORK,
    SKILL,
    NEVER,
    PAID_TIME,
    UNREACHABLE,
    LONG_BREAK,
    LATE_BREAK,
    FULLER_BREAK,
    ORDER_AND_BOTH_WAYS,
    REFUSED,
    OTHER_VEHICLE = REFUSED,
    FREE_BREAK,
    ORDER,
    ORDER_AND_PICKUP,
    CHANGES
};

static void change_town(struct town *town, enum change change)
{
    static const uint32_t first[] = {0};
    static const int64_t none[] = {0, 0}, one[] = {1, 0}, longer[] = {5, 6};
    switch (change) {
    case SECOND_WINDOW:
        town->jobs[3].visits[0].n_windows = 2;
        break;
    case OPTIONAL:
        town->jobs[3].optional = true;
        break;
    case PRIZE:
        town->jobs[3].prize = 1000;
        break;
    case SHIPMENT:
        town->jobs[3].kind = PLAN_SHIPMENT;
        town->jobs[3].delivery = NULL;
        town->jobs[3].visits[1].place = 7;
        break;
    case BOTH_WAYS:
        town->jobs[3].pickup = one;
        break;
    case SECOND_LOAD:
        town->loads[3][1] = 1;
        break;
    case LATENESS:
        town->jobs[3].visits[0].due_s = town->windows[3][0].from_s;
        town->jobs[3].visits[0].late_cost_per_s = 1;
        break;
    case TASKS:
        for (uint32_t v = 0; v < VEHICLES; v++)
            town->vehicles[v].max_tasks = 9;
        break;
    case OTHER_VEHICLE:
        town->vehicles[3].cost_fixed = 99;
        break;
    case OTHER_FLEET:
        town->vehicles[3].cost_fixed = 99;
        town->input.n_terms = plan_preset_terms(PLAN_PRESET_FLEET, town->terms);
        break;
    case SLOW_WORK:
        town->vehicles[3].type = 1;
        town->input.n_types = 2;
        town->jobs[3].visits[0].service_by_type_s = longer;
        break;
    case DEAR_WORK:
        town->vehicles[3].cost_per_task_hour = 3600;
        town->jobs[3].visits[0].service_s = 10;
        break;
    case SKILL:
        town->jobs[3].skills = first;
        town->jobs[3].n_skills = 1;
        break;
    case NEVER:
        town->jobs[3].never_vehicles = first;
        town->jobs[3].n_never_vehicles = 1;
        break;
    case PAID_TIME:
        for (uint32_t v = 0; v < VEHICLES; v++)
            town->vehicles[v].pay_shift = true;
        break;
    case UNREACHABLE:
        town->matrix[3 * (JOBS + 1) + 4] = PLAN_UNREACHABLE;
        break;
    case LONG_BREAK:
        town_set_break(town, 1, NULL);
        break;
    case LATE_BREAK:
        town_set_break(town, 0, NULL);
        town->rest.from_s = town->shifts[0][0].from_s + 1;
        break;
    case FULLER_BREAK:
        town_set_break(town, 0, one);
        break;
    case FREE_BREAK:
        town_set_break(town, 0, town->capacity);
        break;
    case ORDER:
        town_set_break(town, 0, none);
        break;
    case ORDER_AND_BOTH_WAYS:
        town_set_break(town, 0, none);
        town->jobs[3].pickup = one;
        break;
    case ORDER_AND_PICKUP:
        town_set_break(town, 0, none);
        town->jobs[3].delivery = NULL;
        town->jobs[3].pickup = one;
        break;
    default:
        break;
    }
}

static void what_a_plain_problem_does_not_know_is_not_taken(void **state)
{
    (void)state;
    for (enum change change = NOTHING; change < CHANGES; change++) {
        struct rng rng;
        rng_seed(&rng, 3);
        struct town *town = malloc(sizeof *town);
        assert_non_null(town);
        make(town, &rng);
        change_town(town, change);
        if (is_taken(town) != (change == NOTHING || change >= REFUSED))
            fail_msg("change %d", change);
        free(town);
    }
}

static struct plan *town_solve(const struct plan_model *model, uint32_t threads)
{
    struct plan_options options = {.iterations = 6000, .seed = 4, .threads = threads};
    struct error error = {0};
    struct plan *plan = NULL;
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    return plan;
}

/* The plan's own ways and vehicles summed up from the matrix. */
static int64_t cost_of(const struct town *town, const struct plan *plan)
{
    int64_t cost = 0;
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        const struct plan_vehicle *vehicle = &town->vehicles[plan->routes[r].vehicle];
        int64_t way = 0;
        uint32_t at = vehicle->start;
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++) {
            uint32_t to = plan->routes[r].stops[i].place;
            way += town_way(town, at, to);
            at = to;
        }
        cost += vehicle->cost_fixed + way * vehicle->cost_per_km / 1000;
    }
    return cost;
}

static void check_same_stops(const struct plan *plan, const struct plan *again)
{
    assert_int_equal(plan_compare(plan, again), 0);
    assert_int_equal(plan->iterations, again->iterations);
    assert_int_equal(plan->n_routes, again->n_routes);
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        assert_int_equal(plan->routes[r].n_stops, again->routes[r].n_stops);
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++)
            assert_int_equal(plan->routes[r].stops[i].index, again->routes[r].stops[i].index);
    }
}

/* Three kinds by turns: the first, small ones that are dear by the way, and such as start
 * elsewhere.
 */
static void mix_vehicles(struct town *town, bool several)
{
    static const int64_t small[2] = {45, 45};
    for (uint32_t v = 0; v < VEHICLES; v++) {
        struct plan_vehicle *vehicle = &town->vehicles[v];
        uint32_t kind = several ? v % 3 : 0;
        vehicle->cost_per_hour = 0;
        vehicle->cost_per_km = 1000 + 1000 * (kind == 1);
        vehicle->start = vehicle->end = kind == 2 ? 5 : vehicle->start;
        vehicle->cost_fixed += 50 * kind;
        if (kind == 1)
            vehicle->capacity = small;
    }
}

static void plans_that_come_back_are_whole_and_cost_what_was_counted(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 12; round++) {
        struct rng rng;
        rng_seed(&rng, 60 + round);
        struct town *town = malloc(sizeof *town);
        assert_non_null(town);
        make(town, &rng);
        mix_vehicles(town, round % 2);
        assert_true(is_taken(town));
        struct plan_model *model = town_model(town);
        struct plan *plan = town_solve(model, 1), *again = town_solve(model, 1), *seen = NULL;
        struct error error = {0};
        assert_int_equal(plan->n_unassigned, 0);
        struct plan_draft *draft = plan_to_draft(plan);
        assert_int_equal(plan_evaluate(model, draft, &seen, &error), ERR_OK);
        assert_int_equal(seen->bad, 0);
        assert_int_equal(plan_compare(plan, seen), 0);
        assert_int_equal(plan->cost.total, cost_of(town, plan) * plan_model_scale(model));
        check_same_stops(plan, again);
        struct plan *both = town_solve(model, 2);
        assert_true(plan_compare(both, plan) <= 0);
        plan_free(both);
        free(draft);
        plan_free(plan);
        plan_free(again);
        plan_free(seen);
        plan_model_free(model);
        free(town);
    }
}

/* Routes that half the room asked for, where there is all of it. Vehicle by vehicle down
 * to what the loads need; then the last plan stays. */
static void a_population_finds_plans_with_a_vehicle_less(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 8);
    struct town *town = malloc(sizeof *town);
    assert_non_null(town);
    make(town, &rng);
    town->input.n_terms = plan_preset_terms(PLAN_PRESET_FLEET, town->terms);
    struct plan_model *model = town_model(town);
    town->capacity[0] /= 2;
    struct plan_model *narrow = town_model(town);
    struct search wasteful, search;
    search_init(&wasteful, narrow, 1);
    search_construct(&wasteful);
    search_init(&search, model, 1);
    for (uint32_t v = 0; v < VEHICLES; v++) {
        const struct route *route = &wasteful.state.routes[v];
        if (route->n)
            state_set_route(&search.state, v, route->nodes, route->n);
    }
    state_sum(&search.state);
    state_mark(&search.state);
    search_note_best(&search);
    search.budget.iterations = 30000;
    uint32_t first = search.best.n_used, now = first;
    while (search_plain_fewer(&search, 1)) {
        assert_true(search.best.n_used < now);
        now = search.best.n_used;
        assert_int_equal(search.best.n_absent, 0);
        assert_int_equal(search.state.n_used, now);
    }
    assert_true(first >= 7 && now == 4);
    assert_int_equal(search.best.n_used, now);
    search_free(&search);
    search_free(&wasteful);
    plan_model_free(narrow);
    plan_model_free(model);
    free(town);
}

enum { FEW = 8 };

/* Deliveries and pickups of vehicles that must be empty in between, by the least that a tour
 * through any of them costs. */
struct few {
    struct town town;
    int64_t ends[1 << FEW][FEW]; /* a way out through these, with this one last */
    int64_t plans[1 << FEW];     /* all of these, by the vehicles so far */
    bool collects[FEW], delivers[FEW];
    int64_t capacity[3]; /* by vehicle */
};

/* In every third round all vehicles are alike; in every fourth a job has two windows, which only
 * the general search knows. */
static void make_few(struct few *few, uint32_t round, struct rng *rng)
{
    static const int64_t none[] = {0};
    struct town *town = &few->town;
    town_open(town, FEW, 3, 0, PLAN_PRESET_DISTANCE);
    town_scatter(town, rng, 1000);
    town_set_shift(town, 0, PLAN_FOREVER);
    town_set_break(town, 0, none);
    for (uint32_t v = 0; v < 3; v++) {
        few->capacity[v] = 12 + round % 3 * v * 2;
        town->vehicles[v].capacity = &few->capacity[v];
        town->vehicles[v].cost_fixed = 100 + round % 3 * v * 20;
    }
    for (uint32_t j = 0; j < FEW; j++) {
        uint32_t kind = rng_below(rng, 9);
        few->delivers[j] = kind < 4;
        few->collects[j] = kind > 4;
        town->loads[j][0] = 1 + (int64_t)rng_below(rng, 6);
        town->jobs[j].delivery = few->delivers[j] ? town->loads[j] : NULL;
        town->jobs[j].pickup = few->collects[j] ? town->loads[j] : NULL;
    }
    town->windows[0][0] = (struct plan_window){0, 100};
    town->windows[0][1] = (struct plan_window){101, PLAN_FOREVER};
    town->jobs[0].visits[0].windows = town->windows[0];
    town->jobs[0].visits[0].n_windows = round % 4 == 3 ? 2 : 0;
}

static bool may_follow(const struct few *few, uint32_t done, uint32_t j)
{
    bool collected = false;
    for (uint32_t k = 0; k < FEW; k++)
        collected |= done >> k & 1 && few->collects[k];
    return !(done >> j & 1) && !(collected && few->delivers[j]);
}

static int64_t tour_cost(const struct few *few, uint32_t v, uint32_t all)
{
    int64_t out = 0, in = 0, best = INT64_MAX;
    for (uint32_t j = 0; j < FEW; j++) {
        if (!(all >> j & 1))
            continue;
        out += few->delivers[j] ? few->town.loads[j][0] : 0;
        in += few->collects[j] ? few->town.loads[j][0] : 0;
        if (few->ends[all][j] < INT64_MAX / 4 &&
            few->ends[all][j] + town_way(&few->town, j + 1, 0) < best)
            best = few->ends[all][j] + town_way(&few->town, j + 1, 0);
    }
    bool fits = out <= few->capacity[v] && in <= few->capacity[v];
    return fits ? best + few->town.vehicles[v].cost_fixed : INT64_MAX / 4;
}

static int64_t best_of_all(struct few *few)
{
    for (uint32_t done = 1; done < 1 << FEW; done++) {
        for (uint32_t j = 0; j < FEW; j++)
            few->ends[done][j] = done == 1u << j ? town_way(&few->town, 0, j + 1) : INT64_MAX / 4;
    }
    for (uint32_t done = 1; done < 1 << FEW; done++) {
        for (uint32_t i = 0; i < FEW * FEW; i++) {
            uint32_t from = i / FEW, to = i % FEW, more = done | 1u << to;
            int64_t cost = few->ends[done][from] + town_way(&few->town, from + 1, to + 1);
            if (may_follow(few, done, to) && cost < few->ends[more][to])
                few->ends[more][to] = cost;
        }
    }
    for (uint32_t done = 0; done < 1 << FEW; done++)
        few->plans[done] = done ? INT64_MAX / 4 : 0;
    for (uint32_t v = 0; v < 3; v++) {
        for (uint32_t done = (1 << FEW) - 1; done > 0; done--) {
            for (uint32_t last = done; last; last = (last - 1) & done) {
                int64_t cost = few->plans[done ^ last] + tour_cost(few, v, last);
                few->plans[done] = cost < few->plans[done] ? cost : few->plans[done];
            }
        }
    }
    return few->plans[(1 << FEW) - 1];
}

/* One break a route, where nothing is on board. */
static void check_breaks(const struct few *few, const struct plan *plan)
{
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        uint32_t breaks = 0;
        bool collected = false;
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++) {
            const struct plan_stop *stop = &plan->routes[r].stops[i];
            bool is_job = stop->kind == PLAN_STOP_JOB;
            breaks += stop->kind == PLAN_STOP_BREAK;
            collected |= is_job && few->collects[stop->index];
            assert_false(is_job && few->delivers[stop->index] && (collected || breaks));
            assert_false(collected && !breaks);
        }
        assert_int_equal(breaks, 1);
    }
}

static void deliveries_before_pickups_are_planned_as_well_as_can_be(void **state)
{
    (void)state;
    struct few *few = malloc(sizeof *few);
    assert_non_null(few);
    uint32_t whole = 0;
    for (uint32_t round = 0; round < 40; round++) {
        struct rng rng;
        rng_seed(&rng, 900 + round);
        make_few(few, round, &rng);
        int64_t best = best_of_all(few);
        assert_int_equal(is_taken(&few->town), round % 4 != 3);
        struct plan_model *model = town_model(&few->town);
        struct plan *plan = town_solve(model, 1), *seen = NULL;
        struct plan_draft *draft = plan_to_draft(plan);
        struct error error = {0};
        assert_int_equal(plan_evaluate(model, draft, &seen, &error), ERR_OK);
        assert_int_equal(seen->bad, 0);
        assert_int_equal(plan_compare(plan, seen), 0);
        check_breaks(few, plan);
        assert_int_equal(plan->n_unassigned == 0, best < INT64_MAX / 4);
        if (!plan->n_unassigned)
            assert_int_equal(plan->cost.total, best * plan_model_scale(model));
        whole += !plan->n_unassigned;
        free(draft);
        plan_free(plan);
        plan_free(seen);
        plan_model_free(model);
    }
    assert_true(whole > 20);
    free(few);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deliveries_before_pickups_are_planned_as_well_as_can_be),
        cmocka_unit_test(a_population_finds_plans_with_a_vehicle_less),
        cmocka_unit_test(what_a_plain_problem_does_not_know_is_not_taken),
        cmocka_unit_test(plans_that_come_back_are_whole_and_cost_what_was_counted),
    };
    return RUN_TESTS(tests);
}
