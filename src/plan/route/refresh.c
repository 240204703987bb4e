/* A changed route worked out anew: times, loads, what it is worth; and the sum over all. */
#include "plan/route/state_int.h"

#include <string.h>

void state_set_rooms(struct state *state, uint32_t r)
{
    const struct plan_model *model = state->model;
    if (!state->unloaded)
        return;
    int64_t *room = (int64_t *)state->eval.facility_room;
    size_t size = (size_t)model->n_facilities * model->n_dims;
    for (uint32_t f = 0; f < model->n_facilities; f++) {
        for (uint32_t d = 0; d < model->n_dims; d++) {
            const int64_t *limit = model->facilities[f].limit;
            size_t at = (size_t)f * model->n_dims + d;
            room[at] = limit ? limit[d] : TIME_MAX;
            for (uint32_t v = 0; limit && v < model->n_vehicles; v++) {
                if (v != r)
                    room[at] -= state->unloaded[v * size + at];
            }
        }
    }
}

/* What a node that takes part in a trip adds to the load when the trip starts: goods to deliver. */
static int64_t goods_at_start(const struct plan_model *model, uint32_t id, uint32_t d)
{
    const struct node *node = &model->nodes[id];
    if (node->role == NODE_SINGLE)
        return model->jobs[node->job].delivery[d];
    return 0;
}

static int64_t goods_of_trip(const struct plan_model *model, const struct route *route,
                             uint32_t first, uint32_t d)
{
    int64_t sum = 0;
    for (uint32_t i = first; i < route->n; i++) {
        const struct node *node = &model->nodes[route->nodes[i]];
        if (node->role == NODE_FACILITY && model->facilities[node->job].reloads)
            break;
        sum += goods_at_start(model, route->nodes[i], d);
    }
    return sum;
}

/* Loads in one dimension: after each position, the peak since the trip was loaded (head) and the
 * peak until what is collected comes off (tail). */
static void refresh_load(struct state *state, uint32_t r, uint32_t d)
{
    const struct plan_model *model = state->model;
    struct route *route = &state->routes[r];
    const uint32_t dims = model->n_dims, n = route->n;
    int64_t *load = route->load, collected = model->vehicles[r].load[d];
    int64_t sum = collected + goods_of_trip(model, route, 0, d);
    for (uint32_t i = 0; model->has_shipments && i < n; i++) {
        const struct node *node = &model->nodes[route->nodes[i]];
        if (node->role == NODE_DELIVERY && node->mate == PLAN_NONE)
            sum += model->jobs[node->job].pickup[d];
    }
    load[d] = route->head[d] = sum;
    for (uint32_t i = 0; i < n; i++) {
        const struct node *node = &model->nodes[route->nodes[i]];
        size_t at = (size_t)(i + 1) * dims + d;
        bool reloads = false;
        if (node->role == NODE_FACILITY) {
            const struct facility *facility = &model->facilities[node->job];
            reloads = facility->reloads;
            if (facility->unloads) {
                sum -= collected;
                collected = 0;
            }
            if (reloads)
                sum += goods_of_trip(model, route, i + 1, d);
        } else {
            const struct job *job = &model->jobs[node->job];
            if (node->role == NODE_SINGLE) {
                sum += job->pickup[d] - job->delivery[d];
                collected += job->pickup[d];
            } else {
                sum += node->role == NODE_PICKUP ? job->pickup[d] : -job->pickup[d];
            }
        }
        load[at] = sum;
        route->head[at] = reloads || sum > route->head[at - dims] ? sum : route->head[at - dims];
    }
    route->tail[(size_t)n * dims + d] = sum;
    for (uint32_t i = n; i-- > 0;) {
        size_t at = (size_t)i * dims + d;
        const struct node *next = &model->nodes[route->nodes[i]];
        bool unloads = next->role == NODE_FACILITY && model->facilities[next->job].unloads;
        route->tail[at] =
            unloads || load[at] > route->tail[at + dims] ? load[at] : route->tail[at + dims];
    }
}

/* False where a delivery comes after a pickup on the route of an ordered vehicle. */
static bool refresh_order(struct state *state, uint32_t r)
{
    const struct plan_model *model = state->model;
    struct route *route = &state->routes[r];
    if (!model->vehicles[r].ordered)
        return true;
    route->first_pickup = route->n + 1;
    route->last_delivery = 0;
    for (uint32_t i = route->n; i > 0; i--) {
        const struct node *node = &model->nodes[route->nodes[i - 1]];
        if (node->role != NODE_SINGLE)
            continue;
        if (model->jobs[node->job].has_pickup)
            route->first_pickup = i;
        if (model->jobs[node->job].has_delivery && !route->last_delivery)
            route->last_delivery = i;
    }
    return route->last_delivery < route->first_pickup;
}

static void refresh_loads(struct state *state, uint32_t r)
{
    for (uint32_t d = 0; d < state->model->n_dims; d++)
        refresh_load(state, r, d);
}

/* Forward and backward through the windows: exact for a simple route. Gives whether all is on
 * time. */
static bool refresh_times(struct state *state, uint32_t r, int64_t *cost, int64_t *work_s)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    struct route *route = &state->routes[r];
    struct spot *spots = route->spots;
    uint32_t n = route->n;
    bool on_time = true;
    *cost = *work_s = 0;
    route->travel_s = 0;
    spots[0].place = vehicle->start;
    spots[0].node = PLAN_NONE;
    spots[0].begin_s = spots[0].leave_s = vehicle->windows[0].from_s;
    for (uint32_t i = 1; i <= n + 1; i++) {
        struct spot *spot = &spots[i], *before = &spots[i - 1];
        const struct node *node = i <= n ? &model->nodes[route->nodes[i - 1]] : NULL;
        spot->place = node ? node->place : vehicle->end;
        spot->node = node ? route->nodes[i - 1] : PLAN_NONE;
        struct arc arc = model_arc(model, vehicle, before->place, spot->place);
        on_time &= arc.duration_s < ARC_MAX;
        before->next_cost = arc.cost;
        before->next_s = arc.duration_s;
        *cost += arc.cost;
        route->travel_s += arc.duration_s;
        int64_t arrival = before->leave_s + arc.duration_s;
        spot->begin_s = spot->leave_s = arrival;
        if (!node)
            break;
        if (state->low && spot->node < model->n_visits && state->low[spot->node] > arrival)
            arrival = state->low[spot->node];
        spot->begin_s = node_begin_s(node, arrival);
        int64_t work = node_work_s(node, vehicle->type, before->place);
        *work_s += work;
        on_time &= spot->begin_s < TIME_MAX;
        if (spot->begin_s == TIME_MAX)
            spot->begin_s = arrival;
        spot->leave_s = spot->begin_s + work;
        if (spot->node < model->n_visits) {
            state->where[spot->node] = (struct where){r, i};
            on_time &= !state->high || spot->begin_s <= state->high[spot->node];
        }
    }
    spots[n + 1].late_s = vehicle->windows[vehicle->n_windows - 1].until_s;
    on_time &= spots[n + 1].begin_s <= spots[n + 1].late_s;
    for (uint32_t i = n; i > 0; i--) {
        struct spot *spot = &spots[i];
        int64_t latest = spots[i + 1].late_s - spot->next_s - (spot->leave_s - spot->begin_s);
        if (state->high && spot->node < model->n_visits && state->high[spot->node] < latest)
            latest = state->high[spot->node];
        spot->late_s = node_latest_s(&model->nodes[spot->node], latest);
    }
    spots[0].late_s = spots[1].late_s - spots[0].next_s;
    return on_time;
}

/* What a second later costs at a node that begins then; what it may save goes to `gain`. */
static int64_t slope_at(const struct plan_model *model, uint32_t id, int64_t begin_s, int64_t *gain)
{
    const struct node *node = &model->nodes[id];
    const struct job *job = &model->jobs[node->job];
    int64_t slope = 0, change = model->weight[PLAN_TERM_CHANGE] * model->change_rate_s;
    slope += node->late_rate && begin_s >= node->due_s ? node->late_rate : 0;
    slope += node->wait_rate && begin_s >= node->asked_s ? node->wait_rate : 0;
    slope *= model->weight[PLAN_TERM_LATENESS];
    if (!change || job->promised_start_s < 0 || job->first != id)
        return slope;
    int64_t later = begin_s - job->promised_start_s;
    if (later >= model->change_tolerance_s)
        slope += change;
    else if (later < -model->change_tolerance_s)
        *gain += change * (-model->change_tolerance_s - later);
    return slope;
}

/* After the times are known; see route.shifts. */
static void refresh_slopes(struct state *state, uint32_t r)
{
    const struct vehicle *vehicle = &state->model->vehicles[r];
    struct route *route = &state->routes[r];
    struct spot *spots = route->spots;
    int64_t slope = 0;
    route->gain = 0;
    route->shifts = vehicle->late_costs && !state->eval.rests;
    for (uint32_t i = vehicle->n_frozen + 1; i <= route->n && route->shifts; i++)
        route->shifts = spots[i].begin_s == spots[i - 1].leave_s + spots[i - 1].next_s;
    spots[route->n + 1].slope = 0;
    for (uint32_t i = route->n; i > 0 && route->shifts; i--) {
        slope += slope_at(state->model, route->nodes[i - 1], spots[i].begin_s, &route->gain);
        spots[i].slope = slope;
    }
}

static void note_unloaded(struct state *state, uint32_t r)
{
    const struct plan_model *model = state->model;
    if (!state->unloaded)
        return;
    size_t size = (size_t)model->n_facilities * model->n_dims;
    if (state->routes[r].n)
        memcpy(state->unloaded + r * size, state->eval.unloaded, size * sizeof(int64_t));
    else
        memset(state->unloaded + r * size, 0, size * sizeof(int64_t));
}

/* Which labels at the end of the route are in time: bits. */
static uint32_t labels_in_time(const struct eval *eval, const struct vehicle *vehicle, uint32_t n)
{
    const struct label *ends = &eval->labels[(size_t)(n + 1) * LABELS_MAX];
    int64_t until_s = vehicle->windows[vehicle->n_windows - 1].until_s;
    uint32_t in_time = 0;
    for (uint32_t w = vehicle->n_windows; w-- > 0;) {
        if (eval->labels[0].leave_s <= vehicle->windows[w].until_s)
            until_s = vehicle->windows[w].until_s;
    }
    for (uint8_t k = 0; k < eval->n_labels[n + 1]; k++)
        in_time |= ends[k].leave_s <= until_s ? 1u << k : 0;
    return in_time;
}

/* The labels know better than the plain pass where breaks, rests and releases delay; with several
 * shifts they are of the chosen one only. Relations in time go by what leads to the end: of ways
 * to be early some end where a break comes too late. */
static void refresh_from_labels(struct state *state, uint32_t r)
{
    const struct eval *eval = &state->eval;
    const struct vehicle *vehicle = &state->model->vehicles[r];
    struct route *route = &state->routes[r];
    bool related = state->model->has_time_relations, several = vehicle->n_windows > 1;
    bool loaded = false; /* whether a break is too late may change with what is on board */
    for (uint32_t b = 0; related && b < vehicle->n_breaks; b++)
        loaded |= vehicle->breaks[b].max_load != NULL;
    route->of_one_way = several && related;
    if (several && !related)
        return;
    uint32_t alive = related ? labels_in_time(eval, vehicle, route->n) : 0;
    for (uint32_t i = route->n + 1; i > 1; i--) {
        const struct label *labels = &eval->labels[(size_t)(i - 1) * LABELS_MAX];
        uint32_t before = 0;
        for (uint8_t k = 0; k < eval->n_labels[i]; k++)
            before |= alive >> k & 1 ? 1u << eval->labels[(size_t)i * LABELS_MAX + k].from : 0;
        alive = before;
        int64_t leave = TIME_MAX, leads = TIME_MAX;
        for (uint8_t k = 0; k < eval->n_labels[i - 1]; k++) {
            leave = labels[k].leave_s < leave ? labels[k].leave_s : leave;
            if (alive >> k & 1 && labels[k].leave_s < leads)
                leads = labels[k].leave_s;
        }
        route->of_one_way |= loaded && leads != leave;
        route->spots[i - 1].leave_s = related ? leads : leave;
        route->spots[i - 1].begin_s = route->spots[i - 1].leave_s - eval->ways[i - 1].work_s;
    }
    route->spots[0].leave_s = eval->labels[0].leave_s;
}

static void refresh_worth(struct state *state, uint32_t r)
{
    struct route *route = &state->routes[r];
    struct worth worth;
    state_set_rooms(state, r);
    if (!eval_route(&state->eval, r, route->nodes, route->n, &worth)) {
        state->broken = true;
        return;
    }
    note_unloaded(state, r);
    route->objective = worth.objective;
    route->travel_s = worth.travel_s;
    route->distance_m = worth.distance_m;
    route->duration_s = worth.duration_s;
    route->tasks = worth.tasks;
    refresh_from_labels(state, r);
    refresh_slopes(state, r);
}

/* Whether nobody waits or rests on the route and all of it fits, by the plain pass. */
static bool is_shift_exact(const struct state *state, uint32_t r)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    if (!vehicle->shift_exact ||
        (vehicle->drive_s && vehicle->driven_s + route->travel_s > vehicle->drive_s))
        return false;
    for (uint32_t i = 1; i <= route->n; i++) {
        if (route->spots[i].begin_s != route->spots[i - 1].leave_s + route->spots[i - 1].next_s ||
            route->spots[i - 1].next_cost >= ARC_MAX)
            return false;
    }
    for (uint32_t d = 0; d < model->n_dims; d++) {
        if (route->head[(size_t)route->n * model->n_dims + d] > vehicle->capacity[d])
            return false;
    }
    return route->spots[route->n].next_cost < ARC_MAX;
}

/* What the evaluator would find, from the plain pass. */
static void weigh_shift(struct state *state, uint32_t r, int64_t cost, int64_t work_s)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    struct route *route = &state->routes[r];
    int64_t late = 0, change = 0;
    for (uint32_t i = 1; i <= route->n; i++) {
        const struct spot *spot = &route->spots[i];
        const struct job *job = &model->jobs[model->nodes[spot->node].job];
        bool other = job->promised_vehicle != PLAN_NONE && job->promised_vehicle != r;
        late += node_late_cost(&model->nodes[spot->node], spot->begin_s);
        change += (other ? model->change_vehicle : 0) + job_move_cost(model, job, spot->begin_s);
    }
    cost += vehicle->fixed + vehicle->rate_task_s * work_s;
    route->objective = model->weight[PLAN_TERM_VEHICLES] + model->weight[PLAN_TERM_COST] * cost +
                       model->weight[PLAN_TERM_LATENESS] * late +
                       model->weight[PLAN_TERM_CHANGE] * change;
    route->tasks = route->n;
    state->eval.rests = false;
    refresh_slopes(state, r);
}

void state_refresh(struct state *state, uint32_t r)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    struct route *route = &state->routes[r];
    state_touch(state, r);
    state->routes_objective -= route->objective;
    state_set_used(state, r, route->n > 0);
    route->simple = vehicle->simple && !model->node_needs_eval;
    for (uint32_t i = 0; model->n_facilities && route->simple && i < route->n; i++)
        route->simple = route->nodes[i] < model->n_visits;
    const size_t size = (size_t)model->n_facilities * model->n_dims;
    int64_t cost, work_s;
    bool on_time = refresh_times(state, r, &cost, &work_s);
    route->shifts = route->of_one_way = false;
    refresh_loads(state, r);
    bool in_order = refresh_order(state, r);
    if (!route->n) {
        route->objective = route->distance_m = route->duration_s = 0;
        route->tasks = 0;
        route->gain = route->spots[1].slope = 0;
        route->shifts = vehicle->late_costs;
        note_unloaded(state, r);
    } else if (route->simple && !model->has_relations) {
        state->broken |= !on_time || !in_order;
        if (state->unloaded)
            memset(state->unloaded + r * size, 0, size * sizeof *state->unloaded);
        route->tasks = route->n;
        cost += vehicle->fixed + vehicle->rate_task_s * work_s;
        route->objective = model->weight[PLAN_TERM_VEHICLES] + model->weight[PLAN_TERM_COST] * cost;
        for (uint32_t i = 0; model->change_vehicle && i < route->n; i++) {
            const struct job *job = &model->jobs[model->nodes[route->nodes[i]].job];
            if (job->promised_vehicle != PLAN_NONE && job->promised_vehicle != r &&
                job->first == route->nodes[i])
                route->objective += model->weight[PLAN_TERM_CHANGE] * model->change_vehicle;
        }
    } else if (on_time && is_shift_exact(state, r)) {
        weigh_shift(state, r, cost, work_s);
    } else {
        refresh_worth(state, r);
    }
    state->routes_objective += route->objective;
}

/* Terms that need all routes at once. */
static int64_t terms_over_all(const struct state *state)
{
    const struct plan_model *model = state->model;
    const int64_t *weight = model->weight;
    int64_t longest = 0, load_min = TIME_MAX, load_max = 0, task_min = TIME_MAX, task_max = 0;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct route *route = &state->routes[v];
        if (!route->n)
            continue;
        int64_t load = 0;
        for (uint32_t i = 0; model->n_dims && i < route->n; i++) {
            const struct node *node = &model->nodes[route->nodes[i]];
            if (node->role == NODE_SINGLE || node->role == NODE_PICKUP)
                load += model->jobs[node->job].pickup[0] + model->jobs[node->job].delivery[0];
        }
        longest = route->duration_s > longest ? route->duration_s : longest;
        load_min = load < load_min ? load : load_min;
        load_max = load > load_max ? load : load_max;
        task_min = route->tasks < task_min ? route->tasks : task_min;
        task_max = route->tasks > task_max ? route->tasks : task_max;
    }
    int64_t sum = weight[PLAN_TERM_MAX_DURATION] * longest;
    if (task_min < TIME_MAX)
        sum += weight[PLAN_TERM_LOAD_SPREAD] * (load_max - load_min) +
               weight[PLAN_TERM_TASK_SPREAD] * (task_max - task_min);
    return sum;
}

void state_sum(struct state *state)
{
    state->objective = state->routes_objective + state->absent_objective;
    if (state->model->has_global_terms)
        state->objective += terms_over_all(state);
}
