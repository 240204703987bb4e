/* Jobs and facilities as the search reads them, and who may do them. */
#include "plan/route/compile_int.h"

#include <stdlib.h>
#include <string.h>

static const struct plan_window any_time = {-PLAN_FOREVER, PLAN_FOREVER};

void *compile_copy(struct plan_model *model, const void *from, size_t n, size_t size)
{
    return n ? arena_dup(model->arena, from, n * size) : NULL;
}

const int64_t *compile_load(struct plan_model *model, const int64_t *load)
{
    return load ? compile_copy(model, load, model->n_dims, sizeof *load) : model->zero_load;
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
        node->service_by_type_s = compile_copy(model, from->service_by_type_s, in->n_types, 8);
    if (from->setup_by_type_s)
        node->setup_by_type_s = compile_copy(model, from->setup_by_type_s, in->n_types, 8);
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
    uint32_t *own = compile_copy(model, list, n, sizeof *list);
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

void compile_job(struct plan_model *model, const struct plan_input *in, uint32_t j, uint32_t first)
{
    const struct plan_job *from = &in->jobs[j];
    struct job *job = &model->jobs[j];
    job->kind = from->kind;
    job->first = first;
    job->pickup = compile_load(model, from->pickup);
    job->delivery = compile_load(model, from->kind == PLAN_JOB ? from->delivery : NULL);
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

void compile_facility(struct plan_model *model, const struct plan_input *in, uint32_t f)
{
    const struct plan_facility *from = &in->facilities[f];
    struct facility *facility = &model->facilities[f];
    *facility = (struct facility){.service_s = from->service_s,
                                  .decon_s = from->decon_s,
                                  .cost = from->cost * model->scale,
                                  .unloads = from->unloads,
                                  .reloads = from->reloads,
                                  .decontaminates = from->decontaminates,
                                  .limit = from->limit ? compile_load(model, from->limit) : NULL,
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

uint32_t model_compat(const struct plan_model *model, uint32_t j, uint32_t v)
{
    const struct job *job = &model->jobs[j];
    uint32_t bad = 0;
    if (!model_skills_within(model, model->skill_sets[job->skill_class], model->vehicles[v].skills))
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
