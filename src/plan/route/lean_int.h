/*
 * Plain problems for the search for fewer vehicles: one way of travelling, one start and one end,
 * one window a visit, at most one dimension of load, and either only jobs that all bring (or all
 * collect) or only shipments. Vehicles may differ in capacity, shift and in what they may do. All
 * numbers are 32 bits and lie where they are read.
 *
 * A lean plan may hold routes that are late or too full: lateness is counted as time warp, the time
 * that must be taken back where a visit is reached too late (Nagata, Braysy, Dullaert 2010), so
 * that any joint of a head and a tail is priced in constant time.
 */
#ifndef LIFELINE_PLAN_ROUTE_LEAN_INT_H
#define LIFELINE_PLAN_ROUTE_LEAN_INT_H

#include "plan/route/search_int.h"

struct lean {
    const struct plan_model *model;
    uint32_t n, width; /* visit nodes; ids n and n + 1 are the start and the end; width n + 2 */
    bool pairs;        /* shipments */
    bool any_vehicle;  /* every vehicle may do everything */
    bool alike;        /* and they have the same capacity and shift */
    int32_t *way_s;    /* [from * width + to]: service at `from`, then the way */
    int32_t *ready_s, *due_s;
    int32_t *load; /* what comes on board (of a shipment's delivery: comes off, < 0) */
    int32_t *capacity, *open_s, *close_s; /* by vehicle */
    double load_scale;                    /* what one unit of load too much is worth in seconds */
};

/* One position: the start is 0, the end n + 1. */
struct stop {
    uint32_t node;
    int32_t early_s, late_s; /* earliest and latest begin, warped into the window */
    int32_t load;            /* brought so far (jobs), on board (shipments) */
    int64_t head_s, tail_s;  /* time warp up to here, and from here on */
};

struct lean_route {
    struct stop *stops;
    uint32_t n, room;
    uint32_t version; /* never the same for two different contents */
    bool touched;
};

struct lean_plan {
    const struct lean *lean;
    struct lean_route *routes, *saved; /* by vehicle; saved: as they were at the mark */
    uint32_t *touched, n_touched;
    struct where *where; /* by node; route PLAN_NONE: in no route */
    uint32_t *scratch;   /* n long */
    uint32_t versions;   /* given out so far */
};

/* False when the problem is not of this kind. */
bool lean_init(struct lean *lean, const struct plan_model *model);
void lean_free(struct lean *lean);

static inline int32_t lean_way(const struct lean *lean, uint32_t from, uint32_t to)
{
    return lean->way_s[(size_t)from * lean->width + to];
}

/* Shipments only: pickups have even ids, each delivery follows its pickup. */
static inline bool lean_delivers(uint32_t node)
{
    return node % 2;
}

void lean_plan_init(struct lean_plan *plan, const struct lean *lean);
void lean_plan_free(struct lean_plan *plan);
void lean_mark(struct lean_plan *plan);
void lean_undo(struct lean_plan *plan);
/* Puts a node behind a position, or takes the one at a position out; then lean_refresh is due. */
void lean_put(struct lean_plan *plan, uint32_t route, uint32_t position, uint32_t node);
void lean_take(struct lean_plan *plan, uint32_t route, uint32_t position);
/* Replaces the nodes behind a position. Nodes that leave the route are not looked after. */
void lean_set_tail(struct lean_plan *plan, uint32_t route, uint32_t position, const uint32_t *nodes,
                   uint32_t n);
void lean_refresh(struct lean_plan *plan, uint32_t route);
/* Exchanges what lies behind two positions of two routes, and refreshes both. */
void lean_swap_tails(struct lean_plan *plan, uint32_t a, uint32_t after_a, uint32_t b,
                     uint32_t after_b);

static inline int64_t lean_warp(const struct lean_route *route)
{
    return route->stops[route->n + 1].head_s;
}

/* Jobs only: load beyond the capacity. */
static inline int64_t lean_excess(const struct lean_plan *plan, uint32_t r)
{
    const struct lean_route *route = &plan->routes[r];
    int64_t over = (int64_t)route->stops[route->n + 1].load - plan->lean->capacity[r];
    return over > 0 ? over : 0;
}

/* Time warp of: the head up to a stop, a node, the tail from a stop. */
static inline int64_t lean_warp_with(const struct lean *lean, const struct stop *before,
                                     uint32_t node, const struct stop *after)
{
    int64_t warp = before->head_s + after->tail_s;
    int32_t time = before->early_s + lean_way(lean, before->node, node);
    if (time > lean->due_s[node]) {
        warp += time - lean->due_s[node];
        time = lean->due_s[node];
    }
    if (time < lean->ready_s[node])
        time = lean->ready_s[node];
    int32_t late = time + lean_way(lean, node, after->node) - after->late_s;
    return late > 0 ? warp + late : warp;
}

static inline int64_t lean_warp_joint(const struct lean *lean, const struct stop *before,
                                      const struct stop *after)
{
    int32_t late = before->early_s + lean_way(lean, before->node, after->node) - after->late_s;
    return before->head_s + after->tail_s + (late > 0 ? late : 0);
}

/* Whether the vehicle may do the node's job at all; all jobs behind a position of another route. */
static inline bool lean_allows(const struct lean *lean, uint32_t r, uint32_t node)
{
    return lean->any_vehicle || !model_compat(lean->model, lean->model->nodes[node].job, r);
}
bool lean_allows_tail(const struct lean_plan *plan, uint32_t of, uint32_t position, uint32_t r);

#endif
