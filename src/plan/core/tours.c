#include "plan/core/tours.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void tours_init(struct tours *tours, const struct problem *problem)
{
    *tours = (struct tours){.cost = INT64_MAX};
    tours->nodes = calloc(problem->n + 1, sizeof *tours->nodes);
    tours->first = calloc(problem->vehicles + 2, sizeof *tours->first);
    tours->kinds = calloc(problem->vehicles + 2, sizeof *tours->kinds);
    assert(tours->nodes && tours->first && tours->kinds);
}

void tours_free(struct tours *tours)
{
    free(tours->nodes);
    free(tours->first);
    free(tours->kinds);
    *tours = (struct tours){0};
}

void tours_copy(struct tours *to, const struct tours *from)
{
    memcpy(to->first, from->first, (from->n + 1) * sizeof *to->first);
    memcpy(to->nodes, from->nodes, from->first[from->n] * sizeof *to->nodes);
    memcpy(to->kinds, from->kinds, from->n * sizeof *to->kinds);
    to->n = from->n;
    to->cost = from->cost;
    to->excess = from->excess;
    to->warp = from->warp;
}

int64_t tours_fixed(const struct tours *tours, const struct problem *problem)
{
    int64_t fixed = 0;
    for (uint32_t r = 0; r < tours->n; r++)
        fixed += problem->kinds[tours->kinds[r]].fixed;
    return fixed;
}

void tours_count(const struct tours *tours, uint32_t used[PROBLEM_KINDS_MAX])
{
    memset(used, 0, PROBLEM_KINDS_MAX * sizeof *used);
    for (uint32_t r = 0; r < tours->n; r++)
        used[tours->kinds[r]]++;
}

void tours_weigh(struct tours *tours, const struct problem *problem)
{
    tours->cost = tours_fixed(tours, problem);
    tours->excess = tours->warp = 0;
    for (uint32_t r = 0; r < tours->n; r++) {
        const struct kind *kind = &problem->kinds[tours->kinds[r]];
        struct span span = kind->shift;
        int64_t load = 0;
        uint32_t last = 0, base = problem_base(problem, tours->kinds[r]);
        for (uint32_t i = tours->first[r]; i <= tours->first[r + 1]; i++) {
            uint32_t next = i < tours->first[r + 1] ? tours->nodes[i] : 0;
            struct hop hop = problem_hop(problem, base + last, next);
            tours->cost += hop.cost;
            if (problem->timed)
                span = span_join(span, hop.time, problem_span(problem, tours->kinds[r], next));
            load += problem->loads[next];
            last = next;
        }
        tours->warp += span.warp;
        tours->excess += load_excess(load, kind->capacity);
    }
}

void tours_owners(const struct tours *tours, uint16_t *owner)
{
    for (uint32_t r = 0; r < tours->n; r++) {
        for (uint32_t i = tours->first[r]; i < tours->first[r + 1]; i++)
            owner[tours->nodes[i]] = (uint16_t)r;
    }
}

void tours_link(const struct tours *tours, uint16_t *next, uint16_t *prev)
{
    for (uint32_t r = 0; r < tours->n; r++) {
        uint32_t first = tours->first[r], end = tours->first[r + 1];
        for (uint32_t i = first; i < end; i++) {
            prev[tours->nodes[i]] = i > first ? tours->nodes[i - 1] : 0;
            next[tours->nodes[i]] = i + 1 < end ? tours->nodes[i + 1] : 0;
        }
    }
}

void tours_cut(const struct tours *whole, const bool *taken, const uint16_t *clients,
               const struct problem *part, struct tours *out)
{
    uint16_t *rank = calloc((size_t)whole->first[whole->n] + 1, sizeof *rank), n = 0;
    assert(rank);
    for (uint32_t i = 0; i < part->n; i++)
        rank[clients[i]] = (uint16_t)(i + 1);
    out->n = 0;
    for (uint32_t r = 0; r < whole->n; r++) {
        if (!taken[r])
            continue;
        out->kinds[out->n] = whole->kinds[r];
        out->first[out->n++] = n;
        for (uint32_t i = whole->first[r]; i < whole->first[r + 1]; i++)
            out->nodes[n++] = rank[whole->nodes[i]];
    }
    out->first[out->n] = n;
    tours_weigh(out, part);
    free(rank);
}

void tours_append(struct tours *to, const struct tours *part, const uint16_t *clients)
{
    uint16_t n = to->n ? to->first[to->n] : 0;
    for (uint32_t r = 0; r < part->n; r++) {
        to->kinds[to->n] = part->kinds[r];
        to->first[to->n++] = n;
        for (uint32_t i = part->first[r]; i < part->first[r + 1]; i++)
            to->nodes[n++] = clients[part->nodes[i] - 1];
    }
    to->first[to->n] = n;
}
