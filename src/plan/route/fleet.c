/*
 * Fewer vehicles. One route is dissolved, no other may be opened, and ruin and recreate goes on
 * with jobs left over. A job that has been left over often weighs more: a plan is taken when the
 * sum of these weights over what is left over falls (Christiaens, Vanden Berghe 2020, section 4.5;
 * the weights go back to Nagata, Braysy: "A powerful route minimization heuristic for the vehicle
 * routing problem with time windows", 2009). When nothing is left over, the next route goes.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "plan/route/plain_int.h"

#define FLEET_HEAT 0.3 /* mean arcs */

uint32_t search_fewest_vehicles(const struct plan_model *model)
{
    uint32_t fewest = 1;
    for (uint32_t d = 0; d < model->n_dims && !model->n_facilities; d++) {
        int64_t capacity = 1, delivered = 0, picked = 0;
        for (uint32_t v = 0; v < model->n_vehicles; v++)
            capacity = model->vehicles[v].capacity[d] > capacity ? model->vehicles[v].capacity[d]
                                                                 : capacity;
        for (uint32_t j = 0; j < model->n_jobs; j++) {
            if (model->jobs[j].kind != PLAN_JOB || model->jobs[j].optional)
                continue;
            delivered += model->jobs[j].delivery[d];
            picked += model->jobs[j].pickup[d];
        }
        int64_t most = delivered > picked ? delivered : picked;
        uint32_t need = (uint32_t)((most + capacity - 1) / capacity);
        fewest = need > fewest ? need : fewest;
    }
    return fewest;
}

/* Takes all jobs out of the route that is easiest to do without. */
static bool dissolve(struct search *search, const uint32_t *weights)
{
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    uint32_t chosen = PLAN_NONE;
    double least = HUGE_VAL;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct route *route = &state->routes[v];
        if (!route->n || model->vehicles[v].n_frozen)
            continue;
        double sum = rng_unit(&search->rng);
        for (uint32_t i = 0; i < route->n; i++) {
            if (route->nodes[i] < model->n_visits)
                sum += 1 + 0.1 * weights[model->nodes[route->nodes[i]].job];
        }
        if (sum < least) {
            least = sum;
            chosen = v;
        }
    }
    if (chosen == PLAN_NONE)
        return false;
    state_set_route(state, chosen, NULL, 0);
    return true;
}

static uint64_t left_over(const struct state *state, const uint32_t *weights)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < state->n_absent; i++)
        sum += weights[state->absent[i]];
    return sum;
}

/* Ruin and recreate until at most `absent` jobs are left over. */
static bool close_gap(struct search *search, double share, uint32_t absent, uint32_t *weights)
{
    struct state *state = &search->state;
    uint64_t sum = left_over(state, weights);
    double heat = search->scale * FLEET_HEAT;
    int64_t current = state->routes_objective;
    uint32_t count = state->n_absent;
    for (uint32_t i = 0; count > absent; i++) {
        search->budget.spent++;
        if (i % 16 == 0 &&
            (budget_is_over(&search->budget) || budget_share(&search->budget) >= share))
            return false;
        state_mark(state);
        search_ruin(search);
        if (!state->broken)
            search_recreate(search, true);
        state_sum(state);
        uint64_t now = left_over(state, weights);
        for (uint32_t k = 0; k < state->n_absent && !state->broken; k++)
            weights[state->absent[k]]++;
        double limit = (double)current - heat * log(rng_unit(&search->rng) + 1e-300);
        bool better = state->n_absent < count || now < sum ||
                      (now == sum && (double)state->routes_objective < limit);
        if (state->broken || !better) {
            state_undo(state);
            sum = left_over(state, weights);
            continue;
        }
        current = state->routes_objective;
        count = state->n_absent;
        sum = left_over(state, weights);
    }
    return true;
}

/* Jobs left out that no vehicle may do at all. */
static uint32_t count_hopeless(const struct state *state)
{
    const struct plan_model *model = state->model;
    uint32_t n = 0;
    for (uint32_t i = 0; i < state->n_absent; i++) {
        uint32_t v = 0;
        while (v < model->n_vehicles && model_compat(model, state->absent[i], v))
            v++;
        n += v == model->n_vehicles;
    }
    return n;
}

/* Plain problems: the ejection pool; what it cannot do in half of the time is left to a population
 * that goes through broken plans, where one can ripen. */
static bool shrink_plain(struct search *search, uint32_t fewest, double share)
{
    double begin = budget_share(&search->budget);
    bool ripens = plain_ripens(search->model);
    if (!search_eject(search, fewest, ripens ? (begin + share) / 2 : share))
        return false;
    while (ripens && search->best.n_used > fewest && search_plain_fewer(search, share)) {
    }
    return true;
}

void search_shrink_fleet(struct search *search, double share)
{
    struct state *state = &search->state;
    const struct plan_model *model = search->model;
    uint32_t fewest = search_fewest_vehicles(model), absent = state->n_absent;
    uint32_t hopeless = count_hopeless(state);
    if (model->has_time_relations || !model->n_visits || shrink_plain(search, fewest, share) ||
        search_haul_fewer(search, fewest, share))
        return;
    uint32_t *weights = malloc((model->n_jobs + 1) * sizeof *weights);
    assert(weights);
    for (uint32_t j = 0; j < model->n_jobs; j++)
        weights[j] = 1;
    search_set_heat(search);
    if (absent > hopeless) {
        /* A job left out counts before any vehicle: all vehicles try first. */
        search->placer.blink = (uint32_t)(0.01 * 4294967296.0);
        bool placed = close_gap(search, share, hopeless, weights);
        state_sum(state);
        state_mark(state);
        absent = state->n_absent;
        if (state->objective < search->best.objective)
            search_note_best(search);
        if (!placed)
            goto done;
    }
    search->placer.closed = true;
    while (state->n_used > fewest && dissolve(search, weights)) {
        search->placer.blink = (uint32_t)(0.01 * 4294967296.0);
        if (!close_gap(search, share, absent, weights))
            break;
        state_sum(state);
        state_mark(state);
        if (state->objective < search->best.objective)
            search_note_best(search);
    }
done:
    snapshot_restore(&search->best, state);
    free(weights);
}
