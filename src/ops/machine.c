#include "ops/machine.h"

#include <assert.h>
#include <string.h>

int machine_state(const struct machine *machine, const char *name)
{
    for (int i = 0; i < machine->n; i++) {
        if (strcmp(machine->states[i], name) == 0)
            return i;
    }
    return -1;
}

bool machine_allows(const struct machine *machine, int from, int to)
{
    assert(from >= 0 && from < machine->n && to >= 0 && to < machine->n);
    return machine->next[from] >> to & 1;
}
