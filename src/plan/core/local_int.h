/* Inside of the local search: the plan as linked visits with what is known up to and from each. */
#ifndef LIFELINE_PLAN_CORE_LOCAL_INT_H
#define LIFELINE_PLAN_CORE_LOCAL_INT_H

#include <assert.h>

#include "plan/core/local.h"

enum { NOBODY = 0, EXAMINED_PER_ITERATION = 2 };

/* Clients are visits 1..n; route r starts at visit n + 1 + 2 r and ends at the next one. Every
 * route belongs to a kind, those of one kind come one after the other. */
struct visit {
    uint16_t next, prev, position;
    uint16_t place; /* client, or the depot */
    uint16_t row;   /* of the hops from it, for the kind of its route */
    uint16_t spares_;
    int32_t in_cost, out_cost; /* of the hops into it and out of it */
    int32_t spare_;
    int64_t load; /* up to here */
};
static_assert(sizeof(struct visit) == 32, "a visit is half a line of a cache");

/* Where times count: from the start of the route to a visit, and from there to the end. */
struct spans {
    struct span before, after;
};

struct lane {
    int64_t load_penalty, warp_penalty;
    int64_t load;
    uint16_t n;
    uint8_t kind;
};

/* Visits one after the other along a route, from `from` to `to`; backward where `to` comes first.
 */
struct piece {
    uint16_t from, to;
    bool backward;
};

/* How a route will be: its visits up to `head`, the pieces, and from `tail` to the end (of what is
 * perhaps another route now). */
struct recipe {
    uint16_t lane, head, tail;
    uint32_t n;
    struct piece pieces[3];
};

struct local {
    const struct problem *problem;
    struct rng *rng;
    struct visit *visits;
    struct spans *spans; /* by visit */
    struct lane *lanes;
    /* Asked of many near clients in a row, so they stand by themselves. */
    uint16_t *routes;     /* by visit */
    uint32_t *changed_at; /* by route: move that changed it last */
    uint8_t *origins;     /* by route: plan it was taken from as it is; 0: none, or changed */
    uint32_t n_lanes, moves;
    int64_t load_price, warp_price;
    int64_t cost; /* with penalties, move by move */
    uint32_t n_near;
    uint32_t *tested; /* by client: moves when it was tried last */
    /* Pairs of routes, where their numbers put them: moves when they were tried last for SWAP*. */
    struct swap_tested {
        uint16_t r, s;
        uint32_t moves;
    } * swap_tested;
    uint16_t *order; /* of clients */
    /* Clients that are to be tried; whom a move has given other neighbours comes too, with `asks`.
     */
    uint16_t *queue;
    uint32_t n_queue;
    bool *queued, asks;
    uint16_t *scratch[2]; /* routes being rebuilt */
    /* Where there are several kinds, by visit and kind: what the hops between clients up to here
     * would cost. */
    int32_t *inner;
    /* Of SWAP*. */
    int64_t *removals;         /* by client: what leaving its route changes */
    uint32_t *removals_at;     /* by route: moves when that was found out; 0: never */
    struct spots *spots;       /* by client */
    uint64_t swap_round;       /* pairs of routes looked at */
    uint32_t *pair_seen, pair; /* routes met in this round of SWAP* */
};

static inline uint16_t lane_start(const struct local *local, uint32_t lane)
{
    return (uint16_t)(local->problem->n + 1 + 2 * lane);
}

static inline uint16_t lane_end(const struct local *local, uint32_t lane)
{
    return (uint16_t)(local->problem->n + 2 + 2 * lane);
}

static inline bool is_client(const struct local *local, uint32_t visit)
{
    return visit <= local->problem->n;
}

static inline const struct kind *lane_kind(const struct local *local, uint32_t lane)
{
    return &local->problem->kinds[local->lanes[lane].kind];
}

static inline int64_t lane_capacity(const struct local *local, uint32_t lane)
{
    return local->problem->several ? lane_kind(local, lane)->capacity : local->problem->capacity;
}

/* The row of its depot. */
static inline uint32_t lane_base(const struct local *local, uint32_t lane)
{
    return problem_base(local->problem, local->lanes[lane].kind);
}

static inline int64_t load_penalty(const struct local *local, int64_t load, int64_t capacity)
{
    return (load_excess(load, capacity) * local->load_price) >> PRICE_BITS;
}

static inline int64_t warp_penalty(const struct local *local, int64_t warp)
{
    return (warp * local->warp_price) >> PRICE_BITS;
}

static inline int64_t lane_penalty(const struct local *local, uint32_t lane)
{
    return local->lanes[lane].load_penalty + local->lanes[lane].warp_penalty;
}

/* Client, or the depot. */
static inline uint32_t visit_place(const struct local *local, uint32_t visit)
{
    return local->visits[visit].place;
}

/* The same, worked out and not looked up: where nothing else is asked about the visit. */
static inline uint32_t place_of(const struct local *local, uint32_t visit)
{
    return visit <= local->problem->n ? visit : 0;
}

/* What the hops out of it cost, by place. */
static inline const int32_t *costs_from(const struct local *local, uint32_t visit)
{
    return problem_row(local->problem, &local->problem->hops, local->visits[visit].row).costs;
}

/* What the hops to it cost, by place. */
static inline const int32_t *costs_to(const struct local *local, uint32_t visit)
{
    return problem_row(local->problem, &local->problem->turned, local->visits[visit].row).costs;
}

/* Of two visits of one route, or of routes of one kind. */
static inline int64_t hop_cost(const struct local *local, uint32_t from, uint32_t to)
{
    return costs_from(local, from)[visit_place(local, to)];
}

/* In a route whose depot has the row `base`, wherever they are now. */
static inline int64_t hop_cost_in(const struct local *local, uint32_t base, uint32_t from,
                                  uint32_t to)
{
    const struct hop_table *hops = &local->problem->hops;
    return problem_row(local->problem, hops, base + visit_place(local, from))
        .costs[visit_place(local, to)];
}

/* Times of a route as a recipe says. */
struct span recipe_span(const struct local *local, const struct recipe *recipe);
int64_t recipe_load(const struct local *local, const struct recipe *recipe);
/* What the one or two recipes change in all, penalties with what the hops change (`delta`); exact
 * where it is below 0. */
int64_t recipes_delta(const struct local *local, const struct recipe *recipes, uint32_t n,
                      int64_t delta);
/* Rebuilds the routes; `delta` is what recipes_delta said. */
void recipes_apply(struct local *local, const struct recipe *recipes, uint32_t n, int64_t delta);

/* Whether nothing about the two routes has changed since (a number of moves; 0: since never). */
static inline bool is_known(const struct local *local, uint32_t r, uint32_t s, uint32_t since)
{
    if (since)
        return local->changed_at[r] <= since && local->changed_at[s] <= since;
    return local->origins[r] && local->origins[r] == local->origins[s];
}

/* Lays the plan out; it must be weighed and have no more routes than there are vehicles. */
void local_load(struct local *local, const struct tours *tours, const uint16_t *origins);
void local_store(const struct local *local, struct tours *tours);

/* A client u between p and x, which xx follows, and what the hops around it cost. Rows of hops to
 * and from these few are looked up, as they stay near for all that u is paired with. */
struct around {
    uint16_t u, p, x, xx;
    uint32_t route, position;
    int64_t penalty; /* of the route */
    int64_t fixed;   /* of its vehicle, where a move may give it up */
    const int32_t *from_p, *from_u, *from_x, *to_u, *to_x, *to_xx;
    int32_t one,
        two; /* the hops that end when u leaves, and when u and x do (without that between) */
    int32_t closed_one, closed_two; /* what the two cases change where u was */
    int32_t turned;                 /* x-u instead of u-x */
    int32_t out;                    /* u-x */
};

struct around local_around(const struct local *local, uint16_t u);
/* One pair of visits: v is a client near u, or the start of u's, v's or an empty route. True when a
 * move was made; what was around u is then not so any more. */
bool local_try_pair(struct local *local, const struct around *around, uint16_t v);
/* A client and those near it, as far as their routes have changed since it was tried last; nowhere
 * else with `first_round`. True when a move was made. */
bool local_try_client(struct local *local, uint16_t u, bool first_round);
/* Whoever stands where the route is cut is to be tried. */
void local_ask_about(struct local *local, const struct recipe *recipe);
/* SWAP* between two routes. */
bool local_try_swap(struct local *local, uint32_t r, uint32_t s);
/* The route changes to a vehicle of another kind, alone or in exchange with that one's route. */
bool local_try_kinds(struct local *local, uint32_t r);

#endif
