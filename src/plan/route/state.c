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
    to->first_pickup = from->first_pickup;
    to->last_delivery = from->last_delivery;
    to->of_one_way = from->of_one_way;
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

void state_touch(struct state *state, uint32_t r)
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

void state_set_used(struct state *state, uint32_t r, bool used)
{
    uint32_t rank = state->kind_rank[r];
    uint64_t bit = UINT64_C(1) << (rank % 64);
    bool was = !(state->empty[rank / 64] & bit);
    if (was == used)
        return;
    state->empty[rank / 64] ^= bit;
    state->n_used += used ? 1 : UINT32_MAX;
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
        state_set_used(state, r, route->n > 0);
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
            state_set_used(to, v, from->routes[v].n > 0);
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
    state_touch(state, r);
    struct route *route = &state->routes[r];
    route_reserve(route, route->n + 1, state->model->n_dims);
    memmove(route->nodes + gap + 1, route->nodes + gap, (route->n - gap) * sizeof *route->nodes);
    route->nodes[gap] = node;
    route->n++;
}

void state_take(struct state *state, uint32_t r, uint32_t position)
{
    state_touch(state, r);
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
    state_touch(state, r);
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
