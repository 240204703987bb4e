/*
 * Fewer vehicles by an ejection pool (Nagata, Braysy: "A powerful route minimization heuristic for
 * the vehicle routing problem with time windows", Operations Research Letters 37, 2009; for
 * shipments: Nagata, Kobayashi: "Guided ejection search for the pickup and delivery problem with
 * time windows", EvoCOP 2010).
 *
 * The visits of a dissolved route form a pool, last in, first out. The one on top goes where it
 * fits; else where it hurts least, if local search can make that place right (jobs only); else in
 * place of others, whose counters sum to least: a counter says how often its visit was hard to
 * place. After an ejection the plan is shaken by random moves that keep it feasible.
 */
#ifndef LIFELINE_PLAN_ROUTE_EJECT_INT_H
#define LIFELINE_PLAN_ROUTE_EJECT_INT_H

#include "plan/route/pairs_int.h"

enum { EJECTED_MAX = 5 };

/* Where a visit or a pair goes, and who leaves for it. */
struct ejection {
    uint64_t sum; /* of the counters of those that leave; UINT64_MAX: none found */
    uint32_t route, position, position_delivery; /* put behind these, as the route is now */
    uint32_t n;
    uint32_t leaving[EJECTED_MAX]; /* positions (of pickups), ascending */
};

struct eject {
    const struct lean *lean;
    struct lean_plan plan;
    struct rng *rng;
    uint32_t *fleet, n_fleet; /* vehicles in use */
    uint32_t *pool, n_pool;   /* jobs' first nodes */
    uint32_t *counter;        /* by node */
    uint32_t *least;          /* by position: the least counter from there to the end */
    uint32_t leaving_max;     /* of one ejection */
    int64_t steps;            /* left of the enumeration for one job: a deadline is near */
    double load_weight;       /* seconds of lateness that a unit of load too much is worth */
    uint32_t n_near;
    /* Shipments only. */
    struct pairs pairs;
    uint32_t *weight; /* by node: how often ruin and recreate has left it over */
};

/* Puts a node of the pool at a random place where it fits. */
bool eject_insert_single(struct eject *eject, uint32_t node);
bool eject_insert_pair(struct eject *eject, uint32_t node);
/* Puts a job where it hurts least and repairs; the plan is as before when that fails. */
bool eject_squeeze(struct eject *eject, uint32_t node);
/* Finds the cheapest ejection of one route for a node. */
void eject_find_single(struct eject *eject, uint32_t node, uint32_t route, struct ejection *best);
void eject_find_pair(struct eject *eject, uint32_t node, uint32_t route, struct ejection *best);
/* Fills `least` for a route. */
void eject_fill_least(struct eject *eject, uint32_t route);
/* Random moves. */
void eject_shake_singles(struct eject *eject, uint32_t moves);
void eject_shake_pairs(struct eject *eject, uint32_t moves);

/* So many iterations of ruin and recreate, shipments of the pool among what is put in; ends at this
 * share of the budget. */
void eject_ruin_pairs(struct eject *eject, struct budget *budget, int64_t iterations, double share);

/* A random one of the node's nearest that is in a route; PLAN_NONE: the draw met none. */
static inline uint32_t eject_neighbour(struct eject *eject, uint32_t node)
{
    const struct plan_model *model = eject->lean->model;
    uint32_t near =
        model->neighbours[(size_t)node * model->n_near + rng_below(eject->rng, eject->n_near)];
    return near != PLAN_NONE && eject->plan.where[near].route != PLAN_NONE ? near : PLAN_NONE;
}

#endif
