#include "plan/route/lean_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LEAN_NODES_MAX = 4000, LEAN_VALUE_MAX = 1 << 28, LEAN_NO_WAY = 1 << 29 };

/* ---- The problem ----------------------------------------------------------------------------- */

static bool alike(const struct vehicle *a, const struct vehicle *b)
{
    return a->arcs == b->arcs && a->start == b->start && a->end == b->end && a->type == b->type;
}

static bool suits_vehicles(const struct plan_model *model)
{
    const struct vehicle *first = &model->vehicles[0];
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct vehicle *vehicle = &model->vehicles[v];
        bool suits = alike(vehicle, first) && vehicle->n_windows == 1 && !vehicle->max_tasks &&
                     !vehicle->max_travel_s && !vehicle->max_distance_m &&
                     !vehicle->max_duration_s && !vehicle->n_frozen;
        for (uint32_t d = 0; d < model->n_dims; d++)
            suits &= !vehicle->load[d];
        if (!suits)
            return false;
    }
    return first->start != PLAN_NONE && first->end != PLAN_NONE;
}

static bool suits_jobs(const struct plan_model *model)
{
    bool delivers = false, collects = false, alone = false, paired = false;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        const struct job *job = &model->jobs[j];
        (job->n_nodes == 2 ? &paired : &alone)[0] = true;
        if (job->kind == PLAN_SHIPMENT && job->n_nodes == 1)
            return false;
        delivers |= job->kind == PLAN_JOB && job->has_delivery;
        collects |= job->kind == PLAN_JOB && job->has_pickup;
    }
    for (uint32_t i = 0; i < model->n_visits; i++) {
        if (model->nodes[i].n_windows != 1)
            return false;
    }
    /* Pairs only: then the ids of nodes are 2 j and 2 j + 1. */
    return !(delivers && collects) && !(alone && paired);
}

static int32_t clipped(int64_t value)
{
    return (int32_t)(value > LEAN_VALUE_MAX ? LEAN_VALUE_MAX : value < 0 ? 0 : value);
}

static bool fill_nodes(struct lean *lean)
{
    const struct plan_model *model = lean->model;
    int64_t zero = model->time_first;
    for (uint32_t i = 0; i < lean->n; i++) {
        const struct node *node = &model->nodes[i];
        const struct job *job = &model->jobs[node->job];
        lean->ready_s[i] = clipped(node->windows[0].from_s - zero);
        lean->due_s[i] = clipped(node->windows[0].until_s - zero);
        int64_t load = model->n_dims ? job->delivery[0] + job->pickup[0] : 0;
        if (load > LEAN_VALUE_MAX / 4)
            return false;
        lean->load[i] = (int32_t)(node->role == NODE_DELIVERY ? -load : load);
    }
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct vehicle *vehicle = &model->vehicles[v];
        lean->open_s[v] = clipped(vehicle->windows[0].from_s - zero);
        lean->close_s[v] = clipped(vehicle->windows[0].until_s - zero);
        lean->capacity[v] = model->n_dims ? clipped(vehicle->capacity[0]) : LEAN_VALUE_MAX;
    }
    return model->time_last - zero < LEAN_VALUE_MAX;
}

static uint32_t place_of(const struct lean *lean, uint32_t node)
{
    const struct plan_model *model = lean->model;
    if (node < lean->n)
        return model->nodes[node].place;
    return node == lean->n ? model->vehicles[0].start : model->vehicles[0].end;
}

static bool fill_ways(struct lean *lean)
{
    const struct plan_model *model = lean->model;
    const struct vehicle *vehicle = &model->vehicles[0];
    double ways = 0, loads = 1;
    for (uint32_t from = 0; from < lean->width; from++) {
        int64_t service_s = from < lean->n ? node_service_s(&model->nodes[from], vehicle->type) : 0;
        for (uint32_t to = 0; to < lean->width; to++) {
            struct arc arc = model_arc(model, vehicle, place_of(lean, from), place_of(lean, to));
            bool is_way = arc.duration_s < ARC_MAX && arc.cost < ARC_MAX;
            lean->way_s[(size_t)from * lean->width + to] =
                is_way ? clipped(service_s + arc.duration_s) : LEAN_NO_WAY;
            ways += is_way ? arc.duration_s : 0;
        }
        loads += from < lean->n ? abs(lean->load[from]) : 0;
    }
    /* A load of one visit too much weighs as a quarter of the mean way too late. */
    lean->load_scale = ways / lean->width / 4 / loads;
    return true;
}

bool lean_init(struct lean *lean, const struct plan_model *model)
{
    uint32_t n = model->n_visits;
    *lean = (struct lean){.model = model, .n = n, .width = n + 2};
    if (!model->all_plain || !n || n > LEAN_NODES_MAX || !model->n_vehicles || model->n_dims > 1 ||
        !suits_vehicles(model) || !suits_jobs(model))
        return false;
    lean->pairs = model->jobs[0].n_nodes == 2;
    lean->any_vehicle = !model->n_skill_words;
    for (uint32_t j = 0; j < model->n_jobs; j++)
        lean->any_vehicle &= !model->jobs[j].listed;
    lean->alike = lean->any_vehicle;
    for (uint32_t v = 0; v < model->n_vehicles; v++)
        lean->alike &= model->vehicles[v].kind == model->vehicles[0].kind;
    lean->way_s = malloc((size_t)lean->width * lean->width * sizeof *lean->way_s);
    lean->ready_s = calloc(n, sizeof *lean->ready_s);
    lean->due_s = calloc(n, sizeof *lean->due_s);
    lean->load = calloc(n, sizeof *lean->load);
    lean->capacity = calloc(model->n_vehicles, sizeof *lean->capacity);
    lean->open_s = calloc(model->n_vehicles, sizeof *lean->open_s);
    lean->close_s = calloc(model->n_vehicles, sizeof *lean->close_s);
    assert(lean->way_s && lean->ready_s && lean->due_s && lean->load && lean->capacity &&
           lean->open_s && lean->close_s);
    if (fill_nodes(lean) && fill_ways(lean))
        return true;
    lean_free(lean);
    return false;
}

void lean_free(struct lean *lean)
{
    free(lean->way_s);
    free(lean->ready_s);
    free(lean->due_s);
    free(lean->load);
    free(lean->capacity);
    free(lean->open_s);
    free(lean->close_s);
    *lean = (struct lean){0};
}

/* ---- The plan -------------------------------------------------------------------------------- */

static void reserve(struct lean_route *route, uint32_t n)
{
    if (n + 2 <= route->room)
        return;
    route->room = n + 16 + route->room / 2;
    route->stops = realloc(route->stops, route->room * sizeof *route->stops);
    assert(route->stops);
}

void lean_plan_init(struct lean_plan *plan, const struct lean *lean)
{
    uint32_t n = lean->model->n_vehicles;
    *plan = (struct lean_plan){.lean = lean};
    plan->routes = calloc(n, sizeof *plan->routes);
    plan->saved = calloc(n, sizeof *plan->saved);
    plan->touched = calloc(n, sizeof *plan->touched);
    plan->where = calloc(lean->n, sizeof *plan->where);
    plan->scratch = calloc(lean->n, sizeof *plan->scratch);
    assert(plan->routes && plan->saved && plan->touched && plan->where && plan->scratch);
    for (uint32_t i = 0; i < lean->n; i++)
        plan->where[i].route = PLAN_NONE;
    for (uint32_t v = 0; v < n; v++) {
        reserve(&plan->routes[v], 0);
        plan->routes[v].stops[0].node = lean->n;
        plan->routes[v].stops[1].node = lean->n + 1;
        lean_refresh(plan, v);
    }
}

void lean_plan_free(struct lean_plan *plan)
{
    for (uint32_t v = 0; plan->lean && v < plan->lean->model->n_vehicles; v++) {
        free(plan->routes[v].stops);
        free(plan->saved[v].stops);
    }
    free(plan->routes);
    free(plan->saved);
    free(plan->touched);
    free(plan->where);
    free(plan->scratch);
    *plan = (struct lean_plan){0};
}

static void copy_route(struct lean_route *to, const struct lean_route *from)
{
    reserve(to, from->n);
    memcpy(to->stops, from->stops, (from->n + 2) * sizeof *to->stops);
    to->n = from->n;
    to->version = from->version;
}

void lean_mark(struct lean_plan *plan)
{
    for (uint32_t i = 0; i < plan->n_touched; i++)
        plan->routes[plan->touched[i]].touched = false;
    plan->n_touched = 0;
}

static void touch(struct lean_plan *plan, uint32_t r)
{
    if (plan->routes[r].touched)
        return;
    plan->routes[r].touched = true;
    plan->touched[plan->n_touched++] = r;
    copy_route(&plan->saved[r], &plan->routes[r]);
}

void lean_undo(struct lean_plan *plan)
{
    for (uint32_t i = 0; i < plan->n_touched; i++) {
        const struct lean_route *route = &plan->routes[plan->touched[i]];
        for (uint32_t k = 1; k <= route->n; k++)
            plan->where[route->stops[k].node].route = PLAN_NONE;
    }
    for (uint32_t i = 0; i < plan->n_touched; i++) {
        uint32_t r = plan->touched[i];
        struct lean_route *route = &plan->routes[r];
        copy_route(route, &plan->saved[r]);
        for (uint32_t k = 1; k <= route->n; k++)
            plan->where[route->stops[k].node] = (struct where){r, k};
    }
    lean_mark(plan);
}

void lean_put(struct lean_plan *plan, uint32_t r, uint32_t position, uint32_t node)
{
    struct lean_route *route = &plan->routes[r];
    touch(plan, r);
    reserve(route, route->n + 1);
    memmove(route->stops + position + 2, route->stops + position + 1,
            (route->n + 1 - position) * sizeof *route->stops);
    route->stops[position + 1].node = node;
    route->n++;
}

void lean_take(struct lean_plan *plan, uint32_t r, uint32_t position)
{
    struct lean_route *route = &plan->routes[r];
    touch(plan, r);
    plan->where[route->stops[position].node].route = PLAN_NONE;
    memmove(route->stops + position, route->stops + position + 1,
            (route->n + 1 - position) * sizeof *route->stops);
    route->n--;
}

void lean_set_tail(struct lean_plan *plan, uint32_t r, uint32_t position, const uint32_t *nodes,
                   uint32_t n)
{
    struct lean_route *route = &plan->routes[r];
    touch(plan, r);
    reserve(route, position + n);
    for (uint32_t i = 0; i < n; i++)
        route->stops[position + 1 + i].node = nodes[i];
    route->n = position + n;
    route->stops[route->n + 1].node = plan->lean->n + 1;
}

void lean_swap_tails(struct lean_plan *plan, uint32_t a, uint32_t after_a, uint32_t b,
                     uint32_t after_b)
{
    uint32_t n_a = plan->routes[a].n - after_a, n_b = plan->routes[b].n - after_b;
    uint32_t *tail_b = plan->scratch + n_a;
    for (uint32_t i = 0; i < n_a; i++)
        plan->scratch[i] = plan->routes[a].stops[after_a + 1 + i].node;
    for (uint32_t i = 0; i < n_b; i++)
        tail_b[i] = plan->routes[b].stops[after_b + 1 + i].node;
    lean_set_tail(plan, a, after_a, tail_b, n_b);
    lean_set_tail(plan, b, after_b, plan->scratch, n_a);
    lean_refresh(plan, a);
    lean_refresh(plan, b);
}

bool lean_allows_tail(const struct lean_plan *plan, uint32_t of, uint32_t position, uint32_t r)
{
    const struct lean_route *route = &plan->routes[of];
    for (uint32_t i = position + 1; i <= route->n && !plan->lean->any_vehicle; i++) {
        if (!lean_allows(plan->lean, r, route->stops[i].node))
            return false;
    }
    return true;
}

void lean_refresh(struct lean_plan *plan, uint32_t r)
{
    const struct lean *lean = plan->lean;
    struct lean_route *route = &plan->routes[r];
    struct stop *stops = route->stops, *end = &stops[route->n + 1];
    route->version = ++plan->versions;
    stops[0] = (struct stop){.node = lean->n, .early_s = lean->open_s[r]};
    for (struct stop *stop = stops + 1; stop <= end; stop++) {
        bool is_end = stop == end;
        int32_t time = stop[-1].early_s + lean_way(lean, stop[-1].node, stop->node);
        int32_t due_s = is_end ? lean->close_s[r] : lean->due_s[stop->node];
        int32_t ready_s = is_end ? 0 : lean->ready_s[stop->node];
        stop->head_s = stop[-1].head_s + (time > due_s ? time - due_s : 0);
        time = time > due_s ? due_s : time;
        stop->early_s = time < ready_s ? ready_s : time;
        stop->load = stop[-1].load + (is_end ? 0 : lean->load[stop->node]);
        if (!is_end)
            plan->where[stop->node] = (struct where){r, (uint32_t)(stop - stops)};
    }
    end->late_s = lean->close_s[r];
    end->tail_s = 0;
    for (struct stop *stop = end; stop-- > stops;) {
        bool is_start = stop == stops;
        int32_t time = stop[1].late_s - lean_way(lean, stop->node, stop[1].node);
        int32_t ready_s = is_start ? lean->open_s[r] : lean->ready_s[stop->node];
        int32_t due_s = is_start ? lean->close_s[r] : lean->due_s[stop->node];
        stop->tail_s = stop[1].tail_s + (time < ready_s ? ready_s - time : 0);
        time = time < ready_s ? ready_s : time;
        stop->late_s = time > due_s ? due_s : time;
    }
}
