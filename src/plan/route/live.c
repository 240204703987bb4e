/* Questions about a live plan: where could this job go, and why not there. */
#include <assert.h>
#include <stdlib.h>

#include "plan/route/answer_int.h"
#include "plan/route/refusal_int.h"

struct plan_live {
    const struct plan_model *model;
    struct state state;
    struct placer placer;
    struct rng rng;
    struct eval probe; /* free of trust: for reasons and for what is told */
};

void plan_live_free(struct plan_live *live)
{
    if (!live)
        return;
    placer_free(&live->placer);
    state_free(&live->state);
    eval_free(&live->probe);
    free(live);
}

/* The routes of a settled sketch: nobody begins before the others are ready. */
static void lay_routes(struct state *state, const struct sketch *sketch)
{
    const struct plan_model *model = state->model;
    for (uint32_t i = 0; state->low && sketch->low && i < model->n_visits; i++)
        state->low[i] = sketch->low[i];
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        if (sketch->n[v] > model->vehicles[v].n_frozen)
            state_set_route(state, v, sketch->nodes[v], sketch->n[v]);
    }
}

/* What is placed from now on may not move what others wait for. */
static void hold_relations(struct state *state)
{
    const struct plan_model *model = state->model;
    for (uint32_t j = 0; j < model->n_jobs; j++) {
        const struct job *job = &model->jobs[j];
        if (!job->in_relation || job_is_absent(state, j))
            continue;
        relation_placed(state, j);
        if (relation_is_group(model, j))
            state->high[job->first] = state->low[job->first];
    }
}

enum err plan_live_new(const struct plan_model *model, const struct plan_draft *draft,
                       struct plan_live **out, struct error *error)
{
    struct sketch sketch;
    enum err err = sketch_init(&sketch, model, draft, false, error);
    if (err)
        return err;
    struct plan_live *live = calloc(1, sizeof *live);
    assert(live);
    live->model = model;
    rng_seed(&live->rng, 1);
    state_init(&live->state, model);
    placer_init(&live->placer, &live->state, &live->rng);
    live->placer.full = true;
    eval_init(&live->probe, model);
    live->probe.bounds = live->state.eval.bounds;
    live->probe.facility_room = live->state.eval.facility_room;
    bool holds = sketch_settle(&sketch);
    lay_routes(&live->state, &sketch);
    if (holds && live->state.low)
        hold_relations(&live->state);
    state_sum(&live->state);
    state_mark(&live->state);
    sketch_free(&sketch);
    *out = live;
    return ERR_OK;
}

/* ---- Offers ------------------------------------------------------------------------------ */

static int64_t begin_told(const struct eval *eval, uint32_t node, int64_t *late_s)
{
    int64_t begin = 0;
    *late_s = 0;
    for (uint32_t i = 0; i < eval->n_happenings; i++) {
        const struct happening *item = &eval->happenings[i];
        *late_s += item->late_s;
        if (item->rank != PLAN_NONE && eval->sequence[item->rank] == node)
            begin = item->begin_s;
    }
    return begin;
}

/* Where the new one stands in the sequence: the same facility may be on the route already. */
static uint32_t rank_of_facility(const struct state *state, uint32_t j, const struct place *place)
{
    uint32_t nodes[3], rank = place->gap_facility, at = 0;
    rank += place->gap < place->gap_facility;
    rank += place->gap_delivery < place->gap_facility; /* PLAN_NONE is not */
    place_nodes_in_gap(state, j, place, place->gap_facility, nodes);
    while (nodes[at] != place->facility)
        at++;
    return rank + at;
}

static bool make_offer(struct plan_live *live, uint32_t j, const struct place *place,
                       struct plan_offer *offer)
{
    struct state *state = &live->state;
    const struct route *route = &state->routes[place->route];
    const struct job *job = &live->model->jobs[j];
    struct eval *eval = &live->probe;
    uint32_t *nodes = malloc((route->n + 4) * sizeof *nodes);
    assert(nodes);
    uint32_t n = place_sequence(state, j, place, nodes);
    struct worth before, after;
    int64_t late_before = 0, late_after = 0;
    eval->detail = true;
    eval->soft = false;
    state_set_rooms(state, place->route);
    bool ok = eval_route(eval, place->route, route->nodes, route->n, &before);
    if (ok && route->n)
        begin_told(eval, PLAN_NONE, &late_before);
    ok = ok && eval_route(eval, place->route, nodes, n, &after);
    if (ok) {
        uint32_t last = job->first + job->n_nodes - 1;
        uint32_t first = state->where[job->first].route == PLAN_NONE ? job->first : last;
        *offer = (struct plan_offer){.vehicle = place->route,
                                     .rank = PLAN_NONE,
                                     .rank_delivery = PLAN_NONE,
                                     .facility = PLAN_NONE,
                                     .rank_facility = PLAN_NONE,
                                     .cost = after.cost + after.late + after.change - before.cost -
                                             before.late - before.change,
                                     .start_s = begin_told(eval, first, &late_after)};
        offer->late_s = late_after - late_before;
        for (uint32_t i = 0; i < n; i++) {
            if (nodes[i] == first)
                offer->rank = i;
            else if (nodes[i] == last)
                offer->rank_delivery = i;
        }
        if (place->facility != PLAN_NONE) {
            offer->facility = place->facility - live->model->n_visits;
            offer->rank_facility = rank_of_facility(state, j, place);
        }
    }
    free(nodes);
    return ok;
}

static int by_cost(const void *a, const void *b)
{
    const struct plan_offer *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return x->vehicle < y->vehicle ? -1 : x->vehicle > y->vehicle;
}

static int by_size(const void *a, const void *b)
{
    const struct plan_refusal *x = a, *y = b;
    int size_x = __builtin_popcount(x->sets[0]), size_y = __builtin_popcount(y->sets[0]);
    if (size_x != size_y)
        return size_x < size_y ? -1 : 1;
    return x->vehicle < y->vehicle ? -1 : x->vehicle > y->vehicle;
}

/* ---- The calls --------------------------------------------------------------------------- */

static struct plan_offers *offers_new(uint32_t n_vehicles)
{
    struct plan_offers *offers = calloc(
        1, sizeof *offers + n_vehicles * (sizeof(struct plan_offer) + sizeof(struct plan_refusal)));
    assert(offers);
    offers->offers = (struct plan_offer *)(offers + 1);
    offers->refusals =
        (struct plan_refusal *)(void *)((struct plan_offer *)(offers + 1) + n_vehicles);
    return offers;
}

void plan_offers_free(struct plan_offers *offers)
{
    free(offers);
}

enum err plan_live_insert(struct plan_live *live, uint32_t j, uint32_t limit, bool refusals,
                          struct plan_offers **out, struct error *error)
{
    const struct plan_model *model = live->model;
    struct state *state = &live->state;
    if (j >= model->n_jobs)
        return error_at(error, ERR_NOT_FOUND, "job", "There is no job %u.", j);
    if (!job_is_absent(state, j))
        return error_at(error, ERR_STATE, "job", "Job %u is in the plan already.", j);
    struct plan_offers *offers = offers_new(model->n_vehicles);
    struct plan_offer *offer = (struct plan_offer *)offers->offers;
    struct plan_refusal *refusal = (struct plan_refusal *)offers->refusals;
    offers->job = j;
    const struct job *job = &model->jobs[j];
    bool waits = state->low && job->in_relation && !relation_prepare(state, j, false);
    for (uint32_t v = 0; v < model->n_vehicles; v++) {
        struct place best = {.delta = NO_COST};
        if (!waits)
            place_in_route(&live->placer, j, v, &best);
        bool has = best.delta != NO_COST && make_offer(live, j, &best, &offer[offers->n_offers]);
        if (has && best.delta >= job->out_cost) {
            refusal[offers->n_refusals++] =
                (struct plan_refusal){.vehicle = v, .n_sets = 1, .sets = {PLAN_BAD_COST}};
        } else if (has) {
            offers->n_offers++;
        } else if (refusals) {
            refusal_find(&live->state, &live->probe, j, v, &refusal[offers->n_refusals++]);
        }
    }
    if (!refusals)
        offers->n_refusals = 0;
    qsort(offer, offers->n_offers, sizeof *offer, by_cost);
    qsort(refusal, offers->n_refusals, sizeof *refusal, by_size);
    if (limit && offers->n_offers > limit)
        offers->n_offers = limit;
    *out = offers;
    return ERR_OK;
}

enum err plan_live_accept(struct plan_live *live, uint32_t j, const struct plan_offer *offer,
                          struct error *error)
{
    struct state *state = &live->state;
    if (j >= live->model->n_jobs || !job_is_absent(state, j))
        return error_at(error, ERR_STATE, "job", "Job %u is unknown or in the plan already.", j);
    if (offer->vehicle >= live->model->n_vehicles)
        return error_at(error, ERR_NOT_FOUND, "offer.vehicle", "There is no vehicle %u.",
                        offer->vehicle);
    const struct job *job = &live->model->jobs[j];
    const struct route *route = &state->routes[offer->vehicle];
    uint32_t ranks[3] = {offer->rank, offer->rank_delivery, offer->rank_facility};
    bool half = job->n_nodes == 2 && state->where[job->first].route != PLAN_NONE;
    uint32_t ids[3] = {half ? job->first + 1 : job->first, job->first + 1,
                       live->model->n_visits + offer->facility};
    uint32_t extra = 0;
    for (int i = 0; i < 3; i++)
        extra += ranks[i] != PLAN_NONE;
    uint32_t n = route->n + extra, from = 0;
    uint32_t *nodes = malloc((n + 1) * sizeof *nodes);
    assert(nodes);
    for (uint32_t rank = 0; rank < n; rank++) {
        int which = -1;
        for (int i = 0; i < 3; i++)
            which = ranks[i] == rank ? i : which;
        nodes[rank] = which >= 0 ? ids[which] : from < route->n ? route->nodes[from++] : ids[0];
    }
    struct worth worth;
    live->probe.soft = live->probe.detail = false;
    state_set_rooms(state, offer->vehicle);
    bool ok = from == route->n && eval_route(&live->probe, offer->vehicle, nodes, n, &worth);
    if (ok) {
        state_set_route(state, offer->vehicle, nodes, n);
        if (state->low && job->in_relation)
            relation_placed(state, j);
        state_sum(state);
        state_mark(state);
    }
    free(nodes);
    return ok ? ERR_OK
              : error_at(error, ERR_STALE, "offer",
                         "The offer does not fit the plan as it is now.");
}

enum err plan_live_remove(struct plan_live *live, uint32_t j, struct error *error)
{
    struct state *state = &live->state;
    if (j >= live->model->n_jobs || job_is_absent(state, j))
        return error_at(error, ERR_STATE, "job", "Job %u is not in the plan.", j);
    const struct job *job = &live->model->jobs[j];
    const struct where *where = &state->where[job->first + job->n_nodes - 1];
    if (where->route == PLAN_NONE || !state_is_free(state, where->route, where->position))
        return error_at(error, ERR_RULE, "job", "Job %u is in a frozen prefix.", j);
    state_remove_job(state, j, true);
    if (state->low && job->in_relation)
        relation_removed(state, j);
    state_sum(state);
    state_mark(state);
    return ERR_OK;
}

enum err plan_live_plan(const struct plan_live *live, struct plan **plan, struct error *error)
{
    (void)error;
    struct snapshot snapshot;
    snapshot_init(&snapshot, live->model);
    snapshot_take(&snapshot, &live->state);
    *plan = answer_of_snapshot(live->model, &snapshot);
    snapshot_free(&snapshot);
    return ERR_OK;
}

enum err plan_insert(const struct plan_model *model, const struct plan_draft *draft, uint32_t job,
                     uint32_t limit, bool refusals, struct plan_offers **offers,
                     struct error *error)
{
    struct plan_live *live;
    enum err err = plan_live_new(model, draft, &live, error);
    if (err)
        return err;
    err = plan_live_insert(live, job, limit, refusals, offers, error);
    plan_live_free(live);
    return err;
}

enum err plan_explain(const struct plan_model *model, const struct plan_draft *draft, uint32_t job,
                      uint32_t limit, struct plan_offers **offers, struct error *error)
{
    struct plan_live *live;
    enum err err = plan_live_new(model, draft, &live, error);
    if (err)
        return err;
    if (job < model->n_jobs && !job_is_absent(&live->state, job))
        err = plan_live_remove(live, job, error);
    if (!err)
        err = plan_live_insert(live, job, limit, true, offers, error);
    plan_live_free(live);
    return err;
}
