#include "plan/route/town.h"

#include <math.h>

#include "test.h"

void town_open(struct town *town, uint32_t jobs, uint32_t vehicles, int64_t service_s,
               enum plan_preset preset)
{
    assert_true(jobs <= TOWN_JOBS && vehicles <= TOWN_VEHICLES);
    memset(town, 0, sizeof *town);
    for (uint32_t j = 0; j < jobs; j++) {
        plan_job_init(&town->jobs[j]);
        town->jobs[j].visits[0].place = j + 1;
        town->jobs[j].visits[0].service_s = service_s;
    }
    for (uint32_t v = 0; v < vehicles; v++) {
        plan_vehicle_init(&town->vehicles[v]);
        town->vehicles[v].start = town->vehicles[v].end = 0;
        town->vehicles[v].capacity = town->capacity;
        town->vehicles[v].windows = town->shifts[v];
        town->vehicles[v].n_windows = 1;
    }
    town->profile = (struct plan_profile){.durations_s = town->matrix, .distances_m = town->matrix};
    town->input = (struct plan_input){.n_places = jobs + 1,
                                      .n_dims = 1,
                                      .n_types = 1,
                                      .profiles = &town->profile,
                                      .n_profiles = 1,
                                      .jobs = town->jobs,
                                      .n_jobs = jobs,
                                      .vehicles = town->vehicles,
                                      .n_vehicles = vehicles,
                                      .terms = town->terms};
    town->input.n_terms = plan_preset_terms(preset, town->terms);
}

void town_scatter(struct town *town, struct rng *rng, double side)
{
    double x[TOWN_PLACES], y[TOWN_PLACES];
    uint32_t n = town->input.n_places;
    for (uint32_t i = 0; i < n; i++) {
        x[i] = rng_unit(rng) * side;
        y[i] = rng_unit(rng) * side;
        for (uint32_t k = 0; k <= i; k++) {
            int32_t way = (int32_t)ceil(hypot(x[i] - x[k], y[i] - y[k]));
            town->matrix[i * n + k] = town->matrix[k * n + i] = way;
        }
    }
}

void town_set_shift(struct town *town, int64_t from_s, int64_t until_s)
{
    for (uint32_t v = 0; v < town->input.n_vehicles; v++)
        town->shifts[v][0] = (struct plan_window){from_s, until_s};
}

void town_set_job(struct town *town, uint32_t job, int64_t load, int64_t from_s, int64_t until_s)
{
    town->loads[job][0] = load;
    town->jobs[job].delivery = town->loads[job];
    town->windows[job][0] = (struct plan_window){from_s, until_s};
    town->jobs[job].visits[0].windows = town->windows[job];
    town->jobs[job].visits[0].n_windows = 1;
}

void town_set_break(struct town *town, int64_t duration_s, const int64_t *max_load)
{
    town->rest = (struct plan_window){0, PLAN_FOREVER};
    town->pause = (struct plan_break){&town->rest, 1, duration_s, max_load};
    for (uint32_t v = 0; v < town->input.n_vehicles; v++) {
        town->vehicles[v].breaks = &town->pause;
        town->vehicles[v].n_breaks = 1;
    }
}

int32_t town_way(const struct town *town, uint32_t from, uint32_t to)
{
    return town->matrix[from * town->input.n_places + to];
}

struct plan_model *town_model(const struct town *town)
{
    struct plan_model *model = NULL;
    struct error error = {0};
    if (plan_model_new(&town->input, &model, &error))
        fail_msg("%s: %s", error.where, error.text);
    return model;
}
