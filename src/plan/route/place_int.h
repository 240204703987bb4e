/*
 * Where a job could go: the cheapest place in a route or in all routes, without moving anything
 * else. Costs come first, feasibility only for what would be an improvement.
 */
#ifndef LIFELINE_PLAN_ROUTE_PLACE_INT_H
#define LIFELINE_PLAN_ROUTE_PLACE_INT_H

#include "plan/route/survey_int.h"

struct place {
    int64_t delta;                     /* change of the objective of the route; NO_COST: nowhere */
    uint32_t route, gap, gap_delivery; /* gaps of the route before the insertion */
    uint32_t facility, gap_facility;   /* a facility node that comes along; PLAN_NONE: none */
    uint32_t facility_behind;          /* how many of the job's visits in that gap come before it */
};

struct placer {
    struct state *state;
    struct rng *rng;
    uint32_t blink; /* of 2^32: chance to overlook a place; 0: looks at all */
    bool full;      /* look at every route, not only at near ones */
    bool closed;    /* open no empty vehicle */
    bool level;     /* no leaning toward short and light routes where terms over all count */
    uint32_t n_near;
    uint32_t *seen, round; /* routes looked at in this round */
    uint32_t *scratch, scratch_room;
    int64_t *least; /* of a shipment's delivery, by gap */
    uint32_t least_room;
    struct survey survey;
};

void placer_init(struct placer *placer, struct state *state, struct rng *rng);
void placer_free(struct placer *placer);
/* Improves `best` by the cheapest place in one route (PLAN_NONE: there is none). */
void place_in_route(struct placer *placer, uint32_t job, uint32_t route, struct place *best);
/* The cheapest place anywhere. */
bool place_find(struct placer *placer, uint32_t job, struct place *best);
/* Any place that holds, drawn at random; false when a few draws meet none. */
bool place_draw(struct placer *placer, uint32_t job, struct place *place);
/* Puts the job there. */
void place_apply(struct state *state, uint32_t job, const struct place *place);
/* The nodes of the route with the job at that place; gives their number. `out` has room for n + 3.
 */
uint32_t place_sequence(const struct state *state, uint32_t job, const struct place *place,
                        uint32_t *out);

/* The nodes that the place brings into a gap, in their order; gives their number. */
uint32_t place_nodes_in_gap(const struct state *state, uint32_t job, const struct place *place,
                            uint32_t gap, uint32_t out[3]);

/* ---- Parts of it ----------------------------------------------------------------------------- */

/* The cheapest of the gaps [from, to] of a route, for a single visit; the second asks first whether
 * the job may be there at all. */
void place_single(struct placer *placer, uint32_t job, uint32_t route, uint32_t from, uint32_t to,
                  struct place *best);
void place_in_gaps(struct placer *placer, uint32_t job, uint32_t route, uint32_t from, uint32_t to,
                   struct place *best);
/* A single visit where every vehicle is simple: around the nearest visits only; in every gap of the
 * vehicles in use. */
void place_near_plain(struct placer *placer, uint32_t job, struct place *best);
void place_all_plain(struct placer *placer, uint32_t job, struct place *best);
/* A single visit where ways are asked for and no vehicle has facilities: beside the nearest visits;
 * in the gaps of all routes that look best by beeline. */
void place_in_near_gaps(struct placer *placer, uint32_t job, struct place *best);
void place_in_far_gaps(struct placer *placer, uint32_t job, struct place *best);
/* Asks the evaluator; improves `best` when the place is feasible and better. Gives what is wrong
 * otherwise. */
uint32_t place_try_exactly(struct placer *placer, uint32_t job, struct place *place,
                           struct place *best);
/* A whole shipment into one route. */
void place_pair(struct placer *placer, uint32_t job, uint32_t route, struct place *best);
/* The job does not fit for its load (or must be unloaded): with an unloading or reloading on the
 * way right before or after it, it may. */
void place_with_facility(struct placer *placer, uint32_t job, uint32_t route, struct place *best);
/* The job at the gaps of `place` (its `delta` being what the ways cost) and a facility at any:
 * trips are cut where it costs least. */
void place_cut(struct placer *placer, uint32_t job, const struct place *place, struct place *best);
/* The job at every gap (a shipment at every two) with a facility at every gap: for people, who want
 * to know everything that is possible. */
void place_cut_anywhere(struct placer *placer, uint32_t job, uint32_t route, struct place *best);

/* Whether somebody who leaves `before` may be at the nodes (PLAN_NONE: none) in this order and
 * still be in time for `after`: necessary, not sufficient. */
bool place_chain_fits(const struct plan_model *model, const struct vehicle *vehicle,
                      const struct spot *before, const struct spot *after, uint32_t first,
                      uint32_t second);
#endif
