#include "plan/route/compile_int.h"

#include <stdlib.h>
#include <string.h>

void plan_visit_init(struct plan_visit *visit)
{
    *visit = (struct plan_visit){.due_s = PLAN_FOREVER};
}

void plan_job_init(struct plan_job *job)
{
    *job = (struct plan_job){.on_board_of = PLAN_NONE,
                             .promised_vehicle = PLAN_NONE,
                             .promised_start_s = -1,
                             .release_s = -PLAN_FOREVER};
    plan_visit_init(&job->visits[0]);
    plan_visit_init(&job->visits[1]);
}

void plan_vehicle_init(struct plan_vehicle *vehicle)
{
    *vehicle = (struct plan_vehicle){
        .speed_factor = 1, .start = PLAN_NONE, .end = PLAN_NONE, .cost_per_hour = 3600};
}

int64_t plan_model_scale(const struct plan_model *model)
{
    return model->scale;
}

void plan_model_free(struct plan_model *model)
{
    if (!model)
        return;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        struct vehicle *vehicle = &model->vehicles[v];
        if (vehicle->owns_arcs) {
            free((void *)vehicle->arcs);
            if (vehicle->arcs_back != vehicle->arcs)
                free((void *)vehicle->arcs_back);
        }
    }
    arena_free(model->arena);
}

/* ---- Travel ------------------------------------------------------------------------------ */

bool model_leg(const struct plan_model *model, const struct vehicle *vehicle, uint32_t from,
               uint32_t to, struct leg *leg)
{
    *leg = (struct leg){0};
    if (from == PLAN_NONE || to == PLAN_NONE)
        return true;
    const struct plan_profile *profile = &model->profiles[vehicle->profile];
    struct plan_leg raw = {0};
    bool has_costs = profile->costs != NULL;
    if (profile->durations_s) {
        size_t at = (size_t)from * model->n_places + to;
        raw.duration_s = profile->durations_s[at];
        raw.distance_m = profile->distances_m ? profile->distances_m[at] : 0;
        raw.cost = profile->costs ? profile->costs[at] : 0;
    } else {
        profile->travel(profile->context, from, &to, 1, &raw);
        has_costs = profile->has_costs;
    }
    if (raw.duration_s == PLAN_UNREACHABLE || raw.duration_s < 0)
        return false;
    leg->duration_s = raw.duration_s;
    if (!vehicle->plain_speed)
        leg->duration_s = (int64_t)((double)raw.duration_s * vehicle->slowness + 0.5);
    leg->distance_m = raw.distance_m;
    leg->cost = has_costs ? raw.cost * model->cost_unit
                          : leg->duration_s * vehicle->rate_s + leg->distance_m * vehicle->rate_m;
    return true;
}

/* ---- Compiling --------------------------------------------------------------------------- */

static int64_t gcd(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Everything that money is made of, as a multiple of 1/18000 (3600 seconds, 1000 metres, twos and
 * fives); the common divisor is taken out so that plain problems count in plain units. */
static int64_t money_divisor(const struct plan_input *in)
{
    int64_t divisor = 18000;
    for (uint32_t v = 0; v < in->n_vehicles; v++) {
        const struct plan_vehicle *vehicle = &in->vehicles[v];
        const struct plan_profile *profile = &in->profiles[vehicle->profile];
        bool has_costs = profile->costs || (profile->travel && profile->has_costs);
        if (!has_costs || vehicle->pay_shift)
            divisor = gcd(divisor, vehicle->cost_per_hour * 5);
        if (!has_costs)
            divisor = gcd(divisor, vehicle->cost_per_km * 18);
        divisor = gcd(divisor, vehicle->cost_per_task_hour * 5);
        divisor = gcd(divisor, vehicle->cost_per_waiting_hour * 5);
    }
    return gcd(divisor, in->change_cost_per_hour * 5);
}

uint32_t model_step_node(const struct plan_model *model, const struct plan_step *step)
{
    switch (step->kind) {
    case PLAN_STOP_FACILITY:
        return step->index < model->n_facilities ? model->n_visits + step->index : PLAN_NONE;
    case PLAN_STOP_JOB:
    case PLAN_STOP_PICKUP:
    case PLAN_STOP_DELIVERY: {
        if (step->index >= model->n_jobs)
            return PLAN_NONE;
        const struct job *job = &model->jobs[step->index];
        if ((job->kind == PLAN_JOB) != (step->kind == PLAN_STOP_JOB))
            return PLAN_NONE;
        if (step->kind == PLAN_STOP_PICKUP)
            return job->n_nodes == 2 ? job->first : PLAN_NONE;
        return step->kind == PLAN_STOP_DELIVERY ? job->first + job->n_nodes - 1 : job->first;
    }
    default:
        return PLAN_NONE;
    }
}

static void widen(struct plan_model *model, const struct plan_window *windows, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (windows[i].from_s > -PLAN_FOREVER && windows[i].from_s < model->time_first)
            model->time_first = windows[i].from_s;
        if (windows[i].from_s > model->time_last)
            model->time_last = windows[i].from_s;
        if (windows[i].until_s < PLAN_FOREVER && windows[i].until_s > model->time_last)
            model->time_last = windows[i].until_s;
    }
}

static void find_times(struct plan_model *model, const struct plan_input *in)
{
    for (uint32_t v = 0; v < in->n_vehicles; v++)
        widen(model, in->vehicles[v].windows, in->vehicles[v].n_windows);
    for (uint32_t j = 0; j < in->n_jobs; j++) {
        widen(model, in->jobs[j].visits[0].windows, in->jobs[j].visits[0].n_windows);
        if (in->jobs[j].kind == PLAN_SHIPMENT)
            widen(model, in->jobs[j].visits[1].windows, in->jobs[j].visits[1].n_windows);
    }
}

static void compile_relations(struct plan_model *model, const struct plan_input *in)
{
    model->relations = arena_array(model->arena, struct relation, in->n_relations);
    model->n_relations = in->n_relations;
    model->has_relations = in->n_relations > 0;
    for (uint32_t r = 0; r < in->n_relations; r++) {
        const struct plan_relation *from = &in->relations[r];
        model->relations[r] = (struct relation){
            .kind = from->kind,
            .jobs = compile_copy(model, from->jobs, from->n_jobs, sizeof *from->jobs),
            .n_jobs = from->n_jobs,
            .gap_min_s = from->gap_min_s,
            .gap_max_s = from->gap_max_s};
        model->has_time_relations |= from->kind == PLAN_ORDER || from->kind == PLAN_SYNC;
        for (uint32_t i = 0; i < from->n_jobs; i++)
            model->jobs[from->jobs[i]].n_relations++;
    }
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        struct job *job = &model->jobs[j];
        job->in_relation = job->n_relations > 0;
        job->relations = arena_array(model->arena, uint32_t, job->n_relations);
        job->n_relations = 0;
    }
    for (uint32_t r = 0; r < in->n_relations; r++) {
        for (uint32_t i = 0; i < in->relations[r].n_jobs; i++) {
            struct job *job = &model->jobs[in->relations[r].jobs[i]];
            ((uint32_t *)job->relations)[job->n_relations++] = r;
        }
    }
}

void model_find_used(const struct plan_model *model, bool used[PLAN_LIMIT_DIMS])
{
    for (uint32_t d = 0; d < PLAN_LIMIT_DIMS; d++)
        used[d] = false;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        for (uint32_t d = 0; d < model->n_dims; d++)
            used[d] |= model->jobs[j].pickup[d] || model->jobs[j].delivery[d];
    }
}

/* Whether a break takes no time, may be at any moment, and asks for nothing on board, or (`empty`)
 * for an empty vehicle. */
static bool is_idle(const struct plan_model *model, const struct vehicle *vehicle,
                    const struct plan_break *pause, const bool used[PLAN_LIMIT_DIMS], bool *empty)
{
    const struct plan_window *shift = &vehicle->windows[0];
    bool asks = false, leaves = false;
    for (uint32_t d = 0; pause->max_load && d < model->n_dims; d++) {
        int64_t most = pause->max_load[d];
        bool free = most >= vehicle->capacity[d];
        if (!free && (vehicle->load[d] > most || (used[d] && most)))
            return false;
        asks |= used[d] && !free;
        leaves |= used[d] && free;
    }
    *empty |= asks;
    return !pause->duration_s && pause->n_windows == 1 &&
           pause->windows[0].from_s <= shift->from_s &&
           pause->windows[0].until_s >= shift->until_s && !(asks && leaves);
}

/* Whether breaks say no more than an order of visits, which vehicle->ordered is then. */
static bool has_idle_breaks(const struct plan_model *model, struct vehicle *vehicle,
                            const bool used[PLAN_LIMIT_DIMS])
{
    bool idle = true, empty = false;
    for (uint32_t b = 0; b < vehicle->n_breaks; b++)
        idle &= is_idle(model, vehicle, &vehicle->breaks[b], used, &empty);
    vehicle->ordered = idle && empty && !model->has_shipments;
    return idle && (!empty || vehicle->ordered);
}

/* See vehicle.simple; but for breaks. */
static bool is_simple(const struct vehicle *vehicle, bool plain_terms)
{
    return plain_terms && vehicle->n_windows == 1 && !vehicle->drive_s &&
           !vehicle->max_duration_s && !vehicle->max_trips && !vehicle->max_travel_s &&
           !vehicle->max_distance_m && !vehicle->must_unload &&
           !(vehicle->pay_shift && vehicle->rate_s) && !vehicle->rate_wait_s && !vehicle->n_frozen;
}

static void find_simple(struct plan_model *model)
{
    const int64_t *weight = model->weight;
    bool plain_terms = !weight[PLAN_TERM_DISTANCE] && !weight[PLAN_TERM_TRAVEL] &&
                       !weight[PLAN_TERM_DURATION] && !weight[PLAN_TERM_WAITING] &&
                       !model->has_global_terms;
    model->node_needs_eval |= model->node_time_costs;
    bool has_arcs = true, any_ordered = false, used[PLAN_LIMIT_DIMS];
    model_find_used(model, used);
    model->all_simple = plain_terms && !model->node_needs_eval && !model->has_relations;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        struct vehicle *vehicle = &model->vehicles[v];
        vehicle->simple = is_simple(vehicle, plain_terms) && has_idle_breaks(model, vehicle, used);
        any_ordered |= vehicle->ordered;
        vehicle->time_costs = !plain_terms || (vehicle->pay_shift && vehicle->rate_s) ||
                              vehicle->rate_wait_s || model->node_time_costs;
        vehicle->wait_costs = (vehicle->pay_shift && vehicle->rate_s) || vehicle->rate_wait_s ||
                              vehicle->max_duration_s || weight[PLAN_TERM_DURATION] ||
                              weight[PLAN_TERM_WAITING] || weight[PLAN_TERM_MAX_DURATION];
        vehicle->late_costs = plain_terms && vehicle->n_windows == 1 && !vehicle->n_breaks &&
                              !(vehicle->pay_shift && vehicle->rate_s) && !vehicle->rate_wait_s &&
                              model->node_time_costs && !model->exposures && !model->n_facilities;
        vehicle->shift_exact = vehicle->late_costs && !vehicle->max_duration_s &&
                               !vehicle->max_trips && !vehicle->max_travel_s &&
                               !vehicle->max_distance_m && !vehicle->max_tasks &&
                               !vehicle->must_unload && !model->has_shipments &&
                               !model->has_relations && !model->has_releases;
        for (uint32_t i = 0; i < vehicle->n_frozen; i++)
            vehicle->shift_exact &= vehicle->frozen_at_s[i] < 0;
        model->all_simple &= vehicle->simple;
        has_arcs &= vehicle->arcs != NULL;
    }
    model->all_plain_but_order =
        model->all_simple && !model->has_setup && !model->n_facilities && has_arcs;
    model->all_plain = model->all_plain_but_order && !any_ordered;
}

/* How many 64-bit words the largest skill needs. */
static uint32_t skill_words(const struct plan_input *in)
{
    uint32_t words = 0;
    for (uint32_t v = 0; v < in->n_vehicles; v++) {
        for (uint32_t i = 0; i < in->vehicles[v].n_skills; i++)
            words = in->vehicles[v].skills[i] / 64 + 1 > words ? in->vehicles[v].skills[i] / 64 + 1
                                                               : words;
    }
    for (uint32_t j = 0; j < in->n_jobs; j++) {
        for (uint32_t i = 0; i < in->jobs[j].n_skills; i++)
            words = in->jobs[j].skills[i] / 64 + 1 > words ? in->jobs[j].skills[i] / 64 + 1 : words;
    }
    for (uint32_t f = 0; f < in->n_facilities; f++) {
        for (uint32_t i = 0; i < in->facilities[f].n_skills; i++)
            words = in->facilities[f].skills[i] / 64 + 1 > words
                        ? in->facilities[f].skills[i] / 64 + 1
                        : words;
    }
    return words;
}

enum err plan_model_new(const struct plan_input *in, struct plan_model **out, struct error *error)
{
    enum err err = model_check(in, error);
    if (err)
        return err;
    struct arena *arena = arena_new();
    struct plan_model *model = arena_make(arena, struct plan_model);
    model->arena = arena;
    model->n_places = in->n_places;
    model->n_dims = in->n_dims;
    model->n_jobs = in->n_jobs;
    model->n_vehicles = in->n_vehicles;
    model->n_facilities = in->n_facilities;
    model->n_profiles = in->n_profiles;
    model->n_exposures = in->n_exposures;
    model->n_skill_words = skill_words(in);
    model->profiles = compile_copy(model, in->profiles, in->n_profiles, sizeof *in->profiles);
    if (in->points)
        model->points = compile_copy(model, in->points, in->n_places, sizeof *in->points);
    if (in->exposures)
        model->exposures = compile_copy(
            model, in->exposures, (size_t)in->n_exposures * in->n_exposures, sizeof *in->exposures);
    model->zero_load = arena_array(arena, int64_t, PLAN_LIMIT_DIMS);
    model->skill_sets = arena_array(arena, uint64_t *, in->n_jobs + 1);
    int64_t divisor = money_divisor(in);
    model->scale = 18000 / divisor;
    model->cost_unit = model->scale;
    model->change_vehicle = in->change_vehicle_cost * model->scale;
    model->change_rate_s = in->change_cost_per_hour * 5 / divisor;
    model->change_tolerance_s = in->change_tolerance_s;
    find_times(model, in);
    for (uint32_t j = 0; j < in->n_jobs; j++)
        model->n_visits +=
            in->jobs[j].kind == PLAN_SHIPMENT && in->jobs[j].on_board_of == PLAN_NONE ? 2 : 1;
    model->n_nodes = model->n_visits + model->n_facilities;
    model->nodes = arena_array(arena, struct node, model->n_nodes);
    model->jobs = arena_array(arena, struct job, in->n_jobs);
    model->facilities = arena_array(arena, struct facility, in->n_facilities);
    model->vehicles = arena_array(arena, struct vehicle, in->n_vehicles);
    for (uint32_t j = 0, first = 0; j < in->n_jobs; j++) {
        compile_job(model, in, j, first);
        first += model->jobs[j].n_nodes;
    }
    for (uint32_t f = 0; f < in->n_facilities; f++)
        compile_facility(model, in, f);
    for (uint32_t v = 0; v < in->n_vehicles; v++)
        compile_vehicle(model, in, v, divisor);
    compile_relations(model, in);
    compile_kinds(model);
    model_build_arcs(model);
    model_find_longest(model);
    model_weigh(model, in);
    find_simple(model);
    model_build_neighbours(model, in);
    model_build_near_kinds(model);
    *out = model;
    return ERR_OK;
}
