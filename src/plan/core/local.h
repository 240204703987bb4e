/*
 * Local search that may pass through broken plans: too much load and too much lateness cost a price
 * each. Moves between a client and the clients near it: relocate one or two, swap one or two
 * against one or two, turn a piece round (2-opt), exchange tails (2-opt*), and SWAP* between routes
 * near each other, each put to where it is best in the other. First improvement in random order;
 * what has not changed since it was tried is not tried again.
 *
 * Sources: Vidal, Crainic, Gendreau, Prins 2013 (moves, prices); Vidal: "Hybrid genetic search for
 * the CVRP: open-source implementation and SWAP* neighborhood", 2022; Kool, Juninck, Roos,
 * Cornelissen, Agterberg, van Hoorn, Visser: "Hybrid Genetic Search for the Vehicle Routing Problem
 * with Time Windows: a High-Performance Implementation", 2022.
 */
#ifndef LIFELINE_PLAN_CORE_LOCAL_H
#define LIFELINE_PLAN_CORE_LOCAL_H

#include "base/rng.h"
#include "plan/core/budget.h"
#include "plan/core/tours.h"

enum { PRICE_BITS = 10 };            /* prices are counted in 1/1024 */
#define PRICE_MAX (INT64_C(1) << 33) /* 63 bits hold it for any excess or warp of a plan */

struct local;

struct local *local_new(const struct problem *problem, struct rng *rng);
void local_free(struct local *local);
/* What a unit of load beyond the capacity and a second too late cost, in 1/1024; cut at
 * PRICE_MAX. */
void local_set_prices(struct local *local, int64_t load, int64_t warp);
/* How many near clients are tried (at most what the problem has). */
void local_set_near(struct local *local, uint32_t n_near);
/* Improves the plan until no move does, or the budget is over. `origins` (NULL: none) says by route
 * which plan it was taken from as it was, 0 for none: between two routes of one plan that no move
 * could make better there is nothing to look for. SWAP* only with `swaps`. */
void local_improve(struct local *local, struct tours *tours, struct budget *budget,
                   const uint16_t *origins, bool swaps);

/* The same, but only around some clients, and around what has changed on the way; and so that
 * routes with too much load may give away all of theirs. Without SWAP*. */
void local_improve_around(struct local *local, struct tours *tours, struct budget *budget,
                          const uint16_t *origins, const uint16_t *clients, uint32_t n);

#endif
