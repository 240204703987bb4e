/* Written by tools/gen.py from schema/; do not edit. */
#ifndef LIFELINE_OPS_GEN_MACHINES_H
#define LIFELINE_OPS_GEN_MACHINES_H

#include "ops/machine.h"

enum job_state {
    JOB_NEW,
    JOB_TRIAGED,
    JOB_PLANNED,
    JOB_DISPATCHED,
    JOB_ACCEPTED,
    JOB_EN_ROUTE,
    JOB_AT_GATE,
    JOB_ON_SITE,
    JOB_DONE,
    JOB_CLOSED,
    JOB_HELD,
    JOB_REFUSED,
    JOB_CANCELLED,
    JOB_FAILED,
    JOB_REOPENED,
    JOB_STATES_N
};
extern const struct machine machine_job;

enum visit_state {
    VISIT_PLANNED,
    VISIT_DISPATCHED,
    VISIT_ACCEPTED,
    VISIT_EN_ROUTE,
    VISIT_AT_GATE,
    VISIT_ON_SITE,
    VISIT_DONE,
    VISIT_CANCELLED,
    VISIT_FAILED,
    VISIT_STATES_N
};
extern const struct machine machine_visit;

#endif
