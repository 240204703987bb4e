#include "plan/format/vroom_plan.h"

#include <math.h>

static const struct plan_window *copy_windows(const struct vroom_window *from, size_t n,
                                              struct arena *arena)
{
    struct plan_window *to = arena_array(arena, struct plan_window, n);
    for (size_t i = 0; i < n; i++)
        to[i] = (struct plan_window){from[i].from, from[i].until};
    return to;
}

/* Type 0 of the planner is "no type", so VROOM's types move up by one. */
static const int64_t *shift_types(const int64_t *by_type, size_t n, struct arena *arena)
{
    if (!by_type)
        return NULL;
    int64_t *shifted = arena_array(arena, int64_t, n + 1);
    shifted[0] = -1;
    for (size_t i = 0; i < n; i++)
        shifted[i + 1] = by_type[i];
    return shifted;
}

static void make_visit(const struct vroom *problem, const struct vroom_stop *from,
                       struct plan_visit *to, struct arena *arena)
{
    to->place = from->location.place;
    to->setup_s = from->setup;
    to->service_s = from->service;
    to->setup_by_type_s = shift_types(from->setup_by_type, problem->types_n, arena);
    to->service_by_type_s = shift_types(from->service_by_type, problem->types_n, arena);
    to->windows = copy_windows(from->windows, from->windows_n, arena);
    to->n_windows = (uint32_t)from->windows_n;
}

static void make_jobs(struct vroom_plan *out, struct arena *arena)
{
    const struct vroom *problem = out->problem;
    struct plan_job *jobs = arena_array(arena, struct plan_job, problem->jobs_n);
    for (size_t j = 0; j < problem->jobs_n; j++) {
        const struct vroom_job *from = &problem->jobs[j];
        struct plan_job *to = &jobs[j];
        plan_job_init(to);
        to->kind = from->is_shipment ? PLAN_SHIPMENT : PLAN_JOB;
        for (int k = 0; k <= from->is_shipment; k++)
            make_visit(problem, &from->stops[k], &to->visits[k], arena);
        to->pickup = from->pickup;
        to->delivery = from->is_shipment ? NULL : from->delivery;
        to->skills = from->skills;
        to->n_skills = (uint32_t)from->skills_n;
        to->priority = (uint32_t)from->priority;
    }
    out->input.jobs = jobs;
    out->input.n_jobs = (uint32_t)problem->jobs_n;
}

bool vroom_takes_break(const struct vroom *problem, const struct vroom_vehicle *vehicle, size_t b)
{
    bool takes = !problem->options.plan_mode;
    for (size_t i = 0; i < vehicle->steps_n && !takes; i++)
        takes = vehicle->steps[i].kind == VROOM_BREAK && vehicle->steps[i].index == b;
    return takes;
}

static void make_breaks(const struct vroom *problem, const struct vroom_vehicle *from,
                        struct plan_vehicle *to, struct arena *arena)
{
    static const struct vroom_window any = {0, PLAN_FOREVER};
    struct plan_break *breaks = arena_array(arena, struct plan_break, from->breaks_n);
    uint32_t n = 0;
    for (size_t b = 0; b < from->breaks_n; b++) {
        const struct vroom_break *rest = &from->breaks[b];
        bool free = rest->windows_n == 0;
        if (!vroom_takes_break(problem, from, b))
            continue;
        breaks[n].windows = free ? copy_windows(&any, 1, arena)
                                 : copy_windows(rest->windows, rest->windows_n, arena);
        breaks[n].n_windows = free ? 1 : (uint32_t)rest->windows_n;
        breaks[n].duration_s = rest->service;
        breaks[n++].max_load = rest->max_load;
    }
    to->breaks = breaks;
    to->n_breaks = n;
}

/* A limit of 0 is none to the planner; the least that it can hold is 1. */
static int64_t limit_of(int64_t limit)
{
    return limit < 0 ? 0 : limit == 0 ? 1 : limit;
}

static void make_vehicle(const struct vroom *problem, const struct vroom_vehicle *from,
                         struct plan_vehicle *to, struct arena *arena)
{
    plan_vehicle_init(to);
    to->profile = from->profile;
    to->speed_factor = from->speed_factor;
    to->start = from->has_start ? from->start.place : PLAN_NONE;
    to->end = from->has_end ? from->end.place : PLAN_NONE;
    if (from->has_window) {
        to->windows = copy_windows(&from->window, 1, arena);
        to->n_windows = 1;
    }
    to->capacity = from->capacity;
    to->skills = from->skills;
    to->n_skills = (uint32_t)from->skills_n;
    to->type = from->type == VROOM_NONE ? 0 : from->type + 1;
    to->cost_fixed = from->fixed;
    to->cost_per_hour = from->per_hour;
    to->cost_per_task_hour = from->per_task_hour;
    to->cost_per_km = from->per_km;
    to->max_tasks = (uint32_t)(from->max_tasks < 0                   ? 0
                               : from->max_tasks > PLAN_LIMIT_VISITS ? PLAN_LIMIT_VISITS
                                                                     : from->max_tasks);
    to->max_travel_s = limit_of(from->max_travel);
    to->max_distance_m = limit_of(from->max_distance);
    make_breaks(problem, from, to, arena);
}

static enum plan_stop_kind stop_kind(enum vroom_kind kind)
{
    switch (kind) {
    case VROOM_START:
        return PLAN_STOP_START;
    case VROOM_PICKUP:
        return PLAN_STOP_PICKUP;
    case VROOM_DELIVERY:
        return PLAN_STOP_DELIVERY;
    case VROOM_END:
        return PLAN_STOP_END;
    default:
        return PLAN_STOP_JOB;
    }
}

/* Times bind in plan mode only; as a start of a search the order alone counts. */
static void make_steps(const struct vroom_vehicle *from, bool timed, struct plan_draft_route *route,
                       struct arena *arena)
{
    struct plan_step *steps = arena_array(arena, struct plan_step, from->steps_n);
    uint32_t n = 0;
    for (size_t i = 0; i < from->steps_n; i++) {
        const struct vroom_step *step = &from->steps[i];
        bool is_task =
            step->kind == VROOM_JOB || step->kind == VROOM_PICKUP || step->kind == VROOM_DELIVERY;
        /* Where in the route a break comes is the planner's choice. */
        if (step->kind == VROOM_BREAK || (!timed && !is_task))
            continue;
        steps[n++] = (struct plan_step){.kind = stop_kind(step->kind),
                                        .index = step->index,
                                        .at_s = timed ? step->at : -1,
                                        .after_s = timed ? step->after : -1,
                                        .before_s = timed ? step->before : -1};
    }
    route->steps = steps;
    route->n_steps = n;
}

static void make_vehicles(struct vroom_plan *out, struct arena *arena)
{
    const struct vroom *problem = out->problem;
    struct plan_vehicle *vehicles = arena_array(arena, struct plan_vehicle, problem->vehicles_n);
    struct plan_draft_route *routes =
        arena_array(arena, struct plan_draft_route, problem->vehicles_n);
    uint32_t n = 0, routes_n = 0;
    out->vehicles = arena_array(arena, uint32_t, problem->vehicles_n);
    for (size_t v = 0; v < problem->vehicles_n; v++) {
        const struct vroom_vehicle *from = &problem->vehicles[v];
        if (from->max_tasks == 0 && !problem->options.plan_mode)
            continue;
        make_vehicle(problem, from, &vehicles[n], arena);
        out->vehicles[n] = (uint32_t)v;
        if (from->steps_n) {
            routes[routes_n].vehicle = n;
            make_steps(from, problem->options.plan_mode, &routes[routes_n++], arena);
        }
        n++;
    }
    out->input.vehicles = vehicles;
    out->input.n_vehicles = n;
    out->draft = (struct plan_draft){routes, routes_n};
}

/* Where places are, on a plane that is true enough over a city. */
static struct plan_point *make_points(const struct vroom *problem, struct arena *arena)
{
    struct plan_point *points = arena_array(arena, struct plan_point, problem->places_n + 1);
    double middle = 0;
    for (size_t i = 0; i < problem->places_n; i++)
        middle += problem->places[i].lat / (double)problem->places_n;
    double shrink = cos(middle * M_PI / 180);
    for (size_t i = 0; i < problem->places_n; i++)
        points[i] = (struct plan_point){(float)(problem->places[i].lon * shrink),
                                        (float)problem->places[i].lat};
    return points;
}

void vroom_to_plan(const struct vroom *problem, struct arena *arena, struct vroom_plan *out)
{
    struct plan_profile *profiles = arena_array(arena, struct plan_profile, problem->profiles_n);
    *out = (struct vroom_plan){.problem = problem};
    for (size_t i = 0; i < problem->profiles_n; i++)
        profiles[i] = (struct plan_profile){.durations_s = problem->profiles[i].durations,
                                            .distances_m = problem->profiles[i].distances,
                                            .costs = problem->profiles[i].costs,
                                            .travel = problem->profiles[i].travel,
                                            .context = problem->profiles[i].travel_context};
    if (!problem->has_matrices)
        out->input.points = make_points(problem, arena);
    out->input.profiles = profiles;
    out->input.n_profiles = (uint32_t)problem->profiles_n;
    out->input.n_places = (uint32_t)problem->places_n;
    out->input.n_dims = (uint32_t)problem->dims_n;
    out->input.n_types = (uint32_t)problem->types_n + 1;
    make_jobs(out, arena);
    make_vehicles(out, arena);
}
