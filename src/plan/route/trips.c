/*
 * The trips of one route cut anew: its visits stay in their order, its visits to facilities are
 * chosen as a whole. Cuts and loads alone give a shortest path over the gaps (Beasley: "Route
 * first - cluster second methods for vehicle routing", Omega 11, 1983), one arc a trip; the
 * evaluator then says whether times and all other rules hold as well.
 */
#include "plan/route/trips_int.h"

#include <assert.h>
#include <stdlib.h>

/* How far the price of a facility is moved at most when other cuts than the cheapest are wanted,
 * in mean ways. */
#define NOISE 2.0

void trips_init(struct trips *trips, const struct plan_model *model)
{
    *trips = (struct trips){.model = model};
    trips->noise = calloc(model->n_facilities + 1, sizeof *trips->noise);
    assert(trips->noise);
}

void trips_free(struct trips *trips)
{
    free(trips->noise);
    free(trips->visits);
    free(trips->cuts);
}

static void reserve(struct trips *trips, uint32_t n)
{
    if (n + 2 <= trips->room)
        return;
    trips->room = 2 * n + 64;
    trips->visits = realloc(trips->visits, trips->room * sizeof *trips->visits);
    trips->cuts = realloc(trips->cuts, trips->room * sizeof *trips->cuts);
    assert(trips->visits && trips->cuts);
}

/* What the frozen prefix leaves: goods collected and not yet unloaded, goods handed out of the trip
 * that it is in. */
static void sum_prefix(struct trips *trips, const struct vehicle *vehicle)
{
    const struct plan_model *model = trips->model;
    for (uint32_t d = 0; d < model->n_dims; d++) {
        trips->collected[d] = vehicle->load[d];
        trips->handed_out[d] = 0;
    }
    for (uint32_t i = 0; i < vehicle->n_frozen; i++) {
        const struct node *node = &model->nodes[vehicle->frozen[i]];
        for (uint32_t d = 0; d < model->n_dims; d++) {
            if (node->role == NODE_FACILITY) {
                if (model->facilities[node->job].unloads)
                    trips->collected[d] = 0;
                if (model->facilities[node->job].reloads)
                    trips->handed_out[d] = 0;
            } else if (node->role == NODE_SINGLE) {
                trips->collected[d] += model->jobs[node->job].pickup[d];
                trips->handed_out[d] += model->jobs[node->job].delivery[d];
            }
        }
    }
}

static uint32_t place_before(const struct trips *trips, const struct vehicle *vehicle, uint32_t k)
{
    if (k)
        return trips->model->nodes[trips->visits[k - 1]].place;
    return vehicle->n_frozen ? trips->model->nodes[vehicle->frozen[vehicle->n_frozen - 1]].place
                             : vehicle->start;
}

/* The cheapest facility before visit k (behind the last one: k = n) that does all the route needs.
 */
static void price_cut(struct trips *trips, const struct vehicle *vehicle, uint32_t k)
{
    const struct plan_model *model = trips->model;
    struct cut *cut = &trips->cuts[k];
    uint32_t before = place_before(trips, vehicle, k);
    uint32_t after = k < trips->n ? model->nodes[trips->visits[k]].place : vehicle->end;
    int64_t direct = model_arc(model, vehicle, before, after).cost;
    cut->detour = NO_COST;
    for (uint32_t i = 0; i < vehicle->n_facilities; i++) {
        uint32_t f = vehicle->facilities[i];
        const struct facility *facility = &model->facilities[f];
        if ((trips->collects && !facility->unloads) || (trips->hands_out && !facility->reloads))
            continue;
        uint32_t place = model->nodes[model->n_visits + f].place;
        int64_t cost = (int64_t)model_arc(model, vehicle, before, place).cost +
                       model_arc(model, vehicle, place, after).cost - direct + facility->cost +
                       trips->noise[f];
        if (cost < cut->detour) {
            cut->detour = cost;
            cut->facility = model->n_visits + f;
        }
    }
}

/* Extends every trip that begins at a cut, PLAN_NONE being the start, as far as its load goes. */
static void extend_trips(struct trips *trips, const struct vehicle *vehicle, uint32_t from)
{
    const struct plan_model *model = trips->model;
    int64_t collected[PLAN_LIMIT_DIMS], handed_out[PLAN_LIMIT_DIMS];
    bool first = from == PLAN_NONE;
    int64_t cost = first ? 0 : trips->cuts[from].cost;
    for (uint32_t d = 0; d < model->n_dims; d++) {
        collected[d] = first ? trips->collected[d] : 0;
        handed_out[d] = first ? trips->handed_out[d] : 0;
    }
    for (uint32_t k = first ? 0 : from;; k++) {
        struct cut *cut = &trips->cuts[k];
        if (cut->detour < NO_COST && (first || k > from) && cost + cut->detour < cut->cost) {
            cut->cost = cost + cut->detour;
            cut->from = from;
        }
        bool left = false;
        for (uint32_t d = 0; d < model->n_dims; d++)
            left |= collected[d] > 0;
        if (k == trips->n) {
            if (!(left && vehicle->must_unload) && cost < trips->end.cost)
                trips->end = (struct cut){.cost = cost, .from = from};
            return;
        }
        const struct node *node = &model->nodes[trips->visits[k]];
        for (uint32_t d = 0; d < model->n_dims && node->role == NODE_SINGLE; d++) {
            collected[d] += model->jobs[node->job].pickup[d];
            handed_out[d] += model->jobs[node->job].delivery[d];
            if (collected[d] > vehicle->capacity[d] || handed_out[d] > vehicle->capacity[d])
                return;
        }
    }
}

/* The sequence with the cuts that were found. */
static uint32_t write_down(struct trips *trips, const struct vehicle *vehicle, uint32_t *out)
{
    uint32_t next = PLAN_NONE, n = 0;
    for (uint32_t k = trips->end.from; k != PLAN_NONE;) {
        uint32_t before = trips->cuts[k].from;
        trips->cuts[k].from = next; /* turned round: from here on the next one */
        next = k;
        k = before;
    }
    for (uint32_t i = 0; i < vehicle->n_frozen; i++)
        out[n++] = vehicle->frozen[i];
    for (uint32_t k = 0; k <= trips->n; k++) {
        if (k == next) {
            out[n++] = trips->cuts[k].facility;
            next = trips->cuts[k].from;
        }
        if (k < trips->n)
            out[n++] = trips->visits[k];
    }
    return n;
}

void trips_disturb(struct trips *trips, struct rng *rng, double mean_way)
{
    for (uint32_t f = 0; f < trips->model->n_facilities; f++)
        trips->noise[f] = rng ? (int64_t)(rng_unit(rng) * NOISE * mean_way) : 0;
}

uint32_t trips_cut(struct trips *trips, uint32_t v, const uint32_t *nodes, uint32_t n,
                   uint32_t *out)
{
    const struct plan_model *model = trips->model;
    const struct vehicle *vehicle = &model->vehicles[v];
    reserve(trips, n);
    sum_prefix(trips, vehicle);
    trips->n = 0;
    trips->collects = trips->hands_out = false;
    for (uint32_t d = 0; d < model->n_dims; d++)
        trips->collects |= trips->collected[d] > 0;
    for (uint32_t i = vehicle->n_frozen; i < n; i++) {
        if (nodes[i] >= model->n_visits)
            continue;
        const struct node *node = &model->nodes[nodes[i]];
        trips->visits[trips->n++] = nodes[i];
        trips->collects |= node->role == NODE_SINGLE && model->jobs[node->job].has_pickup;
        trips->hands_out |= node->role == NODE_SINGLE && model->jobs[node->job].has_delivery;
    }
    for (uint32_t k = 0; k <= trips->n; k++) {
        price_cut(trips, vehicle, k);
        trips->cuts[k].cost = NO_COST;
    }
    trips->end.cost = NO_COST;
    extend_trips(trips, vehicle, PLAN_NONE);
    for (uint32_t k = 0; k <= trips->n; k++) {
        if (trips->cuts[k].cost < NO_COST)
            extend_trips(trips, vehicle, k);
    }
    return trips->end.cost < NO_COST ? write_down(trips, vehicle, out) : 0;
}
