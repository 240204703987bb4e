/*
 * State machines as tables (src/ops/gen/machines.c, from schema/machines): which states there are
 * and which may follow which.
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
};

/* The number of a state, or -1. */
int machine_state(const struct machine *machine, const char *name);
bool machine_allows(const struct machine *machine, int from, int to);

#endif
