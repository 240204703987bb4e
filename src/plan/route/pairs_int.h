/*
 * Ruin and recreate for shipments on lean plans: strings of visits leave a few routes near each
 * other, with the other halves of their shipments, and come back greedily (Christiaens, Vanden
 * Berghe 2020, see sisr.c). The best place of a shipment in a route is remembered until the route
 * changes, so that all routes are looked at for little more than the price of the changed ones.
 */
#ifndef LIFELINE_PLAN_ROUTE_PAIRS_INT_H
#define LIFELINE_PLAN_ROUTE_PAIRS_INT_H

#include "plan/core/problem.h"
#include "plan/route/lean_int.h"

enum { PAIRS_ORDERS = 6 };

/* The best place of a shipment in a route: behind which positions, and what it costs. */
struct offer {
    uint32_t version; /* of the route that it was found for */
    int32_t delta;    /* INT32_MAX: no place */
    uint16_t gap, gap_delivery;
};

/* The routes of a plan one after the other. */
struct pairs_plan {
    uint32_t *nodes, *first; /* first: n_vehicles + 1 */
    int64_t cost;
};

struct pairs {
    const struct lean *lean;
    struct rng *rng;
    struct lean_plan *plan;
    struct hop *out, *in; /* [a * width + b]: from a to b, from b to a; with service, as in lean */
    int64_t fixed;        /* of a vehicle */
    uint32_t *fleet, n_fleet; /* vehicles that may be used */
    int64_t cost;
    uint32_t n_used;
    uint32_t *removed, n_removed; /* first nodes */
    struct offer *offers;         /* [job * n_vehicles + vehicle] */
    uint32_t *met, meeting;       /* by vehicle: gave a string in this iteration */
    bool *leaves;                 /* by node */
    int32_t *keys[PAIRS_ORDERS];  /* by job; smaller first */
    struct legs *legs;            /* by vehicle */
    struct gap *gaps;             /* of the route that is looked at */
    bool looks_wide;              /* in this iteration: at the routes of far visits too */
    uint32_t blink;               /* of 2^32: a route that is overlooked */
};

/* The plan is the caller's and is worked on. */
void pairs_init(struct pairs *pairs, const struct lean *lean, struct lean_plan *plan,
                struct rng *rng);
void pairs_free(struct pairs *pairs);
/* Works out the cost of the plan and how many vehicles it uses. */
void pairs_weigh(struct pairs *pairs);
/* Takes shipments out and adds them to `removed`; where those are that wait there already, more
 * often than elsewhere. */
void pairs_ruin(struct pairs *pairs);
/* Puts as many of `removed` in as find a place, in an order drawn at random; those that do not are
 * left in it. With a limit it gives up (false) as soon as one finds none or the plan costs that. */
bool pairs_recreate(struct pairs *pairs, int64_t limit);
/* The best place in the vehicles that may be used; false: there is none for less than `most`. */
bool pairs_place(struct pairs *pairs, uint32_t node, int64_t most);

#endif
