#include "plan/format/classic_plan.h"

#include <math.h>

#include "base/limits.h"

/* Up to here a matrix costs less memory than it saves time. */
enum { MATRIX_NODES = 4000 };

static struct plan_leg leg_between(const struct classic_plan *p, size_t from, size_t to)
{
    const struct classic_node *a = &p->instance->nodes[from], *b = &p->instance->nodes[to];
    double d = classic_distance(p->instance, p->convention, from, to);
    double scaled = d * (double)convention_scale(p->convention);
    struct plan_leg leg = {.distance_m = (int32_t)floor(scaled + 0.5)};
    leg.duration_s = (int32_t)(p->convention == CONVENTION_HIER_REAL ? ceil(scaled - 1e-6)
                                                                     : floor(scaled + 0.5));
    bool a_picks = !a->is_depot && !a->delivery && a->pickup;
    bool b_picks = !b->is_depot && !b->delivery && b->pickup;
    if (p->instance->backhauls_last && ((a_picks && b->delivery) || (a->is_depot && b_picks)))
        leg.duration_s = PLAN_UNREACHABLE;
    return leg;
}

static void travel(void *context, uint32_t from, const uint32_t *to, size_t n,
                   struct plan_leg *legs)
{
    for (size_t i = 0; i < n; i++)
        legs[i] = leg_between(context, from, to[i]);
}

/* Whole legs must fit in 32 bits: the longest one does when twice the largest coordinate does. */
static enum err check_reach(const struct classic *instance, double scale, struct error *error)
{
    double reach = 0;
    for (size_t i = 0; i < instance->n; i++)
        reach = fmax(reach, fmax(fabs(instance->nodes[i].x), fabs(instance->nodes[i].y)));
    reach *= 2 * sqrt(2);
    for (size_t i = 0; instance->weights && i < instance->n * instance->n; i++)
        reach = fmax(reach, instance->weights[i]);
    if (reach * scale >= (double)INT32_MAX)
        return error_set(error, ERR_LIMIT,
                         "Distances up to %.0f are too long for this convention; the most is %.0f.",
                         reach, (double)INT32_MAX / scale);
    return ERR_OK;
}

static void make_profile(struct classic_plan *out, struct arena *arena)
{
    size_t n = out->instance->n;
    struct plan_profile *profile = arena_make(arena, struct plan_profile);
    out->input.profiles = profile;
    out->input.n_profiles = 1;
    if (n > MATRIX_NODES) {
        struct plan_point *points = arena_array(arena, struct plan_point, n);
        for (size_t i = 0; i < n; i++)
            points[i] = (struct plan_point){(float)out->instance->nodes[i].x,
                                            (float)out->instance->nodes[i].y};
        out->input.points = out->instance->weights ? NULL : points;
        profile->travel = travel;
        profile->context = out;
        return;
    }
    int32_t *durations = arena_array(arena, int32_t, n * n);
    int32_t *distances = arena_array(arena, int32_t, n * n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            struct plan_leg leg = leg_between(out, i, j);
            durations[i * n + j] = leg.duration_s;
            distances[i * n + j] = leg.distance_m;
        }
    profile->durations_s = durations;
    profile->distances_m = distances;
}

static const struct plan_window *make_window(struct arena *arena, double ready, double due,
                                             double scale)
{
    struct plan_window *window = arena_make(arena, struct plan_window);
    window->from_s = (int64_t)ceil(ready * scale);
    window->until_s = isinf(due) ? PLAN_LIMIT_VALUE : (int64_t)floor(due * scale);
    return window;
}

static void make_visit(struct plan_visit *visit, const struct classic_node *node, uint32_t place,
                       struct arena *arena, double scale)
{
    visit->place = place;
    visit->service_s = (int64_t)ceil(node->service * scale);
    if (node->ready > 0 || !isinf(node->due)) {
        visit->windows = make_window(arena, node->ready, node->due, scale);
        visit->n_windows = 1;
    }
}

static int64_t *one_amount(struct arena *arena, int64_t amount)
{
    int64_t *copy = arena_make(arena, int64_t);
    *copy = amount;
    return copy;
}

static void make_jobs(struct classic_plan *out, struct arena *arena, double scale)
{
    const struct classic *instance = out->instance;
    struct plan_job *jobs = arena_array(arena, struct plan_job, instance->n);
    uint32_t n = 0;
    out->nodes = (void *)arena_array(arena, uint32_t, instance->n * 2);
    for (uint32_t i = 0; i < instance->n; i++) {
        const struct classic_node *node = &instance->nodes[i];
        if (node->is_depot || node->shipment < 0)
            continue;
        struct plan_job *job = &jobs[n];
        plan_job_init(job);
        make_visit(&job->visits[0], node, i, arena, scale);
        out->nodes[n][0] = i;
        if (node->partner != CLASSIC_NONE) {
            uint32_t other = (uint32_t)node->partner;
            job->kind = PLAN_SHIPMENT;
            make_visit(&job->visits[1], &instance->nodes[other], other, arena, scale);
            out->nodes[n][1] = other;
            job->pickup = one_amount(arena, node->shipment);
        } else {
            job->delivery = one_amount(arena, node->delivery);
            job->pickup = one_amount(arena, node->pickup);
        }
        job->release_s = (int64_t)ceil(node->release * scale);
        job->prize = (int64_t)floor(node->prize * scale + 0.5);
        job->optional = node->prize > 0;
        n++;
    }
    out->input.jobs = jobs;
    out->input.n_jobs = n;
}

/* One facility for each depot that takes returns; its skill is the depot's node. */
static void make_facilities(struct classic_plan *out, struct arena *arena, double scale)
{
    const struct classic *instance = out->instance;
    bool *reloads = arena_array(arena, bool, instance->n);
    struct plan_facility *facilities = arena_array(arena, struct plan_facility, instance->n);
    uint32_t n = 0;
    out->facility_node = arena_array(arena, uint32_t, instance->n);
    for (size_t v = 0; v < instance->vehicles_n; v++)
        if (instance->vehicles[v].reload != CLASSIC_NONE)
            reloads[instance->vehicles[v].reload] = true;
    for (uint32_t i = 0; i < instance->n; i++) {
        if (!reloads[i])
            continue;
        uint32_t *skill = arena_make(arena, uint32_t);
        *skill = i;
        out->facility_node[n] = i;
        facilities[n++] = (struct plan_facility){
            .place = i,
            .reloads = true,
            .unloads = true,
            .windows = make_window(arena, instance->nodes[i].ready, instance->nodes[i].due, scale),
            .n_windows = 1,
            .skills = skill,
            .n_skills = 1};
    }
    out->input.facilities = facilities;
    out->input.n_facilities = n;
}

static int64_t limit_of(double limit, double scale)
{
    return isinf(limit) ? 0 : (int64_t)floor(limit * scale + 1e-6);
}

static void make_vehicles(struct classic_plan *out, struct arena *arena, double scale)
{
    const struct classic *instance = out->instance;
    struct plan_vehicle *vehicles = arena_array(arena, struct plan_vehicle, instance->vehicles_n);
    for (size_t v = 0; v < instance->vehicles_n; v++) {
        const struct classic_vehicle *from = &instance->vehicles[v];
        const struct classic_node *depot = &instance->nodes[from->depot];
        struct plan_vehicle *vehicle = &vehicles[v];
        plan_vehicle_init(vehicle);
        vehicle->start = vehicle->end = (uint32_t)from->depot;
        vehicle->capacity = one_amount(arena, from->capacity);
        vehicle->windows = make_window(arena, depot->ready, depot->due, scale);
        vehicle->n_windows = 1;
        if (from->reload != CLASSIC_NONE) {
            uint32_t *skill = arena_make(arena, uint32_t);
            *skill = (uint32_t)from->reload;
            vehicle->skills = skill;
            vehicle->n_skills = 1;
        }
        vehicle->cost_fixed = (int64_t)floor(from->fixed_cost * scale + 0.5);
        vehicle->cost_per_hour = 0;
        vehicle->cost_per_km = (int64_t)floor(from->distance_cost * 1000 + 0.5);
        vehicle->max_distance_m = limit_of(from->distance_max, scale);
        vehicle->max_duration_s = limit_of(from->duration_max, scale);
    }
    out->input.vehicles = vehicles;
    out->input.n_vehicles = (uint32_t)instance->vehicles_n;
}

enum err classic_to_plan(const struct classic *instance, enum convention convention,
                         struct arena *arena, struct classic_plan *out, struct error *error)
{
    double scale = (double)convention_scale(convention);
    enum err rc = check_reach(instance, scale, error);
    if (rc)
        return rc;
    *out = (struct classic_plan){.instance = instance, .convention = convention};
    out->input.n_places = (uint32_t)instance->n;
    out->input.n_dims = 1;
    out->input.n_types = 1;
    make_profile(out, arena);
    make_jobs(out, arena, scale);
    make_facilities(out, arena, scale);
    make_vehicles(out, arena, scale);
    return ERR_OK;
}

uint32_t classic_stop_node(const struct classic_plan *p, const struct plan_stop *stop)
{
    switch (stop->kind) {
    case PLAN_STOP_JOB:
    case PLAN_STOP_PICKUP:
        return p->nodes[stop->index][0];
    case PLAN_STOP_DELIVERY:
        return p->nodes[stop->index][1];
    case PLAN_STOP_FACILITY:
        return p->facility_node[stop->index];
    default:
        return PLAN_NONE;
    }
}

static double make_route(const struct classic_plan *p, const struct plan_route *from,
                         struct arena *arena, struct routes_route *to)
{
    const struct classic_vehicle *vehicle = &p->instance->vehicles[from->vehicle];
    uint32_t last = (uint32_t)vehicle->depot;
    double distance = 0;
    to->stops = arena_array(arena, int64_t, from->n_stops);
    for (uint32_t i = 0; i < from->n_stops; i++) {
        uint32_t node = classic_stop_node(p, &from->stops[i]);
        if (node == PLAN_NONE)
            continue;
        distance += classic_distance(p->instance, p->convention, last, node);
        to->stops[to->n++] = p->instance->nodes[node].number;
        last = node;
    }
    distance += classic_distance(p->instance, p->convention, last, (uint32_t)vehicle->depot);
    return distance * vehicle->distance_cost + vehicle->fixed_cost;
}

struct routes *classic_from_plan(const struct classic_plan *problem, const struct plan *plan,
                                 struct arena *arena)
{
    struct routes *routes = arena_make(arena, struct routes);
    routes->n = plan->n_routes;
    routes->at = arena_array(arena, struct routes_route, plan->n_routes);
    routes->has_cost = true;
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        routes->at[r].number = (int64_t)plan->routes[r].vehicle + 1;
        routes->cost += make_route(problem, &plan->routes[r], arena, &routes->at[r]);
    }
    for (uint32_t i = 0; i < plan->n_unassigned; i++)
        routes->cost += problem->instance->nodes[problem->nodes[plan->unassigned[i]][0]].prize;
    return routes;
}
