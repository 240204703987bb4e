#include "plan/route/model_int.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct plan_window any_time = {-PLAN_FOREVER, PLAN_FOREVER};

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

static void *copy(struct plan_model *model, const void *from, size_t n, size_t size)
{
    return n ? arena_dup(model->arena, from, n * size) : NULL;
}

static const int64_t *copy_load(struct plan_model *model, const int64_t *load)
{
    return load ? copy(model, load, model->n_dims, sizeof *load) : model->zero_load;
}

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
            copy(model, order[b]->windows, order[b]->n_windows, sizeof *order[b]->windows);
        if (order[b]->max_load)
            breaks[b].max_load = copy_load(model, order[b]->max_load);
    }
    vehicle->breaks = breaks;
    vehicle->break_index = index;
    vehicle->n_breaks = from->n_breaks;
}

static uint64_t *compile_skills(struct plan_model *model, const uint32_t *skills, uint32_t n)
{
    uint64_t *set = arena_array(model->arena, uint64_t, model->n_skill_words);
    for (uint32_t i = 0; i < n; i++)
        set[skills[i] / 64] |= UINT64_C(1) << (skills[i] % 64);
    return set;
}

static bool skills_within(const struct plan_model *model, const uint64_t *need,
                          const uint64_t *have)
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

static void compile_vehicle(struct plan_model *model, const struct plan_input *in, uint32_t v,
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
        vehicle->windows = copy(model, from->windows, from->n_windows, sizeof *from->windows);
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
    vehicle->capacity = unlimited ? unlimited : copy_load(model, from->capacity);
    vehicle->load = copy_load(model, from->load);
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
            skills_within(model, model->facilities[f].skills, vehicle->skills))
            facilities[vehicle->n_facilities++] = f;
    }
    vehicle->facilities = facilities;
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

/* The windows of a visit with everything before `release` cut off. */
static void compile_windows(struct plan_model *model, struct node *node,
                            const struct plan_window *windows, uint32_t n, int64_t release)
{
    if (!n) {
        windows = &any_time;
        n = 1;
    }
    struct plan_window *own = arena_array(model->arena, struct plan_window, n);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (windows[i].until_s < release)
            continue;
        own[kept] = windows[i];
        if (own[kept].from_s < release)
            own[kept].from_s = release;
        kept++;
    }
    if (!kept) {
        /* Released after its last window: whenever somebody comes, it is too late. */
        own[0] = (struct plan_window){model->time_first - 1, model->time_first - 1};
        kept = 1;
    }
    node->windows = own;
    node->n_windows = kept;
    node->release_s = release;
}

static void compile_visit(struct plan_model *model, const struct plan_input *in, uint32_t j,
                          uint32_t visit, uint32_t id, uint8_t role, int64_t release)
{
    const struct plan_visit *from = &in->jobs[j].visits[visit];
    struct node *node = &model->nodes[id];
    *node = (struct node){.place = from->place,
                          .job = j,
                          .mate = PLAN_NONE,
                          .role = role,
                          .exposure = (uint8_t)in->jobs[j].exposure,
                          .service_s = from->service_s,
                          .setup_s = from->setup_s,
                          .due_s = from->due_s,
                          .late_rate = from->late_cost_per_s * model->scale,
                          .asked_s = from->asked_s,
                          .wait_rate = from->wait_cost_per_s * model->scale};
    if (from->service_by_type_s)
        node->service_by_type_s = copy(model, from->service_by_type_s, in->n_types, 8);
    if (from->setup_by_type_s)
        node->setup_by_type_s = copy(model, from->setup_by_type_s, in->n_types, 8);
    node->same_place_setup = from->setup_s > 0 || from->setup_by_type_s;
    model->has_setup |= node->same_place_setup;
    compile_windows(model, node, from->windows, from->n_windows, release);
    model->has_windows |= from->n_windows > 0;
    model->node_time_costs |= node->late_rate > 0 || node->wait_rate > 0 || in->exposures != NULL;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static const uint32_t *copy_sorted(struct plan_model *model, const uint32_t *list, uint32_t n)
{
    uint32_t *own = copy(model, list, n, sizeof *list);
    if (n)
        qsort(own, n, sizeof *own, by_number);
    return own;
}

static bool any_load(const struct plan_model *model, const int64_t *load)
{
    for (uint32_t d = 0; d < model->n_dims; d++) {
        if (load[d])
            return true;
    }
    return false;
}

/* The class of a set of skills; sets are few, so a linear search will do. */
static uint32_t skill_class(struct plan_model *model, uint64_t *set)
{
    for (uint32_t c = 0; c < model->n_skill_classes; c++) {
        if (!memcmp(model->skill_sets[c], set, model->n_skill_words * sizeof *set))
            return c;
    }
    model->skill_sets[model->n_skill_classes] = set;
    return model->n_skill_classes++;
}

static void compile_job(struct plan_model *model, const struct plan_input *in, uint32_t j,
                        uint32_t first)
{
    const struct plan_job *from = &in->jobs[j];
    struct job *job = &model->jobs[j];
    job->kind = from->kind;
    job->first = first;
    job->pickup = copy_load(model, from->pickup);
    job->delivery = copy_load(model, from->kind == PLAN_JOB ? from->delivery : NULL);
    job->has_pickup = any_load(model, job->pickup);
    job->has_delivery = any_load(model, job->delivery);
    job->optional = from->optional;
    job->priority = from->priority;
    job->prize = from->prize * model->scale;
    model->has_prizes |= job->prize > 0;
    job->on_board_of = from->on_board_of;
    job->promised_vehicle = from->promised_vehicle;
    job->promised_start_s = from->promised_start_s < 0 ? -1 : from->promised_start_s;
    job->only = copy_sorted(model, from->only_vehicles, from->n_only_vehicles);
    job->n_only = from->n_only_vehicles;
    job->never = copy_sorted(model, from->never_vehicles, from->n_never_vehicles);
    job->n_never = from->n_never_vehicles;
    job->listed = job->n_only || job->n_never || job->on_board_of != PLAN_NONE ||
                  job->promised_vehicle != PLAN_NONE;
    job->skill_class = skill_class(model, compile_skills(model, from->skills, from->n_skills));
    if (model->change_rate_s && job->promised_start_s >= 0)
        model->node_time_costs = true;
    int64_t release = from->release_s > -PLAN_FOREVER ? from->release_s : -TIME_MAX;
    job->release_s = -TIME_MAX;
    if (job->has_delivery && release > model->time_first) {
        job->release_s = release;
        model->node_needs_eval = model->has_releases = true;
        release = -TIME_MAX;
    }
    if (from->kind == PLAN_JOB) {
        job->n_nodes = 1;
        compile_visit(model, in, j, 0, first, NODE_SINGLE, release);
    } else if (from->on_board_of != PLAN_NONE) {
        job->n_nodes = 1;
        model->has_shipments = true;
        compile_visit(model, in, j, 1, first, NODE_DELIVERY, release);
    } else {
        job->n_nodes = 2;
        model->has_shipments = true;
        compile_visit(model, in, j, 0, first, NODE_PICKUP, release);
        compile_visit(model, in, j, 1, first + 1, NODE_DELIVERY, -TIME_MAX);
        model->nodes[first].mate = first + 1;
        model->nodes[first + 1].mate = first;
    }
}

static void compile_facility(struct plan_model *model, const struct plan_input *in, uint32_t f)
{
    const struct plan_facility *from = &in->facilities[f];
    struct facility *facility = &model->facilities[f];
    *facility = (struct facility){.service_s = from->service_s,
                                  .decon_s = from->decon_s,
                                  .cost = from->cost * model->scale,
                                  .unloads = from->unloads,
                                  .reloads = from->reloads,
                                  .decontaminates = from->decontaminates,
                                  .limit = from->limit ? copy_load(model, from->limit) : NULL,
                                  .skills = compile_skills(model, from->skills, from->n_skills)};
    model->has_limits |= facility->limit != NULL;
    struct node *node = &model->nodes[model->n_visits + f];
    *node = (struct node){.place = from->place,
                          .job = f,
                          .mate = PLAN_NONE,
                          .role = NODE_FACILITY,
                          .service_s = from->service_s,
                          .due_s = PLAN_FOREVER};
    compile_windows(model, node, from->windows, from->n_windows, -TIME_MAX);
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
        model->relations[r] =
            (struct relation){.kind = from->kind,
                              .jobs = copy(model, from->jobs, from->n_jobs, sizeof *from->jobs),
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

static bool same_vehicle(const struct plan_model *model, const struct vehicle *a,
                         const struct vehicle *b)
{
    return a->profile == b->profile && a->start == b->start && a->end == b->end &&
           a->type == b->type && a->exposure == b->exposure && a->slowness == b->slowness &&
           a->fixed == b->fixed && a->rate_s == b->rate_s && a->rate_m == b->rate_m &&
           a->rate_task_s == b->rate_task_s && a->rate_wait_s == b->rate_wait_s &&
           a->pay_shift == b->pay_shift && a->must_unload == b->must_unload && !a->n_breaks &&
           !b->n_breaks && a->max_tasks == b->max_tasks && a->max_trips == b->max_trips &&
           a->max_travel_s == b->max_travel_s && a->max_distance_m == b->max_distance_m &&
           a->max_duration_s == b->max_duration_s && a->drive_s == b->drive_s &&
           a->rest_s == b->rest_s && !a->n_frozen && !b->n_frozen && a->n_windows == b->n_windows &&
           !memcmp(a->windows, b->windows, a->n_windows * sizeof *a->windows) &&
           !memcmp(a->capacity, b->capacity, model->n_dims * sizeof *a->capacity) &&
           !memcmp(a->load, b->load, model->n_dims * sizeof *a->load) &&
           !memcmp(a->skills, b->skills, model->n_skill_words * sizeof *a->skills);
}

/* Vehicles that nobody can tell apart get one kind: of several empty ones only one is tried. A
 * vehicle that some job names is a kind of its own. */
static void find_kinds(struct plan_model *model)
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

/* See vehicle.simple. */
static void find_simple(struct plan_model *model)
{
    const int64_t *weight = model->weight;
    bool plain_terms = !weight[PLAN_TERM_DISTANCE] && !weight[PLAN_TERM_TRAVEL] &&
                       !weight[PLAN_TERM_DURATION] && !weight[PLAN_TERM_WAITING] &&
                       !model->has_global_terms;
    model->node_needs_eval |= model->node_time_costs;
    bool has_arcs = true;
    model->all_simple = plain_terms && !model->node_needs_eval && !model->has_relations;
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        struct vehicle *vehicle = &model->vehicles[v];
        vehicle->simple = plain_terms && vehicle->n_windows == 1 && !vehicle->n_breaks &&
                          !vehicle->drive_s && !vehicle->max_duration_s && !vehicle->max_trips &&
                          !vehicle->max_travel_s && !vehicle->max_distance_m &&
                          !vehicle->must_unload && !(vehicle->pay_shift && vehicle->rate_s) &&
                          !vehicle->rate_wait_s && !vehicle->n_frozen;
        vehicle->time_costs = !plain_terms || (vehicle->pay_shift && vehicle->rate_s) ||
                              vehicle->rate_wait_s || model->node_time_costs;
        vehicle->wait_costs = (vehicle->pay_shift && vehicle->rate_s) || vehicle->rate_wait_s ||
                              vehicle->max_duration_s || weight[PLAN_TERM_DURATION] ||
                              weight[PLAN_TERM_WAITING] || weight[PLAN_TERM_MAX_DURATION];
        vehicle->late_costs = plain_terms && vehicle->n_windows == 1 && !vehicle->n_breaks &&
                              !(vehicle->pay_shift && vehicle->rate_s) && !vehicle->rate_wait_s &&
                              model->node_time_costs && !model->exposures && !model->n_facilities;
        model->all_simple &= vehicle->simple;
        has_arcs &= vehicle->arcs != NULL;
    }
    model->all_plain = model->all_simple && !model->has_setup && !model->n_facilities && has_arcs;
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
    model->profiles = copy(model, in->profiles, in->n_profiles, sizeof *in->profiles);
    if (in->points)
        model->points = copy(model, in->points, in->n_places, sizeof *in->points);
    if (in->exposures)
        model->exposures = copy(model, in->exposures, (size_t)in->n_exposures * in->n_exposures,
                                sizeof *in->exposures);
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
    find_kinds(model);
    model_build_arcs(model);
    model_find_longest(model);
    model_weigh(model, in);
    find_simple(model);
    model_build_neighbours(model, in);
    model_build_near_kinds(model);
    *out = model;
    return ERR_OK;
}

uint32_t model_compat(const struct plan_model *model, uint32_t j, uint32_t v)
{
    const struct job *job = &model->jobs[j];
    uint32_t bad = 0;
    if (!skills_within(model, model->skill_sets[job->skill_class], model->vehicles[v].skills))
        bad |= PLAN_BAD_SKILLS;
    if (!job->listed)
        return bad;
    if (job->on_board_of != PLAN_NONE && job->on_board_of != v)
        bad |= PLAN_BAD_ASSIGNMENT;
    if (job->n_only && !bsearch(&v, job->only, job->n_only, sizeof v, by_number))
        bad |= PLAN_BAD_ASSIGNMENT;
    if (job->n_never && bsearch(&v, job->never, job->n_never, sizeof v, by_number))
        bad |= PLAN_BAD_ASSIGNMENT;
    return bad;
}
