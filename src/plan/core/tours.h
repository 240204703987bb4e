/* A solution of a plain problem: routes one after the other, what they cost and what they break. */
#ifndef LIFELINE_PLAN_CORE_TOURS_H
#define LIFELINE_PLAN_CORE_TOURS_H

#include "plan/core/problem.h"

struct tours {
    uint16_t *nodes;      /* clients, route after route */
    uint16_t *first;      /* n + 1 used; room for vehicles + 1 */
    uint8_t *kinds;       /* by route */
    uint32_t n;           /* routes; none is empty */
    int64_t cost;         /* hops and vehicles */
    int64_t excess, warp; /* load beyond capacity, seconds too late; both 0: feasible */
};

void tours_init(struct tours *tours, const struct problem *problem);
void tours_free(struct tours *tours);
void tours_copy(struct tours *to, const struct tours *from);
/* Works out cost, excess and warp from the routes and their kinds alone. */
void tours_weigh(struct tours *tours, const struct problem *problem);
/* Cost of all vehicles that are used. */
int64_t tours_fixed(const struct tours *tours, const struct problem *problem);
/* Vehicles of each kind that are used. */
void tours_count(const struct tours *tours, uint32_t used[PROBLEM_KINDS_MAX]);
/* Route that every client stands in, by client. */
void tours_owners(const struct tours *tours, uint16_t *owner);
/* Who comes behind and in front of every client, by client; 0: the depot. */
void tours_link(const struct tours *tours, uint16_t *next, uint16_t *prev);

/* The routes that are taken, in the numbers of a part: its client i + 1 is clients[i] of the whole.
 */
void tours_cut(const struct tours *whole, const bool *taken, const uint16_t *clients,
               const struct problem *part, struct tours *out);
/* Puts the routes of a part behind those that `to` has; what it costs is not worked out. */
void tours_append(struct tours *to, const struct tours *part, const uint16_t *clients);

static inline bool tours_feasible(const struct tours *tours)
{
    return !tours->excess && !tours->warp;
}

#endif
