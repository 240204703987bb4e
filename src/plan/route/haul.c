#include "plan/route/haul_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Ports beyond one a visit: those freed in an iteration are not given out again in it. */
enum { PORTS_SPARE = 128 };

/* ---- What the model asks for ----------------------------------------------------------------- */

static bool suits_vehicle(const struct plan_model *model, const struct vehicle *vehicle)
{
    const struct vehicle *first = &model->vehicles[0];
    bool suits = vehicle->arcs && vehicle->arcs == first->arcs && vehicle->type == first->type &&
                 vehicle->n_windows == 1 && !vehicle->n_breaks && !vehicle->drive_s &&
                 !vehicle->max_duration_s && !vehicle->max_trips && !vehicle->max_travel_s &&
                 !vehicle->max_distance_m && !vehicle->max_tasks && !vehicle->time_costs &&
                 !vehicle->n_frozen && vehicle->start != PLAN_NONE && vehicle->end != PLAN_NONE;
    for (uint32_t d = 0; d < model->n_dims; d++)
        suits &= !vehicle->load[d];
    return suits;
}

/* One direction of one load. */
static bool suits_jobs(const struct plan_model *model)
{
    bool delivers = false, collects = false;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        delivers |= model->jobs[j].has_delivery;
        collects |= model->jobs[j].has_pickup;
        if (model->jobs[j].optional || model->nodes[model->jobs[j].first].n_windows != 1)
            return false;
    }
    return !(delivers && collects);
}

/* A limit that all loads together do not reach is none. */
static bool suits_limits(const struct plan_model *model)
{
    int64_t picked = 0;
    for (uint32_t j = 0; j < model->n_jobs && model->n_dims; j++)
        picked += model->jobs[j].pickup[0];
    for (uint32_t f = 0; f < model->n_facilities; f++) {
        const int64_t *limit = model->facilities[f].limit;
        if (model->nodes[model->n_visits + f].n_windows != 1 || (limit && limit[0] < picked))
            return false;
    }
    return true;
}

static bool suits(const struct plan_model *model)
{
    if (!model->n_facilities || !model->n_vehicles || !model->n_visits || model->n_dims != 1 ||
        model->has_shipments || model->has_relations || model->has_setup || model->has_prizes ||
        model->has_global_terms || model->exposures || model->node_time_costs ||
        model->n_facilities > HAUL_PORTS_MAX ||
        model->n_visits * 2 + model->n_vehicles * 3 > HAUL_STOPS_MAX)
        return false;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        if (!suits_vehicle(model, &model->vehicles[v]))
            return false;
    }
    return suits_jobs(model) && suits_limits(model);
}

/* ---- Compiling ------------------------------------------------------------------------------- */

static int32_t clip(int64_t value, int64_t low, int64_t high)
{
    return (int32_t)(value < low ? low : value > high ? high : value);
}

static void set_client(struct haul *haul, uint32_t c)
{
    const struct plan_model *model = haul->model;
    const struct node *node = &model->nodes[c];
    const struct job *job = &model->jobs[node->job];
    int64_t zero = model->time_first, load = job->pickup[0] + job->delivery[0];
    haul->clients[c] = (struct haul_client){
        .early = clip(node->windows[0].from_s - zero, 0, HAUL_FAR),
        .late = clip(node->windows[0].until_s - zero, -1, HAUL_FAR),
        .service = clip(node_service_s(node, model->vehicles[0].type), 0, HAUL_FAR),
        .load = clip(load, 0, HAUL_FAR),
        .release =
            job->release_s > -TIME_MAX ? clip(job->release_s - zero, 0, HAUL_FAR) : HAUL_PAST,
        .place = node->place,
        .job = node->job};
    haul->places[c] = node->place;
}

/* Only facilities that take what is collected, or hand out what is delivered. */
static void set_ports(struct haul *haul, bool collects)
{
    const struct plan_model *model = haul->model;
    for (uint32_t f = 0; f < model->n_facilities; f++) {
        const struct node *node = &model->nodes[model->n_visits + f];
        const struct facility *facility = &model->facilities[f];
        if (!(collects ? facility->unloads : facility->reloads))
            continue;
        int64_t zero = model->time_first;
        haul->ports[haul->n_ports++] = (struct haul_port){
            .open = clip(node->windows[0].from_s - zero, 0, HAUL_FAR),
            .close = clip(node->windows[0].until_s - zero, -1, HAUL_FAR),
            .service = clip(node_service_s(node, model->vehicles[0].type), 0, HAUL_FAR),
            .cost = clip(facility->cost, 0, HAUL_FAR),
            .place = node->place,
            .node = model->n_visits + f};
    }
}

static void set_line(struct haul *haul, uint32_t r, bool collects)
{
    const struct plan_model *model = haul->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    int64_t money = model->weight[PLAN_TERM_COST] ? model->weight[PLAN_TERM_COST] : 1;
    int64_t fixed = vehicle->fixed;
    if (!model->fleet_first)
        fixed += model->weight[PLAN_TERM_VEHICLES] / money;
    struct haul_line *line = &haul->lines[r];
    *line = (struct haul_line){
        .open = clip(vehicle->windows[0].from_s - model->time_first, 0, HAUL_FAR),
        .close = clip(vehicle->windows[0].until_s - model->time_first, 0, HAUL_FAR),
        .capacity = clip(vehicle->capacity[0], 0, HAUL_FAR),
        .fixed = fixed,
        .kind = vehicle->kind,
        .unloads_last = collects && vehicle->must_unload};
    for (uint32_t p = 0; p < haul->n_ports; p++) {
        for (uint32_t f = 0; f < vehicle->n_facilities; f++) {
            if (model->n_visits + vehicle->facilities[f] == haul->ports[p].node)
                line->ports |= 1u << p;
        }
    }
    uint32_t start = haul_start(haul, r);
    haul->places[start] = vehicle->start;
    haul->places[start + 1] = vehicle->end;
}

/* Whether every sum of times on a line fits into 32 bits. */
static bool times_fit(const struct haul *haul)
{
    int64_t longest = 0, sum = 0;
    for (size_t i = 0; i < (size_t)haul->n_places * haul->n_places; i++) {
        if (haul->arcs[i].duration_s < ARC_MAX && haul->arcs[i].duration_s > longest)
            longest = haul->arcs[i].duration_s;
    }
    for (uint32_t c = 0; c < haul->n; c++)
        sum += haul->clients[c].service + longest;
    return sum + HAUL_FAR < INT32_MAX / 2 &&
           haul->model->time_last - haul->model->time_first < HAUL_FAR / 2;
}

static void set_one_place(struct haul *haul)
{
    uint32_t place = haul->ports[0].place;
    haul->one_place = true;
    for (uint32_t p = 0; p < haul->n_ports; p++)
        haul->one_place &= haul->ports[p].place == place && !haul->ports[p].cost;
    for (uint32_t i = haul->n; i < haul->n + 2 * haul->n_lines; i++)
        haul->one_place &= haul->places[i] == place;
}

static void allocate(struct haul *haul)
{
    uint32_t stops = haul->n_stops;
    haul->clients = calloc(haul->n, sizeof *haul->clients);
    haul->lines = calloc(haul->n_lines, sizeof *haul->lines);
    haul->stops = aligned_alloc(64, (stops + 1) * sizeof *haul->stops);
    haul->places = calloc(stops, sizeof *haul->places);
    haul->port_of = calloc(stops, sizeof *haul->port_of);
    haul->free = calloc(stops, sizeof *haul->free);
    haul->freed = calloc(stops, sizeof *haul->freed);
    haul->taken = calloc(stops, sizeof *haul->taken);
    haul->removed = calloc(haul->n, sizeof *haul->removed);
    haul->saved_list = calloc(haul->n, sizeof *haul->saved_list);
    haul->saved = calloc(haul->n_lines, sizeof *haul->saved);
    haul->saved_stops = calloc(stops, sizeof *haul->saved_stops);
    haul->met = calloc(stops, sizeof *haul->met);
    haul->kind_met = calloc(haul->model->n_kinds, sizeof *haul->kind_met);
    haul->overlap = calloc(stops, sizeof *haul->overlap);
    haul->origins = calloc(haul->n, sizeof *haul->origins);
    haul->seeds = calloc(haul->n, sizeof *haul->seeds);
    assert(haul->clients && haul->lines && haul->stops && haul->places && haul->port_of &&
           haul->free && haul->freed && haul->taken && haul->removed && haul->saved_list &&
           haul->saved && haul->saved_stops && haul->met && haul->kind_met && haul->overlap &&
           haul->origins && haul->seeds);
    memset(haul->stops, 0, stops * sizeof *haul->stops);
}

bool haul_init(struct haul *haul, const struct plan_model *model, struct rng *rng)
{
    if (!suits(model))
        return false;
    *haul = (struct haul){.model = model,
                          .rng = rng,
                          .n = model->n_visits,
                          .n_lines = model->n_vehicles,
                          .n_places = model->n_places,
                          .arcs = model->vehicles[0].arcs,
                          .arcs_back = model->vehicles[0].arcs_back,
                          .any_vehicle = true,
                          .blink_in = 1};
    haul->n_stops = 2 * haul->n + 3 * haul->n_lines + PORTS_SPARE;
    allocate(haul);
    bool collects = false;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        collects |= model->jobs[j].has_pickup;
        for (uint32_t v = 0; v < model->n_vehicles; v++)
            haul->any_vehicle &= !model_compat(model, j, v);
    }
    set_ports(haul, collects);
    for (uint32_t c = 0; c < haul->n; c++)
        set_client(haul, c);
    for (uint32_t r = 0; r < haul->n_lines; r++)
        set_line(haul, r, collects);
    if (!haul->n_ports || !times_fit(haul)) {
        haul_free(haul);
        return false;
    }
    set_one_place(haul);
    haul_set_keys(haul);
    haul_clear(haul);
    return true;
}

void haul_free(struct haul *haul)
{
    free(haul->clients);
    free(haul->lines);
    free(haul->stops);
    free(haul->places);
    free(haul->port_of);
    free(haul->free);
    free(haul->freed);
    free(haul->taken);
    free(haul->removed);
    free(haul->saved_list);
    free(haul->saved);
    free(haul->saved_stops);
    free(haul->met);
    free(haul->kind_met);
    free(haul->overlap);
    free(haul->origins);
    free(haul->seeds);
    for (uint32_t o = 0; o < HAUL_ORDERS; o++)
        free(haul->keys[o]);
    *haul = (struct haul){0};
}

/* ---- Plans ----------------------------------------------------------------------------------- */

void haul_plan_init(struct haul_plan *plan, const struct haul *haul)
{
    plan->nodes = calloc(haul->n_stops, sizeof *plan->nodes);
    plan->first = calloc(haul->n_lines + 1, sizeof *plan->first);
    plan->cost = INT64_MAX;
    assert(plan->nodes && plan->first);
}

void haul_plan_free(struct haul_plan *plan)
{
    free(plan->nodes);
    free(plan->first);
}

void haul_plan_copy(struct haul_plan *to, const struct haul_plan *from, const struct haul *haul)
{
    memcpy(to->first, from->first, (haul->n_lines + 1) * sizeof *to->first);
    memcpy(to->nodes, from->nodes, from->first[haul->n_lines] * sizeof *to->nodes);
    to->cost = from->cost;
}

void haul_store(const struct haul *haul, struct haul_plan *plan)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r < haul->n_lines; r++) {
        uint32_t start = haul_start(haul, r);
        plan->first[r] = n;
        for (uint32_t i = haul->stops[start].next; i != start + 1; i = haul->stops[i].next)
            plan->nodes[n++] = i < haul->n ? i : haul->ports[haul->port_of[i]].node;
    }
    plan->first[haul->n_lines] = n;
    plan->cost = haul->cost;
}
