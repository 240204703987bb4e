/* Places that need a facility on the way: another trip begins or ends there. */
#include "plan/route/place_int.h"

bool place_chain_fits(const struct plan_model *model, const struct vehicle *vehicle,
                      const struct spot *before, const struct spot *after, uint32_t first,
                      uint32_t second)
{
    int64_t leave = before->leave_s;
    uint32_t from = before->place;
    for (int i = 0; i < 2; i++) {
        uint32_t id = i ? second : first;
        if (id == PLAN_NONE)
            continue;
        const struct node *node = &model->nodes[id];
        int64_t begin =
            node_begin_s(node, leave + model_arc(model, vehicle, from, node->place).duration_s);
        if (begin == TIME_MAX)
            return false;
        leave = begin + node_service_s(node, vehicle->type);
        from = node->place;
    }
    return leave + model_arc(model, vehicle, from, after->place).duration_s <= after->late_s ||
           model->has_setup;
}

enum { FACILITY_PLACES = 16 };

/* The cheapest places for a job with a facility, cheapest first. */
struct facility_places {
    struct place at[FACILITY_PLACES];
    int64_t cost[FACILITY_PLACES];
    uint32_t n;
};

static void keep_place(struct facility_places *places, const struct place *place, int64_t cost)
{
    uint32_t i = places->n;
    if (i == FACILITY_PLACES && cost >= places->cost[i - 1])
        return;
    if (i < FACILITY_PLACES)
        places->n++;
    else
        i--;
    for (; i > 0 && places->cost[i - 1] > cost; i--) {
        places->at[i] = places->at[i - 1];
        places->cost[i] = places->cost[i - 1];
    }
    places->at[i] = *place;
    places->cost[i] = cost;
}

/* Asks the evaluator from the cheapest on; the first that holds is the best one unless time costs.
 */
static void try_places(struct placer *placer, uint32_t j, struct facility_places *places,
                       struct place *best)
{
    for (uint32_t i = 0; i < places->n; i++) {
        bool time_costs = placer->state->model->vehicles[places->at[i].route].time_costs;
        if (places->cost[i] >= best->delta && !time_costs)
            return;
        if (!place_try_exactly(placer, j, &places->at[i], best) && !time_costs)
            return;
    }
}

/* True when the route only collects and its facilities only take: then what is on board says which
 * side of a new unloading still has room. */
static bool only_collects(const struct state *state, const struct job *job, uint32_t r)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    for (uint32_t d = 0; d < model->n_dims; d++) {
        if (state->routes[r].load[d])
            return false;
    }
    for (uint32_t i = 0; i < vehicle->n_facilities; i++) {
        const struct facility *facility = &model->facilities[vehicle->facilities[i]];
        if (!facility->unloads || facility->reloads)
            return false;
    }
    return !job->has_delivery && !model->has_shipments;
}

/* Room for the job's goods right before an unloading at the gap, or right behind it. */
static bool has_room(const struct state *state, const struct job *job, uint32_t r, uint32_t gap,
                     bool facility_first)
{
    const struct route *route = &state->routes[r];
    const size_t at = (size_t)gap * state->model->n_dims;
    for (uint32_t d = 0; d < state->model->n_dims; d++) {
        int64_t load = route->load[at + d];
        if (job->pickup[d] + (facility_first ? route->tail[at + d] - load : load) >
            state->model->vehicles[r].capacity[d])
            return false;
    }
    return true;
}

void place_with_facility(struct placer *placer, uint32_t j, uint32_t r, struct place *best)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    struct facility_places places;
    places.n = 0;
    bool collects = only_collects(state, &model->jobs[j], r);
    uint32_t x = model->jobs[j].first + model->jobs[j].n_nodes - 1, place_x = model->nodes[x].place;
    for (uint32_t gap = vehicle->n_frozen; gap <= route->n; gap++) {
        const struct spot *before = &route->spots[gap], *after = &route->spots[gap + 1];
        for (uint32_t i = 0; i < 2 * vehicle->n_facilities; i++) {
            bool first = i % 2;
            uint32_t f = model->n_visits + vehicle->facilities[i / 2];
            uint32_t place_f = model->nodes[f].place;
            uint32_t a = first ? place_f : place_x, b = first ? place_x : place_f;
            int64_t cost = (int64_t)model_arc(model, vehicle, before->place, a).cost +
                           model_arc(model, vehicle, a, b).cost +
                           model_arc(model, vehicle, b, after->place).cost - before->next_cost;
            cost = (cost + model->facilities[vehicle->facilities[i / 2]].cost) *
                   model->weight[PLAN_TERM_COST];
            if ((cost >= best->delta && !vehicle->time_costs) ||
                (collects && !has_room(state, &model->jobs[j], r, gap, first)))
                continue;
            if (!place_chain_fits(model, vehicle, before, after, first ? f : x, first ? x : f) ||
                (placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink))
                continue;
            struct place place = {.route = r,
                                  .gap = gap,
                                  .gap_delivery = PLAN_NONE,
                                  .facility = f,
                                  .gap_facility = gap,
                                  .facility_behind = !first};
            keep_place(&places, &place, cost);
        }
    }
    try_places(placer, j, &places, best);
}

/* A shipment and a facility: exact where they share a gap, and only where loads fit. */
static void keep_pair(struct placer *placer, uint32_t j, struct place *cut, int64_t cost,
                      struct facility_places *places, const struct place *best)
{
    const struct state *state = placer->state;
    bool time_costs = state->model->vehicles[cut->route].time_costs;
    uint32_t own = (cut->gap_facility == cut->gap) + (cut->gap_facility == cut->gap_delivery);
    for (cut->facility_behind = 0; cut->facility_behind <= own; cut->facility_behind++) {
        int64_t both = own ? survey_cost(state, j, cut) : cost;
        if ((both < best->delta || time_costs) && survey_in_time(&placer->survey, j, cut) &&
            survey_loads_fit(&placer->survey, j, cut))
            keep_place(places, cut, both);
    }
}

void place_cut(struct placer *placer, uint32_t j, const struct place *place, struct place *best)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[place->route];
    const struct route *route = &state->routes[place->route];
    struct facility_places places;
    places.n = 0;
    bool pair = place->gap_delivery != PLAN_NONE;
    if (pair)
        survey_open(&placer->survey, state, place->route);
    for (uint32_t i = 0; i < vehicle->n_facilities; i++) {
        uint32_t f = model->n_visits + vehicle->facilities[i], at = model->nodes[f].place;
        for (uint32_t gap = vehicle->n_frozen; gap <= route->n; gap++) {
            const struct spot *before = &route->spots[gap], *after = &route->spots[gap + 1];
            struct arc in = model_arc(model, vehicle, before->place, at),
                       out = model_arc(model, vehicle, at, after->place);
            int64_t cost = ((int64_t)in.cost + out.cost - before->next_cost +
                            model->facilities[vehicle->facilities[i]].cost) *
                           model->weight[PLAN_TERM_COST];
            struct place cut = *place;
            cut.facility = f;
            cut.gap_facility = gap;
            cut.facility_behind = 0;
            if (pair)
                keep_pair(placer, j, &cut, cost + place->delta, &places, best);
            else if ((cost + place->delta < best->delta || vehicle->time_costs) &&
                     place_chain_fits(model, vehicle, before, after, f, PLAN_NONE))
                keep_place(&places, &cut, cost + place->delta);
        }
    }
    try_places(placer, j, &places, best);
}
