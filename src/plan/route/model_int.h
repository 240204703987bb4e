/*
 * The compiled problem: what `struct plan_input` says, checked, copied and brought into the shape
 * that the search reads.
 *
 * Every stop is a node. Job j has the nodes first[j] and, for a shipment, first[j] + 1; facility f
 * is node n_visits + f and may stand in many routes, many times. A route inside is a vehicle and a
 * sequence of nodes; breaks, rests and decontaminations are no nodes: the evaluator places them.
 *
 * Money is scaled (see plan_model_scale). Windows are never empty: a node without any has one that
 * spans all time. Releases that do not concern a trip's start are cut into the windows.
 */
#ifndef LIFELINE_PLAN_ROUTE_MODEL_INT_H
#define LIFELINE_PLAN_ROUTE_MODEL_INT_H

#include "base/arena.h"
#include "plan/plan.h"

#define TIME_MAX (INT64_C(1) << 50)

enum node_role { NODE_SINGLE, NODE_PICKUP, NODE_DELIVERY, NODE_FACILITY };

struct node {
    uint32_t place, job, mate; /* job: index of job or facility; mate: other visit of a shipment */
    uint8_t role, exposure;
    bool same_place_setup; /* has a set-up, so its time depends on the stop before */
    uint32_t n_windows;
    int64_t service_s, setup_s;
    const struct plan_window *windows;
    int64_t release_s; /* cut out of the windows; who does without them keeps it. -TIME_MAX: none */
    const int64_t *service_by_type_s, *setup_by_type_s;
    int64_t due_s, late_rate;
    int64_t asked_s, wait_rate;
};

struct job {
    enum plan_job_kind kind;
    uint32_t first, n_nodes; /* nodes still to visit: 1, or 2 for a shipment not yet on board */
    uint32_t skill_class;
    const int64_t *pickup, *delivery; /* never NULL */
    bool has_pickup, has_delivery, optional, listed, in_relation;
    int64_t release_s; /* of the trip; -TIME_MAX when it concerns none */
    int64_t out_cost;  /* objective of leaving it out: priority, count and prize weighed */
    int64_t prize;     /* scaled */
    uint32_t priority, on_board_of, promised_vehicle;
    int64_t promised_start_s;
    const uint32_t *only, *never; /* sorted */
    uint32_t n_only, n_never;
    const uint32_t *relations; /* indexes into model->relations */
    uint32_t n_relations;
};

struct leg {
    int64_t duration_s, distance_m, cost; /* cost: scaled money of travel for the vehicle */
};

/* Duration and money of a leg, as the search reads it. Above ARC_MAX: no way. */
struct arc {
    int32_t duration_s, cost;
};
#define ARC_MAX (1 << 29)

struct vehicle {
    uint32_t profile, kind, start, end, type, exposure;
    double slowness; /* durations are multiplied by it */
    bool plain_speed;
    const struct plan_window *windows; /* at least one */
    uint32_t n_windows;
    const int64_t *capacity, *load; /* never NULL */
    int64_t fixed, rate_s, rate_m, rate_task_s, rate_wait_s;
    bool pay_shift, must_unload;
    const struct plan_break *breaks; /* by begin of the first window */
    const uint32_t *break_index;     /* their places in the input */
    uint32_t n_breaks, max_tasks, max_trips;
    int64_t max_travel_s, max_distance_m, max_duration_s, drive_s, rest_s, driven_s;
    const uint32_t *frozen;     /* nodes */
    const int64_t *frozen_at_s; /* negative: free */
    uint32_t n_frozen;
    uint64_t *skills;
    const uint32_t *facilities; /* those it may visit that unload or reload */
    uint32_t n_facilities;
    /* Time costs nothing and nothing but windows, loads and sums limits a route: then the quick
     * checks of an insertion are exact. */
    bool simple;
    /* Its breaks ask for an empty vehicle and no more: no delivery comes after a pickup. */
    bool ordered;
    bool time_costs;  /* the objective depends on when things happen, not only on the ways */
    bool wait_costs;  /* a later start may be better, for less waiting or a shorter route */
    bool late_costs;  /* and only by what nodes lose by each second that they begin later */
    bool shift_exact; /* then the plain pass tells all of a route on which nobody waits or rests */
    /* Table of its arcs, [from * n_places + to], and the transposed one (the same one when it is
     * symmetric); NULL when it would be too large. Shared by all that travel alike. */
    const struct arc *arcs, *arcs_back;
    bool owns_arcs; /* the first of them frees it */
};

struct facility {
    int64_t service_s, decon_s, cost;
    bool unloads, reloads, decontaminates;
    const int64_t *limit; /* NULL: none */
    uint64_t *skills;
};

struct relation {
    enum plan_relation_kind kind;
    const uint32_t *jobs;
    uint32_t n_jobs;
    int64_t gap_min_s, gap_max_s;
};

struct plan_model {
    struct arena *arena;
    uint32_t n_places, n_dims, n_jobs, n_vehicles, n_nodes, n_visits, n_facilities, n_relations;
    uint32_t n_profiles, n_kinds, n_exposures, n_skill_words, n_skill_classes;
    struct plan_profile *profiles;
    const struct plan_point *points;
    struct node *nodes;
    struct job *jobs;
    struct vehicle *vehicles;
    struct facility *facilities;
    struct relation *relations;
    int64_t *chain_cost; /* by job: out_cost of it and of the dearest chain of orders that needs it;
                            NULL: no relations in time */
    const struct plan_exposure *exposures; /* NULL: none */
    uint64_t **skill_sets;                 /* by skill class, n_skill_words long */
    const int64_t *zero_load;
    int64_t scale, cost_unit, time_first, time_last;
    double longest_cost, longest_m; /* of the legs seen while compiling */
    int64_t change_vehicle, change_rate_s, change_tolerance_s;
    /* Objective: levels for the answer, one weighted sum for the search. */
    struct plan_term terms[PLAN_TERMS_MAX];
    uint32_t n_terms, n_levels;
    int64_t weight[PLAN_TERM_COUNT];
    bool fleet_first; /* vehicles count before cost */
    bool all_simple;  /* every vehicle is simple and no node asks for more */
    /* All simple and none ordered, no set-ups, no facilities, every vehicle with its arc table. */
    bool all_plain;
    bool all_plain_but_order; /* the same, but that vehicles may be ordered */
    bool node_needs_eval;     /* lateness, exposure, trip releases, change in time */
    bool node_time_costs;     /* the same without releases: what costs depend on */
    bool has_releases;        /* of trips */
    bool has_setup, has_windows, has_shipments, has_relations, has_time_relations, has_limits,
        has_frozen, has_prizes;
    bool has_global_terms;
    /* Nearest nodes of every visit node, nearest first. */
    uint32_t *neighbours;
    uint32_t n_near;
    /* NEAR_KINDS kinds of vehicle that start nearest to every job, where there are very many kinds
     * and it is known where places are; else NULL. */
    uint32_t *near_kinds;
};

enum { NEAR_KINDS = 16, FEW_KINDS = 64 };

/* The leg of a vehicle between two places; false when there is no way. */
bool model_leg(const struct plan_model *model, const struct vehicle *vehicle, uint32_t from,
               uint32_t to, struct leg *leg);
/* Whether skills and lists let the vehicle do the job; the reasons if not, 0 if so. */
uint32_t model_compat(const struct plan_model *model, uint32_t job, uint32_t vehicle);
/* Which dimensions any job loads. */
void model_find_used(const struct plan_model *model, bool used[PLAN_LIMIT_DIMS]);
/* The node that a step of a draft names; PLAN_NONE when there is none. */
uint32_t model_step_node(const struct plan_model *model, const struct plan_step *step);
/* Parts of plan_model_new: arc tables, neighbour lists. */
void model_build_arcs(struct plan_model *model);
void model_build_neighbours(struct plan_model *model, const struct plan_input *input);
void model_build_near_kinds(struct plan_model *model);
/* The longest leg out of a start, from a sample: what a job can cost. */
void model_find_longest(struct plan_model *model);
/* Checks every value of the input. */
enum err model_check(const struct plan_input *input, struct error *error);
/* Objective weights from the terms. */
void model_weigh(struct plan_model *model, const struct plan_input *input);

/* Duration and money between two places, PLAN_NONE being right here (open starts and ends). */
static inline struct arc model_arc(const struct plan_model *model, const struct vehicle *vehicle,
                                   uint32_t from, uint32_t to)
{
    if (from == PLAN_NONE || to == PLAN_NONE)
        return (struct arc){0, 0};
    if (vehicle->arcs)
        return vehicle->arcs[(size_t)from * model->n_places + to];
    struct leg leg;
    if (!model_leg(model, vehicle, from, to, &leg))
        return (struct arc){ARC_MAX, ARC_MAX};
    return (struct arc){(int32_t)(leg.duration_s < ARC_MAX ? leg.duration_s : ARC_MAX),
                        (int32_t)(leg.cost < ARC_MAX ? leg.cost : ARC_MAX)};
}

static inline int64_t node_service_s(const struct node *node, uint32_t type)
{
    if (node->service_by_type_s && node->service_by_type_s[type] >= 0)
        return node->service_by_type_s[type];
    return node->service_s;
}

static inline int64_t node_setup_s(const struct node *node, uint32_t type)
{
    if (node->setup_by_type_s && node->setup_by_type_s[type] >= 0)
        return node->setup_by_type_s[type];
    return node->setup_s;
}

/* Set-up and service of a node by a vehicle that comes from a place. */
static inline int64_t node_work_s(const struct node *node, uint32_t type, uint32_t from)
{
    if (!node->same_place_setup)
        return node_service_s(node, type);
    return node_service_s(node, type) + (from == node->place ? 0 : node_setup_s(node, type));
}

/* The first moment at or after `time` at which service may begin; TIME_MAX when there is none. */
static inline int64_t node_begin_s(const struct node *node, int64_t time)
{
    const struct plan_window *w = node->windows;
    for (uint32_t i = 0; i < node->n_windows; i++) {
        if (time <= w[i].until_s)
            return time > w[i].from_s ? time : w[i].from_s;
    }
    return TIME_MAX;
}

/* What beginning then costs, before it is weighed. */
static inline int64_t node_late_cost(const struct node *node, int64_t begin)
{
    int64_t cost = 0;
    if (node->late_rate && begin > node->due_s)
        cost += (begin - node->due_s) * node->late_rate;
    if (node->wait_rate && begin > node->asked_s)
        cost += (begin - node->asked_s) * node->wait_rate;
    return cost;
}

/* What beginning then costs against the time that was promised, before it is weighed. */
static inline int64_t job_move_cost(const struct plan_model *model, const struct job *job,
                                    int64_t begin)
{
    if (!model->change_rate_s || job->promised_start_s < 0)
        return 0;
    int64_t by = begin - job->promised_start_s;
    by = (by < 0 ? -by : by) - model->change_tolerance_s;
    return by > 0 ? by * model->change_rate_s : 0;
}

/* The last moment at or before `time` at which service may begin; -TIME_MAX when there is none. */
static inline int64_t node_latest_s(const struct node *node, int64_t time)
{
    const struct plan_window *w = node->windows;
    for (uint32_t i = node->n_windows; i-- > 0;) {
        if (time >= w[i].from_s)
            return time < w[i].until_s ? time : w[i].until_s;
    }
    return -TIME_MAX;
}

#endif
