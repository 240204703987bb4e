/*
 * A set of constraint families is a reason when lifting exactly these makes an insertion feasible.
 * For every place the evaluator goes on after violations and names all it meets; then families are
 * given back one by one as long as the rest still suffices. So each set is true and none of its
 * parts is superfluous.
 *
 * Places: every gap (for a shipment every pair of gaps), and these together with an unloading or
 * reloading at every gap. Most of them are passed over quickly: what is wrong
 * with loads, sums, skills and lists is wrong whatever happens to the times, so a place that
 * breaks all of a known reason can teach nothing.
 */
#include "plan/route/refusal_int.h"

#include <assert.h>
#include <stdlib.h>

/* Evaluations for one vehicle; a route of 40 stops and two facilities has about as many places. */
enum { EVALUATIONS_MAX = 4000, ROUNDS_MAX = 6 };

enum {
    /* Broken or not by the sequence alone, so lifting anything else changes nothing. */
    BY_SEQUENCE = PLAN_BAD_SKILLS | PLAN_BAD_ASSIGNMENT | PLAN_BAD_LOAD | PLAN_BAD_MAX_TASKS |
                  PLAN_BAD_MAX_TRAVEL | PLAN_BAD_MAX_DISTANCE | PLAN_BAD_MAX_TRIPS |
                  PLAN_BAD_RELATION | PLAN_BAD_PRECEDENCE | PLAN_BAD_UNREACHABLE,
    /* Broken at every place if at one. */
    BY_VEHICLE = PLAN_BAD_SKILLS | PLAN_BAD_ASSIGNMENT | PLAN_BAD_MAX_TASKS
};

struct probe {
    const struct state *state;
    struct eval *eval;
    uint32_t job, vehicle, outside; /* outside: what is wrong whatever the place */
    uint32_t evaluations;           /* still to spend */
    uint32_t *nodes;
    struct survey *survey;
    struct plan_refusal *refusal;
};

static uint32_t violations(struct probe *probe, uint32_t n, uint32_t lift)
{
    struct worth worth;
    probe->eval->lift = lift;
    probe->eval->soft = true;
    eval_route(probe->eval, probe->vehicle, probe->nodes, n, &worth);
    probe->eval->lift = 0;
    probe->eval->soft = false;
    probe->evaluations -= probe->evaluations > 0;
    return worth.bad;
}

static bool passes(struct probe *probe, uint32_t n, uint32_t lift)
{
    struct worth worth;
    probe->eval->lift = lift;
    bool ok = eval_route(probe->eval, probe->vehicle, probe->nodes, n, &worth);
    probe->eval->lift = 0;
    probe->evaluations -= probe->evaluations > 0;
    return ok;
}

/* Whether a known set is part of this one. */
static bool is_known(const struct plan_refusal *refusal, uint32_t set)
{
    for (uint32_t i = 0; i < refusal->n_sets; i++) {
        if ((refusal->sets[i] & set) == refusal->sets[i])
            return true;
    }
    return false;
}

static void keep_set(struct plan_refusal *refusal, uint32_t set)
{
    uint32_t kept = 0;
    if (is_known(refusal, set))
        return;
    for (uint32_t i = 0; i < refusal->n_sets; i++) {
        if ((refusal->sets[i] & set) != set)
            refusal->sets[kept++] = refusal->sets[i];
    }
    uint32_t room = sizeof refusal->sets / sizeof *refusal->sets, at = kept < room ? kept : room;
    while (at > 0 && __builtin_popcount(refusal->sets[at - 1]) > __builtin_popcount(set)) {
        if (at < room)
            refusal->sets[at] = refusal->sets[at - 1];
        at--;
    }
    if (at < room)
        refusal->sets[at] = set;
    refusal->n_sets = kept < room ? kept + 1 : room;
}

/* Nothing that is still to be looked at can be anything but a larger set. */
static bool is_settled(const struct probe *probe)
{
    const struct plan_refusal *refusal = probe->refusal;
    return !probe->evaluations ||
           (refusal->n_sets && !(refusal->sets[0] & ~(BY_VEHICLE | probe->outside)));
}

/* One place: all that is wrong there, made minimal. */
static void probe_place(struct probe *probe, const struct place *place)
{
    uint32_t n = place_sequence(probe->state, probe->job, place, probe->nodes);
    uint32_t set = violations(probe, n, 0);
    uint32_t certain = set & BY_SEQUENCE;
    if (set & PLAN_BAD_EXPOSURE) /* the way to be cleaned is part of the ways */
        certain &= ~(uint32_t)(PLAN_BAD_MAX_TRAVEL | PLAN_BAD_MAX_DISTANCE);
    if (is_known(probe->refusal, certain | probe->outside))
        return;
    for (int round = 1; round < ROUNDS_MAX && set; round++) {
        uint32_t more = violations(probe, n, set);
        if (!more)
            break;
        set |= more;
    }
    if (!passes(probe, n, set))
        return;
    for (uint32_t bit = 1; bit <= set; bit <<= 1) {
        if (set & bit && set != bit && passes(probe, n, set & ~bit))
            set &= ~bit;
    }
    set |= probe->outside;
    if (set)
        keep_set(probe->refusal, set);
}

static void probe_gaps(struct probe *probe)
{
    const struct route *route = &probe->state->routes[probe->vehicle];
    struct place place = {
        .route = probe->vehicle, .gap_delivery = PLAN_NONE, .facility = PLAN_NONE};
    uint32_t first = probe->state->model->vehicles[probe->vehicle].n_frozen;
    for (place.gap = first; place.gap <= route->n && !is_settled(probe); place.gap++)
        probe_place(probe, &place);
}

/* Every pair of gaps of a shipment, those next to each other first. */
static void probe_pairs(struct probe *probe)
{
    const struct route *route = &probe->state->routes[probe->vehicle];
    struct place place = {.route = probe->vehicle, .facility = PLAN_NONE};
    uint32_t first = probe->state->model->vehicles[probe->vehicle].n_frozen;
    for (uint32_t apart = 0; apart + first <= route->n; apart++) {
        for (place.gap = first; place.gap + apart <= route->n && !is_settled(probe); place.gap++) {
            place.gap_delivery = place.gap + apart;
            probe_place(probe, &place);
        }
    }
}

/* Whether it is known already that loads alone are in the way, and they are here too. */
static bool is_overloaded(const struct probe *probe, const struct place *place)
{
    return is_known(probe->refusal, PLAN_BAD_LOAD | probe->outside) &&
           !survey_loads_fit(probe->survey, probe->job, place);
}

/* The job at the gaps of the place, an unloading or reloading at another or in between. */
static void probe_with_facility(struct probe *probe, struct place *place)
{
    const struct plan_model *model = probe->state->model;
    const struct vehicle *vehicle = &model->vehicles[probe->vehicle];
    uint32_t own =
        (place->gap_facility == place->gap) + (place->gap_facility == place->gap_delivery);
    for (uint32_t i = 0; i < vehicle->n_facilities && !is_settled(probe); i++) {
        place->facility = model->n_visits + vehicle->facilities[i];
        for (place->facility_behind = 0; place->facility_behind <= own; place->facility_behind++) {
            if (!is_overloaded(probe, place))
                probe_place(probe, place);
        }
    }
}

/* The job at the gaps of the place, a facility so many gaps before or behind the first. */
static void probe_apart(struct probe *probe, struct place *place, uint32_t apart)
{
    const struct plan_model *model = probe->state->model;
    const uint32_t first = model->vehicles[probe->vehicle].n_frozen;
    place->gap_facility = place->gap + apart;
    if (place->gap_facility <= probe->state->routes[probe->vehicle].n)
        probe_with_facility(probe, place);
    place->gap_facility = place->gap - apart;
    if (apart && place->gap >= first + apart)
        probe_with_facility(probe, place);
}

/* With an unloading or reloading on the way less may stand in a job's way: right beside it first,
 * then farther and farther from it; so with both visits of a shipment. */
static void probe_facilities(struct probe *probe, bool pair)
{
    const uint32_t n = probe->state->routes[probe->vehicle].n;
    const uint32_t first = probe->state->model->vehicles[probe->vehicle].n_frozen;
    struct place place = {.route = probe->vehicle, .gap_delivery = PLAN_NONE};
    for (uint32_t apart = 0; apart + first <= (pair ? 2 * n : n); apart++) {
        for (place.gap = first; place.gap <= n && !is_settled(probe); place.gap++) {
            for (uint32_t between = 0; pair && between <= apart && place.gap + between <= n;
                 between++) {
                place.gap_delivery = place.gap + between;
                probe_apart(probe, &place, apart - between);
            }
            if (!pair)
                probe_apart(probe, &place, apart);
        }
    }
}

void refusal_find(struct state *state, struct eval *eval, uint32_t j, uint32_t v,
                  struct plan_refusal *refusal)
{
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    struct survey survey = {.room = 0};
    struct probe probe = {.state = state,
                          .eval = eval,
                          .job = j,
                          .vehicle = v,
                          .evaluations = EVALUATIONS_MAX,
                          .survey = &survey,
                          .refusal = refusal};
    *refusal = (struct plan_refusal){.vehicle = v};
    probe.nodes = malloc((state->routes[v].n + 4) * sizeof *probe.nodes);
    assert(probe.nodes);
    state_set_rooms(state, v);
    bool half = job->n_nodes == 2 && state->where[job->first].route != PLAN_NONE;
    if (job->in_relation &&
        (!relation_allows(state, j, v) || (state->low && !relation_prepare(state, j, false))))
        probe.outside |= PLAN_BAD_RELATION;
    if (half && state->where[job->first].route != v)
        probe.outside |= PLAN_BAD_PRECEDENCE;
    eval->detail = eval->soft = false;
    if (job->n_nodes == 2 && !half)
        probe_pairs(&probe);
    else
        probe_gaps(&probe);
    if (model->vehicles[v].n_facilities) {
        survey_open(&survey, state, v);
        probe_facilities(&probe, job->n_nodes == 2 && !half);
        survey_free(&survey);
    }
    if (!refusal->n_sets) {
        refusal->sets[0] = probe.outside ? probe.outside : PLAN_BAD_COST;
        refusal->n_sets = 1;
    }
    free(probe.nodes);
}
