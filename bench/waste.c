/*
 * The medical-waste day of tests/plan/waste.h planned with several time limits; a JSON line each.
 * And how many vehicles it needs at least: all service, the fewest unloadings, and ways that hold
 * all places together (a shortest spanning tree: no routes are shorter) have to fit into their
 * shifts. waste SCENARIO.json [SECONDS ...]
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "plan/waste.h"

/* The shortest tree that holds all places together, grown from place 0 (Prim 1957). */
static int64_t spanning_s(const struct plan_input *input)
{
    const int32_t *ways = input->profiles[0].durations_s;
    uint32_t n = input->n_places, at = 0;
    int32_t *nearest = malloc(n * sizeof *nearest);
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        nearest[i] = INT32_MAX;
    for (uint32_t grown = 1; grown < n; grown++) {
        uint32_t next = at;
        nearest[at] = -1; /* in the tree */
        for (uint32_t i = 0; i < n; i++) {
            int32_t way = ways[(size_t)at * n + i];
            if (nearest[i] >= 0 && way < nearest[i])
                nearest[i] = way;
            if (nearest[i] >= 0 && (nearest[next] < 0 || nearest[i] < nearest[next]))
                next = i;
        }
        sum += nearest[next];
        at = next;
    }
    free(nearest);
    return sum;
}

static void print_bound(const struct waste *waste)
{
    const struct plan_input *input = &waste->input;
    int64_t shift_s = input->vehicles[0].windows[0].until_s - input->vehicles[0].windows[0].from_s;
    int64_t capacity = input->vehicles[0].capacity[0];
    int64_t unloadings = (waste->kg_all + capacity - 1) / capacity, service_s = 0;
    for (uint32_t j = 0; j < input->n_jobs; j++)
        service_s += input->jobs[j].visits[0].service_s;
    int64_t ways_s = spanning_s(input), unload_s = unloadings * input->facilities[0].service_s;
    int64_t work_s = service_s + unload_s + ways_s;
    printf(
        "{\"bench\":\"plan.waste_bound\",\"service_h\":%.1f,\"unloadings\":%lld,\"unload_h\":%.1f,"
        "\"spanning_tree_h\":%.1f,\"shift_h\":%.1f,\"vehicles_at_least\":%lld}\n",
        (double)service_s / 3600, (long long)unloadings, (double)unload_s / 3600,
        (double)ways_s / 3600, (double)shift_s / 3600,
        (long long)((work_s + shift_s - 1) / shift_s));
}

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
    print_bound(&waste);
    for (int i = 2; i < argc; i++)
        plan_for(&waste, strtod(argv[i], NULL));
    json_decref(scenario);
    arena_free(arena);
    return 0;
}
