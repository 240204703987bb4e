/*
 * Large problems end soon after they are told to: counted in questions for ways, not in time. A
 * travel function sets the cancel flag itself after so many questions, and counts what comes after.
 */
#include "test.h"

#include <math.h>

#include "base/rng.h"
#include "plan/plan.h"

/* More places than get a table of all ways. */
enum { JOBS = 4200, VEHICLES = 120, AREA_M = 20000 };

struct plain_city {
    struct plan_point points[JOBS + 1];
    struct plan_job jobs[JOBS];
    struct plan_vehicle vehicles[VEHICLES];
    struct plan_window shift;
    struct plan_profile profile;
    struct plan_input input;
    int64_t asked, stop_at; /* questions; after how many the flag is set, INT64_MAX: never */
    volatile bool cancel;
};

static void travel(void *context, uint32_t from, const uint32_t *to, size_t n,
                   struct plan_leg *legs)
{
    struct plain_city *city = context;
    for (size_t i = 0; i < n; i++) {
        struct plan_point a = city->points[from], b = city->points[to[i]];
        int32_t way_m = (int32_t)hypot((double)(a.x - b.x), (double)(a.y - b.y));
        legs[i] = (struct plan_leg){.duration_s = way_m / 10, .distance_m = way_m};
        if (++city->asked >= city->stop_at)
            city->cancel = true;
    }
}

static struct plain_city *city_new(void)
{
    struct plain_city *city = calloc(1, sizeof *city);
    struct rng rng;
    assert_non_null(city);
    rng_seed(&rng, 11);
    for (int i = 0; i <= JOBS; i++)
        city->points[i] =
            (struct plan_point){(float)rng_unit(&rng) * AREA_M, (float)rng_unit(&rng) * AREA_M};
    for (uint32_t j = 0; j < JOBS; j++) {
        plan_job_init(&city->jobs[j]);
        city->jobs[j].visits[0].place = j + 1;
        city->jobs[j].visits[0].service_s = 120;
    }
    city->shift = (struct plan_window){0, 30000};
    for (uint32_t v = 0; v < VEHICLES; v++) {
        plan_vehicle_init(&city->vehicles[v]);
        city->vehicles[v].start = city->vehicles[v].end = 0;
        city->vehicles[v].windows = &city->shift;
        city->vehicles[v].n_windows = 1;
    }
    city->profile = (struct plan_profile){.travel = travel, .context = city};
    city->input = (struct plan_input){.n_places = JOBS + 1,
                                      .points = city->points,
                                      .profiles = &city->profile,
                                      .n_profiles = 1,
                                      .jobs = city->jobs,
                                      .n_jobs = JOBS,
                                      .vehicles = city->vehicles,
                                      .n_vehicles = VEHICLES,
                                      .cancel = &city->cancel};
    city->stop_at = INT64_MAX;
    return city;
}

static struct plan_model *compile(struct plain_city *city)
{
    struct plan_model *model = NULL;
    struct error error = {0};
    if (plan_model_new(&city->input, &model, &error))
        fail_msg("%s: %s", error.where, error.text);
    return model;
}

static struct plan *solve(struct plain_city *city, const struct plan_model *model)
{
    struct plan_options options = {.iterations = 1, .seed = 1, .cancel = &city->cancel};
    struct plan *plan = NULL;
    struct error error = {0};
    assert_int_equal(plan_solve(model, &options, &plan, &error), ERR_OK);
    return plan;
}

static void compiling_ends_when_told_and_the_model_serves(void **state)
{
    (void)state;
    struct plain_city *city = city_new();
    plan_model_free(compile(city));
    int64_t whole = city->asked, stop_at = whole / 4;
    city->asked = 0;
    city->stop_at = stop_at;
    struct plan_model *model = compile(city);
    assert_true(city->asked < stop_at + 1000); /* the visit that was looked at, no other */
    city->stop_at = INT64_MAX;
    city->cancel = false;
    struct plan *plan = solve(city, model);
    assert_int_equal(plan->n_unassigned, 0);
    assert_int_equal(plan->bad, 0);
    plan_free(plan);
    plan_model_free(model);
    free(city);
}

static void a_search_ends_soon_after_it_is_told(void **state)
{
    (void)state;
    struct plain_city *city = city_new();
    struct plan_model *model = compile(city);
    city->asked = 0;
    plan_free(solve(city, model));
    int64_t whole = city->asked;
    assert_true(whole < 300 * JOBS); /* those near, and few of those farther away */
    for (int64_t quarter = 1; quarter < 4; quarter++) {
        city->asked = 0;
        city->stop_at = whole * quarter / 4;
        city->cancel = false;
        struct plan *plan = solve(city, model);
        print_message("told after %lld of %lld questions, %lld more\n", (long long)city->stop_at,
                      (long long)whole, (long long)(city->asked - city->stop_at));
        assert_true(plan->n_unassigned > 0);
        /* One insertion and the answer: a question a visit. */
        assert_true(city->asked < city->stop_at + JOBS + 1000);
        plan_free(plan);
    }
    plan_model_free(model);
    free(city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compiling_ends_when_told_and_the_model_serves),
        cmocka_unit_test(a_search_ends_soon_after_it_is_told),
    };
    return RUN_TESTS(tests);
}
