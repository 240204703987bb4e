/* The cheapest gap of a route for a single visit: cost first, then time, then load, then (only
 * where a rule needs it) the evaluator. */
#include "plan/route/place_int.h"

struct single {
    const struct node *node;
    const int64_t *pickup, *delivery;
    uint32_t id;
    bool picks, delivers;
    int64_t fixed; /* objective of opening the route and of the job itself */
    int64_t low, high;
};

static bool load_fits(const struct state *state, uint32_t r, uint32_t gap,
                      const struct single *single)
{
    const struct route *route = &state->routes[r];
    const int64_t *capacity = state->model->vehicles[r].capacity;
    uint32_t dims = state->model->n_dims;
    for (uint32_t d = 0; d < dims; d++) {
        size_t at = (size_t)gap * dims + d;
        if (route->head[at] + single->delivery[d] > capacity[d] ||
            route->tail[at] + single->pickup[d] > capacity[d])
            return false;
    }
    return true;
}

/* Of a route that is ordered: whether no delivery comes after a pickup. */
static inline bool keeps_order(const struct route *route, uint32_t gap, const struct single *single)
{
    return !(single->delivers && gap >= route->first_pickup) &&
           !(single->picks && (gap < route->last_delivery || single->delivers));
}

/* What the job loses by beginning then, and at least what all behind it lose by it. */
static inline int64_t least_of_delay(const struct plan_model *model, uint32_t type,
                                     const struct route *route, uint32_t gap,
                                     const struct node *node, int64_t begin, int64_t there_s)
{
    const struct spot *after = &route->spots[gap + 1];
    int64_t later = there_s - after->begin_s;
    if (after->node != PLAN_NONE) {
        int64_t work = node_work_s(&model->nodes[after->node], type, node->place);
        int64_t leaves = there_s + work - after->leave_s;
        later = leaves < later ? leaves : later;
    }
    return model->weight[PLAN_TERM_LATENESS] * node_late_cost(node, begin) + later * after->slope -
           route->gain;
}

/* What all behind a gap lose when the first of them is reached `later` seconds later, at once and
 * weighed; false when one would have to wait, or the crew to rest: then it takes the evaluator. A
 * second visit at the same place may be shorter or longer by its set-up. NO_COST: the shift ends
 * before. */
static bool shift_behind(const struct state *state, uint32_t r, uint32_t gap,
                         const struct single *single, int64_t there_s, int64_t *loss)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    int64_t late = 0, change = 0, work_s = 0, leaves_s = there_s;
    int64_t later = gap < route->n ? there_s - route->spots[gap + 1].begin_s : 0;
    for (uint32_t i = gap + 1; i <= route->n; i++) {
        const struct spot *spot = &route->spots[i];
        const struct node *node = &model->nodes[spot->node];
        int64_t begin = spot->begin_s + later;
        if (node_begin_s(node, begin) != begin)
            return false;
        late += node_late_cost(node, begin) - node_late_cost(node, spot->begin_s);
        change += job_move_cost(model, &model->jobs[node->job], begin) -
                  job_move_cost(model, &model->jobs[node->job], spot->begin_s);
        if (i == gap + 1) {
            work_s = node_work_s(node, vehicle->type, single->node->place) -
                     (spot->leave_s - spot->begin_s);
            later += work_s;
        }
        leaves_s = spot->leave_s + later + spot->next_s;
    }
    *loss = model->weight[PLAN_TERM_LATENESS] * late + model->weight[PLAN_TERM_CHANGE] * change +
            model->weight[PLAN_TERM_COST] * vehicle->rate_task_s * work_s;
    if (leaves_s > vehicle->windows[0].until_s)
        *loss = NO_COST;
    return true;
}

/* The whole price of a gap on a route on which nobody waits, exactly as the evaluator would find
 * it; false when it has to be asked. */
static bool try_shift(const struct state *state, uint32_t r, const struct single *single,
                      const struct arc *in, const struct arc *out, int64_t begin_s,
                      struct place *place)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    const struct spot *before = &route->spots[place->gap];
    const struct node *node = single->node;
    int64_t work_s = node_work_s(node, vehicle->type, before->place), loss;
    int64_t drive_s =
        vehicle->driven_s + route->travel_s + in->duration_s + out->duration_s - before->next_s;
    if (!route->shifts || !vehicle->shift_exact || begin_s != before->leave_s + in->duration_s ||
        in->cost >= ARC_MAX || out->cost >= ARC_MAX || before->next_cost >= ARC_MAX ||
        (vehicle->drive_s && drive_s > vehicle->drive_s) ||
        !shift_behind(state, r, place->gap, single, begin_s + work_s + out->duration_s, &loss))
        return false;
    if (loss == NO_COST || in->duration_s >= ARC_MAX || out->duration_s >= ARC_MAX) {
        place->delta = NO_COST;
        return true;
    }
    place->delta +=
        loss + model->weight[PLAN_TERM_LATENESS] * node_late_cost(node, begin_s) +
        model->weight[PLAN_TERM_CHANGE] * job_move_cost(model, &model->jobs[node->job], begin_s) +
        model->weight[PLAN_TERM_COST] * vehicle->rate_task_s *
            (work_s - node_service_s(node, vehicle->type));
    return true;
}

/* One gap for a single node: cost, then time, then load. False when later gaps are too late. */
static inline bool try_gap(struct placer *placer, uint32_t j, uint32_t r, uint32_t gap,
                           const struct single *single, struct place *blocked, struct place *best)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    const struct spot *before = &route->spots[gap], *after = before + 1;
    const struct node *node = single->node;
    if (before->leave_s > single->high && !route->of_one_way)
        return false;
    struct arc in = model_arc(model, vehicle, before->place, node->place),
               out = model_arc(model, vehicle, node->place, after->place);
    int64_t delta = single->fixed + model->weight[PLAN_TERM_COST] *
                                        ((int64_t)in.cost + out.cost - before->next_cost);
    bool exact = route->simple;
    if (delta >= best->delta &&
        (!vehicle->time_costs || delta - route->objective / 4 >= best->delta))
        return true;
    int64_t arrival = before->leave_s + in.duration_s;
    if (arrival < single->low)
        arrival = single->low;
    int64_t begin = node_begin_s(node, arrival);
    if (begin > single->high && !route->of_one_way)
        return true;
    int64_t work = node_work_s(node, vehicle->type, before->place);
    int64_t there = begin + work + out.duration_s;
    if (there > after->late_s && !(model->has_setup && after->place != PLAN_NONE) &&
        !route->of_one_way)
        return true;
    if (route->shifts &&
        delta + least_of_delay(model, vehicle->type, route, gap, node, begin, there) >= best->delta)
        return true;
    struct place place = {
        .delta = delta, .route = r, .gap = gap, .gap_delivery = PLAN_NONE, .facility = PLAN_NONE};
    if (!load_fits(state, r, gap, single)) {
        if (vehicle->n_facilities && delta < blocked->delta)
            *blocked = place;
        return true;
    }
    if (vehicle->ordered && exact && !keeps_order(route, gap, single))
        return true;
    if (exact && !model->has_setup && !model->has_relations) {
        *best = place;
        return true;
    }
    if (try_shift(state, r, single, &in, &out, begin, &place)) {
        if (place.delta < best->delta)
            *best = place;
        return true;
    }
    uint32_t bad = place_try_exactly(placer, j, &place, best);
    /* Not unloaded, or not to lie beside something: an unloading may help. */
    bool unloads = bad == PLAN_BAD_FACILITY || (bad == PLAN_BAD_RELATION && vehicle->n_facilities);
    if (unloads && delta < blocked->delta) {
        *blocked = place;
        blocked->delta = delta;
    }
    return true;
}

static bool single_of(const struct placer *placer, uint32_t j, uint32_t r, struct single *single)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct job *job = &model->jobs[j];
    uint32_t id = job->first + job->n_nodes - 1;
    const struct node *node = &model->nodes[id];
    bool half = node->role == NODE_DELIVERY; /* it is on board already */
    *single = (struct single){.node = node,
                              .pickup = half ? model->zero_load : job->pickup,
                              .delivery = half ? model->zero_load : job->delivery,
                              .id = id,
                              .picks = job->has_pickup,
                              .delivers = job->has_delivery,
                              .low = state->low ? state->low[id] : -TIME_MAX};
    if (job->n_nodes == 1 && half)
        single->delivery = job->pickup;
    single->high = node->windows[node->n_windows - 1].until_s;
    if (state->high && state->high[id] < single->high)
        single->high = state->high[id];
    if (!state->routes[r].n)
        single->fixed =
            model->weight[PLAN_TERM_VEHICLES] + model->weight[PLAN_TERM_COST] * vehicle->fixed;
    if (vehicle->rate_task_s)
        single->fixed += model->weight[PLAN_TERM_COST] * vehicle->rate_task_s *
                         node_service_s(node, vehicle->type);
    if (job->promised_vehicle != PLAN_NONE && job->promised_vehicle != r)
        single->fixed += model->weight[PLAN_TERM_CHANGE] * model->change_vehicle;
    return single->fixed < NO_COST;
}

/* The gap that may be the cheapest: looked at first, it spares looking at most others. */
static uint32_t likely_gap(const struct placer *placer, uint32_t r, uint32_t from, uint32_t to,
                           const struct single *single)
{
    const struct plan_model *model = placer->state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &placer->state->routes[r];
    const struct node *node = single->node;
    int64_t best = NO_COST;
    uint32_t likely = from;
    for (uint32_t gap = from; gap <= to; gap++) {
        const struct spot *before = &route->spots[gap], *after = before + 1;
        struct arc in = model_arc(model, vehicle, before->place, node->place),
                   out = model_arc(model, vehicle, node->place, after->place);
        int64_t begin = node_begin_s(node, before->leave_s + in.duration_s);
        if (begin == TIME_MAX)
            break;
        int64_t there = begin + node_work_s(node, vehicle->type, before->place) + out.duration_s;
        int64_t cost =
            model->weight[PLAN_TERM_COST] * ((int64_t)in.cost + out.cost - before->next_cost) +
            least_of_delay(model, vehicle->type, route, gap, node, begin, there);
        if (cost < best) {
            best = cost;
            likely = gap;
        }
    }
    return likely;
}

void place_single(struct placer *placer, uint32_t j, uint32_t r, uint32_t from, uint32_t to,
                  struct place *best)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    struct single single;
    struct place blocked = {.delta = NO_COST};
    single_of(placer, j, r, &single);
    /* Without trips what is on board at the start and at the end says at once that it is full. */
    for (uint32_t d = 0; !vehicle->n_facilities && d < model->n_dims; d++) {
        if (route->load[d] + single.delivery[d] > vehicle->capacity[d] ||
            route->load[(size_t)route->n * model->n_dims + d] + single.pickup[d] >
                vehicle->capacity[d])
            return;
    }
    if (from < vehicle->n_frozen)
        from = vehicle->n_frozen;
    uint32_t likely = route->shifts ? likely_gap(placer, r, from, to, &single) : PLAN_NONE;
    if (likely != PLAN_NONE)
        try_gap(placer, j, r, likely, &single, &blocked, best);
    for (uint32_t gap = from; gap <= to; gap++) {
        if (gap == likely ||
            (placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink))
            continue;
        if (!try_gap(placer, j, r, gap, &single, &blocked, best))
            break;
    }
    if (blocked.delta == NO_COST)
        return;
    place_with_facility(placer, j, r, best);
    blocked.delta -= single.fixed;
    place_cut(placer, j, &blocked, best);
}

/* ---- Where every vehicle is simple ------------------------------------------------------- */

/* What a plain job needs where every vehicle is simple: its windows and loads, and of the vehicle
 * that was looked at last rows of the arc tables. Of the job only `fixed` goes by vehicle. */
struct plain {
    const struct job *job;
    const struct node *node;
    const struct arc *out, *in; /* from the job to any place; from any place to it */
    struct single single;
    size_t row;
    int64_t last_s, work_s, fixed;
    bool checks;
};

static struct plain plain_of(const struct placer *placer, uint32_t j)
{
    const struct plan_model *model = placer->state->model;
    const struct job *job = &model->jobs[j];
    const struct node *node = &model->nodes[job->first];
    bool half = node->role == NODE_DELIVERY;
    return (struct plain){
        .job = job,
        .node = node,
        .single = {.node = node,
                   .pickup = half ? model->zero_load : job->pickup,
                   .delivery = half ? job->pickup : job->delivery},
        .row = (size_t)node->place * model->n_places,
        .last_s = node->windows[node->n_windows - 1].until_s,
        .checks = model->n_skill_words || job->listed,
    };
}

/* Turns to another vehicle; false where the job may not or cannot be on it. */
static inline bool plain_turn(const struct placer *placer, uint32_t j, uint32_t r,
                              struct plain *plain)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    bool fits = !plain->checks || !model_compat(model, j, r);
    fits &= !vehicle->max_tasks || route->tasks < vehicle->max_tasks;
    for (uint32_t d = 0; d < model->n_dims; d++)
        fits &= route->load[d] + plain->single.delivery[d] <= vehicle->capacity[d];
    if (!fits)
        return false;
    plain->out = vehicle->arcs + plain->row;
    plain->in = vehicle->arcs_back + plain->row;
    plain->work_s = node_service_s(plain->node, vehicle->type);
    plain->fixed = model->weight[PLAN_TERM_COST] * vehicle->rate_task_s * plain->work_s;
    if (!route->n)
        plain->fixed +=
            model->weight[PLAN_TERM_VEHICLES] + model->weight[PLAN_TERM_COST] * vehicle->fixed;
    if (plain->job->promised_vehicle != PLAN_NONE && plain->job->promised_vehicle != r)
        plain->fixed += model->weight[PLAN_TERM_CHANGE] * model->change_vehicle;
    return true;
}

static inline void try_plain(struct placer *placer, uint32_t r, const struct spot *before,
                             const struct plain *plain, struct place *best)
{
    const struct spot *after = before + 1;
    const struct state *state = placer->state;
    struct arc in = {0, 0}, out = {0, 0};
    if (before->place != PLAN_NONE)
        in = plain->in[before->place];
    if (after->place != PLAN_NONE)
        out = plain->out[after->place];
    int64_t delta = plain->fixed + state->model->weight[PLAN_TERM_COST] *
                                       ((int64_t)in.cost + out.cost - before->next_cost);
    if (delta >= best->delta)
        return;
    int64_t arrival = before->leave_s + in.duration_s;
    if (arrival > plain->last_s)
        return;
    if (node_begin_s(plain->node, arrival) + plain->work_s + out.duration_s > after->late_s)
        return;
    uint32_t gap = (uint32_t)(before - state->routes[r].spots);
    if (!load_fits(state, r, gap, &plain->single) ||
        (placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink))
        return;
    *best = (struct place){
        .delta = delta, .route = r, .gap = gap, .gap_delivery = PLAN_NONE, .facility = PLAN_NONE};
}

/* Around the nearest visits only: both gaps beside each of them. */
void place_near_plain(struct placer *placer, uint32_t j, struct place *best)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const uint32_t *near = model->neighbours + (size_t)model->jobs[j].first * model->n_near;
    struct plain plain = plain_of(placer, j);
    uint32_t of = PLAN_NONE;
    bool fits = false;
    for (uint32_t i = 0; i < placer->n_near && near[i] != PLAN_NONE; i++) {
        const struct where *where = &state->where[near[i]];
        uint32_t r = where->route;
        if (r == PLAN_NONE)
            continue;
        if (r != of) {
            of = r;
            fits = plain_turn(placer, j, r, &plain);
        }
        if (!fits)
            continue;
        const struct spot *spots = state->routes[r].spots;
        try_plain(placer, r, &spots[where->position - 1], &plain, best);
        try_plain(placer, r, &spots[where->position], &plain, best);
    }
}

/* Every gap of every used vehicle. */
void place_all_plain(struct placer *placer, uint32_t j, struct place *best)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    struct plain plain = plain_of(placer, j);
    for (uint32_t word = 0; word * 64 < model->n_vehicles; word++) {
        uint64_t used = ~state->empty[word];
        uint32_t left = model->n_vehicles - word * 64;
        used &= left < 64 ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
        for (; used; used &= used - 1) {
            uint32_t r = state->by_kind[word * 64 + (uint32_t)__builtin_ctzll(used)];
            if (!plain_turn(placer, j, r, &plain))
                continue;
            const struct spot *spots = state->routes[r].spots;
            for (uint32_t gap = 0; gap <= state->routes[r].n; gap++)
                try_plain(placer, r, &spots[gap], &plain, best);
        }
    }
}
