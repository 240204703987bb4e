/* Routes on which nobody waits are weighed by their delay alone: held against the evaluator. */
#include "test.h"

#include "plan/route/place_int.h"

enum { PLACES = 12, JOBS = 11, VEHICLES = 3, TOWNS = 60 };

/* A running day: calls that wait, are due and were promised, crews that have driven before, some
 * with a job in hand. */
struct day {
    int32_t durations_s[PLACES * PLACES], distances_m[PLACES * PLACES];
    struct plan_profile profile;
    struct plan_job jobs[JOBS];
    int64_t loads[JOBS];
    struct plan_vehicle vehicles[VEHICLES];
    struct plan_window shift;
    int64_t capacity;
    struct plan_step frozen[VEHICLES];
    struct plan_input input;
    struct plan_term terms[4];
};

static void make_jobs(struct day *day, struct rng *rng)
{
    for (uint32_t j = 0; j < JOBS; j++) {
        struct plan_job *job = &day->jobs[j];
        plan_job_init(job);
        day->loads[j] = 1 + rng_below(rng, 3);
        job->delivery = &day->loads[j];
        job->prize = 1000000;
        job->visits[0].place = 1 + rng_below(rng, PLACES - 1);
        job->visits[0].service_s = 60 + rng_below(rng, 600);
        job->visits[0].setup_s = rng_below(rng, 2) ? rng_below(rng, 120) : 0;
        job->visits[0].due_s = 1000 + rng_below(rng, 4000);
        job->visits[0].late_cost_per_s = rng_below(rng, 50);
        job->visits[0].asked_s = rng_below(rng, 1000);
        job->visits[0].wait_cost_per_s = rng_below(rng, 5);
        if (rng_below(rng, 2)) {
            job->promised_vehicle = rng_below(rng, VEHICLES);
            job->promised_start_s = 1000 + rng_below(rng, 4000);
        }
    }
}

static void make(struct day *day, struct rng *rng)
{
    static const struct plan_term terms[] = {{PLAN_TERM_UNASSIGNED, 0, 1},
                                             {PLAN_TERM_LATENESS, 1, 1},
                                             {PLAN_TERM_COST, 1, 1},
                                             {PLAN_TERM_CHANGE, 1, 1}};
    memset(day, 0, sizeof *day);
    memcpy(day->terms, terms, sizeof terms);
    for (uint32_t i = 0; i < PLACES * PLACES; i++) {
        bool same = i / PLACES == i % PLACES;
        day->durations_s[i] = same ? 0 : 60 + (int32_t)rng_below(rng, 600);
        day->distances_m[i] = 10 * day->durations_s[i];
    }
    day->profile =
        (struct plan_profile){.durations_s = day->durations_s, .distances_m = day->distances_m};
    day->shift = (struct plan_window){500, 6000 + rng_below(rng, 6000)};
    day->capacity = 8 + rng_below(rng, 12);
    make_jobs(day, rng);
    for (uint32_t v = 0; v < VEHICLES; v++) {
        struct plan_vehicle *vehicle = &day->vehicles[v];
        plan_vehicle_init(vehicle);
        vehicle->start = rng_below(rng, PLACES);
        vehicle->windows = &day->shift;
        vehicle->n_windows = 1;
        vehicle->capacity = &day->capacity;
        vehicle->cost_per_task_hour = rng_below(rng, 2) ? 1800 : 0;
        vehicle->drive_s = 2500;
        vehicle->rest_s = 300;
        vehicle->driven_s = rng_below(rng, 1500);
        day->frozen[v] = (struct plan_step){PLAN_STOP_JOB, v, -1, -1, -1};
        vehicle->frozen = &day->frozen[v];
        vehicle->n_frozen = rng_below(rng, 2);
    }
    day->input = (struct plan_input){.n_places = PLACES,
                                     .n_dims = 1,
                                     .profiles = &day->profile,
                                     .n_profiles = 1,
                                     .jobs = day->jobs,
                                     .n_jobs = JOBS,
                                     .vehicles = day->vehicles,
                                     .n_vehicles = VEHICLES,
                                     .terms = day->terms,
                                     .n_terms = 4,
                                     .change_vehicle_cost = 6000,
                                     .change_cost_per_hour = 36000,
                                     .change_tolerance_s = 120};
}

/* What the evaluator says of the same place. */
static int64_t evaluated(struct placer *placer, uint32_t job, const struct place *place)
{
    struct place same = *place, best = {.delta = NO_COST};
    assert_int_equal(place_try_exactly(placer, job, &same, &best), 0);
    return best.delta;
}

static void check_worth(struct state *state, uint32_t r, uint32_t *n_shifting)
{
    struct worth worth;
    struct route *route = &state->routes[r];
    if (!eval_route(&state->eval, r, route->nodes, route->n, &worth))
        fail_msg("route %u holds no longer: %x", r, worth.bad);
    assert_int_equal(route->objective, worth.objective);
    *n_shifting += route->n && route->shifts;
}

static void what_shifts_is_worth_what_the_evaluator_says(void **state)
{
    (void)state;
    struct rng rng;
    uint32_t n_shifting = 0, n_places = 0;
    rng_seed(&rng, 20260);
    for (int t = 0; t < TOWNS; t++) {
        struct day *day = malloc(sizeof *day);
        struct plan_model *model = NULL;
        struct error error = {0};
        struct state plan;
        struct placer placer;
        make(day, &rng);
        if (plan_model_new(&day->input, &model, &error))
            fail_msg("%s: %s", error.where, error.text);
        state_init(&plan, model);
        placer_init(&placer, &plan, &rng);
        placer.full = true;
        for (uint32_t j = 0; j < JOBS; j++) {
            struct place chosen = {.delta = NO_COST};
            if (!job_is_absent(&plan, j))
                continue;
            for (uint32_t r = 0; r < VEHICLES; r++) {
                struct place best = {.delta = NO_COST};
                place_in_route(&placer, j, r, &best);
                if (best.delta == NO_COST)
                    continue;
                assert_int_equal(best.delta, evaluated(&placer, j, &best));
                n_places++;
                chosen = best.delta < chosen.delta ? best : chosen;
            }
            if (chosen.delta == NO_COST)
                continue;
            place_apply(&plan, j, &chosen);
            assert_false(plan.broken);
            check_worth(&plan, chosen.route, &n_shifting);
        }
        placer_free(&placer);
        state_free(&plan);
        plan_model_free(model);
        free(day);
    }
    /* Most of it took the short way, or this proves nothing. */
    assert_true(n_shifting > TOWNS * 4);
    assert_true(n_places > TOWNS * 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_shifts_is_worth_what_the_evaluator_says),
    };
    return RUN_TESTS(tests);
}
