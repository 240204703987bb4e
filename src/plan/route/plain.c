#include "plan/route/plain_int.h"

#include <assert.h>
#include <stdlib.h>

#include "plan/core/portfolio.h"

enum { FEW_CLIENTS = 5 };
#define REACH   (INT64_C(1) << 31) /* no route takes so long */
#define SUM_MAX (INT64_C(1) << 29) /* of all times, of all loads: any route fits into 32 bits */

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
    bool found = false;
    *dim = 0;
    for (uint32_t d = 0; d < model->n_dims; d++) {
        bool used = false;
        for (uint32_t j = 0; j < model->n_jobs; j++)
            used |= model->jobs[j].pickup[d] || model->jobs[j].delivery[d];
        if (used && found)
            return false;
        if (used)
            *dim = d;
        found |= used;
    }
    return true;
}

/* Breaks that take no time and may be at any moment ask for nothing but what is on board. One with
 * an empty vehicle means that all is brought out before anything is collected; false where there is
 * any other that matters. */
static bool find_order(const struct plan_model *model, struct cargo *cargo)
{
    const struct vehicle *vehicle = &model->vehicles[0];
    const struct plan_window *shift = &vehicle->windows[0];
    int64_t end = shift->until_s < shift->from_s + REACH ? shift->until_s : shift->from_s + REACH;
    cargo->ordered = false;
    for (uint32_t b = 0; b < vehicle->n_breaks; b++) {
        const struct plan_break *pause = &vehicle->breaks[b];
        bool loads = model->n_dims && pause->max_load;
        if (pause->duration_s || pause->n_windows != 1 ||
            pause->windows[0].from_s > shift->from_s || pause->windows[0].until_s < end ||
            (loads && pause->max_load[cargo->dim] &&
             pause->max_load[cargo->dim] < vehicle->capacity[cargo->dim]))
            return false;
        cargo->ordered |= loads && !pause->max_load[cargo->dim];
    }
    return true;
}

static bool is_plain(const struct plan_model *model, struct cargo *cargo)
{
    if (!model->all_plain_but_breaks || model->has_shipments || model->n_kinds != 1 ||
        model->has_prizes || model->n_visits > PROBLEM_CLIENTS_MAX || model->n_visits < FEW_CLIENTS)
        return false;
    const struct vehicle *vehicle = &model->vehicles[0];
    if (vehicle->max_tasks || vehicle->max_trips)
        return false;
    for (uint32_t d = 0; d < model->n_dims; d++) {
        if (vehicle->load[d])
            return false;
    }
    if (!find_dim(model, &cargo->dim) || !find_order(model, cargo))
        return false;
    bool picks = false, delivers = false, both = false;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        const struct job *job = &model->jobs[j];
        picks |= job->has_pickup;
        delivers |= job->has_delivery;
        both |= job->has_pickup && job->has_delivery;
        if (job->optional || model->nodes[job->first].n_windows != 1 || model_compat(model, j, 0))
            return false;
    }
    return cargo->ordered ? !both : !(picks && delivers);
}

static int64_t clip(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* The window of a node or vehicle, counted from the begin of the shift. */
static bool set_client(struct client *client, const struct plan_window *window, int64_t service,
                       const struct plan_window *shift)
{
    int64_t early = clip(window->from_s - shift->from_s, 0, TIME_FAR);
    int64_t late = clip(window->until_s - shift->from_s, -1, TIME_FAR);
    if (early >= TIME_FAR || late < early || service > TIME_FAR)
        return false;
    *client = (struct client){
        .span = {.duration = (int32_t)service, .early = (int32_t)early, .late = (int32_t)late}};
    return true;
}

static bool set_clients(const struct plan_model *model, const struct cargo *cargo,
                        struct plain *plain)
{
    struct problem *problem = plain->problem;
    const struct vehicle *vehicle = &model->vehicles[0];
    const struct plan_window *shift = &vehicle->windows[0];
    int64_t loads = 0, times = 0;
    if (!set_client(&problem->clients[0], shift, 0, shift))
        return false;
    for (uint32_t c = 1; c <= problem->n; c++) {
        const struct node *node = &model->nodes[plain->node[c]];
        const struct job *job = &model->jobs[node->job];
        int64_t out = model->n_dims ? job->delivery[cargo->dim] : 0;
        int64_t in = model->n_dims ? job->pickup[cargo->dim] : 0;
        int64_t service = node_service_s(node, vehicle->type);
        loads += out + in;
        if (!set_client(&problem->clients[c], &node->windows[0], service, shift) || loads > SUM_MAX)
            return false;
        problem->loads[c] = cargo->ordered ? load_pair((int32_t)out, (int32_t)in)
                                           : load_pair((int32_t)(out + in), 0);
        times += service;
    }
    int64_t capacity = model->n_dims ? vehicle->capacity[cargo->dim] : loads;
    capacity = capacity < loads ? capacity : loads;
    problem->capacity = load_pair((int32_t)capacity, (int32_t)capacity);
    return times < SUM_MAX;
}

/* A tour through all clients in any order takes about the sum of their mean ways; broken plans have
 * none that is longer. */
static bool set_hops(const struct plan_model *model, struct plain *plain)
{
    struct problem *problem = plain->problem;
    const struct vehicle *vehicle = &model->vehicles[0];
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
            problem_set_hop(problem, i, k, (struct hop){.cost = arc.cost, .time = arc.duration_s});
            times += arc.duration_s;
        }
    }
    return times / (problem->n + 1) < (double)SUM_MAX;
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

bool plain_init(struct plain *plain, const struct plan_model *model)
{
    *plain = (struct plain){0};
    struct cargo cargo;
    if (!is_plain(model, &cargo))
        return false;
    struct problem *problem = plain->problem = problem_new(model->n_visits, model->n_near);
    plain->node = calloc(model->n_visits + 1, sizeof *plain->node);
    plain->client = calloc(model->n_visits + 1, sizeof *plain->client);
    assert(plain->node && plain->client);
    number_clients(model, plain);
    if (!set_clients(model, &cargo, plain) || !set_hops(model, plain) ||
        (cargo.ordered && !problem_set_order(problem))) {
        plain_free(plain);
        return false;
    }
    set_near(model, plain);
    int64_t money = model->weight[PLAN_TERM_COST] ? model->weight[PLAN_TERM_COST] : 1;
    problem->fixed = model->vehicles[0].fixed + model->weight[PLAN_TERM_VEHICLES] / money;
    problem->vehicles = model->n_vehicles;
    problem_finish(problem);
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

/* Lays the plan into the state, and keeps it if it is better. */
static void put_back(struct bridge *bridge)
{
    struct search *search = bridge->search;
    const struct tours *tours = &bridge->best;
    bridge->shown_cost = tours->cost;
    struct state *state = &search->state;
    uint32_t *nodes = search->order;
    state_clear(state);
    for (uint32_t r = 0; r < tours->n; r++) {
        uint32_t n = 0;
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++)
            nodes[n++] = bridge->plain.node[tours->nodes[i]];
        state_set_route(state, r, nodes, n);
    }
    state_sum(state);
    state_mark(state);
    if (!state->broken && state->objective < search->best.objective)
        search_note_best(search);
}

bool plain_ripens(const struct plan_model *model)
{
    struct cargo cargo;
    return is_plain(model, &cargo) && model->n_visits <= PORTFOLIO_RIPENS_MAX;
}

bool plain_is_large(const struct plan_model *model)
{
    struct cargo cargo;
    return is_plain(model, &cargo) && model->n_visits >= PORTFOLIO_TOGETHER_MIN;
}

bool search_plain_fewer(struct search *search, double share)
{
    struct bridge bridge = {.search = search};
    if (search->best.n_absent || search->best.n_used < 2 ||
        !plain_init(&bridge.plain, search->model))
        return false;
    struct budget until = search->budget;
    bridge.plain.problem->vehicles = search->best.n_used - 1;
    bridge.plain.problem->fixed = search->model->vehicles[0].fixed;
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

bool search_plain(struct search *search)
{
    struct bridge bridge = {.search = search};
    struct tours *best = &bridge.best;
    if (!plain_init(&bridge.plain, search->model))
        return false;
    /* Where vehicles count first, how many there are is settled before: then nothing is won by one
     * less. Local search would pay any lateness for it. */
    if (search->model->fleet_first && !search->best.n_absent) {
        bridge.plain.problem->vehicles = search->best.n_used;
        bridge.plain.problem->fixed = search->model->vehicles[0].fixed;
    }
    tours_init(best, bridge.plain.problem);
    if (!search->best.n_absent)
        tours_from_state(&bridge.plain, &search->state, best);
    bridge.shown_cost = best->cost;
    search_shows(search, show, &bridge);
    bool found =
        portfolio_run(bridge.plain.problem, search->threads, &search->budget, &search->rng, best);
    search_shows(search, NULL, NULL);
    if (found)
        put_back(&bridge);
    else
        snapshot_restore(&search->best, &search->state);
    tours_free(best);
    plain_free(&bridge.plain);
    return found;
}
