/*
 * A plan under construction: the routes, what the quick checks of an insertion need to know about
 * each position, and an undo that puts back the routes touched since a mark.
 *
 * Position 0 of a route is its start, n + 1 its end; gap g is between positions g and g + 1. For a
 * simple route (see struct vehicle) the quick checks are exact; otherwise they are necessary and
 * the evaluator has the last word.
 */
#ifndef LIFELINE_PLAN_ROUTE_STATE_INT_H
#define LIFELINE_PLAN_ROUTE_STATE_INT_H

#include "base/rng.h"
#include "plan/route/eval_int.h"

#define NO_COST INT64_MAX

struct spot {
    uint32_t place, node;
    int64_t begin_s, leave_s;  /* earliest */
    int64_t late_s;            /* latest begin (start: leave) that keeps all behind on time */
    int32_t next_cost, next_s; /* the arc to the next position */
    int64_t slope; /* of a route that shifts: objective for each second that it begins later */
};

struct route {
    struct spot *spots; /* n + 2 used */
    uint32_t *nodes;    /* n used: nodes[i] stands at position i + 1 */
    int64_t *load;      /* [position * dims]: after it; head: largest up to it; tail: from it on */
    int64_t *head, *tail;
    uint32_t n, room;
    bool simple; /* now: no facility on it either */
    /* Where the vehicle is ordered: a delivery goes into gaps before the one, a pickup into those
     * from the other on. */
    uint32_t first_pickup, last_delivery;
    /* Nothing on it waits and no rest is due: who begins later makes all behind later. `gain` is
     * the most that a later begin can save, where more was promised. */
    bool shifts;
    /* The times are those of one of the vehicle's shifts, or of one way to take breaks and rests:
     * relations go by them, but an insertion that is too late for them may be in time another way.
     */
    bool of_one_way;
    int64_t gain;
    bool touched;
    int64_t objective, travel_s, distance_m, duration_s;
    uint32_t tasks;
};

struct where {
    uint32_t route, position; /* route PLAN_NONE: absent */
};

struct state {
    const struct plan_model *model;
    struct route *routes, *saved; /* by vehicle; saved: as they were at the mark */
    uint32_t *touched, n_touched;
    struct where *where;                    /* by visit node */
    uint32_t *absent, *absent_at, n_absent; /* jobs; absent_at: its place in the list */
    uint32_t *saved_absent, n_saved_absent;
    int64_t *low, *high, *saved_low, *saved_high; /* bounds of visit nodes; NULL: none */
    int64_t objective;                            /* routes + absent jobs + terms over all routes */
    int64_t routes_objective, absent_objective, saved_objective[3];
    /* [(vehicle * facilities + facility) * dims]; NULL without limits */
    int64_t *unloaded, *saved_unloaded;
    uint32_t n_used;
    /* Empty vehicles by kind: bits over `by_kind`, which lists vehicles kind after kind. */
    uint32_t *by_kind, *kind_first, *kind_rank;
    uint64_t *empty;
    struct eval eval; /* trusted and strict */
    bool broken;      /* a removal left a route that is not feasible: undo */
};

void state_init(struct state *state, const struct plan_model *model);
void state_free(struct state *state);
/* Everything out but the frozen prefixes. */
void state_clear(struct state *state);
/* From here on `state_undo` can go back. */
void state_mark(struct state *state);
void state_undo(struct state *state);
void state_copy(struct state *to, const struct state *from);

/* Puts a node behind position `gap`; the caller knows that it fits and calls state_refresh. */
void state_put(struct state *state, uint32_t route, uint32_t gap, uint32_t node);
/* Takes the node at a position (1 .. n) out; the caller calls state_refresh. */
void state_take(struct state *state, uint32_t route, uint32_t position);
/* Works out a changed route; sets `broken` when it is not feasible. */
void state_refresh(struct state *state, uint32_t route);
/* Replaces a whole route. */
void state_set_route(struct state *state, uint32_t route, const uint32_t *nodes, uint32_t n);
void state_set_absent(struct state *state, uint32_t job);
void state_set_present(struct state *state, uint32_t job);
/* Takes a job out of its route (a frozen pickup stays) and into the absent list. */
void state_remove_job(struct state *state, uint32_t job, bool refresh);
/* Brings `objective` up to date. */
void state_sum(struct state *state);
/* An empty vehicle of a kind; PLAN_NONE when all are used. */
uint32_t state_empty_of_kind(const struct state *state, uint32_t kind);
/* Whether a node of the route may be moved (behind the frozen prefix). */
static inline bool state_is_free(const struct state *state, uint32_t route, uint32_t position)
{
    return position > state->model->vehicles[route].n_frozen;
}
static inline bool job_is_absent(const struct state *state, uint32_t job)
{
    return state->absent_at[job] != PLAN_NONE;
}
/* A route is about to change: it is kept for state_undo, counts as used or not. */
void state_touch(struct state *state, uint32_t route);
void state_set_used(struct state *state, uint32_t route, bool used);
/* Room that other routes leave at facilities with limits, for evaluating a route. */
void state_set_rooms(struct state *state, uint32_t route);

#endif
