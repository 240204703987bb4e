/*
 * A job at any gap of a route and a facility at any other, in the order of what both detours cost:
 * the first that holds is the cheapest, unless time costs. Sums of two sorted lists come in order
 * from a heap with one entry for each gap of the job, so nothing but the two lists is stored.
 */
#include <assert.h>
#include <stdlib.h>

#include "plan/route/place_int.h"

/* Places evaluated for one route: all of them where a route has up to 40 stops and two facilities.
 */
enum { PLACES_TRIED = 4000 };

/* A gap and what a visit costs there. */
struct detour {
    int64_t cost;
    int64_t delay_s;     /* how much later the next one is reached than it would be, at least */
    int32_t in_s, out_s; /* of the ways */
    uint32_t gap, node;
    uint32_t next; /* of the job's: the facility's detour it goes with next */
};

struct detours {
    struct detour *at;
    uint32_t n;
};

static int by_cost(const void *a, const void *b)
{
    const struct detour *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (x->gap != y->gap)
        return x->gap < y->gap ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

/* What a node costs at every gap where it can be in time. */
static void add_detours(const struct state *state, uint32_t r, uint32_t id, int64_t fixed,
                        struct detours *detours)
{
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    const struct route *route = &state->routes[r];
    uint32_t place = model->nodes[id].place;
    for (uint32_t gap = vehicle->n_frozen; gap <= route->n; gap++) {
        const struct spot *before = &route->spots[gap], *after = before + 1;
        /* Where trips wait for goods, one that is cut may leave earlier. */
        if (!model->has_releases && !route->of_one_shift &&
            !place_chain_fits(model, vehicle, before, after, id, PLAN_NONE))
            continue;
        struct arc in = model_arc(model, vehicle, before->place, place),
                   out = model_arc(model, vehicle, place, after->place);
        int64_t cost = fixed + in.cost + out.cost - before->next_cost;
        int64_t begin = node_begin_s(&model->nodes[id], before->leave_s + in.duration_s);
        int64_t leave = begin + node_service_s(&model->nodes[id], vehicle->type);
        detours->at[detours->n++] =
            (struct detour){.cost = cost * model->weight[PLAN_TERM_COST],
                            .delay_s = leave + out.duration_s - before->leave_s - before->next_s,
                            .in_s = in.duration_s,
                            .out_s = out.duration_s,
                            .gap = gap,
                            .node = id};
    }
    qsort(detours->at, detours->n, sizeof *detours->at, by_cost);
}

/* Whether the goods of a job at one gap fit on board of a route that only collects when it is
 * emptied at another gap too. */
static bool has_room(const struct state *state, const struct job *job, uint32_t r, uint32_t gap,
                     uint32_t gap_facility)
{
    const struct plan_model *model = state->model;
    const struct route *route = &state->routes[r];
    uint32_t low = gap < gap_facility ? gap : gap_facility;
    uint32_t high = gap < gap_facility ? gap_facility : gap;
    bool same_trip = true;
    for (uint32_t i = low; i < high && same_trip; i++)
        same_trip = model->nodes[route->nodes[i]].role != NODE_FACILITY;
    for (uint32_t d = 0; d < model->n_dims; d++) {
        int64_t peak = route->tail[(size_t)gap * model->n_dims + d];
        if (same_trip && gap < gap_facility)
            peak = route->load[(size_t)gap_facility * model->n_dims + d];
        else if (same_trip)
            peak -= route->load[(size_t)gap_facility * model->n_dims + d];
        if (peak + job->pickup[d] > model->vehicles[r].capacity[d])
            return false;
    }
    return true;
}

/* Whether both detours together may be in time; `waited_s` sums up the waiting before each
 * position, which a delay uses up first. Necessary, not sufficient. */
static bool may_be_in_time(const struct state *state, uint32_t r, const int64_t *waited_s,
                           const struct detour *job, const struct detour *facility)
{
    const struct plan_model *model = state->model;
    const struct spot *spots = state->routes[r].spots;
    const struct detour *first = job->gap < facility->gap ? job : facility;
    const struct detour *second = first == job ? facility : job;
    if (model->has_releases || model->has_setup || state->routes[r].of_one_shift)
        return true;
    const struct node *node = &model->nodes[second->node];
    int64_t delay = first->delay_s - (waited_s[second->gap] - waited_s[first->gap]);
    int64_t leave = spots[second->gap].leave_s + (delay > 0 ? delay : 0);
    int64_t begin = node_begin_s(node, leave + second->in_s);
    return begin < TIME_MAX &&
           begin + node_service_s(node, model->vehicles[r].type) + second->out_s <=
               spots[second->gap + 1].late_s;
}

/* ---- In the order of the sum ------------------------------------------------------------- */

struct pairing {
    struct detours jobs, facilities;
    struct detour *heap; /* of the jobs', by cost with the facility's detour that is next */
    uint32_t n_heap;
    int64_t *waited_s; /* before each position */
};

static int64_t cost_of(const struct pairing *pairing, const struct detour *detour)
{
    return detour->cost + pairing->facilities.at[detour->next].cost;
}

static void sift(struct pairing *pairing, uint32_t at)
{
    struct detour *heap = pairing->heap;
    for (uint32_t child; (child = 2 * at + 1) < pairing->n_heap; at = child) {
        if (child + 1 < pairing->n_heap &&
            cost_of(pairing, &heap[child + 1]) < cost_of(pairing, &heap[child]))
            child++;
        if (cost_of(pairing, &heap[at]) <= cost_of(pairing, &heap[child]))
            return;
        struct detour swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

/* Moves the cheapest on to its next facility. */
static void advance(struct pairing *pairing)
{
    if (++pairing->heap[0].next == pairing->facilities.n)
        pairing->heap[0] = pairing->heap[--pairing->n_heap];
    sift(pairing, 0);
}

static void try_pairs(struct placer *placer, uint32_t j, uint32_t r, struct pairing *pairing,
                      struct place *best)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    bool time_costs = model->vehicles[r].time_costs;
    bool collects = place_only_collects(state, &model->jobs[j], r);
    for (uint32_t tried = 0; pairing->n_heap && tried < PLACES_TRIED; advance(pairing)) {
        const struct detour *job = &pairing->heap[0];
        const struct detour *facility = &pairing->facilities.at[job->next];
        if (cost_of(pairing, job) >= best->delta && !time_costs)
            return;
        if (job->gap == facility->gap ||
            (collects && !has_room(state, &model->jobs[j], r, job->gap, facility->gap)) ||
            !may_be_in_time(state, r, pairing->waited_s, job, facility))
            continue;
        struct place place = {.route = r,
                              .gap = job->gap,
                              .gap_delivery = PLAN_NONE,
                              .facility = facility->node,
                              .gap_facility = facility->gap,
                              .facility_first = true};
        tried++;
        if (!place_try_exactly(placer, j, &place, best) && !time_costs)
            return;
    }
}

static int64_t *sum_waiting(const struct state *state, uint32_t r)
{
    const struct route *route = &state->routes[r];
    const struct spot *spots = route->spots;
    int64_t *waited_s = malloc((route->n + 2) * sizeof *waited_s);
    assert(waited_s);
    waited_s[0] = 0;
    for (uint32_t i = 1; i <= route->n + 1; i++)
        waited_s[i] =
            waited_s[i - 1] + spots[i].begin_s - spots[i - 1].leave_s - spots[i - 1].next_s;
    return waited_s;
}

void place_cut_anywhere(struct placer *placer, uint32_t j, uint32_t r, struct place *best)
{
    const struct state *state = placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[r];
    uint32_t gaps = state->routes[r].n + 1;
    struct detour *all = malloc((size_t)gaps * (vehicle->n_facilities + 1) * sizeof *all);
    assert(all);
    struct pairing pairing = {.jobs.at = all, .facilities.at = all + gaps, .heap = all};
    add_detours(state, r, model->jobs[j].first, 0, &pairing.jobs);
    for (uint32_t i = 0; i < vehicle->n_facilities; i++) {
        uint32_t f = vehicle->facilities[i];
        add_detours(state, r, model->n_visits + f, model->facilities[f].cost, &pairing.facilities);
    }
    pairing.waited_s = sum_waiting(state, r);
    if (pairing.facilities.n) {
        pairing.n_heap = pairing.jobs.n; /* sorted, so it is a heap */
        try_pairs(placer, j, r, &pairing, best);
    }
    free(pairing.waited_s);
    free(all);
}
