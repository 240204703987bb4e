/* The route planner as a library: three jobs, one van, what it drives and when.
 *     cc plan.c $(pkg-config --cflags --libs lifeline-plan) -o plan && ./plan */
#include <stdio.h>

#include "plan/plan.h"

int main(void)
{
    enum { PLACES = 4, JOBS = 3 };
    const int32_t seconds[PLACES * PLACES] = {0,   300, 600, 500, 300, 0,   350, 450,
                                              600, 350, 0,   200, 500, 450, 200, 0};
    const struct plan_profile car = {.durations_s = seconds};
    const struct plan_window morning = {8 * 3600, 12 * 3600};
    struct plan_job jobs[JOBS];
    struct plan_vehicle van;
    for (uint32_t j = 0; j < JOBS; j++) {
        plan_job_init(&jobs[j]);
        jobs[j].visits[0].place = j + 1;
        jobs[j].visits[0].service_s = 600;
    }
    plan_vehicle_init(&van);
    van.start = van.end = 0;
    van.windows = &morning;
    van.n_windows = 1;
    struct plan_input input = {.n_places = PLACES,
                               .profiles = &car,
                               .n_profiles = 1,
                               .jobs = jobs,
                               .n_jobs = JOBS,
                               .vehicles = &van,
                               .n_vehicles = 1};
    struct plan_model *model = NULL;
    struct plan *plan = NULL;
    struct plan_options options = {.iterations = 1000, .seed = 1};
    struct error error = {0};
    if (plan_model_new(&input, &model, &error) || plan_solve(model, &options, &plan, &error)) {
        fprintf(stderr, "%s: %s\n", error.where, error.text);
        plan_model_free(model);
        return 1;
    }
    for (uint32_t i = 0; i < plan->routes[0].n_stops; i++)
        printf("place %u at %lld s\n", plan->routes[0].stops[i].place,
               (long long)plan->routes[0].stops[i].arrival_s);
    plan_free(plan);
    plan_model_free(model);
    return 0;
}
