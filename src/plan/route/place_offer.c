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
        int64_t cost = (int64_t)model_arc(model, vehicle, before->place, place).cost +
                       model_arc(model, vehicle, place, after->place).cost - before->next_cost;
        detours->at[detours->n++] =
            (struct detour){(cost + fixed) * model->weight[PLAN_TERM_COST], gap, id, 0};
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

/* ---- In the order of the sum ------------------------------------------------------------- */

struct pairing {
    struct detours jobs, facilities;
    struct detour *heap; /* of the jobs', by cost with the facility's detour that is next */
    uint32_t n_heap;
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
            (collects && !has_room(state, &model->jobs[j], r, job->gap, facility->gap)))
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
    if (pairing.facilities.n) {
        pairing.n_heap = pairing.jobs.n; /* sorted, so it is a heap */
        try_pairs(placer, j, r, &pairing, best);
    }
    free(all);
}
