#include "plan/route/answer_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The plan and the arena that holds everything it points to, itself included. */
struct answer {
    struct plan plan;
    struct arena *arena;
};

struct builder {
    const struct plan_model *model;
    struct arena *arena;
    struct eval eval;
    struct plan *plan;
    bool *present;     /* by job */
    int64_t *unloaded; /* by facility and dimension, over all routes */
    int64_t longest_s, load_min, load_max, task_min, task_max;
};

void plan_free(struct plan *plan)
{
    if (plan)
        arena_free(((struct answer *)(void *)plan)->arena);
}

void answer_set_repaired(struct plan *plan, const char *text)
{
    plan->repaired = arena_strdup(((struct answer *)(void *)plan)->arena, text);
}

int plan_compare(const struct plan *a, const struct plan *b)
{
    if (!a->bad != !b->bad)
        return a->bad ? 1 : -1;
    for (uint32_t i = 0; i < a->n_levels; i++) {
        if (a->levels[i] != b->levels[i])
            return a->levels[i] < b->levels[i] ? -1 : 1;
    }
    return 0;
}

static void build_stop(struct builder *builder, const struct happening *item, uint32_t v,
                       struct plan_stop *stop, const int64_t *load)
{
    const struct vehicle *vehicle = &builder->model->vehicles[v];
    *stop = (struct plan_stop){.kind = item->kind,
                               .index = item->index,
                               .place = item->place,
                               .arrival_s = item->arrival_s,
                               .waiting_s = item->begin_s - item->arrival_s,
                               .setup_s = item->setup_s,
                               .service_s = item->work_s - item->setup_s,
                               .late_s = item->late_s,
                               .bad = item->bad,
                               .bad_delay_s = item->delay_s,
                               .load = load};
    if (item->kind == PLAN_STOP_BREAK)
        stop->index = vehicle->break_index[item->index];
}

/* The amounts that jobs of the route have delivered and picked up. */
static void build_amounts(struct builder *builder, struct plan_route *route, const uint32_t *nodes,
                          uint32_t n)
{
    const struct plan_model *model = builder->model;
    int64_t *delivered = arena_array(builder->arena, int64_t, model->n_dims);
    int64_t *picked = arena_array(builder->arena, int64_t, model->n_dims);
    int64_t carried = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = &model->nodes[nodes[i]];
        if (node->role == NODE_FACILITY)
            continue;
        const struct job *job = &model->jobs[node->job];
        for (uint32_t d = 0; d < model->n_dims; d++) {
            if (node->role != NODE_DELIVERY)
                picked[d] += job->pickup[d];
            delivered[d] += node->role == NODE_DELIVERY ? job->pickup[d] : job->delivery[d];
        }
        if (model->n_dims && node->role != NODE_DELIVERY)
            carried += job->pickup[0] + job->delivery[0];
        bool first = nodes[i] == job->first;
        route->cost.priority += first ? job->priority : 0;
        builder->present[node->job] = true;
    }
    route->delivered = delivered;
    route->picked = picked;
    builder->load_min = carried < builder->load_min ? carried : builder->load_min;
    builder->load_max = carried > builder->load_max ? carried : builder->load_max;
}

static void build_stops(struct builder *builder, struct plan_route *route, uint32_t v)
{
    struct eval *eval = &builder->eval;
    const uint32_t dims = builder->model->n_dims;
    struct plan_stop *stops = arena_array(builder->arena, struct plan_stop, eval->n_happenings);
    int64_t *loads = arena_array(builder->arena, int64_t, (size_t)(eval->n + 1) * dims);
    memcpy(loads, eval->loads, (size_t)(eval->n + 1) * dims * sizeof *loads);
    int64_t *load = loads, travel_s = 0, distance_m = 0, told_s = 0;
    for (uint32_t i = 0; i < eval->n_happenings; i++) {
        const struct happening *item = &eval->happenings[i];
        if (item->rank != PLAN_NONE)
            load = loads + (size_t)(item->rank + 1) * dims;
        build_stop(builder, item, v, &stops[i], load);
        if (item->kind == PLAN_STOP_BREAK || item->kind == PLAN_STOP_REST ||
            item->kind == PLAN_STOP_DECON) {
            /* Part of the way of the next node, whose travel counts it again. */
            stops[i].travel_s = travel_s + told_s + item->travel_s;
            stops[i].distance_m = distance_m;
            told_s += item->travel_s;
        } else {
            travel_s += item->travel_s;
            distance_m += item->distance_m;
            told_s = 0;
            stops[i].travel_s = travel_s;
            stops[i].distance_m = distance_m;
        }
    }
    route->stops = stops;
    route->n_stops = eval->n_happenings;
}

static void add_cost(struct plan_cost *to, const struct plan_cost *from)
{
    to->total += from->total;
    to->late += from->late;
    to->change += from->change;
    to->travel_s += from->travel_s;
    to->distance_m += from->distance_m;
    to->service_s += from->service_s;
    to->setup_s += from->setup_s;
    to->waiting_s += from->waiting_s;
    to->duration_s += from->duration_s;
    to->break_s += from->break_s;
    to->vehicles += from->vehicles;
    to->tasks += from->tasks;
    to->priority += from->priority;
}

static void build_route(struct builder *builder, uint32_t v, const uint32_t *nodes, uint32_t n)
{
    const struct plan_model *model = builder->model;
    struct plan_route *route =
        (struct plan_route *)&builder->plan->routes[builder->plan->n_routes++];
    struct worth worth;
    eval_route(&builder->eval, v, nodes, n, &worth);
    route->vehicle = v;
    route->bad = worth.bad;
    route->cost = (struct plan_cost){.total = worth.cost,
                                     .late = worth.late,
                                     .change = worth.change,
                                     .travel_s = worth.travel_s,
                                     .distance_m = worth.distance_m,
                                     .service_s = worth.service_s,
                                     .setup_s = worth.setup_s,
                                     .waiting_s = worth.waiting_s,
                                     .duration_s = worth.duration_s,
                                     .break_s = worth.break_s,
                                     .vehicles = 1,
                                     .tasks = worth.tasks};
    build_stops(builder, route, v);
    build_amounts(builder, route, nodes, n);
    add_cost(&builder->plan->cost, &route->cost);
    builder->plan->bad |= worth.bad;
    if (worth.duration_s > builder->longest_s)
        builder->longest_s = worth.duration_s;
    builder->task_min = worth.tasks < builder->task_min ? worth.tasks : builder->task_min;
    builder->task_max = worth.tasks > builder->task_max ? worth.tasks : builder->task_max;
    for (uint32_t i = 0; model->has_limits && i < model->n_facilities * model->n_dims; i++)
        builder->unloaded[i] += builder->eval.unloaded[i];
}

static void build_unassigned(struct builder *builder, int64_t *priority, int64_t *required)
{
    const struct plan_model *model = builder->model;
    uint32_t *list = arena_array(builder->arena, uint32_t, model->n_jobs);
    struct plan *plan = builder->plan;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        const struct job *job = &model->jobs[j];
        if (builder->present[j])
            continue;
        list[plan->n_unassigned++] = j;
        plan->cost.prizes_lost += job->prize;
        *priority += job->optional ? job->priority : job->priority + 1;
        *required += !job->optional;
    }
    plan->unassigned = list;
}

static void build_levels(struct builder *builder, int64_t priority, int64_t required)
{
    const struct plan_model *model = builder->model;
    struct plan *plan = builder->plan;
    const int64_t values[PLAN_TERM_COUNT] = {
        [PLAN_TERM_PRIORITY] = priority,
        [PLAN_TERM_UNASSIGNED] = required,
        [PLAN_TERM_VEHICLES] = plan->n_routes,
        [PLAN_TERM_COST] = plan->cost.total + plan->cost.prizes_lost,
        [PLAN_TERM_LATENESS] = plan->cost.late,
        [PLAN_TERM_CHANGE] = plan->cost.change,
        [PLAN_TERM_DISTANCE] = plan->cost.distance_m,
        [PLAN_TERM_TRAVEL] = plan->cost.travel_s,
        [PLAN_TERM_DURATION] = plan->cost.duration_s,
        [PLAN_TERM_WAITING] = plan->cost.waiting_s,
        [PLAN_TERM_MAX_DURATION] = builder->longest_s,
        [PLAN_TERM_LOAD_SPREAD] = plan->n_routes ? builder->load_max - builder->load_min : 0,
        [PLAN_TERM_TASK_SPREAD] = plan->n_routes ? builder->task_max - builder->task_min : 0,
    };
    plan->n_levels = model->n_levels;
    for (uint32_t t = 0; t < model->n_terms; t++)
        plan->levels[model->terms[t].level] +=
            model->terms[t].weight * values[model->terms[t].kind];
}

static const struct plan_stop *stop_of(const struct plan *plan, uint32_t j, bool last,
                                       uint32_t *vehicle)
{
    const struct plan_stop *found = NULL;
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        const struct plan_route *route = &plan->routes[r];
        for (uint32_t i = 0; i < route->n_stops; i++) {
            const struct plan_stop *stop = &route->stops[i];
            if (stop->index != j ||
                (stop->kind != PLAN_STOP_JOB && stop->kind != PLAN_STOP_PICKUP &&
                 stop->kind != PLAN_STOP_DELIVERY))
                continue;
            if (!found || last)
                found = stop;
            *vehicle = route->vehicle;
        }
    }
    return found;
}

static bool relation_holds(const struct plan *plan, const struct relation *relation, uint32_t a,
                           uint32_t b, bool adjacent)
{
    uint32_t vehicle_a = 0, vehicle_b = 0;
    const struct plan_stop *x = stop_of(plan, a, relation->kind == PLAN_ORDER, &vehicle_a);
    const struct plan_stop *y = stop_of(plan, b, false, &vehicle_b);
    if (!x && !y)
        return true;
    if (!x || !y)
        return relation->kind == PLAN_SYNC ? false : relation->kind != PLAN_ORDER || x;
    int64_t begin_x = x->arrival_s + x->waiting_s, begin_y = y->arrival_s + y->waiting_s;
    int64_t gap = begin_y - (begin_x + x->setup_s + x->service_s);
    switch (relation->kind) {
    case PLAN_SAME_VEHICLE:
        return vehicle_a == vehicle_b;
    case PLAN_DIFFERENT_VEHICLE:
        return vehicle_a != vehicle_b;
    case PLAN_SYNC:
        return vehicle_a != vehicle_b && begin_x == begin_y;
    case PLAN_ORDER:
        return !adjacent || (gap >= relation->gap_min_s &&
                             (relation->gap_max_s <= 0 || gap <= relation->gap_max_s));
    default:
        return true; /* exclusive loads: the route itself has told */
    }
}

/* Relations between routes and what facilities can take: what no single route shows. */
static void check_all(struct builder *builder)
{
    const struct plan_model *model = builder->model;
    struct plan *plan = builder->plan;
    for (uint32_t r = 0; r < model->n_relations; r++) {
        const struct relation *relation = &model->relations[r];
        for (uint32_t i = 0; i < relation->n_jobs; i++) {
            for (uint32_t k = i + 1; k < relation->n_jobs; k++) {
                if (!relation_holds(plan, relation, relation->jobs[i], relation->jobs[k],
                                    k == i + 1))
                    plan->bad |= PLAN_BAD_RELATION;
            }
        }
    }
    for (uint32_t f = 0; model->has_limits && f < model->n_facilities; f++) {
        for (uint32_t d = 0; model->facilities[f].limit && d < model->n_dims; d++) {
            if (builder->unloaded[f * model->n_dims + d] > model->facilities[f].limit[d])
                plan->bad |= PLAN_BAD_FACILITY;
        }
    }
}

struct plan *answer_new(const struct plan_model *model, uint32_t *const *nodes, const uint32_t *n,
                        struct bounds bounds, bool soft)
{
    struct builder builder = {
        .model = model, .arena = arena_new(), .load_min = TIME_MAX, .task_min = TIME_MAX};
    struct answer *answer = arena_make(builder.arena, struct answer);
    answer->arena = builder.arena;
    builder.plan = &answer->plan;
    builder.present = arena_array(builder.arena, bool, model->n_jobs);
    builder.unloaded =
        arena_array(builder.arena, int64_t, (size_t)model->n_facilities * model->n_dims);
    eval_init(&builder.eval, model);
    builder.eval.soft = soft;
    builder.eval.detail = true;
    builder.eval.bounds = bounds;
    uint32_t used = 0;
    for (uint32_t v = 0; v < model->n_vehicles; v++)
        used += n[v] > 0;
    builder.plan->routes = arena_array(builder.arena, struct plan_route, used);
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        if (n[v])
            build_route(&builder, v, nodes[v], n[v]);
    }
    int64_t priority = 0, required = 0;
    build_unassigned(&builder, &priority, &required);
    build_levels(&builder, priority, required);
    check_all(&builder);
    eval_free(&builder.eval);
    return builder.plan;
}

/* Several relations about one job can leave bounds that were right when they were set and are too
 * wide now; the least times that satisfy all of them together are then worked out anew. */
static struct plan *settled(const struct plan_model *model, struct plan *plan)
{
    struct plan_draft *draft = plan_to_draft(plan);
    struct plan *again = NULL;
    bool better = !plan_evaluate(model, draft, &again, NULL) && !again->bad;
    free(draft);
    plan_free(better ? plan : again);
    return better ? again : plan;
}

struct plan *answer_of_snapshot(const struct plan_model *model, const struct snapshot *snapshot)
{
    uint32_t **nodes = calloc(model->n_vehicles + 1, sizeof *nodes);
    uint32_t *n = calloc(model->n_vehicles + 1, sizeof *n);
    assert(nodes && n);
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        nodes[v] = snapshot->nodes + snapshot->first[v];
        n[v] = snapshot->first[v + 1] - snapshot->first[v];
    }
    /* Soft: a frozen prefix may hold what was violated before; it is told, not hidden. */
    struct plan *plan =
        answer_new(model, nodes, n, (struct bounds){snapshot->low, snapshot->high}, true);
    free(nodes);
    free(n);
    return plan->bad & PLAN_BAD_RELATION ? settled(model, plan) : plan;
}

struct plan_draft *plan_to_draft(const struct plan *plan)
{
    size_t steps = 0;
    for (uint32_t r = 0; r < plan->n_routes; r++)
        steps += plan->routes[r].n_stops;
    struct plan_draft *draft =
        malloc(sizeof *draft + plan->n_routes * sizeof(struct plan_draft_route) +
               steps * sizeof(struct plan_step));
    assert(draft);
    struct plan_draft_route *routes = (struct plan_draft_route *)(draft + 1);
    struct plan_step *step = (struct plan_step *)(routes + plan->n_routes);
    *draft = (struct plan_draft){.routes = routes, .n_routes = plan->n_routes};
    for (uint32_t r = 0; r < plan->n_routes; r++) {
        const struct plan_route *route = &plan->routes[r];
        routes[r] = (struct plan_draft_route){.vehicle = route->vehicle, .steps = step};
        for (uint32_t i = 0; i < route->n_stops; i++) {
            enum plan_stop_kind kind = route->stops[i].kind;
            if (kind != PLAN_STOP_JOB && kind != PLAN_STOP_PICKUP && kind != PLAN_STOP_DELIVERY &&
                kind != PLAN_STOP_FACILITY)
                continue;
            *step++ = (struct plan_step){.kind = kind,
                                         .index = route->stops[i].index,
                                         .at_s = -1,
                                         .after_s = -1,
                                         .before_s = -1};
            routes[r].n_steps++;
        }
    }
    return draft;
}
