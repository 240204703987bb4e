/*
 * A job at any gap of a route (a shipment: at any two) and a facility at any other, in the order of
 * what the detours cost: the first that holds is the cheapest, unless time costs. Where they are
 * apart, sums of two sorted lists come in order from a heap with one entry for each place of the
 * job, so nothing but the two lists is stored; where they share a gap, one more list holds all.
 */
#include <assert.h>
#include <stdlib.h>

#include "plan/route/place_int.h"

/* Places evaluated for one route: all of them where a route has up to 40 stops and two facilities.
 * Of longer lists the cheapest are kept. */
enum { PLACES_TRIED = 4000, LIST_MAX = 2 * PLACES_TRIED };

/* Places with what their detours cost in `delta`. */
struct list {
    struct place *at;
    uint32_t n, room;
};

/* The order in which they are tried must not depend on how they are sorted. */
static int by_cost(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->delta != y->delta)
        return x->delta < y->delta ? -1 : 1;
    uint32_t p[] = {x->gap, x->gap_delivery, x->gap_facility, x->facility, x->facility_behind};
    uint32_t q[] = {y->gap, y->gap_delivery, y->gap_facility, y->facility, y->facility_behind};
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        if (p[i] != q[i])
            return p[i] < q[i] ? -1 : 1;
    }
    return 0;
}

static void list_sort(struct list *list)
{
    if (list->n)
        qsort(list->at, list->n, sizeof *list->at, by_cost);
    list->n = list->n < PLACES_TRIED ? list->n : PLACES_TRIED;
}

static void list_add(struct list *list, const struct place *place)
{
    if (list->n == LIST_MAX)
        list_sort(list);
    if (list->n == list->room) {
        list->room = 2 * list->room + 64;
        list->at = realloc(list->at, list->room * sizeof *list->at);
        assert(list->at);
    }
    list->at[list->n++] = *place;
}

/* ---- What there is to try ---------------------------------------------------------------- */

struct pairing {
    struct placer *placer;
    struct survey *survey;
    uint32_t job, route;
    int64_t slack; /* how much less than its ways a place may cost: time that it saves */
    /* The job alone; a facility alone; both where they share a gap. */
    struct list jobs, facilities, beside;
    /* By place of the job: the facility it goes with next. Of places, by cost with that. */
    uint32_t *next, *heap, n_heap;
};

/* The job's places that it can be in time for, and that could be better even without a facility. */
static void list_jobs(struct pairing *pairing, const struct place *best)
{
    const struct state *state = pairing->placer->state;
    const struct job *job = &state->model->jobs[pairing->job];
    const struct vehicle *vehicle = &state->model->vehicles[pairing->route];
    uint32_t n = state->routes[pairing->route].n;
    bool pair = job->n_nodes == 2 && state->where[job->first].route == PLAN_NONE;
    struct place place = {.route = pairing->route, .facility = PLAN_NONE};
    for (place.gap = vehicle->n_frozen; place.gap <= n; place.gap++) {
        for (uint32_t at = place.gap; at <= (pair ? n : place.gap); at++) {
            place.gap_delivery = pair ? at : PLAN_NONE;
            place.delta = survey_cost(state, pairing->job, &place);
            if (place.delta - pairing->slack < best->delta &&
                survey_in_time(pairing->survey, pairing->job, &place))
                list_add(&pairing->jobs, &place);
        }
    }
    list_sort(&pairing->jobs);
}

/* What a facility costs at every gap where it can be in time; the job is not there. */
static void list_facilities(struct pairing *pairing)
{
    const struct state *state = pairing->placer->state;
    const struct plan_model *model = state->model;
    const struct vehicle *vehicle = &model->vehicles[pairing->route];
    const struct route *route = &state->routes[pairing->route];
    for (uint32_t i = 0; i < vehicle->n_facilities; i++) {
        uint32_t id = model->n_visits + vehicle->facilities[i], at = model->nodes[id].place;
        for (uint32_t gap = vehicle->n_frozen; gap <= route->n; gap++) {
            const struct spot *before = &route->spots[gap], *after = before + 1;
            if (!model->has_releases && !route->of_one_way &&
                !place_chain_fits(model, vehicle, before, after, id, PLAN_NONE))
                continue;
            int64_t cost = (int64_t)model_arc(model, vehicle, before->place, at).cost +
                           model_arc(model, vehicle, at, after->place).cost - before->next_cost +
                           model->facilities[vehicle->facilities[i]].cost;
            list_add(&pairing->facilities,
                     &(struct place){.delta = cost * model->weight[PLAN_TERM_COST],
                                     .facility = id,
                                     .gap_facility = gap});
        }
    }
    list_sort(&pairing->facilities);
}

/* A place of the job with every facility in one of its gaps, before, between or behind. */
static void add_beside(struct pairing *pairing, const struct place *alone, uint32_t gap,
                       uint32_t own)
{
    const struct state *state = pairing->placer->state;
    const struct vehicle *vehicle = &state->model->vehicles[pairing->route];
    struct place place = *alone;
    place.gap_facility = gap;
    for (uint32_t i = 0; i < vehicle->n_facilities; i++) {
        place.facility = state->model->n_visits + vehicle->facilities[i];
        for (place.facility_behind = 0; place.facility_behind <= own; place.facility_behind++) {
            place.delta = survey_cost(state, pairing->job, &place);
            list_add(&pairing->beside, &place);
        }
    }
}

static void list_beside(struct pairing *pairing)
{
    for (uint32_t i = 0; i < pairing->jobs.n; i++) {
        const struct place *place = &pairing->jobs.at[i];
        bool apart = place->gap_delivery != PLAN_NONE && place->gap_delivery != place->gap;
        uint32_t own = place->gap_delivery == place->gap ? 2 : 1;
        add_beside(pairing, place, place->gap, own);
        if (apart)
            add_beside(pairing, place, place->gap_delivery, 1);
    }
    list_sort(&pairing->beside);
}

/* ---- In the order of the sum ------------------------------------------------------------- */

static int64_t cost_of(const struct pairing *pairing, uint32_t job)
{
    return pairing->jobs.at[job].delta + pairing->facilities.at[pairing->next[job]].delta;
}

static void sift(struct pairing *pairing, uint32_t at)
{
    uint32_t *heap = pairing->heap;
    for (uint32_t child; (child = 2 * at + 1) < pairing->n_heap; at = child) {
        if (child + 1 < pairing->n_heap &&
            cost_of(pairing, heap[child + 1]) < cost_of(pairing, heap[child]))
            child++;
        if (cost_of(pairing, heap[at]) <= cost_of(pairing, heap[child]))
            return;
        uint32_t swap = heap[at];
        heap[at] = heap[child];
        heap[child] = swap;
    }
}

/* The cheapest that is left of those apart, its facility in another gap; false: none is left. */
static bool take_apart(struct pairing *pairing, struct place *place)
{
    uint32_t top = pairing->heap[0];
    const struct place *facility = &pairing->facilities.at[pairing->next[top]];
    *place = pairing->jobs.at[top];
    place->delta = cost_of(pairing, top);
    place->facility = facility->facility;
    place->gap_facility = facility->gap_facility;
    if (++pairing->next[top] == pairing->facilities.n)
        pairing->heap[0] = pairing->heap[--pairing->n_heap];
    sift(pairing, 0);
    return place->gap_facility != place->gap && place->gap_facility != place->gap_delivery;
}

static void try_all(struct pairing *pairing, struct place *best)
{
    struct placer *placer = pairing->placer;
    const struct vehicle *vehicle = &placer->state->model->vehicles[pairing->route];
    uint32_t tried = 0, beside = 0;
    while (tried < PLACES_TRIED && (pairing->n_heap || beside < pairing->beside.n)) {
        struct place place;
        bool apart = pairing->n_heap &&
                     (beside == pairing->beside.n ||
                      cost_of(pairing, pairing->heap[0]) < pairing->beside.at[beside].delta);
        if (apart && !take_apart(pairing, &place))
            continue;
        if (!apart)
            place = pairing->beside.at[beside++];
        if (place.delta - pairing->slack >= best->delta)
            return;
        if (!survey_in_time(pairing->survey, pairing->job, &place) ||
            !survey_loads_fit(pairing->survey, pairing->job, &place))
            continue;
        tried++;
        if (!place_try_exactly(placer, pairing->job, &place, best) && !vehicle->time_costs)
            return;
    }
}

void place_cut_anywhere(struct placer *placer, uint32_t j, uint32_t r, struct place *best)
{
    struct pairing pairing = {.placer = placer, .survey = &placer->survey, .job = j, .route = r};
    survey_open(pairing.survey, placer->state, r);
    if (placer->state->model->vehicles[r].time_costs)
        pairing.slack = placer->state->routes[r].objective / 4;
    list_jobs(&pairing, best);
    list_facilities(&pairing);
    list_beside(&pairing);
    uint32_t n = pairing.jobs.n;
    pairing.next = calloc(2 * (size_t)n + 1, sizeof *pairing.next);
    assert(pairing.next);
    pairing.heap = pairing.next + n;
    pairing.n_heap = pairing.facilities.n ? n : 0;
    for (uint32_t i = 0; i < pairing.n_heap; i++) /* sorted, so it is a heap */
        pairing.heap[i] = i;
    try_all(&pairing, best);
    free(pairing.next);
    free(pairing.jobs.at);
    free(pairing.facilities.at);
    free(pairing.beside.at);
}
