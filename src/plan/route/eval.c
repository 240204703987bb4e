#include "plan/route/eval_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Starts that are tried in one shift: each moves a visit into a later window or past its due time.
 */
enum { STARTS_MAX = 64 };

void eval_init(struct eval *eval, const struct plan_model *model)
{
    *eval = (struct eval){.model = model};
    eval->unloaded =
        calloc((size_t)model->n_facilities * model->n_dims + 1, sizeof *eval->unloaded);
    assert(eval->unloaded);
}

void eval_free(struct eval *eval)
{
    free(eval->ways);
    free(eval->labels);
    free(eval->n_labels);
    free(eval->path);
    free(eval->loads);
    free(eval->happenings);
    free(eval->unloaded);
}

static void *grown(void *at, size_t n, size_t size)
{
    at = realloc(at, n * size);
    assert(at);
    return at;
}

static void reserve(struct eval *eval, uint32_t n)
{
    if (n + 2 <= eval->room)
        return;
    uint32_t room = n + 2 + eval->room;
    eval->ways = grown(eval->ways, room, sizeof *eval->ways);
    eval->labels = grown(eval->labels, (size_t)room * LABELS_MAX, sizeof *eval->labels);
    eval->n_labels = grown(eval->n_labels, room, sizeof *eval->n_labels);
    eval->path = grown(eval->path, room, sizeof *eval->path);
    eval->loads = grown(eval->loads, (size_t)room * (eval->model->n_dims + 1), sizeof *eval->loads);
    /* A stop, a decontamination and a rest for each position, and every break. */
    eval->happenings = grown(eval->happenings, (size_t)room * 3 + PLAN_LIMIT_BREAKS + 1024,
                             sizeof *eval->happenings);
    eval->room = room;
}

/* Notes a violation; false when the evaluation should end here. */
static bool violate(struct eval *eval, struct worth *worth, uint32_t bad)
{
    bad &= ~eval->lift;
    worth->bad |= bad;
    return !bad || eval->soft;
}

/* ---- Ways: travel, decontamination, work ------------------------------------------------- */

static uint32_t place_of(const struct eval *eval, uint32_t position)
{
    if (position == 0)
        return eval->vehicle->start;
    if (position == eval->n + 1)
        return eval->vehicle->end;
    return eval->model->nodes[eval->sequence[position - 1]].place;
}

/* The cheapest way through a facility that decontaminates. */
static bool way_through_decon(const struct eval *eval, uint32_t from, uint32_t to, struct way *way,
                              int64_t *cost)
{
    const struct plan_model *model = eval->model;
    int64_t best = INT64_MAX;
    for (uint32_t f = 0; f < model->n_facilities; f++) {
        struct leg a, b;
        uint32_t place = model->nodes[model->n_visits + f].place;
        const struct facility *facility = &model->facilities[f];
        if (!facility->decontaminates || !model_leg(model, eval->vehicle, from, place, &a) ||
            !model_leg(model, eval->vehicle, place, to, &b))
            continue;
        int64_t time = a.duration_s + b.duration_s + facility->decon_s;
        if (time >= best)
            continue;
        best = time;
        way->travel_s = a.duration_s + b.duration_s;
        way->distance_m = a.distance_m + b.distance_m;
        way->extra_s = facility->decon_s;
        way->decon = f;
        *cost = a.cost + b.cost + facility->cost;
    }
    return best < INT64_MAX;
}

/* Fills the way into a position (1 .. n + 1); `exposure` is the crew's class and is kept up. */
static bool find_way(struct eval *eval, struct worth *worth, uint32_t position, uint32_t *exposure)
{
    const struct plan_model *model = eval->model;
    struct way *way = &eval->ways[position];
    uint32_t from = place_of(eval, position - 1), to = place_of(eval, position);
    const struct node *node =
        position <= eval->n ? &model->nodes[eval->sequence[position - 1]] : NULL;
    *way = (struct way){.decon = PLAN_NONE};
    int64_t cost = 0;
    bool decon = false;
    if (model->exposures && node && !(eval->lift & PLAN_BAD_EXPOSURE)) {
        /* Unloading at a facility cleans nobody: who goes on to a cleaner place is cleaned then. */
        if (node->role != NODE_FACILITY && node->exposure < *exposure) {
            const struct plan_exposure *rule =
                &model->exposures[*exposure * model->n_exposures + node->exposure];
            if (rule->forbidden) {
                way->bad |= PLAN_BAD_EXPOSURE;
            } else if (rule->at_facility) {
                decon = way_through_decon(eval, from, to, way, &cost);
                if (!decon)
                    way->bad |= PLAN_BAD_EXPOSURE;
            } else {
                way->extra_s = rule->on_spot_s;
            }
            *exposure = node->exposure;
        } else if (node->role != NODE_FACILITY) {
            *exposure = node->exposure;
        }
    }
    if (!decon) {
        struct leg leg;
        if (model_leg(model, eval->vehicle, from, to, &leg)) {
            way->travel_s = leg.duration_s;
            way->distance_m = leg.distance_m;
            cost = leg.cost;
        } else {
            way->bad |= PLAN_BAD_UNREACHABLE;
        }
    }
    worth->travel_s += way->travel_s;
    worth->distance_m += way->distance_m;
    worth->cost += cost;
    worth->break_s += way->extra_s;
    if (node) {
        uint32_t before =
            way->decon != PLAN_NONE ? model->nodes[model->n_visits + way->decon].place : from;
        way->work_s = node_work_s(node, eval->vehicle->type, before);
        int64_t service = node_service_s(node, eval->vehicle->type);
        worth->service_s += service;
        worth->setup_s += way->work_s - service;
        if (node->role == NODE_FACILITY) {
            worth->cost += model->facilities[node->job].cost;
        } else {
            worth->tasks++;
            worth->task_s += way->work_s;
        }
    }
    return !way->bad || violate(eval, worth, way->bad);
}

/* ---- Loads ------------------------------------------------------------------------------- */

/* Goods that are loaded where a trip starts: deliveries up to the next reloading facility. */
static void add_trip_goods(const struct eval *eval, uint32_t first, int64_t *load)
{
    const struct plan_model *model = eval->model;
    for (uint32_t i = first; i < eval->n; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        if (node->role == NODE_FACILITY) {
            if (model->facilities[node->job].reloads)
                break;
        } else if (node->role == NODE_SINGLE && model->jobs[node->job].has_delivery) {
            const int64_t *goods = model->jobs[node->job].delivery;
            for (uint32_t d = 0; d < model->n_dims; d++)
                load[d] += goods[d];
        }
    }
}

static bool check_capacity(struct eval *eval, struct worth *worth, const int64_t *load,
                           uint32_t position)
{
    int64_t excess = 0;
    for (uint32_t d = 0; d < eval->model->n_dims; d++) {
        if (load[d] > eval->vehicle->capacity[d])
            excess += load[d] - eval->vehicle->capacity[d];
    }
    if (!excess || eval->lift & PLAN_BAD_LOAD)
        return true;
    worth->excess += excess;
    eval->ways[position].bad |= PLAN_BAD_LOAD;
    return violate(eval, worth, PLAN_BAD_LOAD);
}

/* At a facility: what was collected comes off, within what the facility still takes. */
static bool unload(struct eval *eval, struct worth *worth, const struct node *node, int64_t *load,
                   int64_t *collected, uint32_t position)
{
    const struct plan_model *model = eval->model;
    const struct facility *facility = &model->facilities[node->job];
    bool full = false;
    for (uint32_t d = 0; d < model->n_dims; d++) {
        size_t at = (size_t)node->job * model->n_dims + d;
        load[d] -= collected[d];
        eval->unloaded[at] += collected[d];
        collected[d] = 0;
        if (facility->limit) {
            int64_t room = eval->facility_room ? eval->facility_room[at] : facility->limit[d];
            full |= eval->unloaded[at] > room;
        }
    }
    if (!full)
        return true;
    eval->ways[position].bad |= PLAN_BAD_FACILITY;
    return violate(eval, worth, PLAN_BAD_FACILITY);
}

static bool check_loads(struct eval *eval, struct worth *worth)
{
    const struct plan_model *model = eval->model;
    const uint32_t dims = model->n_dims;
    int64_t load[PLAN_LIMIT_DIMS] = {0}, collected[PLAN_LIMIT_DIMS] = {0};
    for (uint32_t d = 0; d < dims; d++)
        load[d] = collected[d] = eval->vehicle->load[d];
    for (uint32_t i = 0; i < eval->n && model->has_shipments; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        if (node->role == NODE_DELIVERY && node->mate == PLAN_NONE) {
            for (uint32_t d = 0; d < dims; d++)
                load[d] += model->jobs[node->job].pickup[d];
        }
    }
    if (model->n_facilities)
        memset(eval->unloaded, 0, (size_t)model->n_facilities * dims * sizeof *eval->unloaded);
    add_trip_goods(eval, 0, load);
    memcpy(eval->loads, load, dims * sizeof *load);
    if (!check_capacity(eval, worth, load, 0))
        return false;
    worth->trips = 1;
    for (uint32_t i = 0; i < eval->n; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        if (node->role == NODE_FACILITY) {
            const struct facility *facility = &model->facilities[node->job];
            if (facility->unloads && !unload(eval, worth, node, load, collected, i + 1))
                return false;
            if (facility->reloads)
                add_trip_goods(eval, i + 1, load);
            worth->trips++;
        } else {
            const struct job *job = &model->jobs[node->job];
            for (uint32_t d = 0; d < dims; d++) {
                if (node->role == NODE_SINGLE) {
                    load[d] += job->pickup[d] - job->delivery[d];
                    collected[d] += job->pickup[d];
                } else {
                    load[d] += node->role == NODE_PICKUP ? job->pickup[d] : -job->pickup[d];
                }
            }
        }
        memcpy(eval->loads + (size_t)(i + 1) * dims, load, dims * sizeof *load);
        if (!check_capacity(eval, worth, load, i + 1))
            return false;
    }
    bool left = false;
    for (uint32_t d = 0; d < dims; d++)
        left |= collected[d] > 0;
    if (eval->vehicle->must_unload && left && !violate(eval, worth, PLAN_BAD_FACILITY))
        return false;
    return true;
}

/* ---- Rules of one route that are no times and no loads ----------------------------------- */

static uint32_t position_of(const struct eval *eval, uint32_t node)
{
    for (uint32_t i = 0; i < eval->n; i++) {
        if (eval->sequence[i] == node)
            return i;
    }
    return PLAN_NONE;
}

/* The ranks between which a job's goods are on board: [first, last). */
static void span_on_board(const struct eval *eval, uint32_t j, uint32_t at, int64_t *first,
                          int64_t *last)
{
    const struct plan_model *model = eval->model;
    const struct job *job = &model->jobs[j];
    *first = *last = at;
    if (job->kind == PLAN_SHIPMENT) {
        uint32_t end = position_of(eval, job->first + job->n_nodes - 1);
        *first = job->n_nodes == 2 ? (int64_t)at : -1;
        *last = end == PLAN_NONE ? (int64_t)eval->n : (int64_t)end;
        return;
    }
    if (job->has_delivery) {
        *first = -1;
        for (uint32_t i = at; i-- > 0 && *first < 0;) {
            const struct node *node = &model->nodes[eval->sequence[i]];
            if (node->role == NODE_FACILITY && model->facilities[node->job].reloads)
                *first = i;
        }
    }
    if (job->has_pickup) {
        *last = eval->n;
        for (uint32_t i = at; i < eval->n && *last == (int64_t)eval->n; i++) {
            const struct node *node = &model->nodes[eval->sequence[i]];
            if (node->role == NODE_FACILITY && model->facilities[node->job].unloads)
                *last = i;
        }
    }
}

static bool pair_allowed(const struct eval *eval, const struct relation *relation, uint32_t a,
                         uint32_t at_a, uint32_t b, uint32_t at_b)
{
    int64_t first_a, last_a, first_b, last_b;
    const struct job *job_a = &eval->model->jobs[a];
    switch (relation->kind) {
    case PLAN_DIFFERENT_VEHICLE:
    case PLAN_SYNC:
        return false;
    case PLAN_ORDER: {
        uint32_t done = position_of(eval, job_a->first + job_a->n_nodes - 1);
        return done != PLAN_NONE && done < at_b;
    }
    case PLAN_NOT_TOGETHER:
        span_on_board(eval, a, at_a, &first_a, &last_a);
        span_on_board(eval, b, at_b, &first_b, &last_b);
        return last_a <= first_b || last_b <= first_a;
    default:
        return true;
    }
}

/* Relations as far as this route alone shows them. */
static bool check_relations(struct eval *eval, struct worth *worth)
{
    const struct plan_model *model = eval->model;
    for (uint32_t i = 0; i < eval->n; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        if (node->role == NODE_FACILITY || !model->jobs[node->job].in_relation ||
            model->jobs[node->job].first != eval->sequence[i])
            continue;
        const struct job *job = &model->jobs[node->job];
        for (uint32_t r = 0; r < job->n_relations; r++) {
            const struct relation *relation = &model->relations[job->relations[r]];
            bool after = false;
            for (uint32_t k = 0; k < relation->n_jobs; k++) {
                uint32_t other = relation->jobs[k];
                if (other == node->job) {
                    after = true;
                    continue;
                }
                uint32_t at = after ? position_of(eval, model->jobs[other].first) : PLAN_NONE;
                if (at == PLAN_NONE || pair_allowed(eval, relation, node->job, i, other, at))
                    continue;
                eval->ways[i + 1].bad |= PLAN_BAD_RELATION;
                if (!violate(eval, worth, PLAN_BAD_RELATION))
                    return false;
            }
        }
    }
    return true;
}

static bool check_shipments(struct eval *eval, struct worth *worth)
{
    const struct plan_model *model = eval->model;
    for (uint32_t i = 0; i < eval->n; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        if (node->mate == PLAN_NONE)
            continue;
        uint32_t at = position_of(eval, node->mate);
        if (at != PLAN_NONE && (node->role == NODE_PICKUP) == (at > i))
            continue;
        eval->ways[i + 1].bad |= PLAN_BAD_PRECEDENCE;
        if (!violate(eval, worth, PLAN_BAD_PRECEDENCE))
            return false;
    }
    return true;
}

static bool check_assignments(struct eval *eval, struct worth *worth)
{
    const struct plan_model *model = eval->model;
    const struct vehicle *vehicle = eval->vehicle;
    for (uint32_t i = 0; i < eval->n; i++) {
        const struct node *node = &model->nodes[eval->sequence[i]];
        uint32_t bad = 0;
        if (node->role == NODE_FACILITY) {
            const uint64_t *need = model->facilities[node->job].skills;
            for (uint32_t w = 0; w < model->n_skill_words; w++)
                bad |= need[w] & ~vehicle->skills[w] ? PLAN_BAD_FACILITY : 0u;
        } else {
            bad = model_compat(model, node->job, eval->vehicle_index);
        }
        if (i < vehicle->n_frozen && vehicle->frozen[i] != eval->sequence[i])
            bad |= PLAN_BAD_PRECEDENCE;
        eval->ways[i + 1].bad |= bad;
        if (bad && !violate(eval, worth, bad))
            return false;
    }
    if (eval->n < vehicle->n_frozen)
        return violate(eval, worth, PLAN_BAD_PRECEDENCE);
    return true;
}

static bool check_limits(struct eval *eval, struct worth *worth)
{
    const struct vehicle *vehicle = eval->vehicle;
    uint32_t bad = 0;
    if (vehicle->max_tasks && worth->tasks > vehicle->max_tasks)
        bad |= PLAN_BAD_MAX_TASKS;
    if (vehicle->max_trips && worth->trips > vehicle->max_trips)
        bad |= PLAN_BAD_MAX_TRIPS;
    if (vehicle->max_travel_s && worth->travel_s > vehicle->max_travel_s)
        bad |= PLAN_BAD_MAX_TRAVEL;
    if (vehicle->max_distance_m && worth->distance_m > vehicle->max_distance_m)
        bad |= PLAN_BAD_MAX_DISTANCE;
    return !bad || violate(eval, worth, bad);
}

static void weigh(const struct eval *eval, struct worth *worth)
{
    const struct plan_model *model = eval->model;
    const int64_t *weight = model->weight;
    const struct vehicle *vehicle = eval->vehicle;
    worth->cost += vehicle->fixed;
    worth->cost += vehicle->rate_task_s * worth->task_s;
    worth->cost += vehicle->rate_wait_s * worth->waiting_s;
    if (vehicle->pay_shift)
        worth->cost += vehicle->rate_s * (worth->duration_s - worth->travel_s);
    worth->objective = weight[PLAN_TERM_VEHICLES] + weight[PLAN_TERM_COST] * worth->cost +
                       weight[PLAN_TERM_LATENESS] * worth->late +
                       weight[PLAN_TERM_CHANGE] * worth->change +
                       weight[PLAN_TERM_DISTANCE] * worth->distance_m +
                       weight[PLAN_TERM_TRAVEL] * worth->travel_s +
                       weight[PLAN_TERM_DURATION] * worth->duration_s +
                       weight[PLAN_TERM_WAITING] * worth->waiting_s;
}

/* What has been found to be the best of several shifts and starts. */
struct choice {
    struct worth worth;
    uint32_t window, tries;
    int64_t from_s;
    bool has;
};

static bool is_better(const struct eval *eval, const struct worth *a, const struct worth *b)
{
    if (!a->bad != !b->bad)
        return !a->bad;
    if (a->bad)
        return a->excess < b->excess;
    int64_t longest = eval->model->weight[PLAN_TERM_MAX_DURATION];
    return a->objective + longest * a->duration_s < b->objective + longest * b->duration_s;
}

/* All starts of one shift that may be worth it; gives what is wrong where there is none. */
static uint32_t try_shift(struct eval *eval, uint32_t window, const struct worth *before,
                          struct choice *best)
{
    int64_t from = eval->vehicle->windows[window].from_s, next;
    uint32_t bad = 0;
    for (int i = 0; i < STARTS_MAX && from < TIME_MAX; i++, from = next) {
        struct worth tried = *before;
        bool ok = eval_schedule(eval, window, from, &tried, &next);
        bad |= i ? 0 : tried.bad;
        if (ok)
            weigh(eval, &tried);
        best->tries++;
        if (ok && (!best->has || is_better(eval, &tried, &best->worth)))
            *best = (struct choice){tried, window, best->tries, from, true};
        if (eval->earliest && ok && !tried.bad)
            break;
    }
    return bad;
}

/* The latest begin of the shift that the route is in: where it is known when a frozen visit began,
 * not after that. */
static int64_t shift_begins_by(const struct vehicle *vehicle)
{
    for (uint32_t i = 0; i < vehicle->n_frozen; i++) {
        if (vehicle->frozen_at_s[i] >= 0)
            return vehicle->frozen_at_s[i];
    }
    return TIME_MAX;
}

/* The schedule with the best weight over the vehicle's shifts and starts, or the earliest that
 * holds. The labels that are left are those of the earliest start in the chosen shift: others read
 * from them how early things can be. What is told is of the chosen start. */
static bool schedule(struct eval *eval, const struct worth *before, struct worth *worth)
{
    const struct vehicle *vehicle = eval->vehicle;
    struct choice best = {.has = false};
    uint32_t bad = 0, window = 0;
    bool several = vehicle->n_windows > 1 || vehicle->wait_costs, detail = eval->detail;
    eval->detail = detail && !several;
    int64_t by = several ? shift_begins_by(vehicle) : TIME_MAX;
    for (; window < vehicle->n_windows; window++) {
        if (window && vehicle->windows[window].from_s > by)
            break;
        bad |= try_shift(eval, window, before, &best);
        if (eval->earliest && best.has && !best.worth.bad)
            break;
    }
    eval->detail = detail;
    if (!best.has) {
        worth->bad = bad;
        return false;
    }
    *worth = best.worth;
    if (several && (detail || best.tries > 1)) {
        struct worth again = *before;
        int64_t from = detail ? best.from_s : vehicle->windows[best.window].from_s, next;
        eval_schedule(eval, best.window, from, &again, &next);
    }
    return worth->bad == 0;
}

bool eval_route(struct eval *eval, uint32_t v, const uint32_t *sequence, uint32_t n,
                struct worth *worth)
{
    const struct plan_model *model = eval->model;
    *worth = (struct worth){0};
    eval->vehicle = &model->vehicles[v];
    eval->vehicle_index = v;
    eval->sequence = sequence;
    eval->n = n;
    eval->n_happenings = 0;
    if (!n && !eval->vehicle->n_frozen)
        return true;
    reserve(eval, n);
    eval->ways[0] = (struct way){.decon = PLAN_NONE};
    uint32_t exposure = eval->vehicle->exposure;
    for (uint32_t position = 1; position <= n + 1; position++) {
        if (!find_way(eval, worth, position, &exposure))
            return false;
    }
    if (!check_limits(eval, worth) || (!eval->trusted && !check_assignments(eval, worth)) ||
        !check_loads(eval, worth) ||
        (model->has_shipments && !eval->trusted && !check_shipments(eval, worth)) ||
        (model->has_relations && !check_relations(eval, worth)))
        return false;
    if (eval->vehicle->max_trips && worth->trips > eval->vehicle->max_trips &&
        !violate(eval, worth, PLAN_BAD_MAX_TRIPS))
        return false;
    struct worth before = *worth;
    return schedule(eval, &before, worth);
}
