/* Places for shipments: the delivery is priced behind every place of the pickup that may pay. */
#include <assert.h>
#include <stdlib.h>

#include "plan/route/place_int.h"

struct pair {
    const struct node *pickup, *delivery;
    const int64_t *amount;
    int64_t fixed;
    /* By gap: a bound on what the delivery costs from this gap on; NO_COST: not in time. */
    const int64_t *least;
};

/* What the delivery would cost at each gap if the pickup were elsewhere, and the least of it from
 * each gap on; gaps that it misses even without the pickup do not count. */
static void bound_deliveries(struct placer *placer, uint32_t r, struct pair *pair)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    const struct node *q = pair->delivery;
    if (placer->least_room < route->n + 2) {
        placer->least_room = 2 * route->n + 64;
        placer->least = realloc(placer->least, placer->least_room * sizeof *placer->least);
        assert(placer->least);
    }
    pair->least = placer->least;
    int64_t least = placer->least[route->n + 1] = NO_COST;
    for (uint32_t gap = route->n + 1; gap-- > vehicle->n_frozen;) {
        const struct spot *before = &route->spots[gap], *after = before + 1;
        struct arc in = model_arc(model, vehicle, before->place, q->place),
                   out = model_arc(model, vehicle, q->place, after->place);
        int64_t begin = node_begin_s(q, before->leave_s + in.duration_s);
        int64_t cost = (int64_t)in.cost + out.cost - before->next_cost;
        bool on_time = begin != TIME_MAX &&
                       (model->has_setup ||
                        begin + node_work_s(q, vehicle->type, before->place) + out.duration_s <=
                            after->late_s);
        if (vehicle->time_costs)
            least = -NO_COST / 4;
        else if (on_time && cost < least)
            least = cost;
        placer->least[gap] = least;
    }
}

/* Whether no delivery from the gap on can make a better place. */
static inline bool is_beaten(const struct placer *placer, const struct pair *pair, uint32_t gap,
                             int64_t pickup_cost, const struct place *best)
{
    int64_t weight = placer->state->model->weight[PLAN_TERM_COST];
    return pair->least[gap] == NO_COST ||
           pair->fixed + weight * (pickup_cost + pair->least[gap]) >= best->delta;
}

/* All gaps for the delivery behind a pickup at `gap`, the times carried along. */
static void place_delivery(struct placer *placer, uint32_t j, uint32_t r, uint32_t gap,
                           const struct pair *pair, struct place *best)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    const struct spot *spots = route->spots;
    const struct node *p = pair->pickup, *q = pair->delivery;
    uint32_t dims = model->n_dims;
    bool exact = route->simple && !model->has_setup && !model->has_relations;
    int64_t weight = model->weight[PLAN_TERM_COST];
    struct arc in = model_arc(model, vehicle, spots[gap].place, p->place);
    struct arc out = model_arc(model, vehicle, p->place, spots[gap + 1].place);
    struct arc to_q = model_arc(model, vehicle, p->place, q->place);
    int64_t pickup_cost = (int64_t)in.cost + out.cost - spots[gap].next_cost;
    int64_t next_to_cost = (int64_t)in.cost + to_q.cost +
                           model_arc(model, vehicle, q->place, spots[gap + 1].place).cost -
                           spots[gap].next_cost;
    if (pair->fixed + weight * next_to_cost >= best->delta && !vehicle->time_costs &&
        is_beaten(placer, pair, gap + 1, pickup_cost, best))
        return;
    int64_t begin = node_begin_s(p, spots[gap].leave_s + in.duration_s);
    if (begin == TIME_MAX)
        return;
    int64_t leave = begin + node_work_s(p, vehicle->type, spots[gap].place);
    uint32_t from = p->place;
    for (uint32_t at = gap; at <= route->n; at++) {
        /* `leave` is the earliest leaving of position `at` (of the pickup when at == gap). */
        for (uint32_t d = 0; d < dims; d++) {
            if (route->load[(size_t)at * dims + d] + pair->amount[d] > vehicle->capacity[d])
                return;
        }
        const struct spot *after = &spots[at + 1];
        if (at > gap && is_beaten(placer, pair, at, pickup_cost, best))
            return;
        struct arc from_q = model_arc(model, vehicle, q->place, after->place);
        if (at > gap)
            to_q = model_arc(model, vehicle, from, q->place);
        int64_t cost =
            at == gap ? next_to_cost : pickup_cost + to_q.cost + from_q.cost - spots[at].next_cost;
        int64_t delta = pair->fixed + weight * cost;
        int64_t begin_q = node_begin_s(q, leave + to_q.duration_s);
        if (begin_q == TIME_MAX)
            return;
        bool on_time =
            begin_q + node_work_s(q, vehicle->type, from) + from_q.duration_s <= after->late_s ||
            model->has_setup;
        if (on_time && (delta < best->delta || vehicle->time_costs) &&
            !(placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink)) {
            struct place place = {
                .delta = delta, .route = r, .gap = gap, .gap_delivery = at, .facility = PLAN_NONE};
            if (exact)
                *best = place;
            else
                place_try_exactly(placer, j, &place, best);
        }
        if (at == route->n)
            return;
        /* On to the next position, now with the pickup before it. */
        struct arc step = at == gap ? out : (struct arc){spots[at].next_s, spots[at].next_cost};
        const struct node *next = &model->nodes[after->node];
        int64_t next_begin = node_begin_s(next, leave + step.duration_s);
        if (next_begin < after->begin_s)
            next_begin = after->begin_s;
        if (next_begin > after->late_s && !model->has_setup)
            return;
        leave = next_begin + node_work_s(next, vehicle->type, from);
        if (leave < after->leave_s)
            leave = after->leave_s;
        from = after->place;
    }
}

/* Where the times at hand say nothing. */
static void place_everywhere(struct placer *placer, uint32_t j, uint32_t r, struct place *best)
{
    const struct route *route = &placer->state->routes[r];
    uint32_t first = placer->state->model->vehicles[r].n_frozen;
    for (uint32_t gap = first; gap <= route->n; gap++) {
        for (uint32_t at = gap; at <= route->n; at++) {
            struct place place = {
                .route = r, .gap = gap, .gap_delivery = at, .facility = PLAN_NONE};
            if (!placer->blink || (uint32_t)(rng_u64(placer->rng) >> 32) >= placer->blink)
                place_try_exactly(placer, j, &place, best);
        }
    }
}

void place_pair(struct placer *placer, uint32_t j, uint32_t r, struct place *best)
{
    struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    const struct job *job = &model->jobs[j];
    struct pair pair = {.pickup = &model->nodes[job->first],
                        .delivery = &model->nodes[job->first + 1],
                        .amount = job->pickup};
    if (!route->n)
        pair.fixed =
            model->weight[PLAN_TERM_VEHICLES] + model->weight[PLAN_TERM_COST] * vehicle->fixed;
    if (vehicle->rate_task_s)
        pair.fixed += model->weight[PLAN_TERM_COST] * vehicle->rate_task_s *
                      (node_service_s(pair.pickup, vehicle->type) +
                       node_service_s(pair.delivery, vehicle->type));
    if (job->promised_vehicle != PLAN_NONE && job->promised_vehicle != r)
        pair.fixed += model->weight[PLAN_TERM_CHANGE] * model->change_vehicle;
    if (route->of_one_shift) {
        place_everywhere(placer, j, r, best);
        return;
    }
    bound_deliveries(placer, r, &pair);
    int64_t last = pair.pickup->windows[pair.pickup->n_windows - 1].until_s;
    for (uint32_t gap = vehicle->n_frozen; gap <= route->n; gap++) {
        if (route->spots[gap].leave_s > last)
            break;
        if (placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink)
            continue;
        place_delivery(placer, j, r, gap, &pair, best);
    }
}
