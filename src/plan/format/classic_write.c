#include "plan/format/classic_plan.h"

/* Steps of the convention in file units: a whole number stays one. */
static json_t *units(const struct classic_plan *p, int64_t steps)
{
    int64_t scale = convention_scale(p->convention);
    return steps % scale ? json_real((double)steps / (double)scale) : json_integer(steps / scale);
}

static const char *step_type(enum plan_stop_kind kind)
{
    switch (kind) {
    case PLAN_STOP_START:
        return "start";
    case PLAN_STOP_END:
        return "end";
    case PLAN_STOP_PICKUP:
        return "pickup";
    case PLAN_STOP_DELIVERY:
        return "delivery";
    case PLAN_STOP_FACILITY:
        return "reload";
    default:
        return "job";
    }
}

static json_t *make_step(const struct classic_plan *p, const struct plan_stop *stop)
{
    uint32_t node = classic_stop_node(p, stop);
    json_t *step = json_pack("{s:s}", "type", step_type(stop->kind));
    if (node != PLAN_NONE)
        json_object_set_new(step, "id", json_integer(p->instance->nodes[node].number));
    json_object_set_new(step, "arrival", units(p, stop->arrival_s));
    json_object_set_new(step, "waiting_time", units(p, stop->waiting_s));
    json_object_set_new(step, "service", units(p, stop->service_s));
    json_object_set_new(step, "distance", units(p, stop->distance_m));
    json_object_set_new(step, "load", json_pack("[I]", (json_int_t)stop->load[0]));
    return step;
}

static json_t *make_route(const struct classic_plan *p, const struct plan_route *from)
{
    json_t *steps = json_array();
    json_t *route = json_pack("{s:I}", "vehicle", (json_int_t)from->vehicle + 1);
    for (uint32_t i = 0; i < from->n_stops; i++)
        json_array_append_new(steps, make_step(p, &from->stops[i]));
    json_object_set_new(route, "distance", units(p, from->cost.distance_m));
    json_object_set_new(route, "waiting_time", units(p, from->cost.waiting_s));
    json_object_set_new(route, "steps", steps);
    return route;
}

json_t *classic_json(const struct classic_plan *problem, const struct plan *plan,
                     const struct routes *routes)
{
    json_t *list = json_array(), *unassigned = json_array();
    for (uint32_t r = 0; r < plan->n_routes; r++)
        json_array_append_new(list, make_route(problem, &plan->routes[r]));
    for (uint32_t i = 0; i < plan->n_unassigned; i++) {
        const uint32_t *nodes = problem->nodes[plan->unassigned[i]];
        bool pair = problem->input.jobs[plan->unassigned[i]].kind == PLAN_SHIPMENT;
        for (int k = 0; k <= pair; k++)
            json_array_append_new(
                unassigned, json_pack("{s:I, s:s}", "id",
                                      (json_int_t)problem->instance->nodes[nodes[k]].number, "type",
                                      k      ? "delivery"
                                      : pair ? "pickup"
                                             : "job"));
    }
    json_t *summary =
        json_pack("{s:f, s:I, s:I, s:s, s:o, s:o}", "cost", routes->cost, "routes",
                  (json_int_t)plan->n_routes, "unassigned", (json_int_t)json_array_size(unassigned),
                  "convention", convention_name(problem->convention), "distance",
                  units(problem, plan->cost.distance_m), "waiting_time",
                  units(problem, plan->cost.waiting_s));
    return json_pack("{s:i, s:o, s:o, s:o}", "code", 0, "summary", summary, "unassigned",
                     unassigned, "routes", list);
}
