/*
 * Solutions as CVRPLIB writes them:
 *
 *     Route #1: 4 7 12
 *     Route #2: 9 0 3
 *     Cost 827.3
 *
 * Customers by their number (see classic.h). A depot's number within a route is a return to the
 * depot (several trips). The n-th route is driven by the n-th vehicle unless several kinds of
 * vehicle exist; then "Route #7" is vehicle 7.
 */
#ifndef LIFELINE_PLAN_FORMAT_ROUTES_H
#define LIFELINE_PLAN_FORMAT_ROUTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

struct routes_route {
    int64_t number; /* as in "Route #number" */
    size_t n;
    int64_t *stops; /* customer numbers, 0 and other depots for returns */
};

struct routes {
    size_t n;
    struct routes_route *at;
    bool has_cost;
    double cost; /* as stated */
};

/* Lines that are neither a route nor the cost (comments, times) are passed over. */
enum err routes_read(struct sv text, const char *name, struct arena *arena, struct routes **out,
                     struct error *error);
/* `digits` after the point of the cost. */
void routes_write(FILE *stream, const struct routes *routes, int digits);

#endif
