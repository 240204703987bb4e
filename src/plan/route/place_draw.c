/* A place drawn at random: very small plans are also built without any greed. */
#include "plan/route/relation_int.h"

enum { DRAWS = 12 };

static bool draw(struct placer *placer, uint32_t j, struct place *place)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    struct rng *rng = placer->rng;
    uint32_t at = state->where[job->first].route;
    bool half = job->n_nodes == 2 && at != PLAN_NONE;
    uint32_t r = half ? at : rng_below(rng, model->n_vehicles);
    const struct vehicle *vehicle = &model->vehicles[r];
    uint32_t n = state->routes[r].n, gaps = n - vehicle->n_frozen + 1;
    if (model_compat(model, j, r) || (job->in_relation && !relation_allows(state, j, r)) ||
        (vehicle->max_tasks && state->routes[r].tasks + job->n_nodes > vehicle->max_tasks))
        return false;
    *place = (struct place){.route = r,
                            .gap = vehicle->n_frozen + rng_below(rng, gaps),
                            .gap_delivery = PLAN_NONE,
                            .facility = PLAN_NONE};
    if (job->n_nodes == 2 && !half)
        place->gap_delivery = place->gap + rng_below(rng, n - place->gap + 1);
    if (vehicle->n_facilities && rng_below(rng, 2)) {
        place->facility =
            model->n_visits + vehicle->facilities[rng_below(rng, vehicle->n_facilities)];
        place->gap_facility = vehicle->n_frozen + rng_below(rng, gaps);
        place->facility_behind = rng_below(rng, half ? 2 : job->n_nodes + 1);
    }
    return true;
}

bool place_draw(struct placer *placer, uint32_t j, struct place *place)
{
    for (int i = 0; i < DRAWS; i++) {
        struct place drawn, best = {.delta = NO_COST};
        if (draw(placer, j, &drawn) && !place_try_exactly(placer, j, &drawn, &best)) {
            *place = drawn;
            return true;
        }
    }
    return false;
}
