/* Reading drafts: plans that somebody hands in, perhaps with mistakes. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/route/answer_int.h"
#include "plan/route/state_int.h"

enum { TEXT_MAX = 64 * 1024, SETTLE_ROUNDS = 64 };

void sketch_say(struct sketch *sketch, const char *format, ...)
{
    char line[256];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    size = size < (int)sizeof line - 2 ? size : (int)sizeof line - 2;
    if (sketch->text_size + (size_t)size + 2 > TEXT_MAX)
        return;
    char *text = realloc(sketch->text, sketch->text_size + (size_t)size + 2);
    assert(text);
    if (sketch->text_size)
        text[sketch->text_size++] = '\n';
    memcpy(text + sketch->text_size, line, (size_t)size + 1);
    sketch->text = text;
    sketch->text_size += (size_t)size;
}

void sketch_free(struct sketch *sketch)
{
    for (uint32_t v = 0; sketch->nodes && v < sketch->model->n_vehicles; v++)
        free(sketch->nodes[v]);
    free(sketch->nodes);
    free(sketch->n);
    free(sketch->low);
    free(sketch->high);
    free(sketch->text);
    *sketch = (struct sketch){0};
}

static enum err refuse(struct sketch *sketch, bool repair, struct error *error, uint32_t r,
                       uint32_t i, const char *text)
{
    char where[64];
    snprintf(where, sizeof where, "routes[%u].steps[%u]", r, i);
    if (!repair)
        return error_at(error, ERR_INVALID, where, "%s", text);
    sketch_say(sketch, "%s: %s", where, text);
    return ERR_OK;
}

static void have_bounds(struct sketch *sketch)
{
    const struct plan_model *model = sketch->model;
    if (sketch->low)
        return;
    sketch->low = malloc(model->n_visits * sizeof *sketch->low);
    sketch->high = malloc(model->n_visits * sizeof *sketch->high);
    assert(sketch->low && sketch->high);
    for (uint32_t i = 0; i < model->n_visits; i++) {
        sketch->low[i] = -TIME_MAX;
        sketch->high[i] = TIME_MAX;
    }
}

static void bound(struct sketch *sketch, uint32_t node, const struct plan_step *step)
{
    const struct plan_model *model = sketch->model;
    if (node >= model->n_visits || (step->at_s < 0 && step->after_s < 0 && step->before_s < 0))
        return;
    have_bounds(sketch);
    if (step->after_s >= 0)
        sketch->low[node] = step->after_s;
    if (step->before_s >= 0)
        sketch->high[node] = step->before_s;
    if (step->at_s >= 0)
        sketch->low[node] = sketch->high[node] = step->at_s;
}

static enum err read_route(struct sketch *sketch, const struct plan_draft_route *route, uint32_t r,
                           bool *seen, bool repair, struct error *error)
{
    const struct plan_model *model = sketch->model;
    const struct vehicle *vehicle = &model->vehicles[route->vehicle];
    uint32_t v = route->vehicle, frozen = 0;
    uint32_t *nodes =
        realloc(sketch->nodes[v], (sketch->n[v] + route->n_steps + 1) * sizeof *sketch->nodes[v]);
    assert(nodes);
    sketch->nodes[v] = nodes;
    for (uint32_t i = 0; i < route->n_steps; i++) {
        const struct plan_step *step = &route->steps[i];
        if (step->kind == PLAN_STOP_START || step->kind == PLAN_STOP_END ||
            step->kind == PLAN_STOP_BREAK || step->kind == PLAN_STOP_REST ||
            step->kind == PLAN_STOP_DECON)
            continue;
        uint32_t node = model_step_node(model, step);
        enum err err = ERR_OK;
        if (node == PLAN_NONE) {
            err = refuse(sketch, repair, error, r, i,
                         "There is no such job, visit or facility, or not of that kind.");
            if (err)
                return err;
            continue;
        }
        if (frozen < vehicle->n_frozen && vehicle->frozen[frozen] == node) {
            frozen++; /* it stands there already */
            continue;
        }
        if (node < model->n_visits && seen[node]) {
            err = refuse(sketch, repair, error, r, i, "This visit is in the plan already.");
            if (err)
                return err;
            continue;
        }
        if (node < model->n_visits)
            seen[node] = true;
        nodes[sketch->n[v]++] = node;
        bound(sketch, node, step);
    }
    if (repair && sketch->n[v] > vehicle->n_frozen && frozen < vehicle->n_frozen)
        sketch_say(sketch, "routes[%u]: The frozen steps of vehicle %u were put first.", r, v);
    return ERR_OK;
}

enum err sketch_init(struct sketch *sketch, const struct plan_model *model,
                     const struct plan_draft *draft, bool repair, struct error *error)
{
    *sketch = (struct sketch){.model = model};
    sketch->nodes = calloc(model->n_vehicles + 1, sizeof *sketch->nodes);
    sketch->n = calloc(model->n_vehicles + 1, sizeof *sketch->n);
    bool *seen = calloc(model->n_visits + 1, sizeof *seen);
    bool *has_route = calloc(model->n_vehicles + 1, sizeof *has_route);
    assert(sketch->nodes && sketch->n && seen && has_route);
    enum err err = ERR_OK;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        const struct vehicle *vehicle = &model->vehicles[v];
        sketch->nodes[v] = malloc((vehicle->n_frozen + 1) * sizeof *sketch->nodes[v]);
        assert(sketch->nodes[v]);
        for (uint32_t i = 0; i < vehicle->n_frozen; i++) {
            sketch->nodes[v][sketch->n[v]++] = vehicle->frozen[i];
            if (vehicle->frozen[i] < model->n_visits)
                seen[vehicle->frozen[i]] = true;
        }
    }
    for (uint32_t r = 0; !err && r < draft->n_routes; r++) {
        char where[32];
        snprintf(where, sizeof where, "routes[%u].vehicle", r);
        uint32_t v = draft->routes[r].vehicle;
        if (draft->routes[r].n_steps > PLAN_LIMIT_VISITS) {
            err = error_at(error, ERR_LIMIT, where, "A route may have %d steps at most.",
                           PLAN_LIMIT_VISITS);
        } else if (v >= model->n_vehicles || has_route[v]) {
            if (!repair)
                err = error_at(error, ERR_INVALID, where,
                               "There is no such vehicle, or it has a route already.");
            else
                sketch_say(sketch, "%s: There is no such vehicle, or it has a route already.",
                           where);
        } else {
            has_route[v] = true;
            err = read_route(sketch, &draft->routes[r], r, seen, repair, error);
        }
    }
    free(seen);
    free(has_route);
    if (err)
        sketch_free(sketch);
    return err;
}

/* ---- Times that depend on other routes --------------------------------------------------- */

static const struct spot *spot_of(const struct state *state, uint32_t node)
{
    const struct where *where = &state->where[node];
    return where->route == PLAN_NONE ? NULL : &state->routes[where->route].spots[where->position];
}

/* Begins the node no earlier than `time`; true when that changed anything. */
static bool hold(struct state *state, uint32_t node, int64_t time)
{
    const struct spot *spot = spot_of(state, node);
    if (!spot || spot->begin_s >= time)
        return false;
    state->low[node] = time;
    state_refresh(state, state->where[node].route);
    return true;
}

static bool hold_pair(struct state *state, const struct relation *relation, uint32_t a, uint32_t b)
{
    const struct job *x = &state->model->jobs[a], *y = &state->model->jobs[b];
    uint32_t last = x->first + x->n_nodes - 1;
    const struct spot *end = spot_of(state, last), *begin = spot_of(state, y->first);
    if (!end || !begin)
        return false;
    if (relation->kind == PLAN_SYNC) {
        const struct spot *both = spot_of(state, x->first);
        return both &&
               (hold(state, y->first, both->begin_s) || hold(state, x->first, begin->begin_s));
    }
    if (relation->kind != PLAN_ORDER)
        return false;
    int64_t latest = begin->begin_s - relation->gap_max_s - (end->leave_s - end->begin_s);
    return hold(state, y->first, end->leave_s + relation->gap_min_s) ||
           (relation->gap_max_s > 0 && hold(state, last, latest));
}

/* Raises begins until every relation in time holds; false when the routes cannot. */
static bool hold_all(struct state *state)
{
    const struct plan_model *model = state->model;
    bool moved = true;
    for (int round = 0; moved && round < SETTLE_ROUNDS; round++) {
        moved = false;
        for (uint32_t r = 0; r < model->n_relations; r++) {
            const struct relation *relation = &model->relations[r];
            for (uint32_t i = 0; i + 1 < relation->n_jobs && !state->broken; i++)
                moved |= hold_pair(state, relation, relation->jobs[i], relation->jobs[i + 1]);
        }
    }
    return !moved && !state->broken;
}

/* Lays the routes and raises their begins; false when the relations cannot hold so. */
static bool lay_and_hold(struct state *state, const struct sketch *sketch)
{
    const struct plan_model *model = state->model;
    for (uint32_t i = 0; i < model->n_visits; i++) {
        state->low[i] = sketch->low ? sketch->low[i] : -TIME_MAX;
        state->high[i] = sketch->high ? sketch->high[i] : TIME_MAX;
    }
    state->broken = false;
    for (uint32_t v = 0; v < model->n_vehicles; v++)
        state_set_route(state, v, sketch->nodes[v], sketch->n[v]);
    return !state->broken && hold_all(state);
}

/*
 * A route on its own would not wait for another. The least begins that satisfy all relations are
 * found by raising them from the earliest schedules; they then bind the visits that are related.
 * Of several shifts each route takes the cheapest, and where that does not hold the earliest:
 * begins are never lowered. Where neither holds the routes keep their own times and the relation is
 * told as violated.
 */
bool sketch_settle(struct sketch *sketch)
{
    const struct plan_model *model = sketch->model;
    struct state state;
    if (!model->has_time_relations)
        return true;
    state_init(&state, model);
    bool holds = lay_and_hold(&state, sketch);
    if (!holds) {
        state.eval.earliest = true;
        holds = lay_and_hold(&state, sketch);
    }
    for (uint32_t r = 0; holds && r < model->n_relations; r++) {
        const struct relation *relation = &model->relations[r];
        have_bounds(sketch);
        for (uint32_t i = 0; i < relation->n_jobs; i++) {
            const struct job *job = &model->jobs[relation->jobs[i]];
            for (uint32_t k = 0; k < job->n_nodes; k++) {
                const struct spot *spot = spot_of(&state, job->first + k);
                if (spot && (relation->kind == PLAN_ORDER || relation->kind == PLAN_SYNC))
                    sketch->low[job->first + k] = sketch->high[job->first + k] = spot->begin_s;
            }
        }
    }
    state_free(&state);
    return holds;
}

enum err plan_evaluate(const struct plan_model *model, const struct plan_draft *draft,
                       struct plan **plan, struct error *error)
{
    struct sketch sketch;
    enum err err = sketch_init(&sketch, model, draft, false, error);
    if (err)
        return err;
    sketch_settle(&sketch);
    *plan =
        answer_new(model, sketch.nodes, sketch.n, (struct bounds){sketch.low, sketch.high}, true);
    sketch_free(&sketch);
    return ERR_OK;
}
