/*
 * Trips through gates with opening hours: see gates.c.
 */
#ifndef LIFELINE_ROAD_GATES_INT_H
#define LIFELINE_ROAD_GATES_INT_H

#include "road/engine_int.h"

struct gate_label {
    struct cost cost; /* on arriving at the gate, before waiting */
    int64_t wait;     /* key of the wait */
    uint32_t before;  /* the gate passed before it; GRAPH_NONE: straight from the source */
    bool on_its_road; /* the source lies before it on the gate's own arc */
    bool settled;
};

struct gate_plan {
    size_t n;
    struct seeds *at, *beyond;                        /* of each gate */
    int64_t *to_gate, *between, *from_gate;           /* tables of keys */
    uint32_t *to_gate_dm, *between_dm, *from_gate_dm; /* NULL without lengths */
    struct gate_label *labels;
};

void gate_plan_make(struct road_search *search, const struct road_snapshot *snapshot,
                    const struct seeds *from, size_t n_from, const struct seeds *to, size_t n_to,
                    bool lengths, struct gate_plan *plan);
void gate_plan_drop(struct gate_plan *plan);
/* Fills the labels for one of the sources and departure (0: gates count as open). */
void gate_plan_run(struct gate_plan *plan, const struct road_snapshot *snapshot,
                   const struct seeds *from, size_t source, int64_t depart_ms);
/* Improves `best` (the way without gates) where a way through gates is better; gives the last gate
 * of that way, or GRAPH_NONE when the way without gates stays the best. */
uint32_t gate_plan_best(const struct gate_plan *plan, const struct road_snapshot *snapshot,
                        const struct seeds *to, size_t target, size_t n_to, struct cost *best);

#endif
