/* The quick looks at a place with a facility, held against the evaluator on random days. */
#include "test.h"

#include "city.h"
#include "plan/route/place_int.h"

enum { CITIES = 150, PLACES_DRAWN = 60 };

/* A plan laid into a state, as live questions do. */
static void lay(struct state *state, const struct plan_model *model, uint64_t seed)
{
    struct plan_options options = {.iterations = 20, .seed = seed};
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    state_init(state, model);
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        uint32_t nodes[4 * CITY_JOBS], n = 0;
        for (uint32_t i = 0; i < plan->routes[r].n_stops; i++) {
            const struct plan_stop *stop = &plan->routes[r].stops[i];
            struct plan_step step = {.kind = stop->kind, .index = stop->index};
            bool is_node = stop->kind == PLAN_STOP_JOB || stop->kind == PLAN_STOP_PICKUP ||
                           stop->kind == PLAN_STOP_DELIVERY || stop->kind == PLAN_STOP_FACILITY;
            if (is_node)
                nodes[n++] = model_step_node(model, &step);
        }
        state_set_route(state, plan->routes[r].vehicle, nodes, n);
    }
    plan_free(plan);
}

static struct place draw(const struct state *state, uint32_t j, uint32_t r, struct rng *rng)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    uint32_t n = state->routes[r].n;
    struct place place = {.route = r, .gap = rng_below(rng, n + 1), .gap_delivery = PLAN_NONE};
    if (model->jobs[j].n_nodes == 2)
        place.gap_delivery = place.gap + rng_below(rng, n - place.gap + 1);
    place.facility = model->n_visits + vehicle->facilities[rng_below(rng, vehicle->n_facilities)];
    place.gap_facility = rng_below(rng, n + 1);
    place.facility_behind = rng_below(rng, 3);
    return place;
}

static int64_t ways_of(const struct plan_model *model, const struct vehicle *vehicle,
                       const uint32_t *nodes, uint32_t n)
{
    int64_t cost = 0;
    uint32_t from = vehicle->start;
    for (uint32_t i = 0; i <= n; i++) {
        uint32_t to = i < n ? model->nodes[nodes[i]].place : vehicle->end;
        cost += model_arc(model, vehicle, from, to).cost;
        if (i < n && nodes[i] >= model->n_visits)
            cost += model->facilities[nodes[i] - model->n_visits].cost;
        from = to;
    }
    return cost;
}

struct tally {
    uint32_t places, full, late;
};

/* One place: what the survey says against what the evaluator finds. */
static void check_place(uint64_t seed, struct state *state, struct survey *survey, uint32_t j,
                        const struct place *place, struct tally *tally)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[place->route];
    const struct route *route = &state->routes[place->route];
    uint32_t nodes[4 * CITY_JOBS + 4], n = place_sequence(state, j, place, nodes);
    struct worth worth;
    assert_int_equal(
        survey_cost(state, j, place),
        (ways_of(model, vehicle, nodes, n) - ways_of(model, vehicle, route->nodes, route->n)) *
            model->weight[PLAN_TERM_COST]);
    state->eval.soft = true;
    eval_route(&state->eval, place->route, nodes, n, &worth);
    state->eval.soft = false;
    bool fits = survey_loads_fit(survey, j, place), timely = survey_in_time(survey, j, place);
    if (fits != !(worth.bad & PLAN_BAD_LOAD))
        fail_msg("seed %d: job %d: survey says %s", (int)seed, (int)j, fits ? "fits" : "full");
    if (!timely && !(worth.bad & (PLAN_BAD_WINDOW | PLAN_BAD_SHIFT | PLAN_BAD_FACILITY)))
        fail_msg("seed %d: job %d: said to be late, but it is not", (int)seed, (int)j);
    tally->places++;
    tally->full += !fits;
    tally->late += !timely;
}

static void a_survey_says_what_the_evaluator_finds(void **unused)
{
    (void)unused;
    static struct city city;
    struct tally tally = {0};
    struct survey survey = {.room = 0};
    for (uint64_t seed = 1; seed <= CITIES; seed++) {
        struct rng rng;
        struct plan_model *model = NULL;
        struct error error = {0};
        struct state state;
        rng_seed(&rng, seed + 40000);
        city_make(&city, &rng,
                  CITY_LOADS | CITY_SHIPMENTS | CITY_FACILITIES | CITY_LISTS |
                      (rng_below(&rng, 2) ? CITY_WINDOWS : 0));
        assert_int_equal(plan_model_new(&city.input, &model, &error), ERR_OK);
        lay(&state, model, seed);
        for (int i = 0; i < PLACES_DRAWN && state.n_absent; i++) {
            uint32_t j = state.absent[rng_below(&rng, state.n_absent)];
            uint32_t r = rng_below(&rng, model->n_vehicles);
            if (model->jobs[j].on_board_of != PLAN_NONE && model->jobs[j].on_board_of != r)
                continue;
            survey_open(&survey, &state, r);
            struct place place = draw(&state, j, r, &rng);
            check_place(seed, &state, &survey, j, &place, &tally);
        }
        state_free(&state);
        plan_model_free(model);
    }
    survey_free(&survey);
    print_message("# %u places, %u full, %u late\n", tally.places, tally.full, tally.late);
    assert_true(tally.full > tally.places / 10 && tally.full < tally.places);
    assert_true(tally.late > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_survey_says_what_the_evaluator_finds),
    };
    return RUN_TESTS(tests);
}
