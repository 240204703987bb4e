/*
 * One search by ruin and recreate, its budget, and the best plan it has seen.
 */
#ifndef LIFELINE_PLAN_ROUTE_SEARCH_INT_H
#define LIFELINE_PLAN_ROUTE_SEARCH_INT_H

#include "plan/core/budget.h"
#include "plan/route/relation_int.h"
#include "plan/route/trips_int.h"

/* The routes of a plan, nothing else: what is kept of a best plan and handed between searches. */
struct snapshot {
    uint32_t *nodes; /* routes one after the other */
    uint32_t *first; /* n_vehicles + 1 */
    int64_t *low, *high;
    uint32_t room;
    int64_t objective;
    uint32_t n_absent, n_used;
};

void snapshot_init(struct snapshot *snapshot, const struct plan_model *model);
void snapshot_free(struct snapshot *snapshot);
void snapshot_take(struct snapshot *snapshot, const struct state *state);
void snapshot_copy(struct snapshot *to, const struct snapshot *from,
                   const struct plan_model *model);
void snapshot_restore(const struct snapshot *snapshot, struct state *state);

/* Working space: sequences of the two routes that change, and one more. */
struct reshape {
    uint32_t *nodes[3], room[3];
};

struct teller;
typedef void search_show_fn(void *context);

struct search {
    const struct plan_model *model;
    struct state state;
    struct placer placer;
    struct rng rng;
    struct snapshot best;
    struct budget budget;
    uint32_t threads;    /* that work on this one plan, at least 1 */
    int64_t current;     /* objective of the accepted state */
    double scale;        /* mean cost of an arc */
    struct snapshot own; /* the best of the present run */
    struct reshape reshape;
    struct trips trips;
    uint32_t *order;
    double *keys;
    uint32_t *ruined, n_ruined;
    struct teller *teller; /* NULL: nobody listens */
    int64_t tell_ns;       /* not before */
    search_show_fn *show;  /* brings the best so far into `best`; NULL: it is there */
    void *shown;
    bool *is_new; /* jobs removed in this iteration */
    bool eager;   /* in this iteration jobs go in for more than their prize */
    bool wild;    /* in this iteration jobs go anywhere */
    bool careful; /* while constructing with relations: each insertion can be undone by itself */
};

void search_init(struct search *search, const struct plan_model *model, uint64_t seed);
void search_free(struct search *search);
/* Builds a plan from what is placed already. */
void search_construct(struct search *search);
/* Ruin and recreate with simulated annealing from `hot` down to `cold` (mean arcs), in so many
 * iterations, or (0) up to this share of the budget. The best of the run is in search->own. */
void search_run(struct search *search, double hot, double cold, int64_t iterations, double share);
/* A population of plans that exchange routes; ends with the budget. */
void search_evolve(struct search *search);
/* The same for plain problems of shipments, faster; false: not of this kind. */
bool search_pairs(struct search *search);
/* The same for plain problems of several trips; false: not of this kind, or no plan with all jobs
 * was found in a part of the time. And for fewer vehicles there. */
bool search_haul(struct search *search);
bool search_haul_fewer(struct search *search, uint32_t fewest, double share);
/* Takes strings of neighbouring visits out of a few routes. */
void search_ruin(struct search *search);
/* Two vehicles change routes or ends of them, or trips are cut anew; nothing where that does not
 * hold. */
void search_reshape(struct search *search);
/* Cuts the trips of a route anew. */
void search_cut_trips(struct search *search, uint32_t route, bool only_better);
/* Inserts absent jobs, in an order drawn at random or (construction) by regret. */
void search_recreate(struct search *search, bool blink);
void search_note_best(struct search *search);
/* Lays routes, one after the other in `nodes` from `first` on (n_routes + 1), into the state, and
 * keeps them if they are better. */
void search_lay(struct search *search, const uint32_t *nodes, const uint32_t *first,
                uint32_t n_routes);
/* What is asked to bring the best so far into search->best before it is told of; NULL: nothing. */
void search_shows(struct search *search, search_show_fn *show, void *shown);
/* Brings the mean cost of an arc up to date, the unit of heat. */
void search_set_heat(struct search *search);
/* Fewer vehicles: until `share` of the budget is spent or fewer cannot be. */
void search_shrink_fleet(struct search *search, double share);
/* The same for plain problems, faster, down to `fewest` (see eject_int.h); false: not plain. */
bool search_eject(struct search *search, uint32_t fewest, double share);
/* The same in the state, whatever the plan there costs then; the best stays as it is unless that is
 * better. Not `whole`: jobs were left out, nothing was done. */
bool search_thin(struct search *search, uint32_t fewest, double share, bool *whole);
/* The fewest vehicles that could carry all deliveries and pickups, when there are no facilities. */
uint32_t search_fewest_vehicles(const struct plan_model *model);

#endif
