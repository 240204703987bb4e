/*
 * The medical-waste day of tests/plan/waste.h planned with several time limits; a JSON line each.
 *     waste SCENARIO.json [SECONDS ...]
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "plan/waste.h"

static void plan_for(const struct waste *waste, double seconds)
{
    struct plan_model *model = NULL;
    struct plan *plan = NULL;
    struct error error = {0};
    int64_t start_ns = clock_monotonic_ns();
    struct plan_options options = {.seed = 1, .deadline_ns = start_ns + (int64_t)(seconds * 1e9)};
    if (plan_model_new(&waste->input, &model, &error) ||
        plan_solve(model, &options, &plan, &error)) {
        fprintf(stderr, "waste: %s: %s\n", error.where, error.text);
        exit(1);
    }
    printf("{\"bench\":\"plan.waste_day\",\"sites\":%u,\"limit_s\":%g,\"wall_s\":%.3f,"
           "\"vehicles\":%u,\"left_out\":%u,\"travel_h\":%.2f,\"feasible\":%s}\n",
           waste->input.n_jobs, seconds, (double)(clock_monotonic_ns() - start_ns) * 1e-9,
           plan->n_routes, plan->n_unassigned, (double)plan->cost.travel_s / 3600,
           plan->bad ? "false" : "true");
    plan_free(plan);
    plan_model_free(model);
}

int main(int argc, char **argv)
{
    json_t *scenario = NULL;
    struct error error = {0};
    struct arena *arena = arena_new();
    struct waste waste;
    if (argc < 2 || json_read_file(argv[1], 1 << 20, &scenario, &error) ||
        !waste_make(scenario, 20220928, 1, arena, &waste)) {
        fprintf(stderr, "usage: waste SCENARIO.json [SECONDS ...] %s\n", error.text);
        return 2;
    }
    for (int i = 2; i < argc; i++)
        plan_for(&waste, strtod(argv[i], NULL));
    json_decref(scenario);
    arena_free(arena);
    return 0;
}
