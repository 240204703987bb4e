/* Places for shipments: the delivery is priced behind every place of the pickup that may pay. */
#include <assert.h>
#include <stdlib.h>

#include "plan/route/place_int.h"

/* What an unloading or reloading may help against, beside loads. */
enum { BLOCKED = PLAN_BAD_FACILITY | PLAN_BAD_RELATION };

struct pair {
    const struct node *pickup, *delivery;
    const int64_t *amount;
    int64_t fixed;
    /* By gap: a bound on what the delivery costs from this gap on; NO_COST: not in time. */
    const int64_t *least;
    /* With facilities on the way: the cheapest place that is in time but has no room, or is not to
     * be for what else is on board. */
    bool trips;
    struct place blocked;
};

static inline void note_blocked(struct pair *pair, const struct place *place)
{
    if (place->delta < pair->blocked.delta)
        pair->blocked = *place;
}

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

/* On the way through a route with the pickup behind `gap`, at a position not before it. */
struct passage {
    uint32_t route, gap, at;
    int64_t leave_s; /* earliest, of position `at` (of the pickup when at == gap) */
    uint32_t from;   /* where that is */
    bool full;       /* somewhere from the pickup on there is no room */
    struct arc out;  /* from the pickup to what was behind it */
    int64_t pickup_cost, next_to_cost; /* of the pickup alone; of both in its gap */
};

/* Whether no delivery from the position on can make a better place. */
static inline bool is_beaten(const struct placer *placer, const struct pair *pair,
                             const struct passage *passage, uint32_t at, const struct place *best)
{
    int64_t weight = placer->state->model->weight[PLAN_TERM_COST];
    return pair->least[at] == NO_COST ||
           pair->fixed + weight * (passage->pickup_cost + pair->least[at]) >= best->delta;
}

/* False when nothing behind this gap is better, or the pickup is too late there. */
static inline bool begin_passage(const struct placer *placer, const struct pair *pair,
                                 struct passage *passage, const struct place *best)
{
    const struct plan_model *model = placer->state->model;
    const struct vehicle *vehicle = &model->vehicles[passage->route];
    const struct spot *before = &placer->state->routes[passage->route].spots[passage->gap];
    const struct node *p = pair->pickup, *q = pair->delivery;
    uint32_t next = before[1].place;
    struct arc in = model_arc(model, vehicle, before->place, p->place);
    int64_t both = (int64_t)model_arc(model, vehicle, p->place, q->place).cost +
                   model_arc(model, vehicle, q->place, next).cost;
    passage->out = model_arc(model, vehicle, p->place, next);
    passage->pickup_cost = (int64_t)in.cost + passage->out.cost - before->next_cost;
    passage->next_to_cost = in.cost + both - before->next_cost;
    if (pair->fixed + model->weight[PLAN_TERM_COST] * passage->next_to_cost >= best->delta &&
        !vehicle->time_costs && is_beaten(placer, pair, passage, passage->gap + 1, best))
        return false;
    int64_t begin = node_begin_s(p, before->leave_s + in.duration_s);
    if (begin == TIME_MAX)
        return false;
    passage->at = passage->gap;
    passage->leave_s = begin + node_work_s(p, vehicle->type, before->place);
    passage->from = p->place;
    return true;
}

static inline bool has_room(const struct placer *placer, const struct pair *pair,
                            const struct passage *passage)
{
    const struct plan_model *model = placer->state->model;
    const struct route *route = &placer->state->routes[passage->route];
    const int64_t *capacity = model->vehicles[passage->route].capacity;
    for (uint32_t d = 0; d < model->n_dims; d++) {
        if (route->load[(size_t)passage->at * model->n_dims + d] + pair->amount[d] > capacity[d])
            return false;
    }
    return true;
}

/* Takes the place at hand if it is better. False when it is too late for a delivery, here and
 * farther on. */
static inline bool offer_delivery(struct placer *placer, uint32_t j, struct pair *pair,
                                  const struct passage *passage, struct place *best)
{
    const struct plan_model *model = placer->state->model;
    const struct vehicle *vehicle = &model->vehicles[passage->route];
    const struct route *route = &placer->state->routes[passage->route];
    const struct spot *spot = &route->spots[passage->at];
    const struct node *q = pair->delivery;
    struct arc in = model_arc(model, vehicle, passage->from, q->place);
    struct arc out = model_arc(model, vehicle, q->place, spot[1].place);
    int64_t begin = node_begin_s(q, passage->leave_s + in.duration_s);
    if (begin == TIME_MAX)
        return false;
    int64_t apart = passage->pickup_cost + in.cost + out.cost - spot->next_cost;
    int64_t cost = passage->at == passage->gap ? passage->next_to_cost : apart;
    struct place place = {.delta = pair->fixed + model->weight[PLAN_TERM_COST] * cost,
                          .route = passage->route,
                          .gap = passage->gap,
                          .gap_delivery = passage->at,
                          .facility = PLAN_NONE};
    int64_t next_s = begin + node_work_s(q, vehicle->type, passage->from) + out.duration_s;
    if ((next_s > spot[1].late_s && !model->has_setup) ||
        (place.delta >= best->delta && !vehicle->time_costs) ||
        (placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink))
        return true;
    if (passage->full)
        note_blocked(pair, &place);
    else if (route->simple && !model->has_setup && !model->has_relations)
        *best = place;
    else if (place_try_exactly(placer, j, &place, best) & BLOCKED && pair->trips)
        note_blocked(pair, &place);
    return true;
}

/* On to the next position, now with the pickup before it; false when it is too late there. */
static inline bool pass_on(const struct placer *placer, struct passage *passage)
{
    const struct plan_model *model = placer->state->model;
    const struct vehicle *vehicle = &model->vehicles[passage->route];
    const struct spot *spot = &placer->state->routes[passage->route].spots[passage->at];
    const struct spot *after = spot + 1;
    const struct node *next = &model->nodes[after->node];
    int64_t way_s = passage->at == passage->gap ? passage->out.duration_s : spot->next_s;
    int64_t begin = node_begin_s(next, passage->leave_s + way_s);
    if (begin < after->begin_s)
        begin = after->begin_s;
    if (begin > after->late_s && !model->has_setup)
        return false;
    passage->leave_s = begin + node_work_s(next, vehicle->type, passage->from);
    if (passage->leave_s < after->leave_s)
        passage->leave_s = after->leave_s;
    passage->from = after->place;
    passage->at++;
    return true;
}

/* All gaps for the delivery behind a pickup at `gap`, the times carried along. */
static void place_delivery(struct placer *placer, uint32_t j, uint32_t r, uint32_t gap,
                           struct pair *pair, struct place *best)
{
    uint32_t last = placer->state->routes[r].n;
    struct passage passage = {.route = r, .gap = gap};
    if (!begin_passage(placer, pair, &passage, best))
        return;
    do {
        bool beaten = passage.at > gap && is_beaten(placer, pair, &passage, passage.at, best);
        passage.full |= !has_room(placer, pair, &passage);
        if (beaten || (passage.full && !pair->trips) ||
            !offer_delivery(placer, j, pair, &passage, best))
            return;
    } while (passage.at < last && pass_on(placer, &passage));
}

/* Where the times at hand say nothing. */
static void place_everywhere(struct placer *placer, uint32_t j, uint32_t r, struct pair *pair,
                             struct place *best)
{
    const struct route *route = &placer->state->routes[r];
    uint32_t first = placer->state->model->vehicles[r].n_frozen;
    for (uint32_t gap = first; gap <= route->n; gap++) {
        for (uint32_t at = gap; at <= route->n; at++) {
            struct place place = {
                .route = r, .gap = gap, .gap_delivery = at, .facility = PLAN_NONE};
            if ((placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink) ||
                !(place_try_exactly(placer, j, &place, best) & (BLOCKED | PLAN_BAD_LOAD)) ||
                !pair->trips)
                continue;
            place.delta = survey_cost(placer->state, j, &place) + pair->fixed;
            note_blocked(pair, &place);
        }
    }
}

/* A passage behind every gap for the pickup. */
static void place_in_passages(struct placer *placer, uint32_t j, uint32_t r, struct pair *pair,
                              struct place *best)
{
    const struct route *route = &placer->state->routes[r];
    bound_deliveries(placer, r, pair);
    int64_t last = pair->pickup->windows[pair->pickup->n_windows - 1].until_s;
    for (uint32_t gap = placer->state->model->vehicles[r].n_frozen; gap <= route->n; gap++) {
        if (route->spots[gap].leave_s > last)
            break;
        if (placer->blink && (uint32_t)(rng_u64(placer->rng) >> 32) < placer->blink)
            continue;
        place_delivery(placer, j, r, gap, pair, best);
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
                        .amount = job->pickup,
                        .trips = vehicle->n_facilities && !placer->full,
                        .blocked = {.delta = NO_COST}};
    if (!route->n)
        pair.fixed =
            model->weight[PLAN_TERM_VEHICLES] + model->weight[PLAN_TERM_COST] * vehicle->fixed;
    if (vehicle->rate_task_s)
        pair.fixed += model->weight[PLAN_TERM_COST] * vehicle->rate_task_s *
                      (node_service_s(pair.pickup, vehicle->type) +
                       node_service_s(pair.delivery, vehicle->type));
    if (job->promised_vehicle != PLAN_NONE && job->promised_vehicle != r)
        pair.fixed += model->weight[PLAN_TERM_CHANGE] * model->change_vehicle;
    if (route->of_one_way)
        place_everywhere(placer, j, r, &pair, best);
    else
        place_in_passages(placer, j, r, &pair, best);
    if (pair.blocked.delta == NO_COST)
        return;
    pair.blocked.delta -= pair.fixed;
    place_cut(placer, j, &pair.blocked, best);
}
