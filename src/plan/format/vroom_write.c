/* A plan as VROOM's output; keys come in VROOM's order. */
#include "plan/format/vroom_plan.h"

#include <string.h>

json_t *vroom_failure(int code, const char *sentence)
{
    return json_pack("{s:i, s:s}", "code", code, "error", sentence);
}

static json_t *amounts(const int64_t *values, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_integer(values ? values[i] : 0));
    return array;
}

static void set_whole(json_t *object, const char *key, int64_t value)
{
    json_object_set_new(object, key, json_integer(value));
}

static void set_location(json_t *object, const struct vroom_location *location)
{
    if (location->has_coordinates)
        json_object_set_new(object, "location", json_pack("[f, f]", location->lon, location->lat));
    if (location->index >= 0)
        set_whole(object, "location_index", location->index);
}

#define BAD_TIMES (uint32_t)(PLAN_BAD_WINDOW | PLAN_BAD_SHIFT | PLAN_BAD_BREAK)

/* VROOM's words for what is violated; breaks are said by whoever knows the vehicle. */
static const struct {
    uint32_t bits;
    const char *cause;
} CAUSES[] = {
    {PLAN_BAD_LOAD, "load"},
    {PLAN_BAD_MAX_TASKS, "max_tasks"},
    {PLAN_BAD_SKILLS, "skills"},
    {PLAN_BAD_PRECEDENCE, "precedence"},
    {PLAN_BAD_MAX_TRAVEL, "max_travel_time"},
    {PLAN_BAD_MAX_DISTANCE, "max_distance"},
};

static void add_violation(json_t *list, const char *cause, int64_t duration)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        if (strcmp(json_string_value(json_object_get(item, "cause")), cause))
            continue;
        json_t *before = json_object_get(item, "duration");
        if (before)
            json_integer_set(before, json_integer_value(before) + duration);
        return;
    }
    item = json_pack("{s:s}", "cause", cause);
    if (duration)
        set_whole(item, "duration", duration);
    json_array_append_new(list, item);
}

/* What is violated by `bad`, and by how much time; also into the lists above (which may be NULL).
 */
static json_t *violations(uint32_t bad, int64_t delay, json_t *outer)
{
    json_t *list = json_array();
    if (bad & BAD_TIMES && delay)
        add_violation(list, delay > 0 ? "delay" : "lead_time", delay > 0 ? delay : -delay);
    for (size_t i = 0; i < sizeof CAUSES / sizeof *CAUSES; i++)
        if (bad & CAUSES[i].bits)
            add_violation(list, CAUSES[i].cause, 0);
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        if (outer)
            add_violation(outer, json_string_value(json_object_get(item, "cause")),
                          json_integer_value(json_object_get(item, "duration")));
    }
    return list;
}

struct writer {
    const struct vroom_plan *problem;
    const struct plan *plan;
    int64_t scale;
    json_t *all_violations;
    int64_t cost;
    bool has_distances;
};

static const struct vroom_vehicle *vehicle_of(const struct writer *w,
                                              const struct plan_route *route)
{
    return &w->problem->problem->vehicles[w->problem->vehicles[route->vehicle]];
}

/* The break that the planner knows by this number. */
static const struct vroom_break *break_of(const struct writer *w,
                                          const struct vroom_vehicle *vehicle, uint32_t index)
{
    size_t b = 0;
    for (;; b++) {
        if (vroom_takes_break(w->problem->problem, vehicle, b) && !index--)
            return &vehicle->breaks[b];
    }
}

/* What a stop is called: type, ids, place. */
static void name_step(const struct writer *w, const struct vroom_vehicle *vehicle,
                      const struct plan_stop *stop, json_t *step)
{
    const struct vroom_stop *task = NULL;
    const char *type = "job";
    if (stop->kind == PLAN_STOP_START || stop->kind == PLAN_STOP_END) {
        bool start = stop->kind == PLAN_STOP_START;
        json_object_set_new(step, "type", json_string(start ? "start" : "end"));
        set_location(step, start ? &vehicle->start : &vehicle->end);
        return;
    }
    if (stop->kind == PLAN_STOP_BREAK) {
        const struct vroom_break *rest = break_of(w, vehicle, stop->index);
        json_object_set_new(step, "type", json_string("break"));
        set_whole(step, "id", rest->id);
        if (rest->description)
            json_object_set_new(step, "description", json_string(rest->description));
        return;
    }
    task = &w->problem->problem->jobs[stop->index].stops[stop->kind == PLAN_STOP_DELIVERY];
    if (stop->kind != PLAN_STOP_JOB)
        type = stop->kind == PLAN_STOP_PICKUP ? "pickup" : "delivery";
    json_object_set_new(step, "type", json_string(type));
    set_location(step, &task->location);
    set_whole(step, "id", task->id);
    set_whole(step, "job", task->id); /* the older name of the id */
    if (task->description)
        json_object_set_new(step, "description", json_string(task->description));
}

static bool is_overloaded(const struct writer *w, const struct vroom_vehicle *vehicle,
                          const struct plan_stop *stop)
{
    const int64_t *most = break_of(w, vehicle, stop->index)->max_load;
    bool over = false;
    for (size_t d = 0; most && d < w->problem->problem->dims_n; d++)
        over |= stop->load[d] > most[d];
    return over;
}

static json_t *make_step(const struct writer *w, const struct vroom_vehicle *vehicle,
                         const struct plan_stop *stop, json_t *route_violations)
{
    json_t *step = json_object();
    name_step(w, vehicle, stop, step);
    set_whole(step, "setup", stop->setup_s);
    set_whole(step, "service", stop->service_s);
    set_whole(step, "waiting_time", stop->waiting_s);
    if (w->problem->problem->dims_n)
        json_object_set_new(step, "load", amounts(stop->load, w->problem->problem->dims_n));
    set_whole(step, "arrival", stop->arrival_s);
    set_whole(step, "duration", stop->travel_s);
    json_t *bad = violations(stop->bad, stop->bad_delay_s, route_violations);
    if (stop->kind == PLAN_STOP_BREAK && stop->bad && is_overloaded(w, vehicle, stop)) {
        add_violation(bad, "max_load", 0);
        add_violation(route_violations, "max_load", 0);
    }
    json_object_set_new(step, "violations", bad);
    if (w->has_distances)
        set_whole(step, "distance", stop->distance_m);
    return step;
}

/* VROOM takes part only in stops with a place, breaks, and starts and ends that were given. */
static bool is_shown(const struct vroom_vehicle *vehicle, const struct plan_stop *stop)
{
    switch (stop->kind) {
    case PLAN_STOP_START:
        return vehicle->has_start;
    case PLAN_STOP_END:
        return vehicle->has_end;
    case PLAN_STOP_JOB:
    case PLAN_STOP_PICKUP:
    case PLAN_STOP_DELIVERY:
    case PLAN_STOP_BREAK:
        return true;
    default:
        return false;
    }
}

static void set_figures(json_t *object, const struct plan_cost *cost, bool has_distances)
{
    set_whole(object, "setup", cost->setup_s);
    set_whole(object, "service", cost->service_s + cost->break_s);
    set_whole(object, "duration", cost->travel_s);
    set_whole(object, "waiting_time", cost->waiting_s);
    set_whole(object, "priority", cost->priority);
    if (has_distances)
        set_whole(object, "distance", cost->distance_m);
}

static void set_amounts(json_t *object, const int64_t *delivery, const int64_t *pickup, size_t n)
{
    if (!n)
        return;
    json_object_set_new(object, "delivery", amounts(delivery, n));
    json_object_set_new(object, "amount", amounts(delivery, n)); /* the older name */
    json_object_set_new(object, "pickup", amounts(pickup, n));
}

static json_t *make_route(struct writer *w, const struct plan_route *from)
{
    const struct vroom_vehicle *vehicle = vehicle_of(w, from);
    json_t *route = json_object(), *steps = json_array(), *bad = json_array();
    int64_t cost = (from->cost.total + w->scale / 2) / w->scale;
    w->cost += cost;
    set_whole(route, "vehicle", vehicle->id);
    set_whole(route, "cost", cost);
    if (vehicle->description)
        json_object_set_new(route, "description", json_string(vehicle->description));
    set_amounts(route, from->delivered, from->picked, w->problem->problem->dims_n);
    set_figures(route, &from->cost, w->has_distances);
    for (uint32_t i = 0; i < from->n_stops; i++)
        if (is_shown(vehicle, &from->stops[i]))
            json_array_append_new(steps, make_step(w, vehicle, &from->stops[i], bad));
    json_object_set_new(route, "steps", steps);
    json_decref(violations(from->bad & ~BAD_TIMES, 0, bad));
    size_t i;
    for (i = 0; i < vehicle->breaks_n; i++) {
        if (!vroom_takes_break(w->problem->problem, vehicle, i))
            add_violation(bad, "missing_break", 0);
    }
    json_t *item;
    json_array_foreach(bad, i, item)
    {
        add_violation(w->all_violations, json_string_value(json_object_get(item, "cause")),
                      json_integer_value(json_object_get(item, "duration")));
    }
    json_object_set_new(route, "violations", bad);
    return route;
}

static void add_unassigned(json_t *list, const struct vroom_stop *stop, const char *type)
{
    json_t *item = json_pack("{s:I, s:s}", "id", (json_int_t)stop->id, "type", type);
    set_location(item, &stop->location);
    if (stop->description)
        json_object_set_new(item, "description", json_string(stop->description));
    json_array_append_new(list, item);
}

static json_t *make_unassigned(const struct writer *w)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < w->plan->n_unassigned; i++) {
        const struct vroom_job *job = &w->problem->problem->jobs[w->plan->unassigned[i]];
        add_unassigned(list, &job->stops[0], job->is_shipment ? "pickup" : "job");
        if (job->is_shipment)
            add_unassigned(list, &job->stops[1], "delivery");
    }
    return list;
}

static json_t *make_summary(struct writer *w, const json_t *routes, const json_t *unassigned,
                            const struct vroom_times *times)
{
    size_t n = w->problem->problem->dims_n;
    int64_t delivered[PLAN_LIMIT_DIMS] = {0}, picked[PLAN_LIMIT_DIMS] = {0};
    json_t *summary = json_object();
    for (uint32_t r = 0; r < w->plan->n_routes; r++)
        for (size_t d = 0; d < n; d++) {
            delivered[d] += w->plan->routes[r].delivered[d];
            picked[d] += w->plan->routes[r].picked[d];
        }
    set_whole(summary, "cost", w->cost);
    set_whole(summary, "routes", (int64_t)json_array_size(routes));
    set_whole(summary, "unassigned", (int64_t)json_array_size(unassigned));
    set_amounts(summary, delivered, picked, n);
    set_figures(summary, &w->plan->cost, w->has_distances);
    json_object_set_new(summary, "violations", w->all_violations);
    json_object_set_new(summary, "computing_times",
                        json_pack("{s:I, s:I, s:I}", "loading", (json_int_t)times->loading_ms,
                                  "solving", (json_int_t)times->solving_ms, "routing",
                                  (json_int_t)times->routing_ms));
    return summary;
}

json_t *vroom_from_plan(const struct vroom_plan *problem, const struct plan *plan, int64_t scale,
                        const struct vroom_times *times)
{
    struct writer w = {problem, plan, scale, json_array(), 0, false};
    json_t *output = json_object(), *routes = json_array();
    for (size_t i = 0; i < problem->problem->profiles_n; i++)
        w.has_distances |= problem->problem->profiles[i].distances != NULL ||
                           problem->problem->profiles[i].travel != NULL;
    for (uint32_t r = 0; r < plan->n_routes; r++)
        json_array_append_new(routes, make_route(&w, &plan->routes[r]));
    json_t *unassigned = make_unassigned(&w);
    set_whole(output, "code", 0);
    json_object_set_new(output, "summary", make_summary(&w, routes, unassigned, times));
    json_object_set_new(output, "unassigned", unassigned);
    json_object_set_new(output, "routes", routes);
    return output;
}
