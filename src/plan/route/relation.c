#include "plan/route/relation_int.h"

enum { GROUP_MAX = 16, GROUP_ROUNDS = 12, PAIR_ROUNDS = 8 };

static uint32_t route_of(const struct state *state, uint32_t j)
{
    return state->where[state->model->jobs[j].first].route;
}

bool relation_is_group(const struct plan_model *model, uint32_t j)
{
    const struct job *job = &model->jobs[j];
    for (uint32_t r = 0; r < job->n_relations; r++) {
        if (model->relations[job->relations[r]].kind == PLAN_SYNC)
            return true;
    }
    return false;
}

bool relation_allows(const struct state *state, uint32_t j, uint32_t route)
{
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    for (uint32_t r = 0; r < job->n_relations; r++) {
        const struct relation *relation = &model->relations[job->relations[r]];
        for (uint32_t k = 0; k < relation->n_jobs; k++) {
            uint32_t other = relation->jobs[k], at = route_of(state, other);
            if (other == j || at == PLAN_NONE)
                continue;
            if (relation->kind == PLAN_SAME_VEHICLE && at != route)
                return false;
            if ((relation->kind == PLAN_DIFFERENT_VEHICLE || relation->kind == PLAN_SYNC) &&
                at == route)
                return false;
        }
    }
    return true;
}

/* Begin of a job's first visit and the end of its last one, as the routes stand. */
static int64_t begin_of(const struct state *state, uint32_t j)
{
    const struct where *where = &state->where[state->model->jobs[j].first];
    return state->routes[where->route].spots[where->position].begin_s;
}

static int64_t end_of(const struct state *state, uint32_t j)
{
    const struct job *job = &state->model->jobs[j];
    const struct where *where = &state->where[job->first + job->n_nodes - 1];
    return state->routes[where->route].spots[where->position].leave_s;
}

static int64_t work_of_last(const struct state *state, uint32_t j)
{
    const struct job *job = &state->model->jobs[j];
    const struct where *where = &state->where[job->first + job->n_nodes - 1];
    const struct spot *spot = &state->routes[where->route].spots[where->position];
    return spot->leave_s - spot->begin_s;
}

static void raise(int64_t *low, int64_t value)
{
    *low = value > *low ? value : *low;
}

static void lower(int64_t *high, int64_t value)
{
    *high = value < *high ? value : *high;
}

/* The latest end of an earlier job of an order. One that has bounds of its own has fixed its moment
 * already: its bound is used, not its schedule. One that may wait is as late as its route allows.
 */
static int64_t latest_end(const struct state *state, uint32_t j, bool waits)
{
    const struct job *job = &state->model->jobs[j];
    uint32_t last = job->first + job->n_nodes - 1;
    const struct where *where = &state->where[last];
    if (waits && state_is_free(state, where->route, where->position))
        return state->routes[where->route].spots[where->position].late_s + work_of_last(state, j);
    return state->high[last] < TIME_MAX ? state->high[last] + work_of_last(state, j)
                                        : end_of(state, j);
}

/* The latest begin of a later job of an order that stands already: it is in a frozen prefix. */
static int64_t latest_begin(const struct state *state, uint32_t j, bool waits)
{
    const struct where *where = &state->where[state->model->jobs[j].first];
    const struct vehicle *vehicle = &state->model->vehicles[where->route];
    bool said =
        where->position <= vehicle->n_frozen && vehicle->frozen_at_s[where->position - 1] >= 0;
    if (waits && !said)
        return state->routes[where->route].spots[where->position].late_s;
    return begin_of(state, j);
}

/* Bounds of one job from one order relation, its partners standing where they stand. */
static bool prepare_order(struct state *state, const struct relation *relation, uint32_t j,
                          bool waits)
{
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    uint32_t first = job->first, last = job->first + job->n_nodes - 1, mine = 0;
    while (relation->jobs[mine] != j)
        mine++;
    if (mine > 0) {
        uint32_t before = relation->jobs[mine - 1];
        if (job_is_absent(state, before))
            return false;
        raise(&state->low[first], end_of(state, before) + relation->gap_min_s);
        if (relation->gap_max_s > 0)
            lower(&state->high[first], latest_end(state, before, waits) + relation->gap_max_s);
    }
    if (mine + 1 < relation->n_jobs && !job_is_absent(state, relation->jobs[mine + 1])) {
        uint32_t after = relation->jobs[mine + 1];
        const struct node *node = &model->nodes[last];
        lower(&state->high[last], latest_begin(state, after, waits) - relation->gap_min_s -
                                      node->service_s - node->setup_s);
    }
    return true;
}

static void free_bounds(struct state *state, uint32_t j)
{
    const struct job *job = &state->model->jobs[j];
    for (uint32_t k = 0; state->low && k < job->n_nodes; k++) {
        state->low[job->first + k] = -TIME_MAX;
        state->high[job->first + k] = TIME_MAX;
    }
}

bool relation_prepare(struct state *state, uint32_t j, bool waits)
{
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    free_bounds(state, j);
    for (uint32_t r = 0; r < job->n_relations; r++) {
        const struct relation *relation = &model->relations[job->relations[r]];
        if (relation->kind == PLAN_ORDER && !prepare_order(state, relation, j, waits))
            return false;
    }
    return true;
}

/* Begins are raised until both gaps hold: who is done too early waits, in front of its own work.
 * Each may push the other on where windows leave holes. */
static void settle_pair(struct state *state, const struct relation *relation, uint32_t before,
                        uint32_t after)
{
    const struct plan_model *model = state->model;
    uint32_t last = model->jobs[before].first + model->jobs[before].n_nodes - 1;
    uint32_t first = model->jobs[after].first;
    for (int round = 0; round < PAIR_ROUNDS && !state->broken; round++) {
        int64_t end = end_of(state, before), begin = begin_of(state, after);
        if (relation->gap_max_s > 0 && end < begin - relation->gap_max_s) {
            raise(&state->low[last], begin - relation->gap_max_s - work_of_last(state, before));
            state_refresh(state, state->where[last].route);
        } else if (begin < end + relation->gap_min_s) {
            raise(&state->low[first], end + relation->gap_min_s);
            state_refresh(state, state->where[first].route);
        } else {
            return;
        }
    }
}

/* Two ordered jobs on different routes: the moment between them is the begin of the later one. */
static void fix_moment(struct state *state, const struct relation *relation, uint32_t before,
                       uint32_t after)
{
    const struct plan_model *model = state->model;
    if (job_is_absent(state, before) || job_is_absent(state, after))
        return;
    settle_pair(state, relation, before, after);
    uint32_t last = model->jobs[before].first + model->jobs[before].n_nodes - 1;
    uint32_t first = model->jobs[after].first;
    int64_t moment = begin_of(state, after), work = work_of_last(state, before);
    raise(&state->low[first], moment);
    lower(&state->high[last], moment - relation->gap_min_s - work);
    if (relation->gap_max_s > 0) {
        lower(&state->high[first], moment);
        raise(&state->low[last], moment - relation->gap_max_s - work);
    }
    state_refresh(state, state->where[last].route);
    state_refresh(state, state->where[first].route);
}

void relation_placed(struct state *state, uint32_t j)
{
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    for (uint32_t r = 0; r < job->n_relations; r++) {
        const struct relation *relation = &model->relations[job->relations[r]];
        for (uint32_t k = 0; relation->kind == PLAN_ORDER && k + 1 < relation->n_jobs; k++) {
            if (relation->jobs[k] == j || relation->jobs[k + 1] == j)
                fix_moment(state, relation, relation->jobs[k], relation->jobs[k + 1]);
        }
    }
}

/* A job that stays need not wait any longer for the one taken out, nor be done by then. */
static void relax(struct state *state, uint32_t j)
{
    const struct job *job = &state->model->jobs[j];
    if (job_is_absent(state, j))
        return;
    relation_prepare(state, j, false);
    state_refresh(state, state->where[job->first].route);
    relation_placed(state, j);
}

void relation_removed(struct state *state, uint32_t j)
{
    const struct plan_model *model = state->model;
    const struct job *job = &model->jobs[j];
    free_bounds(state, j);
    for (uint32_t r = 0; r < job->n_relations; r++) {
        const struct relation *relation = &model->relations[job->relations[r]];
        bool after = relation->kind == PLAN_SYNC;
        if (relation->kind != PLAN_SYNC && relation->kind != PLAN_ORDER)
            continue;
        for (uint32_t k = 0; k < relation->n_jobs; k++) {
            uint32_t other = relation->jobs[k];
            if (other == j) {
                after = true;
                if (k && relation->kind == PLAN_ORDER &&
                    !relation_is_group(model, relation->jobs[k - 1]))
                    relax(state, relation->jobs[k - 1]);
                continue;
            }
            const struct job *that = &model->jobs[other];
            const struct where *where = &state->where[that->first + that->n_nodes - 1];
            if (!after || where->route == PLAN_NONE)
                continue;
            if (state_is_free(state, where->route, where->position)) {
                state_remove_job(state, other, true);
                relation_removed(state, other);
            } else {
                relax(state, other);
            }
        }
    }
}

/* ---- Groups ------------------------------------------------------------------------------ */

static uint32_t collect_group(const struct plan_model *model, uint32_t j, uint32_t *group)
{
    uint32_t n = 0;
    group[n++] = j;
    for (uint32_t i = 0; i < n; i++) {
        const struct job *job = &model->jobs[group[i]];
        for (uint32_t r = 0; r < job->n_relations; r++) {
            const struct relation *relation = &model->relations[job->relations[r]];
            for (uint32_t k = 0; relation->kind == PLAN_SYNC && k < relation->n_jobs; k++) {
                bool has = false;
                for (uint32_t m = 0; m < n; m++)
                    has |= group[m] == relation->jobs[k];
                if (has)
                    continue;
                if (n == GROUP_MAX)
                    return 0;
                group[n++] = relation->jobs[k];
            }
        }
    }
    return n;
}

/* Those who are to begin together, some of them in a frozen prefix. */
struct group {
    uint32_t jobs[GROUP_MAX], n;
    bool frozen[GROUP_MAX];
};

/* One of a group at `moment`, or at the first after it: begins of others are asked for then. */
static int64_t place_one_at(struct placer *placer, uint32_t j, int64_t moment)
{
    struct state *state = placer->state;
    struct place place;
    uint32_t first = state->model->jobs[j].first;
    if (!relation_prepare(state, j, false))
        return TIME_MAX;
    raise(&state->low[first], moment);
    int64_t high = state->high[first];
    lower(&state->high[first], moment);
    bool on_time = place_find(placer, j, &place);
    if (!on_time) {
        state->high[first] = high;
        if (!place_find(placer, j, &place))
            return TIME_MAX;
    }
    place_apply(state, j, &place);
    if (state->broken)
        return TIME_MAX;
    /* What was overlooked the first time may be on time as well. */
    int64_t begin = begin_of(state, j);
    if (!on_time && begin == moment) {
        lower(&state->high[first], moment);
        state_refresh(state, state->where[first].route);
    }
    return begin;
}

/* Everybody at `moment` (the first at or after it); gives the moment that the first one who cannot
 * would rather have, TIME_MAX when there is none, -TIME_MAX when all are placed. */
static int64_t place_at(struct placer *placer, const struct group *group, int64_t moment)
{
    struct state *state = placer->state;
    for (uint32_t i = 0; i < group->n; i++) {
        uint32_t j = group->jobs[i], first = state->model->jobs[j].first;
        int64_t begin;
        if (group->frozen[i]) {
            raise(&state->low[first], moment);
            lower(&state->high[first], moment);
            state_refresh(state, state->where[first].route);
            begin = begin_of(state, j);
        } else {
            begin = place_one_at(placer, j, moment);
        }
        if (begin != moment)
            return begin;
    }
    return state->broken ? TIME_MAX : -TIME_MAX;
}

static void clear_group(struct state *state, const struct group *group)
{
    for (uint32_t i = 0; i < group->n; i++) {
        uint32_t j = group->jobs[i], r = route_of(state, j);
        free_bounds(state, j);
        if (group->frozen[i])
            state_refresh(state, r);
        else if (r != PLAN_NONE)
            state_remove_job(state, j, true);
    }
}

/* The moment to try first: of who is frozen, or else the earliest of one drawn at random. */
static int64_t first_moment(struct placer *placer, const struct group *group)
{
    struct state *state = placer->state;
    struct place place;
    for (uint32_t i = 0; i < group->n; i++) {
        if (group->frozen[i])
            return begin_of(state, group->jobs[i]);
    }
    uint32_t lead = group->jobs[rng_below(placer->rng, group->n)];
    if (!relation_prepare(state, lead, false) || !place_find(placer, lead, &place))
        return TIME_MAX;
    place_apply(state, lead, &place);
    int64_t moment = begin_of(state, lead);
    clear_group(state, group);
    return moment;
}

bool relation_place_group(struct placer *placer, uint32_t j)
{
    struct state *state = placer->state;
    struct group group = {.n = 0};
    group.n = collect_group(state->model, j, group.jobs);
    for (uint32_t i = 0; i < group.n; i++)
        group.frozen[i] = !job_is_absent(state, group.jobs[i]);
    int64_t moment = group.n ? first_moment(placer, &group) : TIME_MAX;
    for (int round = 0; round < GROUP_ROUNDS && moment < TIME_MAX && !state->broken; round++) {
        int64_t next = place_at(placer, &group, moment);
        if (next == -TIME_MAX) {
            /* Whoever of an order stands before or behind one of them keeps its distance. */
            for (uint32_t i = 0; i < group.n; i++)
                relation_placed(state, group.jobs[i]);
            return true;
        }
        clear_group(state, &group);
        if (next <= moment)
            break;
        moment = next;
    }
    return false;
}
