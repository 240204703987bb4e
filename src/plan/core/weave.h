/*
 * A plan from two by their edges (edge assembly, EAX: Nagata, Braysy: "Edge assembly-based memetic
 * algorithm for the capacitated vehicle routing problem", 2009, section 3.2), where it is no matter
 * which way round a route goes: `assemble` does the same where windows tell the direction. The
 * edges that only one of the two plans has fall apart into cycles, in which edges of the one and of
 * the other alternate. A child is the first plan with its edges of a few cycles beside each other
 * given up for those of the second plan; what then goes round without the depot is joined to what
 * is beside it. Most of a child is the first plan as it was: it need not be improved anywhere but
 * around the clients that have other neighbours than before.
 *
 * For vehicles of one kind, ways as long one way round as the other, and nobody in a hurry.
 */
#ifndef LIFELINE_PLAN_CORE_WEAVE_H
#define LIFELINE_PLAN_CORE_WEAVE_H

#include "base/rng.h"
#include "plan/core/tours.h"

struct weave;

/* 0 is the depot. */
struct edge {
    uint16_t from, to;
    bool second; /* of the second plan */
};

/* Whether the problem is one for it. */
bool weave_serves(const struct problem *problem);
struct weave *weave_new(const struct problem *problem, struct rng *rng);
void weave_free(struct weave *weave);
/* Takes two plans apart, which must have every client; how many cycles there are, 0 where both are
 * the same. The first one must stay as it is until its last child is made. */
uint32_t weave_pair(struct weave *weave, const struct tours *a, const struct tours *b);
/* The edges of a cycle, one behind the other, from the first and the second plan in turns. */
const struct edge *weave_cycle(const struct weave *weave, uint32_t cycle, uint32_t *n);
/* The child of a cycle and of some that touch the same routes, at most so many in all. It may carry
 * too much. Its routes that are routes of the first plan go the same way round. */
void weave_child(struct weave *weave, uint32_t cycle, uint32_t most, struct tours *child);
/* The clients beside whom something has changed in the last child; some may stand there twice. */
const uint16_t *weave_changed(const struct weave *weave, uint32_t *n);

#endif
