/* Reading drafts: plans that somebody hands in, perhaps with mistakes. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/route/answer_int.h"

enum { TEXT_MAX = 64 * 1024 };

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

static void bound(struct sketch *sketch, uint32_t node, const struct plan_step *step)
{
    const struct plan_model *model = sketch->model;
    if (node >= model->n_visits || (step->at_s < 0 && step->after_s < 0 && step->before_s < 0))
        return;
    if (!sketch->low) {
        sketch->low = malloc(model->n_visits * sizeof *sketch->low);
        sketch->high = malloc(model->n_visits * sizeof *sketch->high);
        assert(sketch->low && sketch->high);
        for (uint32_t i = 0; i < model->n_visits; i++) {
            sketch->low[i] = -TIME_MAX;
            sketch->high[i] = TIME_MAX;
        }
    }
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

enum err plan_evaluate(const struct plan_model *model, const struct plan_draft *draft,
                       struct plan **plan, struct error *error)
{
    struct sketch sketch;
    enum err err = sketch_init(&sketch, model, draft, false, error);
    if (err)
        return err;
    *plan =
        answer_new(model, sketch.nodes, sketch.n, (struct bounds){sketch.low, sketch.high}, true);
    sketch_free(&sketch);
    return ERR_OK;
}
