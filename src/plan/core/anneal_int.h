/* Inside of the annealing: routes as linked stops with their earliest and latest times. */
#ifndef LIFELINE_PLAN_CORE_ANNEAL_INT_H
#define LIFELINE_PLAN_CORE_ANNEAL_INT_H

#include <assert.h>

#include "plan/core/anneal.h"

enum { STRING_MAX = 10, REMOVED_MAX = 512, ORDERS = 6 };

/* Clients are stops 1..n; route r starts at stop n + 1 + 2 r and ends at the next one. Every route
 * belongs to a kind, those of one kind come one after the other. */
struct stop {
    int32_t leave, late; /* earliest end of service, latest begin that keeps all behind on time */
    int32_t in_cost, in_time; /* the hop into it */
    int32_t out_cost;         /* the hop out of it */
    uint16_t next, prev;
    uint32_t spare_[2];
};
static_assert(sizeof(struct stop) == 32, "a stop is never across two lines of a cache");

struct line {
    uint16_t n;
    uint8_t kind;
    uint32_t saved_at; /* iteration in which it was saved last */
};

struct saved_line {
    uint32_t first, n; /* in saved_stops: start, clients, end */
    struct line line;
    int64_t load;
    uint16_t route;
};

struct saved_stop {
    struct stop stop;
    uint16_t at;
};

struct anneal {
    const struct problem *problem;
    struct rng *rng;
    struct stop *stops;
    struct line *lines;
    /* Asked for together, of many stops at once: so they stand by themselves. One load more than
     * there are routes: that of clients in none, who have no room beside them. */
    uint16_t *routes; /* by stop */
    int64_t *loads;   /* by route; more by what the vehicle takes less than the largest */
    uint32_t *cells;  /* by route: where the rows of its kind begin in the tables */
    uint32_t n_lines, n_used;
    int64_t cost;
    uint16_t *removed;
    uint32_t n_removed;
    uint32_t iteration;
    /* What the iteration has touched, as it was. */
    struct saved_line *saved;
    struct saved_stop *saved_stops;
    uint32_t n_saved, n_saved_stops;
    int64_t saved_cost;
    uint32_t saved_used;
    uint8_t *n_near;        /* by client: how many are near, as parts have fewer */
    int32_t *keys[ORDERS];  /* by order, by client; smaller first */
    uint32_t *met, meeting; /* routes that gave a string in this iteration */
    uint32_t blink_in;      /* places until the next one is overlooked */
};

/* Client, or the depot. Worked out, not looked up: places of stops are asked for all the time. */
static inline uint32_t stop_place(const struct anneal *anneal, uint32_t stop)
{
    return stop <= anneal->problem->n ? stop : 0;
}

static inline uint32_t line_start(const struct anneal *anneal, uint32_t r)
{
    return anneal->problem->n + 1 + 2 * r;
}

static inline const struct kind *line_kind(const struct anneal *anneal, uint32_t r)
{
    return &anneal->problem->kinds[anneal->lines[r].kind];
}

/* What it could take more if it were the largest. */
static inline int64_t line_slack(const struct anneal *anneal, uint32_t r)
{
    return anneal->problem->capacity - line_kind(anneal, r)->capacity;
}

/* Keeps the route as it is, once an iteration, before its first change. */
void anneal_save(struct anneal *anneal, uint32_t r);
void anneal_undo(struct anneal *anneal);
/* From here on anneal_undo can go back. */
void anneal_begin(struct anneal *anneal);
/* Takes a client out; the times of its route are worked out by anneal_time. */
void anneal_take(struct anneal *anneal, uint16_t c);
void anneal_time(struct anneal *anneal, uint32_t r);
/* Puts a client behind a stop and works out what that changes. */
void anneal_put(struct anneal *anneal, uint16_t c, uint32_t before);
/* Puts two stops of route r next to each other; what the route costs is not worked out. */
void anneal_link(struct anneal *anneal, uint32_t r, uint32_t from, uint32_t to);
/* A route of a kind without clients; n_lines when there is none. */
uint32_t anneal_empty_line(const struct anneal *anneal, uint32_t kind);
void anneal_load(struct anneal *anneal, const struct tours *tours);

void anneal_ruin(struct anneal *anneal);
/* False when a client found no place, or the plan would cost `limit` or more: a client more never
 * makes it cheaper, where ways are not shortened by detours. */
bool anneal_recreate(struct anneal *anneal, int64_t limit);
/* The cheapest exchange of the tail behind a random client that costs less than `most` more; false
 * when there is none. */
bool anneal_trade_tails(struct anneal *anneal, int64_t most);
/* A random route changes to another kind, alone or in exchange with a route of that kind, if that
 * costs less than `most` more; false when it does not. */
bool anneal_trade_kinds(struct anneal *anneal, int64_t most);
/* Sorts the clients by each of the orders. */
void anneal_set_keys(struct anneal *anneal);

#endif
