/*
 * From VROOM's input to the route planner's, and from its plan to VROOM's output.
 */
#ifndef LIFELINE_PLAN_FORMAT_VROOM_PLAN_H
#define LIFELINE_PLAN_FORMAT_VROOM_PLAN_H

#include "plan/format/vroom.h"
#include "plan/plan.h"

struct vroom_plan {
    const struct vroom *problem;
    struct plan_input input;
    uint32_t *vehicles; /* planner's vehicle -> problem's: those that may do nothing are left out */
    struct plan_draft draft; /* the given steps; no routes: none were given */
};

/* The problem must have its matrices. The input borrows from the problem and the arena. */
void vroom_to_plan(const struct vroom *problem, struct arena *arena, struct vroom_plan *out);

/* Whether the vehicle takes its b-th break: in plan mode only those that its steps name. */
bool vroom_takes_break(const struct vroom *problem, const struct vroom_vehicle *vehicle, size_t b);

/* What the output says beside the plan itself. */
struct vroom_times {
    int64_t loading_ms, solving_ms, routing_ms;
};
/* New reference. `scale` is plan_model_scale(). */
json_t *vroom_from_plan(const struct vroom_plan *problem, const struct plan *plan, int64_t scale,
                        const struct vroom_times *times);
/* New reference: {"code":..,"error":..}. */
json_t *vroom_failure(int code, const char *sentence);

#endif
