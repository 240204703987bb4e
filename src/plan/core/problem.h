/*
 * A plain routing problem in the shape that the fast searches read: vehicles of a few kinds, every
 * client visited once, one window each, one load, or two that never share a vehicle's room (see
 * load.h). `route/` compiles a model into it where the model asks for no more than that, and puts
 * the answer back.
 *
 * Clients are 1..n, 0 is the depot of the kind (where it is left and where it is come back to may
 * be different places: row 0 of the hops is the way out, column 0 the way home). Each kind has rows
 * of its own, so that it may start elsewhere, cost more and be slower: row `place` of kind k is row
 * problem_base(k) + place of the table. Of kind 0 that is the place itself.
 *
 * Times, costs and loads are 32 bits wide; TIME_FAR is later than everything. Who fills a problem
 * keeps all sums below 2^30.
 */
#ifndef LIFELINE_PLAN_CORE_PROBLEM_H
#define LIFELINE_PLAN_CORE_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/core/load.h"
#include "plan/core/span.h"

enum { PROBLEM_CLIENTS_MAX = 16000, PROBLEM_NEAR_MAX = 100, PROBLEM_KINDS_MAX = 16 };
#define TIME_FAR (1 << 28)
#define HOP_FAR  (1 << 27) /* cost and time of a hop that must not be taken */

struct hop {
    int32_t cost, time;
};

/* Hops from everywhere to everywhere: [row * (n + 1) + to]. Times are most often what it costs:
 * then both are one table. */
struct hop_table {
    int32_t *costs, *times;
};

/* What times are worked out from. Loads stand by themselves: nobody asks for both at once. */
struct client {
    struct span span; /* service and window */
};

struct kind {
    uint32_t vehicles; /* at most n */
    int64_t capacity;  /* room for each of the two loads */
    int64_t fixed;     /* cost of a vehicle that is used */
    struct span shift;
};

struct problem {
    uint32_t n, n_kinds;
    uint32_t vehicles; /* of all kinds */
    /* Routes of one kind are numbered one after the other: the first of each kind, and how many
     * there are. */
    uint32_t first[PROBLEM_KINDS_MAX + 1];
    int64_t capacity;              /* the largest */
    bool timed, symmetric;         /* timed: windows or a shift can be missed */
    bool several;                  /* kinds: what follows a route is not all its own then */
    struct client *clients;        /* of 0 nothing is read */
    int64_t *loads;                /* by client, see load.h; of the depot 0 */
    struct hop_table hops, turned; /* turned: from and to changed; hops itself when symmetric */
    uint16_t *near; /* n_near by client (client 0: none), nearest first, 0: no more */
    uint32_t n_near;
    /* By client: where it lies as seen from the depot, worked out from the costs of hops. */
    double *x, *y;
    struct kind kinds[PROBLEM_KINDS_MAX];
};

/* Everything zero; problem_finish makes the rest once clients, kinds, hops and near are filled. */
struct problem *problem_new(uint32_t n, uint32_t n_kinds, uint32_t n_near);
/* Before it is finished: on every route who loads of the first kind comes before who loads of the
 * second. Nobody loads both. False, and nothing changed, where times leave no room to say so. */
bool problem_set_order(struct problem *problem);
void problem_finish(struct problem *problem);
void problem_free(struct problem *problem);
/* The problem of some clients alone, numbered 1.. in the order of the list, with so many vehicles
 * of each kind. */
struct problem *problem_part(const struct problem *whole, const uint16_t *clients, uint32_t n,
                             const uint32_t *vehicles);

/* The row of the depot of a kind. */
static inline uint32_t problem_base(const struct problem *problem, uint32_t kind)
{
    return kind * (problem->n + 1);
}

static inline void problem_set_hop(struct problem *problem, uint32_t row, uint32_t to,
                                   struct hop hop)
{
    size_t at = (size_t)row * (problem->n + 1) + to;
    problem->hops.costs[at] = hop.cost;
    problem->hops.times[at] = hop.time;
}

static inline struct hop problem_hop(const struct problem *problem, uint32_t row, uint32_t to)
{
    size_t at = (size_t)row * (problem->n + 1) + to;
    return (struct hop){problem->hops.costs[at], problem->hops.times[at]};
}

/* One row: costs and times of the hops from a place, or with the turned table to it. */
static inline struct hop_table problem_row(const struct problem *problem,
                                           const struct hop_table *table, uint32_t row)
{
    size_t at = (size_t)row * (problem->n + 1);
    return (struct hop_table){table->costs + at, table->times + at};
}

/* Service and window of a client, or the shift. */
static inline struct span problem_span(const struct problem *problem, uint32_t kind, uint32_t place)
{
    return place ? problem->clients[place].span : problem->kinds[kind].shift;
}

static inline const uint16_t *problem_near(const struct problem *problem, uint32_t client)
{
    return problem->near + (size_t)client * problem->n_near;
}

#endif
