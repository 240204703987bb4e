#include "plan/route/state_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void *zeroed(size_t n, size_t size)
{
    void *at = calloc(n ? n : 1, size);
    assert(at);
    return at;
}

static size_t unloaded_size(const struct plan_model *model)
{
    return (size_t)model->n_vehicles * model->n_facilities * model->n_dims * sizeof(int64_t);
}

static void route_free(struct route *route)
{
    free(route->spots);
    free(route->nodes);
    free(route->load);
}

/* Room for n nodes; the three load rows share one block. */
static void route_reserve(struct route *route, uint32_t n, uint32_t dims)
{
    if (n + 2 <= route->room)
        return;
    uint32_t room = n + 8 + route->room, had = route->n + 2;
    struct spot *spots = realloc(route->spots, room * sizeof *spots);
    uint32_t *nodes = realloc(route->nodes, room * sizeof *nodes);
    int64_t *load = malloc(((size_t)room * dims * 3 + 1) * sizeof *load);
    assert(spots && nodes && load);
    if (route->room) {
        size_t bytes = (size_t)had * dims * sizeof *load;
        memcpy(load, route->load, bytes);
        memcpy(load + (size_t)room * dims, route->head, bytes);
        memcpy(load + 2 * (size_t)room * dims, route->tail, bytes);
    }
    free(route->load);
    route->spots = spots;
    route->nodes = nodes;
    route->load = load;
    route->head = load + (size_t)room * dims;
    route->tail = load + 2 * (size_t)room * dims;
    route->room = room;
}

static void route_copy(struct route *to, const struct route *from, uint32_t dims)
{
    route_reserve(to, from->n, dims);
    memcpy(to->spots, from->spots, (from->n + 2) * sizeof *to->spots);
    if (from->n)
        memcpy(to->nodes, from->nodes, from->n * sizeof *to->nodes);
    size_t bytes = (size_t)(from->n + 2) * dims * sizeof *to->load;
    memcpy(to->load, from->load, bytes);
    memcpy(to->head, from->head, bytes);
    memcpy(to->tail, from->tail, bytes);
    to->n = from->n;
    to->simple = from->simple;
    to->shifts = from->shifts;
    to->gain = from->gain;
    to->objective = from->objective;
    to->travel_s = from->travel_s;
    to->distance_m = from->distance_m;
    to->duration_s = from->duration_s;
    to->tasks = from->tasks;
}

void state_init(struct state *state, const struct plan_model *model)
{
    uint32_t n = model->n_vehicles;
    *state = (struct state){.model = model};
    state->routes = zeroed(n, sizeof *state->routes);
    state->saved = zeroed(n, sizeof *state->saved);
    state->touched = zeroed(n, sizeof *state->touched);
    state->where = zeroed(model->n_visits, sizeof *state->where);
    state->absent = zeroed(model->n_jobs, sizeof *state->absent);
    state->absent_at = zeroed(model->n_jobs, sizeof *state->absent_at);
    state->saved_absent = zeroed(model->n_jobs, sizeof *state->saved_absent);
    state->by_kind = zeroed(n, sizeof *state->by_kind);
    state->kind_rank = zeroed(n, sizeof *state->kind_rank);
    state->kind_first = zeroed(model->n_kinds + 1, sizeof *state->kind_first);
    state->empty = zeroed(n / 64 + 1, sizeof *state->empty);
    for (uint32_t v = 0; v < n; v++)
        state->kind_first[model->vehicles[v].kind + 1]++;
    for (uint32_t k = 0; k < model->n_kinds; k++)
        state->kind_first[k + 1] += state->kind_first[k];
    uint32_t *next = zeroed(model->n_kinds + 1, sizeof *next);
    for (uint32_t v = 0; v < n; v++) {
        uint32_t kind = model->vehicles[v].kind, rank = state->kind_first[kind] + next[kind]++;
        state->by_kind[rank] = v;
        state->kind_rank[v] = rank;
    }
    free(next);
    if (model->has_time_relations) {
        state->low = zeroed(model->n_visits, sizeof *state->low);
        state->high = zeroed(model->n_visits, sizeof *state->high);
        state->saved_low = zeroed(model->n_visits, sizeof *state->saved_low);
        state->saved_high = zeroed(model->n_visits, sizeof *state->saved_high);
    }
    if (model->has_limits) {
        state->unloaded = zeroed(unloaded_size(model), 1);
        state->saved_unloaded = zeroed(unloaded_size(model), 1);
    }
    eval_init(&state->eval, model);
    state->eval.trusted = true;
    state->eval.bounds = (struct bounds){state->low, state->high};
    if (model->has_limits)
        state->eval.facility_room =
            zeroed((size_t)model->n_facilities * model->n_dims, sizeof(int64_t));
    state_clear(state);
}

void state_free(struct state *state)
{
    for (uint32_t v = 0; state->model && v < state->model->n_vehicles; v++) {
        route_free(&state->routes[v]);
        route_free(&state->saved[v]);
    }
    void *all[] = {state->routes,         state->saved,
                   state->touched,        state->where,
                   state->absent,         state->absent_at,
                   state->saved_absent,   state->low,
                   state->high,           state->saved_low,
                   state->saved_high,     state->unloaded,
                   state->by_kind,        state->kind_first,
                   state->kind_rank,      state->empty,
                   state->saved_unloaded, (void *)state->eval.facility_room};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    eval_free(&state->eval);
    *state = (struct state){0};
}

void state_set_absent(struct state *state, uint32_t job)
{
    if (state->absent_at[job] != PLAN_NONE)
        return;
    state->absent_at[job] = state->n_absent;
    state->absent[state->n_absent++] = job;
    state->absent_objective += state->model->jobs[job].out_cost;
}

void state_set_present(struct state *state, uint32_t job)
{
    uint32_t at = state->absent_at[job];
    if (at == PLAN_NONE)
        return;
    uint32_t last = state->absent[--state->n_absent];
    state->absent[at] = last;
    state->absent_at[last] = at;
    state->absent_at[job] = PLAN_NONE;
    state->absent_objective -= state->model->jobs[job].out_cost;
}

static void touch(struct state *state, uint32_t r)
{
    struct route *route = &state->routes[r];
    if (route->touched)
        return;
    route->touched = true;
    state->touched[state->n_touched++] = r;
    route_copy(&state->saved[r], route, state->model->n_dims);
}

void state_mark(struct state *state)
{
    for (uint32_t i = 0; i < state->n_touched; i++)
        state->routes[state->touched[i]].touched = false;
    state->n_touched = 0;
    state->n_saved_absent = state->n_absent;
    if (state->n_absent)
        memcpy(state->saved_absent, state->absent, state->n_absent * sizeof *state->absent);
    if (state->low) {
        size_t bytes = state->model->n_visits * sizeof *state->low;
        memcpy(state->saved_low, state->low, bytes);
        memcpy(state->saved_high, state->high, bytes);
    }
    if (state->unloaded)
        memcpy(state->saved_unloaded, state->unloaded, unloaded_size(state->model));
    state->saved_objective[0] = state->objective;
    state->saved_objective[1] = state->routes_objective;
    state->saved_objective[2] = state->absent_objective;
    state->broken = false;
}

static void set_used(struct state *state, uint32_t r, bool used)
{
    uint32_t rank = state->kind_rank[r];
    uint64_t bit = UINT64_C(1) << (rank % 64);
    bool was = !(state->empty[rank / 64] & bit);
    if (was == used)
        return;
    state->empty[rank / 64] ^= bit;
    state->n_used += used ? 1 : UINT32_MAX;
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

void state_undo(struct state *state)
{
    for (uint32_t i = 0; i < state->n_touched; i++) {
        uint32_t r = state->touched[i];
        struct route *route = &state->routes[r];
        for (uint32_t k = 0; k < route->n; k++) {
            if (route->nodes[k] < state->model->n_visits)
                state->where[route->nodes[k]].route = PLAN_NONE;
        }
    }
    for (uint32_t i = 0; i < state->n_touched; i++) {
        uint32_t r = state->touched[i];
        struct route *route = &state->routes[r];
        route_copy(route, &state->saved[r], state->model->n_dims);
        route->touched = false;
        for (uint32_t k = 0; k < route->n; k++) {
            if (route->nodes[k] < state->model->n_visits)
                state->where[route->nodes[k]] = (struct where){r, k + 1};
        }
        set_used(state, r, route->n > 0);
    }
    if (state->unloaded)
        memcpy(state->unloaded, state->saved_unloaded, unloaded_size(state->model));
    for (uint32_t i = 0; i < state->n_absent; i++)
        state->absent_at[state->absent[i]] = PLAN_NONE;
    state->n_absent = state->n_saved_absent;
    for (uint32_t i = 0; i < state->n_absent; i++) {
        state->absent[i] = state->saved_absent[i];
        state->absent_at[state->absent[i]] = i;
    }
    if (state->low) {
        size_t bytes = state->model->n_visits * sizeof *state->low;
        memcpy(state->low, state->saved_low, bytes);
        memcpy(state->high, state->saved_high, bytes);
    }
    state->n_touched = 0;
    state->objective = state->saved_objective[0];
    state->routes_objective = state->saved_objective[1];
    state->absent_objective = state->saved_objective[2];
    state->broken = false;
}

void state_copy(struct state *to, const struct state *from)
{
    const struct plan_model *model = from->model;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        if (from->routes[v].n || to->routes[v].n) {
            route_copy(&to->routes[v], &from->routes[v], model->n_dims);
            set_used(to, v, from->routes[v].n > 0);
        }
        to->routes[v].touched = false;
    }
    memcpy(to->where, from->where, model->n_visits * sizeof *to->where);
    memcpy(to->absent, from->absent, model->n_jobs * sizeof *to->absent);
    memcpy(to->absent_at, from->absent_at, model->n_jobs * sizeof *to->absent_at);
    to->n_absent = from->n_absent;
    if (from->low) {
        memcpy(to->low, from->low, model->n_visits * sizeof *to->low);
        memcpy(to->high, from->high, model->n_visits * sizeof *to->high);
    }
    if (from->unloaded)
        memcpy(to->unloaded, from->unloaded, unloaded_size(model));
    to->objective = from->objective;
    to->routes_objective = from->routes_objective;
    to->absent_objective = from->absent_objective;
    to->n_touched = 0;
    state_mark(to);
}

void state_put(struct state *state, uint32_t r, uint32_t gap, uint32_t node)
{
    touch(state, r);
    struct route *route = &state->routes[r];
    route_reserve(route, route->n + 1, state->model->n_dims);
    memmove(route->nodes + gap + 1, route->nodes + gap, (route->n - gap) * sizeof *route->nodes);
    route->nodes[gap] = node;
    route->n++;
}

void state_take(struct state *state, uint32_t r, uint32_t position)
{
    touch(state, r);
    struct route *route = &state->routes[r];
    uint32_t node = route->nodes[position - 1];
    if (node < state->model->n_visits)
        state->where[node].route = PLAN_NONE;
    memmove(route->nodes + position - 1, route->nodes + position,
            (route->n - position) * sizeof *route->nodes);
    route->n--;
}

/* A job is present when its last node is: a frozen pickup may wait for its delivery. */
static bool is_last_of_job(const struct plan_model *model, uint32_t node)
{
    const struct job *job = &model->jobs[model->nodes[node].job];
    return node == job->first + job->n_nodes - 1;
}

void state_set_route(struct state *state, uint32_t r, const uint32_t *nodes, uint32_t n)
{
    const struct plan_model *model = state->model;
    touch(state, r);
    struct route *route = &state->routes[r];
    for (uint32_t i = 0; i < route->n; i++) {
        if (route->nodes[i] < model->n_visits) {
            state->where[route->nodes[i]].route = PLAN_NONE;
            if (is_last_of_job(model, route->nodes[i]))
                state_set_absent(state, model->nodes[route->nodes[i]].job);
        }
    }
    route_reserve(route, n, model->n_dims);
    if (n)
        memcpy(route->nodes, nodes, n * sizeof *nodes);
    route->n = n;
    for (uint32_t i = 0; i < n; i++) {
        if (nodes[i] < model->n_visits && is_last_of_job(model, nodes[i]))
            state_set_present(state, model->nodes[nodes[i]].job);
    }
    state_refresh(state, r);
}

void state_remove_job(struct state *state, uint32_t j, bool refresh)
{
    const struct job *job = &state->model->jobs[j];
    uint32_t r = state->where[job->first].route;
    if (r == PLAN_NONE)
        r = state->where[job->first + job->n_nodes - 1].route;
    for (uint32_t k = job->n_nodes; k-- > 0;) {
        const struct where *where = &state->where[job->first + k];
        if (where->route == PLAN_NONE || !state_is_free(state, where->route, where->position))
            continue;
        uint32_t position = where->position;
        state_take(state, r, position);
        struct route *route = &state->routes[r];
        for (uint32_t i = position - 1; i < route->n; i++) {
            if (route->nodes[i] < state->model->n_visits)
                state->where[route->nodes[i]].position = i + 1;
        }
    }
    state_set_absent(state, j);
    if (refresh && r != PLAN_NONE)
        state_refresh(state, r);
}

/* A frozen prefix; what it has collected may still have to be unloaded, then a facility follows. */
static void lay_frozen(struct state *state, uint32_t v)
{
    const struct vehicle *vehicle = &state->model->vehicles[v];
    uint32_t n = vehicle->n_frozen;
    state->broken = false;
    state_set_route(state, v, vehicle->frozen, n);
    if (!state->broken || !n)
        return;
    uint32_t *nodes = malloc((n + 1) * sizeof *nodes);
    assert(nodes);
    memcpy(nodes, vehicle->frozen, n * sizeof *nodes);
    for (uint32_t i = 0; i < vehicle->n_facilities && state->broken; i++) {
        nodes[n] = state->model->n_visits + vehicle->facilities[i];
        state->broken = false;
        state_set_route(state, v, nodes, n + 1);
    }
    if (state->broken)
        state_set_route(state, v, vehicle->frozen, n);
    free(nodes);
}

void state_clear(struct state *state)
{
    const struct plan_model *model = state->model;
    state->n_absent = state->n_touched = state->n_used = 0;
    state->absent_objective = state->routes_objective = 0;
    memset(state->absent_at, 0xff, model->n_jobs * sizeof *state->absent_at);
    for (uint32_t i = 0; i < model->n_visits; i++)
        state->where[i] = (struct where){PLAN_NONE, 0};
    for (uint32_t i = 0; state->low && i < model->n_visits; i++) {
        state->low[i] = -TIME_MAX;
        state->high[i] = TIME_MAX;
    }
    for (uint32_t j = 0; j < model->n_jobs; j++)
        state_set_absent(state, j);
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        struct route *route = &state->routes[v];
        route_reserve(route, 0, model->n_dims);
        route->n = 0;
        route->objective = 0;
        route->touched = false;
        uint32_t rank = state->kind_rank[v];
        state->empty[rank / 64] |= UINT64_C(1) << (rank % 64);
        lay_frozen(state, v);
    }
    state_sum(state);
    state_mark(state);
}

uint32_t state_empty_of_kind(const struct state *state, uint32_t kind)
{
    uint32_t first = state->kind_first[kind], end = state->kind_first[kind + 1];
    for (uint32_t word = first / 64; word * 64 < end; word++) {
        uint64_t bits = state->empty[word];
        if (word == first / 64)
            bits &= ~UINT64_C(0) << (first % 64);
        if (!bits)
            continue;
        uint32_t rank = word * 64 + (uint32_t)__builtin_ctzll(bits);
        return rank < end ? state->by_kind[rank] : PLAN_NONE;
    }
    return PLAN_NONE;
}

/* ---- Working out a route ----------------------------------------------------------------- */

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
    /* The labels know better than the plain pass where breaks, rests and releases delay; with
     * several shifts they are of the chosen one only, which relations in time go by. */
    bool told = state->model->vehicles[r].n_windows == 1 || state->model->has_time_relations;
    for (uint32_t i = 1; told && i <= route->n; i++) {
        const struct label *labels = &state->eval.labels[(size_t)i * LABELS_MAX];
        int64_t leave = labels[0].leave_s;
        for (uint8_t k = 1; k < state->eval.n_labels[i]; k++)
            leave = labels[k].leave_s < leave ? labels[k].leave_s : leave;
        route->spots[i].leave_s = leave;
        route->spots[i].begin_s = leave - state->eval.ways[i].work_s;
    }
    if (told)
        route->spots[0].leave_s = state->eval.labels[0].leave_s;
    refresh_slopes(state, r);
}

void state_refresh(struct state *state, uint32_t r)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    struct route *route = &state->routes[r];
    touch(state, r);
    state->routes_objective -= route->objective;
    set_used(state, r, route->n > 0);
    route->simple = vehicle->simple && !model->node_needs_eval;
    for (uint32_t i = 0; model->n_facilities && route->simple && i < route->n; i++)
        route->simple = route->nodes[i] < model->n_visits;
    const size_t size = (size_t)model->n_facilities * model->n_dims;
    int64_t cost, work_s;
    bool on_time = refresh_times(state, r, &cost, &work_s);
    route->shifts = false;
    refresh_loads(state, r);
    if (!route->n) {
        route->objective = route->distance_m = route->duration_s = 0;
        route->tasks = 0;
        note_unloaded(state, r);
    } else if (route->simple && !model->has_relations) {
        state->broken |= !on_time;
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
