/* Vehicles as the search reads them. */
#include "plan/route/compile_int.h"

#include <stdlib.h>
#include <string.h>

static int by_window(const void *a, const void *b)
{
    const struct plan_break *x = *(const struct plan_break *const *)a,
                            *y = *(const struct plan_break *const *)b;
    if (x->windows[0].from_s != y->windows[0].from_s)
        return x->windows[0].from_s < y->windows[0].from_s ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void compile_breaks(struct plan_model *model, struct vehicle *vehicle,
                           const struct plan_vehicle *from)
{
    const struct plan_break *order[PLAN_LIMIT_BREAKS];
    struct plan_break *breaks = arena_array(model->arena, struct plan_break, from->n_breaks);
    uint32_t *index = arena_array(model->arena, uint32_t, from->n_breaks);
    for (uint32_t b = 0; b < from->n_breaks; b++)
        order[b] = &from->breaks[b];
    if (from->n_breaks)
        qsort(order, from->n_breaks, sizeof *order, by_window);
    for (uint32_t b = 0; b < from->n_breaks; b++) {
        breaks[b] = *order[b];
        index[b] = (uint32_t)(order[b] - from->breaks);
        breaks[b].windows =
            compile_copy(model, order[b]->windows, order[b]->n_windows, sizeof *order[b]->windows);
        if (order[b]->max_load)
            breaks[b].max_load = compile_load(model, order[b]->max_load);
    }
    vehicle->breaks = breaks;
    vehicle->break_index = index;
    vehicle->n_breaks = from->n_breaks;
}

uint64_t *compile_skills(struct plan_model *model, const uint32_t *skills, uint32_t n)
{
    uint64_t *set = arena_array(model->arena, uint64_t, model->n_skill_words);
    for (uint32_t i = 0; i < n; i++)
        set[skills[i] / 64] |= UINT64_C(1) << (skills[i] % 64);
    return set;
}

bool model_skills_within(const struct plan_model *model, const uint64_t *need, const uint64_t *have)
{
    for (uint32_t w = 0; w < model->n_skill_words; w++) {
        if (need[w] & ~have[w])
            return false;
    }
    return true;
}

static void compile_rates(struct plan_model *model, struct vehicle *vehicle,
                          const struct plan_vehicle *from, int64_t divisor)
{
    vehicle->fixed = from->cost_fixed * model->scale;
    vehicle->rate_s = from->cost_per_hour * 5 / divisor;
    vehicle->rate_m = from->cost_per_km * 18 / divisor;
    vehicle->rate_task_s = from->cost_per_task_hour * 5 / divisor;
    vehicle->rate_wait_s = from->cost_per_waiting_hour * 5 / divisor;
    vehicle->pay_shift = from->pay_shift;
}

void compile_vehicle(struct plan_model *model, const struct plan_input *in, uint32_t v,
                     int64_t divisor)
{
    const struct plan_vehicle *from = &in->vehicles[v];
    struct vehicle *vehicle = &model->vehicles[v];
    vehicle->profile = from->profile;
    vehicle->start = from->start;
    vehicle->end = from->end;
    vehicle->type = from->type;
    vehicle->exposure = from->exposure;
    vehicle->slowness = from->speed_factor > 0 ? 1 / from->speed_factor : 1;
    vehicle->plain_speed = vehicle->slowness == 1;
    if (from->n_windows) {
        vehicle->windows =
            compile_copy(model, from->windows, from->n_windows, sizeof *from->windows);
        vehicle->n_windows = from->n_windows;
    } else {
        struct plan_window *window = arena_make(model->arena, struct plan_window);
        *window = (struct plan_window){model->time_first, PLAN_FOREVER};
        vehicle->windows = window;
        vehicle->n_windows = 1;
    }
    int64_t *unlimited = NULL;
    if (!from->capacity) {
        unlimited = arena_array(model->arena, int64_t, model->n_dims);
        for (uint32_t d = 0; d < model->n_dims; d++)
            unlimited[d] = TIME_MAX;
    }
    vehicle->capacity = unlimited ? unlimited : compile_load(model, from->capacity);
    vehicle->load = compile_load(model, from->load);
    compile_rates(model, vehicle, from, divisor);
    vehicle->must_unload = from->must_unload;
    compile_breaks(model, vehicle, from);
    vehicle->max_tasks = from->max_tasks;
    vehicle->max_trips = from->max_trips;
    vehicle->max_travel_s = from->max_travel_s;
    vehicle->max_distance_m = from->max_distance_m;
    vehicle->max_duration_s = from->max_duration_s;
    vehicle->drive_s = from->rest_s ? from->drive_s : 0;
    vehicle->rest_s = from->rest_s;
    vehicle->driven_s = from->driven_s < vehicle->drive_s ? from->driven_s : vehicle->drive_s;
    vehicle->skills = compile_skills(model, from->skills, from->n_skills);
    uint32_t *frozen = arena_array(model->arena, uint32_t, from->n_frozen);
    int64_t *at_s = arena_array(model->arena, int64_t, from->n_frozen);
    for (uint32_t i = 0; i < from->n_frozen; i++) {
        frozen[i] = model_step_node(model, &from->frozen[i]);
        at_s[i] = from->frozen[i].at_s;
    }
    vehicle->frozen = frozen;
    vehicle->frozen_at_s = at_s;
    vehicle->n_frozen = from->n_frozen;
    model->has_frozen |= from->n_frozen > 0;
    uint32_t *facilities = arena_array(model->arena, uint32_t, model->n_facilities);
    for (uint32_t f = 0; f < model->n_facilities; f++) {
        if ((model->facilities[f].unloads || model->facilities[f].reloads) &&
            model_skills_within(model, model->facilities[f].skills, vehicle->skills))
            facilities[vehicle->n_facilities++] = f;
    }
    vehicle->facilities = facilities;
}

static bool same_break(const struct plan_model *model, const struct plan_break *a,
                       const struct plan_break *b)
{
    const size_t loads = model->n_dims * sizeof *a->max_load;
    return a->duration_s == b->duration_s && a->n_windows == b->n_windows &&
           !memcmp(a->windows, b->windows, a->n_windows * sizeof *a->windows) &&
           !a->max_load == !b->max_load &&
           (!a->max_load || !memcmp(a->max_load, b->max_load, loads));
}

static bool same_breaks(const struct plan_model *model, const struct vehicle *a,
                        const struct vehicle *b)
{
    if (a->n_breaks != b->n_breaks)
        return false;
    for (uint32_t i = 0; i < a->n_breaks; i++) {
        if (!same_break(model, &a->breaks[i], &b->breaks[i]))
            return false;
    }
    return true;
}

static bool same_vehicle(const struct plan_model *model, const struct vehicle *a,
                         const struct vehicle *b)
{
    return a->profile == b->profile && a->start == b->start && a->end == b->end &&
           a->type == b->type && a->exposure == b->exposure && a->slowness == b->slowness &&
           a->fixed == b->fixed && a->rate_s == b->rate_s && a->rate_m == b->rate_m &&
           a->rate_task_s == b->rate_task_s && a->rate_wait_s == b->rate_wait_s &&
           a->pay_shift == b->pay_shift && a->must_unload == b->must_unload &&
           same_breaks(model, a, b) && a->max_tasks == b->max_tasks &&
           a->max_trips == b->max_trips && a->max_travel_s == b->max_travel_s &&
           a->max_distance_m == b->max_distance_m && a->max_duration_s == b->max_duration_s &&
           a->drive_s == b->drive_s && a->rest_s == b->rest_s && a->driven_s == b->driven_s &&
           !a->n_frozen && !b->n_frozen && a->n_windows == b->n_windows &&
           !memcmp(a->windows, b->windows, a->n_windows * sizeof *a->windows) &&
           !memcmp(a->capacity, b->capacity, model->n_dims * sizeof *a->capacity) &&
           !memcmp(a->load, b->load, model->n_dims * sizeof *a->load) &&
           !memcmp(a->skills, b->skills, model->n_skill_words * sizeof *a->skills);
}

/* Vehicles that nobody can tell apart get one kind: of several empty ones only one is tried. A
 * vehicle that some job names is a kind of its own. */
void compile_kinds(struct plan_model *model)
{
    uint32_t *leaders = arena_array(model->arena, uint32_t, model->n_vehicles);
    bool *named = arena_array(model->arena, bool, model->n_vehicles);
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        const struct job *job = &model->jobs[j];
        for (uint32_t i = 0; i < job->n_only; i++)
            named[job->only[i]] = true;
        for (uint32_t i = 0; i < job->n_never; i++)
            named[job->never[i]] = true;
        if (job->on_board_of != PLAN_NONE)
            named[job->on_board_of] = true;
        if (job->promised_vehicle != PLAN_NONE)
            named[job->promised_vehicle] = true;
    }
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        struct vehicle *vehicle = &model->vehicles[v];
        vehicle->kind = model->n_kinds;
        for (uint32_t k = 0; !named[v] && k < model->n_kinds && k < FEW_KINDS; k++) {
            if (!named[leaders[k]] && same_vehicle(model, vehicle, &model->vehicles[leaders[k]]))
                vehicle->kind = k;
        }
        if (vehicle->kind == model->n_kinds)
            leaders[model->n_kinds++] = v;
    }
}
