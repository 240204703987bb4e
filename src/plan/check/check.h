/*
 * The independent judge of solutions: it shares no code with the search and trusts nothing that a
 * solution says. From the instance alone it recomputes every arrival, load and cost, and names
 * every rule that is broken.
 *
 * A report lives in the arena it was made with. Faults are texts for people, with a stable kind:
 *   input          a route, vehicle, stop or field that cannot be of this instance
 *   missing        a customer that must be served is not; or is counted as unassigned wrongly
 *   twice          a customer is served twice
 *   fleet          more routes than vehicles, a vehicle with two routes
 *   capacity, window, release, duration, distance, tasks, skills, precedence, backhaul, break,
 *   depot          the rule of that name is broken
 *   stated         a figure that the solution states is not what its routes come to
 */
#ifndef LIFELINE_PLAN_CHECK_CHECK_H
#define LIFELINE_PLAN_CHECK_CHECK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"
#include "plan/format/classic.h"
#include "plan/format/routes.h"
#include "plan/format/vroom.h"

enum { CHECK_FAULTS_KEPT = 100 };

struct check_fault {
    const char *kind;
    const char *text;
};

struct check_report {
    struct arena *arena;
    bool feasible; /* no fault at all */
    size_t faults_n;
    struct check_fault faults[CHECK_FAULTS_KEPT]; /* the first ones */
    size_t vehicles;                              /* routes that serve somebody */
    size_t served, unassigned;                    /* customers; a shipment is two */
    double cost, distance, duration;              /* in the instance's units */
    int digits;                                   /* after the point of these three */
};

void check_report_init(struct check_report *report, struct arena *arena);
void check_fault(struct check_report *report, const char *kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * A classic instance with its routes. Cost is distance (times the vehicle's price, plus fixed costs
 * and prizes missed) under the convention. Every node without a prize must be served. A vehicle
 * leaves its depot as early as that helps; the shortest duration counts against a duration limit.
 */
void check_classic(const struct classic *instance, enum convention convention,
                   const struct routes *routes, struct check_report *report);

/*
 * A VROOM input with an output of VROOM's form. The problem's matrices must be there. Jobs left out
 * are no fault (the output must list them); violations that the output states are.
 */
void check_vroom(const struct vroom *problem, const json_t *output, struct check_report *report);

/* One line of figures, then a line for each fault. */
void check_print(FILE *stream, const struct check_report *report);
/* New reference: {"feasible":..,"vehicles":..,"cost":..,"faults":[{"kind","text"}]...}. */
json_t *check_json(const struct check_report *report);

#endif
