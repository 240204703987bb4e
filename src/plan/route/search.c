#include "plan/route/search_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- Snapshots --------------------------------------------------------------------------- */

void snapshot_init(struct snapshot *snapshot, const struct plan_model *model)
{
    *snapshot = (struct snapshot){.objective = NO_COST};
    snapshot->first = calloc(model->n_vehicles + 1, sizeof *snapshot->first);
    snapshot->room = model->n_visits + 64;
    snapshot->nodes = malloc(snapshot->room * sizeof *snapshot->nodes);
    assert(snapshot->first && snapshot->nodes);
    if (model->has_time_relations) {
        snapshot->low = calloc(model->n_visits + 1, sizeof *snapshot->low);
        snapshot->high = calloc(model->n_visits + 1, sizeof *snapshot->high);
        assert(snapshot->low && snapshot->high);
    }
}

void snapshot_free(struct snapshot *snapshot)
{
    free(snapshot->nodes);
    free(snapshot->first);
    free(snapshot->low);
    free(snapshot->high);
    *snapshot = (struct snapshot){0};
}

static void reserve(struct snapshot *snapshot, uint32_t n)
{
    if (n <= snapshot->room)
        return;
    snapshot->room = 2 * n;
    snapshot->nodes = realloc(snapshot->nodes, snapshot->room * sizeof *snapshot->nodes);
    assert(snapshot->nodes);
}

void snapshot_take(struct snapshot *snapshot, const struct state *state)
{
    const struct plan_model *model = state->model;
    uint32_t n = 0;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct route *route = &state->routes[v];
        snapshot->first[v] = n;
        if (!route->n)
            continue;
        reserve(snapshot, n + route->n);
        memcpy(snapshot->nodes + n, route->nodes, route->n * sizeof *route->nodes);
        n += route->n;
    }
    snapshot->first[model->n_vehicles] = n;
    if (state->low) {
        memcpy(snapshot->low, state->low, model->n_visits * sizeof *state->low);
        memcpy(snapshot->high, state->high, model->n_visits * sizeof *state->high);
    }
    snapshot->objective = state->objective;
    snapshot->n_absent = state->n_absent;
    snapshot->n_used = state->n_used;
}

void snapshot_copy(struct snapshot *to, const struct snapshot *from, const struct plan_model *model)
{
    uint32_t n = from->first[model->n_vehicles];
    reserve(to, n);
    memcpy(to->nodes, from->nodes, n * sizeof *to->nodes);
    memcpy(to->first, from->first, (model->n_vehicles + 1) * sizeof *to->first);
    if (from->low) {
        memcpy(to->low, from->low, model->n_visits * sizeof *to->low);
        memcpy(to->high, from->high, model->n_visits * sizeof *to->high);
    }
    to->objective = from->objective;
    to->n_absent = from->n_absent;
    to->n_used = from->n_used;
}

void snapshot_restore(const struct snapshot *snapshot, struct state *state)
{
    const struct plan_model *model = state->model;
    /* Empty first: a node may have changed its route. */
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        if (state->routes[v].n)
            state_set_route(state, v, NULL, 0);
    }
    if (snapshot->low) {
        memcpy(state->low, snapshot->low, model->n_visits * sizeof *state->low);
        memcpy(state->high, snapshot->high, model->n_visits * sizeof *state->high);
    }
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        uint32_t n = snapshot->first[v + 1] - snapshot->first[v];
        if (n)
            state_set_route(state, v, snapshot->nodes + snapshot->first[v], n);
    }
    state_sum(state);
    state_mark(state);
}

/* ---- Search ------------------------------------------------------------------------------ */

void search_init(struct search *search, const struct plan_model *model, uint64_t seed)
{
    *search = (struct search){.model = model};
    rng_seed(&search->rng, seed);
    state_init(&search->state, model);
    placer_init(&search->placer, &search->state, &search->rng);
    snapshot_init(&search->best, model);
    snapshot_init(&search->own, model);
    trips_init(&search->trips, model);
    search->order = malloc(((size_t)model->n_jobs * 2 + PLAN_LIMIT_VISITS + 64) * sizeof(uint32_t));
    search->keys = calloc(model->n_jobs + 1, sizeof *search->keys);
    search->ruined = calloc(model->n_vehicles + 64, sizeof *search->ruined);
    search->is_new = calloc(model->n_jobs + 1, sizeof *search->is_new);
    assert(search->order && search->keys && search->ruined && search->is_new);
}

void search_free(struct search *search)
{
    placer_free(&search->placer);
    state_free(&search->state);
    snapshot_free(&search->best);
    snapshot_free(&search->own);
    trips_free(&search->trips);
    for (int i = 0; i < 3; i++)
        free(search->reshape.nodes[i]);
    free(search->order);
    free(search->keys);
    free(search->ruined);
    free(search->is_new);
}

void search_note_best(struct search *search)
{
    snapshot_take(&search->best, &search->state);
}

void search_lay(struct search *search, const uint32_t *nodes, const uint32_t *first,
                uint32_t n_routes)
{
    struct state *state = &search->state;
    state_clear(state);
    for (uint32_t v = 0; v < n_routes; v++) {
        if (first[v + 1] > first[v])
            state_set_route(state, v, nodes + first[v], first[v + 1] - first[v]);
    }
    state_sum(state);
    state_mark(state);
    if (!state->broken && state->objective < search->best.objective)
        search_note_best(search);
}

void search_shows(struct search *search, search_show_fn *show, void *shown)
{
    search->show = show;
    search->shown = shown;
}

void search_construct(struct search *search)
{
    struct state *state = &search->state;
    state_mark(state);
    search->placer.blink = 0;
    search->careful = search->model->has_relations;
    uint32_t before = PLAN_NONE;
    /* Jobs that wait for others (orders) come in later rounds. */
    while (state->n_absent && state->n_absent < before && !search->budget.over) {
        before = state->n_absent;
        search_recreate(search, true);
        if (!search->model->has_relations)
            break;
    }
    search->careful = false;
    state_sum(state);
    state_mark(state);
    search_note_best(search);
}
