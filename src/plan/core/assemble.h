/*
 * A plan from two by their hops (edge assembly, EAX: Nagata, Braysy, Dullaert: "A penalty-based
 * edge assembly memetic algorithm for the vehicle routing problem with time windows", 2010,
 * section 3.2). The hops that only one of the two plans takes fall apart into cycles, in which hops
 * of the one and of the other alternate. A child is the first plan with its hops of one cycle given
 * up for those of the second plan; what then goes round without the depot is joined to a route
 * beside it. Most of a child is the first plan as it was, so to improve it costs little. For
 * vehicles of one kind.
 */
#ifndef LIFELINE_PLAN_CORE_ASSEMBLE_H
#define LIFELINE_PLAN_CORE_ASSEMBLE_H

#include "base/rng.h"
#include "plan/core/tours.h"

struct assembly;

/* 0 is the depot. */
struct taken_hop {
    uint16_t from, to;
    bool second; /* by the second plan */
};

struct assembly *assembly_new(const struct problem *problem, struct rng *rng);
void assembly_free(struct assembly *assembly);
/* Takes two plans apart, which must have every client; how many cycles there are, 0 where both are
 * the same. */
uint32_t assembly_pair(struct assembly *assembly, const struct tours *a, const struct tours *b);
/* The hops of a cycle, from the first to the second in turns; `n` of them. */
const struct taken_hop *assembly_cycle(const struct assembly *assembly, uint32_t cycle,
                                       uint32_t *n);
/* The child of a cycle, which may be broken. */
void assembly_child(struct assembly *assembly, uint32_t cycle, struct tours *child);

#endif
