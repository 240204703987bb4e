#include "plan/route/eject_int.h"

#include <assert.h>
#include <stdlib.h>

enum {
    SHAKES = 300,
    SHAKES_PAIRS = 100,
    STEP_COSTS = 8,
    NEAR_EJECT = 50,
    EJECTED_PAIRS = 2,
    STEPS_MAX = 1000000,
    TURN = 15,      /* iterations a visit between two times of ruin and recreate */
    RUINS = 100,    /* and in one */
    PATIENCE = 1000 /* steps a visit that one route less may cost; the hardest seen took 270 */
};

static void eject_init(struct eject *eject, const struct lean *lean, struct search *search)
{
    *eject = (struct eject){.lean = lean, .rng = &search->rng, .load_weight = lean->load_scale};
    eject->n_near = search->model->n_near < NEAR_EJECT ? search->model->n_near : NEAR_EJECT;
    lean_plan_init(&eject->plan, lean);
    eject->fleet = calloc(search->model->n_vehicles, sizeof *eject->fleet);
    eject->pool = calloc(search->model->n_jobs + 1, sizeof *eject->pool);
    eject->counter = calloc(lean->n, sizeof *eject->counter);
    eject->least = calloc(lean->n + 2, sizeof *eject->least);
    eject->weight = calloc(lean->n, sizeof *eject->weight);
    assert(eject->fleet && eject->pool && eject->counter && eject->least && eject->weight);
    if (lean->pairs)
        pairs_init(&eject->pairs, lean, &eject->plan, &search->rng);
}

static void eject_free(struct eject *eject)
{
    lean_plan_free(&eject->plan);
    free(eject->fleet);
    free(eject->pool);
    free(eject->counter);
    free(eject->least);
    free(eject->weight);
    pairs_free(&eject->pairs);
}

/* ---- From and to the search's own plan ------------------------------------------------------- */

static void load_state(struct eject *eject, const struct state *state)
{
    for (uint32_t v = 0; v < state->model->n_vehicles; v++) {
        const struct route *route = &state->routes[v];
        if (!route->n)
            continue;
        lean_set_tail(&eject->plan, v, 0, route->nodes, route->n);
        lean_refresh(&eject->plan, v);
        eject->fleet[eject->n_fleet++] = v;
    }
}

static void store_state(const struct eject *eject, struct state *state)
{
    const struct lean_plan *plan = &eject->plan;
    uint32_t n_vehicles = state->model->n_vehicles;
    for (uint32_t v = 0; v < n_vehicles; v++) {
        if (state->routes[v].n)
            state_set_route(state, v, NULL, 0);
    }
    for (uint32_t v = 0; v < n_vehicles; v++) {
        const struct lean_route *route = &plan->routes[v];
        for (uint32_t i = 0; i < route->n; i++)
            plan->scratch[i] = route->stops[i + 1].node;
        if (route->n)
            state_set_route(state, v, plan->scratch, route->n);
    }
    state_sum(state);
    state_mark(state);
}

/* ---- Fleets ---------------------------------------------------------------------------------- */

/* Whether `large` can take over the whole route of `small`, and is worth it. */
static bool can_take_over(const struct eject *eject, uint32_t large, uint32_t small)
{
    const struct lean *lean = eject->lean;
    return lean->capacity[large] > lean->capacity[small] &&
           lean->open_s[large] <= lean->open_s[small] &&
           lean->close_s[large] >= lean->close_s[small] &&
           lean_allows_tail(&eject->plan, small, 0, large);
}

/* The route of `from` goes to the empty vehicle `to`. */
static void move_route(struct eject *eject, uint32_t from, uint32_t to)
{
    struct lean_plan *plan = &eject->plan;
    uint32_t n = plan->routes[from].n;
    for (uint32_t i = 0; i < n; i++)
        plan->scratch[i] = plan->routes[from].stops[i + 1].node;
    lean_set_tail(plan, to, 0, plan->scratch, n);
    lean_set_tail(plan, from, 0, NULL, 0);
    lean_refresh(plan, from);
    lean_refresh(plan, to);
}

/* Large vehicles that stand idle take over from small ones. */
static void use_large_vehicles(struct eject *eject)
{
    for (uint32_t v = 0; v < eject->lean->model->n_vehicles; v++) {
        if (eject->plan.routes[v].n)
            continue;
        uint32_t smallest = PLAN_NONE;
        for (uint32_t k = 0; k < eject->n_fleet; k++) {
            if (can_take_over(eject, v, eject->fleet[k]) &&
                (smallest == PLAN_NONE || eject->lean->capacity[eject->fleet[k]] <
                                              eject->lean->capacity[eject->fleet[smallest]]))
                smallest = k;
        }
        if (smallest == PLAN_NONE)
            continue;
        move_route(eject, eject->fleet[smallest], v);
        eject->fleet[smallest] = v;
    }
}

/* A random route is dissolved into the pool. */
static void dissolve(struct eject *eject)
{
    struct lean_plan *plan = &eject->plan;
    uint32_t k = rng_below(eject->rng, eject->n_fleet), r = eject->fleet[k];
    for (uint32_t i = 0; i < eject->n_fleet; i++) {
        if (!plan->routes[eject->fleet[i]].n)
            r = eject->fleet[k = i];
    }
    for (uint32_t i = 1; i <= plan->routes[r].n; i++) {
        uint32_t node = plan->routes[r].stops[i].node;
        plan->where[node].route = PLAN_NONE;
        if (!eject->lean->pairs || !lean_delivers(node))
            eject->pool[eject->n_pool++] = node;
    }
    lean_set_tail(plan, r, 0, NULL, 0);
    lean_refresh(plan, r);
    eject->fleet[k] = eject->fleet[--eject->n_fleet];
    use_large_vehicles(eject);
}

/* ---- The pool -------------------------------------------------------------------------------- */

static bool leaves(const struct eject *eject, const struct ejection *ejection, uint32_t node)
{
    for (uint32_t i = 0; i < ejection->n; i++) {
        uint32_t left = eject->plan.routes[ejection->route].stops[ejection->leaving[i]].node;
        if (node == left || (eject->lean->pairs && node == left + 1))
            return true;
    }
    return false;
}

static bool is_right(const struct eject *eject, uint32_t r)
{
    const struct lean_route *route = &eject->plan.routes[r];
    for (uint32_t i = 0; i <= route->n; i++) {
        if (route->stops[i].load > eject->lean->capacity[r])
            return false;
    }
    return !lean_warp(route);
}

/* The node goes in, those who leave for it go to the pool. False, and nothing changed, when the
 * route is not right then: ways may be shorter over a stop than past it. */
static bool apply(struct eject *eject, uint32_t node, const struct ejection *ejection)
{
    struct lean_plan *plan = &eject->plan;
    const struct lean_route *route = &plan->routes[ejection->route];
    uint32_t n = 0, left[EJECTED_MAX], *nodes = plan->scratch;
    for (uint32_t i = 0; i < ejection->n; i++)
        left[i] = route->stops[ejection->leaving[i]].node;
    for (uint32_t i = 0; i <= route->n; i++) {
        if (i && !leaves(eject, ejection, route->stops[i].node))
            nodes[n++] = route->stops[i].node;
        if (i == ejection->position)
            nodes[n++] = node;
        if (i == ejection->position_delivery && eject->lean->pairs)
            nodes[n++] = node + 1;
    }
    lean_mark(plan);
    for (uint32_t i = 0; i < ejection->n; i++) {
        plan->where[left[i]].route = PLAN_NONE;
        if (eject->lean->pairs)
            plan->where[left[i] + 1].route = PLAN_NONE;
    }
    lean_set_tail(plan, ejection->route, 0, nodes, n);
    lean_refresh(plan, ejection->route);
    if (!is_right(eject, ejection->route)) {
        lean_undo(plan);
        return false;
    }
    for (uint32_t i = 0; i < ejection->n; i++)
        eject->pool[eject->n_pool++] = left[i];
    return true;
}

void eject_fill_least(struct eject *eject, uint32_t r)
{
    const struct lean_route *route = &eject->plan.routes[r];
    uint32_t least = UINT32_MAX;
    for (uint32_t i = route->n; i > 0; i--) {
        uint32_t node = route->stops[i].node;
        if ((!eject->lean->pairs || !lean_delivers(node)) && eject->counter[node] < least)
            least = eject->counter[node];
        eject->least[i] = least;
    }
}

/* Looks for a cheaper ejection of at most so many in all routes, from a random one on. */
static void hunt_all(struct eject *eject, uint32_t node, uint32_t leaving_max,
                     struct ejection *best)
{
    uint32_t first = rng_below(eject->rng, eject->n_fleet);
    eject->leaving_max = leaving_max;
    for (uint32_t k = 0; k < eject->n_fleet; k++) {
        uint32_t r = eject->fleet[(first + k) % eject->n_fleet];
        if (!lean_allows(eject->lean, r, node))
            continue;
        if (eject->lean->pairs)
            eject_find_pair(eject, node, r, best);
        else
            eject_find_single(eject, node, r, best);
    }
}

/* The ejection of the least sum of counters over all routes. Single ones first: they bound the
 * others. More than two shipments only where no two are enough: a shipment that asks for three
 * would never come in, and the pool stand still. */
static bool make_room(struct eject *eject, uint32_t node)
{
    struct ejection best = {.sum = UINT64_MAX};
    bool pairs = eject->lean->pairs;
    eject->steps = STEPS_MAX;
    hunt_all(eject, node, 1, &best);
    hunt_all(eject, node, pairs ? EJECTED_PAIRS : EJECTED_MAX, &best);
    if (pairs && best.sum == UINT64_MAX)
        hunt_all(eject, node, EJECTED_MAX, &best);
    return best.sum != UINT64_MAX && apply(eject, node, &best);
}

/* One that finds no place at all goes under the others. */
static void set_back(struct eject *eject, uint32_t node)
{
    for (uint32_t i = eject->n_pool++; i > 0; i--)
        eject->pool[i] = eject->pool[i - 1];
    eject->pool[0] = node;
}

/* False when the budget's share is over, or `patience` steps were not enough. */
static bool empty_pool(struct eject *eject, struct search *search, double share, int64_t patience)
{
    for (uint32_t i = 0; i < eject->lean->n; i++)
        eject->counter[i] = eject->weight[i] = 1;
    int64_t turn = search->budget.spent + (int64_t)TURN * eject->lean->n;
    while (eject->n_pool) {
        search->budget.spent += STEP_COSTS;
        if (!patience-- || budget_is_over(&search->budget) ||
            budget_share(&search->budget) >= share)
            return false;
        if (eject->lean->pairs && search->budget.spent >= turn) {
            eject_ruin_pairs(eject, &search->budget, (int64_t)RUINS * eject->lean->n, share);
            turn = search->budget.spent + (int64_t)TURN * eject->lean->n;
            continue;
        }
        uint32_t node = eject->pool[--eject->n_pool];
        bool pairs = eject->lean->pairs;
        if (pairs ? eject_insert_pair(eject, node)
                  : eject_insert_single(eject, node) || eject_squeeze(eject, node))
            continue;
        eject->counter[node]++;
        if (!make_room(eject, node))
            set_back(eject, node);
        lean_mark(&eject->plan);
        if (pairs)
            eject_shake_pairs(eject, SHAKES_PAIRS);
        else
            eject_shake_singles(eject, SHAKES);
    }
    return true;
}

/* ---- The call -------------------------------------------------------------------------------- */

static bool is_hopeless(const struct plan_model *model, uint32_t job)
{
    uint32_t v = 0;
    while (v < model->n_vehicles && model_compat(model, job, v))
        v++;
    return v == model->n_vehicles;
}

static void note(struct eject *eject, struct search *search)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < eject->n_fleet; k++) {
        if (eject->plan.routes[eject->fleet[k]].n)
            eject->fleet[n++] = eject->fleet[k];
    }
    eject->n_fleet = n;
    store_state(eject, &search->state);
    if (search->state.objective < search->best.objective)
        search_note_best(search);
}

/* Jobs left out count before any vehicle: first all vehicles try to take them. */
static bool take_all_in(struct eject *eject, struct search *search, double share)
{
    const struct state *state = &search->state;
    for (uint32_t i = 0; i < state->n_absent; i++) {
        if (!is_hopeless(state->model, state->absent[i]))
            eject->pool[eject->n_pool++] = state->model->jobs[state->absent[i]].first;
    }
    if (!eject->n_pool)
        return true;
    eject->n_fleet = 0;
    for (uint32_t v = 0; v < state->model->n_vehicles; v++)
        eject->fleet[eject->n_fleet++] = v;
    if (!empty_pool(eject, search, share, INT64_MAX))
        return false;
    note(eject, search);
    return true;
}

/* Fewer and fewer vehicles, in the state too. False, and nothing changed, where jobs are left out
 * that some vehicle might do. */
static bool thin(struct eject *eject, struct search *search, uint32_t fewest, double share)
{
    if (!take_all_in(eject, search, share))
        return false;
    use_large_vehicles(eject);
    while (eject->n_fleet > fewest) {
        dissolve(eject);
        if (!empty_pool(eject, search, share, (int64_t)PATIENCE * eject->lean->n))
            break;
        note(eject, search);
    }
    return true;
}

bool search_thin(struct search *search, uint32_t fewest, double share, bool *whole)
{
    struct lean lean;
    if (!lean_init(&lean, search->model))
        return false;
    struct eject eject;
    eject_init(&eject, &lean, search);
    load_state(&eject, &search->state);
    *whole = thin(&eject, search, fewest, share);
    eject_free(&eject);
    lean_free(&lean);
    return true;
}

bool search_eject(struct search *search, uint32_t fewest, double share)
{
    bool whole;
    if (!search_thin(search, fewest, share, &whole))
        return false;
    search->placer.closed |= whole;
    snapshot_restore(&search->best, &search->state);
    return true;
}
