#include "plan/route/place_int.h"

#include <assert.h>
#include <stdlib.h>

#include "plan/route/relation_int.h"

enum { SCAN_ALL_VISITS = 130, NEAR_TRIED = 40 };

void placer_init(struct placer *placer, struct state *state, struct rng *rng)
{
    *placer = (struct placer){.state = state, .rng = rng};
    placer->seen = calloc(state->model->n_vehicles + 1, sizeof *placer->seen);
    assert(placer->seen);
    placer->n_near = state->model->n_near < NEAR_TRIED ? state->model->n_near : NEAR_TRIED;
}

void placer_free(struct placer *placer)
{
    free(placer->seen);
    free(placer->scratch);
    free(placer->least);
    survey_free(&placer->survey);
}

uint32_t place_nodes_in_gap(const struct state *state, uint32_t j, const struct place *place,
                            uint32_t gap, uint32_t out[3])
{
    const struct job *job = &state->model->jobs[j];
    uint32_t own[2], n_own = 0, n = 0;
    bool half = job->n_nodes == 2 && state->where[job->first].route != PLAN_NONE;
    if (place->gap == gap)
        own[n_own++] = half ? job->first + 1 : job->first;
    if (job->n_nodes == 2 && !half && place->gap_delivery == gap)
        own[n_own++] = job->first + 1;
    bool has = place->facility != PLAN_NONE && place->gap_facility == gap;
    uint32_t behind = place->facility_behind < n_own ? place->facility_behind : n_own;
    for (uint32_t i = 0; i <= n_own; i++) {
        if (has && behind == i)
            out[n++] = place->facility;
        if (i < n_own)
            out[n++] = own[i];
    }
    return n;
}

uint32_t place_sequence(const struct state *state, uint32_t j, const struct place *place,
                        uint32_t *out)
{
    const struct route *route = &state->routes[place->route];
    uint32_t n = 0;
    for (uint32_t gap = 0; gap <= route->n; gap++) {
        if (gap)
            out[n++] = route->nodes[gap - 1];
        if (gap == place->gap || gap == place->gap_delivery || gap == place->gap_facility)
            n += place_nodes_in_gap(state, j, place, gap, out + n);
    }
    return n;
}

void place_apply(struct state *state, uint32_t j, const struct place *place)
{
    const struct job *job = &state->model->jobs[j];
    bool half = job->n_nodes == 2 && state->where[job->first].route != PLAN_NONE;
    if (place->facility != PLAN_NONE) {
        uint32_t *nodes = malloc((state->routes[place->route].n + 4) * sizeof *nodes);
        assert(nodes);
        uint32_t n = place_sequence(state, j, place, nodes);
        state_set_route(state, place->route, nodes, n);
        free(nodes);
        return;
    }
    if (job->n_nodes == 2 && !half)
        state_put(state, place->route, place->gap_delivery, job->first + 1);
    state_put(state, place->route, place->gap, half ? job->first + 1 : job->first);
    state_set_present(state, j);
    state_refresh(state, place->route);
}

/* ---- Evaluating exactly ------------------------------------------------------------------ */

static uint32_t *scratch(struct placer *placer, uint32_t n)
{
    if (n > placer->scratch_room) {
        placer->scratch_room = n + 64;
        placer->scratch = realloc(placer->scratch, placer->scratch_room * sizeof(uint32_t));
        assert(placer->scratch);
    }
    return placer->scratch;
}

uint32_t place_try_exactly(struct placer *placer, uint32_t j, struct place *place,
                           struct place *best)
{
    struct state *state = placer->state;
    const struct route *route = &state->routes[place->route];
    uint32_t *nodes = scratch(placer, route->n + 4);
    uint32_t n = place_sequence(state, j, place, nodes);
    struct worth worth;
    state_set_rooms(state, place->route);
    if (!eval_route(&state->eval, place->route, nodes, n, &worth))
        return worth.bad;
    place->delta = worth.objective - route->objective;
    const int64_t *weight = state->model->weight;
    if (state->model->has_global_terms && !placer->level) {
        /* A leaning toward short and light routes; the exact terms decide on whole plans. */
        place->delta += weight[PLAN_TERM_MAX_DURATION] * (worth.duration_s - route->duration_s) / 8;
        place->delta += weight[PLAN_TERM_MAX_DURATION] * worth.duration_s / 16;
        place->delta += weight[PLAN_TERM_TASK_SPREAD] * worth.tasks;
    }
    if (place->delta < best->delta)
        *best = *place;
    return 0;
}

/* ---- All routes -------------------------------------------------------------------------- */

/* Whether the job may be on the route at all. */
static bool is_allowed(const struct state *state, uint32_t j, uint32_t r)
{
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    if ((model->n_skill_words || job->listed) && model_compat(model, j, r))
        return false;
    if (model->vehicles[r].max_tasks &&
        state->routes[r].tasks + job->n_nodes > model->vehicles[r].max_tasks)
        return false;
    return !job->in_relation || relation_allows(state, j, r);
}

void place_in_gaps(struct placer *placer, uint32_t j, uint32_t r, uint32_t from, uint32_t to,
                   struct place *best)
{
    if (is_allowed(placer->state, j, r))
        place_single(placer, j, r, from, to, best);
}

void place_in_route(struct placer *placer, uint32_t j, uint32_t r, struct place *best)
{
    struct state *state = placer->state;
    const struct job *job = &state->model->jobs[j];
    if (r == PLAN_NONE || !is_allowed(state, j, r))
        return;
    bool half = job->n_nodes == 2 && state->where[job->first].route != PLAN_NONE;
    if (half && state->where[job->first].route != r)
        return;
    if (job->n_nodes == 2 && !half)
        place_pair(placer, j, r, best);
    else
        place_single(placer, j, r, 0, state->routes[r].n, best);
    /* Offers to people try facilities whatever is wrong: another trip may also leave earlier. */
    if (placer->full && state->model->vehicles[r].n_facilities)
        place_cut_anywhere(placer, j, r, best);
}

static void place_in_empties(struct placer *placer, uint32_t j, struct place *best)
{
    const struct plan_model *model = placer->state->model;
    if (placer->closed)
        return;
    for (uint32_t i = 0; model->near_kinds && i < NEAR_KINDS; i++) {
        uint32_t kind = model->near_kinds[(size_t)j * NEAR_KINDS + i];
        place_in_route(placer, j, state_empty_of_kind(placer->state, kind), best);
    }
    if (model->near_kinds && best->delta != NO_COST)
        return;
    for (uint32_t k = 0; k < model->n_kinds; k++)
        place_in_route(placer, j, state_empty_of_kind(placer->state, k), best);
}

/* The routes that the nearest visits are on. */
static void place_near_routes(struct placer *placer, uint32_t j, struct place *best)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    placer->round++;
    for (uint32_t k = 0; k < job->n_nodes; k++) {
        const uint32_t *near = model->neighbours + (size_t)(job->first + k) * model->n_near;
        for (uint32_t i = 0; i < placer->n_near && near[i] != PLAN_NONE; i++) {
            uint32_t r = state->where[near[i]].route;
            if (r == PLAN_NONE || placer->seen[r] == placer->round)
                continue;
            placer->seen[r] = placer->round;
            place_in_route(placer, j, r, best);
        }
    }
}

bool place_find(struct placer *placer, uint32_t j, struct place *best)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    *best = (struct place){.delta = NO_COST};
    struct place others = *best;
    const struct job *job = &model->jobs[j];
    bool small = model->n_visits - state->n_absent <= SCAN_ALL_VISITS || placer->full;
    if (job->n_nodes == 2 && state->where[job->first].route != PLAN_NONE) {
        place_in_route(placer, j, state->where[job->first].route, best);
        return best->delta != NO_COST;
    }
    bool asks = !small && job->n_nodes == 1 && model->points && !model->n_facilities &&
                !model->vehicles[0].arcs;
    bool plain = job->n_nodes == 1 && model->all_plain;
    if (!small && plain)
        place_near_plain(placer, j, best);
    else if (asks)
        place_in_near_gaps(placer, j, best);
    else if (!small)
        place_near_routes(placer, j, best);
    /* Nothing near is no reason to open another vehicle: look everywhere first. */
    if (asks && best->delta == NO_COST)
        place_in_far_gaps(placer, j, &others);
    if (plain && best->delta == NO_COST)
        place_all_plain(placer, j, &others);
    for (uint32_t v = 0; !asks && !plain && best->delta == NO_COST && v < model->n_vehicles; v++) {
        if (state->routes[v].n)
            place_in_route(placer, j, v, &others);
    }
    if (others.delta < best->delta)
        *best = others;
    place_in_empties(placer, j, best);
    return best->delta != NO_COST;
}
