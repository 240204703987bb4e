#include "plan/core/tours.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void tours_init(struct tours *tours, const struct problem *problem)
{
    *tours = (struct tours){.cost = INT64_MAX};
    tours->nodes = calloc(problem->n + 1, sizeof *tours->nodes);
    tours->first = calloc(problem->vehicles + 2, sizeof *tours->first);
    assert(tours->nodes && tours->first);
}

void tours_free(struct tours *tours)
{
    free(tours->nodes);
    free(tours->first);
    *tours = (struct tours){0};
}

void tours_copy(struct tours *to, const struct tours *from)
{
    memcpy(to->first, from->first, (from->n + 1) * sizeof *to->first);
    memcpy(to->nodes, from->nodes, from->first[from->n] * sizeof *to->nodes);
    to->n = from->n;
    to->cost = from->cost;
    to->excess = from->excess;
    to->warp = from->warp;
}

void tours_weigh(struct tours *tours, const struct problem *problem)
{
    tours->cost = problem->fixed * tours->n;
    tours->excess = tours->warp = 0;
    for (uint32_t r = 0; r < tours->n; r++) {
        struct span span = problem->clients[0].span;
        int64_t load = 0;
        uint32_t last = 0;
        for (uint32_t i = tours->first[r]; i <= tours->first[r + 1]; i++) {
            uint32_t next = i < tours->first[r + 1] ? tours->nodes[i] : 0;
            const struct hop *hop = problem_hop(problem, last, next);
            tours->cost += hop->cost;
            span = span_join(span, hop->time, problem->clients[next].span);
            load += next ? problem->clients[next].load : 0;
            last = next;
        }
        tours->warp += span.warp;
        tours->excess += load > problem->capacity ? load - problem->capacity : 0;
    }
}

void tours_owners(const struct tours *tours, uint16_t *owner)
{
    for (uint32_t r = 0; r < tours->n; r++) {
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++)
            owner[tours->nodes[i]] = (uint16_t)r;
    }
}
