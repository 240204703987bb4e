/*
 * State machines as tables (src/ops/gen/machines.c, from schema/machines): which states there are,
 * which may follow which, and the steps of which phases must be recorded before.
 */
#ifndef LIFELINE_OPS_MACHINE_H
#define LIFELINE_OPS_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

struct machine {
    const char *name;
    int initial, n;
    const char *const *states;
    const uint32_t *next; /* of each state: bit 1 << state that may follow */
    /* Of each state: the phases whose required steps come before it, with NULL behind; NULL: none.
     */
    const char *const *const *requires;
};

/* The number of a state, or -1. */
int machine_state(const struct machine *machine, const char *name);
bool machine_allows(const struct machine *machine, int from, int to);

#endif
