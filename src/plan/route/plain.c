#include "plan/route/plain_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "plan/core/portfolio.h"

enum { FEW_CLIENTS = 5 };
#define CELLS_MAX ((size_t)1 << 25)  /* of the tables of ways */
#define SUM_MAX   (INT64_C(1) << 29) /* of all times, of all loads: any route fits into 32 bits */

/* ---- Into a plain problem ---------------------------------------------------------------- */

/* What is loaded: in which dimension, and whether all is brought out before anything is collected.
 */
struct cargo {
    uint32_t dim;
    bool ordered;
};

/* The one dimension that loads something, 0 when none does; false when there are several. */
static bool find_dim(const struct plan_model *model, uint32_t *dim)
{
    bool found = false, used[PLAN_LIMIT_DIMS];
    *dim = 0;
    model_find_used(model, used);
    for (uint32_t d = 0; d < model->n_dims; d++) {
        if (used[d] && found)
            return false;
        if (used[d])
            *dim = d;
        found |= used[d];
    }
    return true;
}

/* The first vehicle of a kind. */
static const struct vehicle *leader_of(const struct plan_model *model, uint32_t kind)
{
    const struct vehicle *vehicle = model->vehicles;
    while (vehicle->kind != kind)
        vehicle++;
    return vehicle;
}

/* One job differs between no two vehicles: each may do it and it takes as long and costs as much.
 */
static bool is_same_for_all(const struct plan_model *model, uint32_t j)
{
    const struct node *node = &model->nodes[model->jobs[j].first];
    const struct vehicle *first = &model->vehicles[0];
    int64_t service_s = node_service_s(node, first->type);
    for (uint32_t k = 0; k < model->n_kinds; k++) {
        const struct vehicle *vehicle = leader_of(model, k);
        if (model_compat(model, j, (uint32_t)(vehicle - model->vehicles)) ||
            node_service_s(node, vehicle->type) != service_s ||
            (service_s && vehicle->rate_task_s != first->rate_task_s))
            return false;
    }
    return true;
}

static bool has_plain_vehicles(const struct plan_model *model)
{
    size_t places = model->n_visits + 1;
    if (model->n_kinds > PROBLEM_KINDS_MAX || (model->n_kinds > 1 && model->fleet_first) ||
        model->n_kinds * places > UINT16_MAX || model->n_kinds * places * places > CELLS_MAX)
        return false;
    for (uint32_t k = 0; k < model->n_kinds; k++) {
        const struct vehicle *vehicle = leader_of(model, k);
        if (vehicle->max_tasks || vehicle->max_trips)
            return false;
        for (uint32_t d = 0; d < model->n_dims; d++) {
            if (vehicle->load[d])
                return false;
        }
    }
    return true;
}

/* The same order for all vehicles. */
static bool find_cargo(const struct plan_model *model, struct cargo *cargo)
{
    if (!find_dim(model, &cargo->dim))
        return false;
    cargo->ordered = model->vehicles[0].ordered;
    for (uint32_t k = 0; k < model->n_kinds; k++) {
        if (leader_of(model, k)->ordered != cargo->ordered)
            return false;
    }
    return true;
}

static bool is_plain(const struct plan_model *model, struct cargo *cargo)
{
    if (!model->all_plain_but_order || model->has_shipments || model->has_prizes ||
        model->n_visits > PROBLEM_CLIENTS_MAX || model->n_visits < FEW_CLIENTS ||
        !model->n_vehicles || !has_plain_vehicles(model) || !find_cargo(model, cargo))
        return false;
    bool picks = false, delivers = false, both = false;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        const struct job *job = &model->jobs[j];
        picks |= job->has_pickup;
        delivers |= job->has_delivery;
        both |= job->has_pickup && job->has_delivery;
        if (job->optional || model->nodes[job->first].n_windows != 1 || !is_same_for_all(model, j))
            return false;
    }
    return cargo->ordered ? !both : !(picks && delivers);
}

static int64_t clip(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* A window, counted from when times begin; false when it is never. */
static bool set_span(struct span *span, const struct plan_window *window, int64_t service,
                     int64_t from_s)
{
    int64_t early = clip(window->from_s - from_s, 0, TIME_FAR);
    int64_t late = clip(window->until_s - from_s, -1, TIME_FAR);
    if (early >= TIME_FAR || late < early || service > TIME_FAR)
        return false;
    *span =
        (struct span){.duration = (int32_t)service, .early = (int32_t)early, .late = (int32_t)late};
    return true;
}

static bool set_clients(const struct plan_model *model, const struct cargo *cargo,
                        struct plain *plain)
{
    struct problem *problem = plain->problem;
    uint32_t type = model->vehicles[0].type;
    int64_t loads = 0, times = 0;
    for (uint32_t c = 1; c <= problem->n; c++) {
        const struct node *node = &model->nodes[plain->node[c]];
        const struct job *job = &model->jobs[node->job];
        int64_t out = model->n_dims ? job->delivery[cargo->dim] : 0;
        int64_t in = model->n_dims ? job->pickup[cargo->dim] : 0;
        int64_t service = node_service_s(node, type);
        loads += out + in;
        if (loads > SUM_MAX ||
            !set_span(&problem->clients[c].span, &node->windows[0], service, plain->from_s))
            return false;
        problem->loads[c] = cargo->ordered ? load_pair((int32_t)out, (int32_t)in)
                                           : load_pair((int32_t)(out + in), 0);
        times += service;
    }
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        const struct vehicle *vehicle = &model->vehicles[plain->leaders[k]];
        int64_t capacity = model->n_dims ? vehicle->capacity[cargo->dim] : loads;
        capacity = capacity < loads ? capacity : loads;
        problem->kinds[k].capacity = load_pair((int32_t)capacity, (int32_t)capacity);
    }
    return times < SUM_MAX;
}

/* What the vehicles cost and when they are there. */
static bool set_kinds(const struct plan_model *model, struct plain *plain)
{
    struct problem *problem = plain->problem;
    int64_t money = model->weight[PLAN_TERM_COST] ? model->weight[PLAN_TERM_COST] : 1;
    plain->from_s = INT64_MAX;
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        const struct vehicle *vehicle = leader_of(model, k);
        plain->leaders[k] = (uint32_t)(vehicle - model->vehicles);
        if (vehicle->windows[0].from_s < plain->from_s)
            plain->from_s = vehicle->windows[0].from_s;
    }
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        const struct vehicle *vehicle = &model->vehicles[plain->leaders[k]];
        struct kind *kind = &problem->kinds[k];
        kind->fixed = vehicle->fixed + model->weight[PLAN_TERM_VEHICLES] / money;
        if (!set_span(&kind->shift, &vehicle->windows[0], 0, plain->from_s))
            return false;
    }
    for (uint32_t v = 0; v < model->n_vehicles; v++)
        problem->kinds[model->vehicles[v].kind].vehicles++;
    return true;
}

/* A tour through all clients in any order takes about the sum of their mean ways; broken plans have
 * none that is longer. */
static bool set_hops(const struct plan_model *model, struct plain *plain, uint32_t kind)
{
    struct problem *problem = plain->problem;
    const struct vehicle *vehicle = &model->vehicles[plain->leaders[kind]];
    double times = 0;
    for (uint32_t i = 0; i <= problem->n; i++) {
        uint32_t from = i ? model->nodes[plain->node[i]].place : vehicle->start;
        for (uint32_t k = 0; k <= problem->n; k++) {
            if (!i && !k)
                continue;
            uint32_t to = k ? model->nodes[plain->node[k]].place : vehicle->end;
            struct arc arc = model_arc(model, vehicle, from, to);
            if (arc.cost >= HOP_FAR || arc.duration_s >= HOP_FAR)
                return false;
            problem_set_hop(problem, problem_base(problem, kind) + i, k,
                            (struct hop){.cost = arc.cost, .time = arc.duration_s});
            times += arc.duration_s;
        }
    }
    return times / (problem->n + 1) < (double)SUM_MAX;
}

static bool set_all_hops(const struct plan_model *model, struct plain *plain)
{
    for (uint32_t k = 0; k < plain->problem->n_kinds; k++) {
        if (!set_hops(model, plain, k))
            return false;
    }
    return true;
}

/* From one visit to the nearest that has no number yet, until there is none near; then the first
 * without one. */
static void number_clients(const struct plan_model *model, struct plain *plain)
{
    uint32_t n = 0, first = 0, at = 0;
    while (n < model->n_visits) {
        plain->client[at] = (uint16_t)(n + 1);
        plain->node[++n] = at;
        const uint32_t *near = model->neighbours + (size_t)at * model->n_near;
        uint32_t i = 0;
        while (i < model->n_near && near[i] != PLAN_NONE && plain->client[near[i]])
            i++;
        if (i < model->n_near && near[i] != PLAN_NONE) {
            at = near[i];
            continue;
        }
        while (first < model->n_visits && plain->client[first])
            first++;
        at = first;
    }
}

static void set_near(const struct plan_model *model, struct plain *plain)
{
    struct problem *problem = plain->problem;
    for (uint32_t c = 1; c <= problem->n; c++) {
        const uint32_t *near = model->neighbours + (size_t)plain->node[c] * model->n_near;
        for (uint32_t k = 0; k < model->n_near && near[k] != PLAN_NONE; k++)
            problem->near[(size_t)c * model->n_near + k] = plain->client[near[k]];
    }
}

/* All but problem_finish. */
static bool plain_fill(struct plain *plain, const struct plan_model *model)
{
    *plain = (struct plain){0};
    struct cargo cargo;
    if (!is_plain(model, &cargo))
        return false;
    plain->problem = problem_new(model->n_visits, model->n_kinds, model->n_near);
    plain->node = calloc(model->n_visits + 1, sizeof *plain->node);
    plain->client = calloc(model->n_visits + 1, sizeof *plain->client);
    assert(plain->node && plain->client);
    number_clients(model, plain);
    if (!set_kinds(model, plain) || !set_clients(model, &cargo, plain) ||
        !set_all_hops(model, plain) || (cargo.ordered && !problem_set_order(plain->problem))) {
        plain_free(plain);
        return false;
    }
    set_near(model, plain);
    return true;
}

bool plain_init(struct plain *plain, const struct plan_model *model)
{
    bool filled = plain_fill(plain, model);
    if (filled)
        problem_finish(plain->problem);
    return filled;
}

bool plain_init_settled(struct plain *plain, const struct plan_model *model, uint32_t vehicles)
{
    if (!plain_fill(plain, model))
        return false;
    plain->problem->kinds[0].vehicles = vehicles;
    plain->problem->kinds[0].fixed = model->vehicles[0].fixed;
    problem_finish(plain->problem);
    return true;
}

void plain_free(struct plain *plain)
{
    problem_free(plain->problem);
    free(plain->node);
    free(plain->client);
}

/* ---- And back ---------------------------------------------------------------------------- */

static void tours_from_state(const struct plain *plain, const struct state *state,
                             struct tours *tours)
{
    uint16_t n = 0;
    tours->n = 0;
    for (uint32_t v = 0; v < state->model->n_vehicles; v++) {
        const struct route *route = &state->routes[v];
        if (!route->n)
            continue;
        tours->kinds[tours->n] = (uint8_t)state->model->vehicles[v].kind;
        tours->first[tours->n++] = n;
        for (uint32_t i = 0; i < route->n; i++)
            tours->nodes[n++] = plain->client[route->nodes[i]];
    }
    tours->first[tours->n] = n;
    tours_weigh(tours, plain->problem);
}

/* What is shown of better plans needs both numberings. */
struct bridge {
    struct search *search;
    struct plain plain;
    struct tours best;
    int64_t shown_cost;
};

/* Lays the plan into the state, each route for the next vehicle of its kind, and keeps it if it is
 * better. */
static void put_back(struct bridge *bridge)
{
    struct search *search = bridge->search;
    const struct tours *tours = &bridge->best;
    bridge->shown_cost = tours->cost;
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    uint32_t *nodes = search->order, next[PROBLEM_KINDS_MAX];
    memcpy(next, bridge->plain.leaders, sizeof next);
    state_clear(state);
    for (uint32_t r = 0; r < tours->n; r++) {
        uint32_t n = 0, *v = &next[tours->kinds[r]];
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++)
            nodes[n++] = bridge->plain.node[tours->nodes[i]];
        while (model->vehicles[*v].kind != tours->kinds[r])
            ++*v;
        state_set_route(state, (*v)++, nodes, n);
    }
    state_sum(state);
    state_mark(state);
    if (!state->broken && state->objective < search->best.objective)
        search_note_best(search);
}

bool plain_ripens(const struct plan_model *model)
{
    struct cargo cargo;
    return is_plain(model, &cargo) && model->n_kinds == 1 &&
           model->n_visits <= PORTFOLIO_RIPENS_MAX;
}

bool plain_is_large(const struct plan_model *model)
{
    struct cargo cargo;
    return is_plain(model, &cargo) && model->n_visits >= PORTFOLIO_TOGETHER_MIN;
}

bool search_plain_fewer(struct search *search, double share)
{
    struct bridge bridge = {.search = search};
    if (search->best.n_absent || search->best.n_used < 2 || search->model->n_kinds != 1 ||
        !plain_init_settled(&bridge.plain, search->model, search->best.n_used - 1))
        return false;
    struct budget until = search->budget;
    tours_init(&bridge.best, bridge.plain.problem);
    bool found = portfolio_find(bridge.plain.problem, share, &until, &search->rng, &bridge.best);
    search->budget.spent = until.spent;
    if (found)
        put_back(&bridge);
    tours_free(&bridge.best);
    plain_free(&bridge.plain);
    return found;
}

static void show(void *context)
{
    struct bridge *bridge = context;
    if (bridge->best.cost != bridge->shown_cost)
        put_back(bridge);
}

/* Whether the vehicles cannot carry all, however it is shared out. */
static bool is_overloaded(const struct problem *problem)
{
    int64_t first = 0, second = 0;
    for (uint32_t c = 1; c <= problem->n; c++) {
        first += load_first(problem->loads[c]);
        second += load_second(problem->loads[c]);
    }
    for (uint32_t k = 0; k < problem->n_kinds; k++) {
        const struct kind *kind = &problem->kinds[k];
        first -= (int64_t)kind->vehicles * load_first(kind->capacity);
        second -= (int64_t)kind->vehicles * load_second(kind->capacity);
    }
    return first > 0 || second > 0;
}

/* The best plan with as few vehicles as an ejection pool finds, whatever that costs. */
static bool make_few(void *context, double share, struct tours *few)
{
    struct bridge *bridge = context;
    struct search *search = bridge->search;
    bool whole = false;
    put_back(bridge);
    if (!search_thin(search, search_fewest_vehicles(search->model), share, &whole) || !whole)
        return false;
    tours_from_state(&bridge->plain, &search->state, few);
    return few->n < bridge->best.n;
}

bool search_plain(struct search *search)
{
    struct bridge bridge = {.search = search};
    struct tours *best = &bridge.best;
    /* Where vehicles count first, how many there are is settled before. Local search would pay any
     * lateness for one less. */
    bool settled = search->model->fleet_first && !search->best.n_absent;
    if (settled ? !plain_init_settled(&bridge.plain, search->model, search->best.n_used)
                : !plain_init(&bridge.plain, search->model))
        return false;
    if (search->best.n_absent && is_overloaded(bridge.plain.problem)) {
        plain_free(&bridge.plain);
        return false;
    }
    tours_init(best, bridge.plain.problem);
    if (!search->best.n_absent)
        tours_from_state(&bridge.plain, &search->state, best);
    bridge.shown_cost = best->cost;
    search_shows(search, show, &bridge);
    struct portfolio_start start = {.make = make_few, .context = &bridge};
    bool found = portfolio_run(bridge.plain.problem, search->threads, &search->budget, &search->rng,
                               settled || search->model->n_kinds != 1 ? NULL : &start, best);
    search_shows(search, NULL, NULL);
    if (found)
        put_back(&bridge);
    else
        snapshot_restore(&search->best, &search->state);
    tours_free(best);
    plain_free(&bridge.plain);
    return found;
}
