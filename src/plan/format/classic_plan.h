/*
 * From a classic instance to the route planner's input, and from its plan back to routes.
 *
 * The planner counts in whole steps of the convention: distances as published; times the same, but
 * rounded up with hier-real, so that what the planner holds feasible is feasible in real numbers.
 * A customer is a job (both ends of Li & Lim's siblings a shipment), a depot that takes returns is
 * a facility. Under VRPB an arc that the rules forbid is unreachable.
 */
#ifndef LIFELINE_PLAN_FORMAT_CLASSIC_PLAN_H
#define LIFELINE_PLAN_FORMAT_CLASSIC_PLAN_H

#include <jansson.h>

#include "plan/format/classic.h"
#include "plan/format/routes.h"
#include "plan/plan.h"

struct classic_plan {
    const struct classic *instance;
    enum convention convention;
    struct plan_input input;
    uint32_t (*nodes)[2];    /* of each job's visits */
    uint32_t *facility_node; /* of each facility */
};

/* The input borrows from the arena; `out` must stay where it is as long as the input is used. */
enum err classic_to_plan(const struct classic *instance, enum convention convention,
                         struct arena *arena, struct classic_plan *out, struct error *error);
/* Routes with the cost in file units, as check_classic() computes it. */
struct routes *classic_from_plan(const struct classic_plan *problem, const struct plan *plan,
                                 struct arena *arena);

/* The node of a stop; PLAN_NONE for starts, ends and the like, which routes files do not show. */
uint32_t classic_stop_node(const struct classic_plan *problem, const struct plan_stop *stop);
/*
 * The plan in the shape of VROOM's output (code, summary, unassigned, routes with steps), in file
 * units: ids are customer numbers, a return to a depot is a step of type "reload". New reference.
 */
json_t *classic_json(const struct classic_plan *problem, const struct plan *plan,
                     const struct routes *routes);

#endif
