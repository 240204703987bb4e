/* Written by tools/gen.py from schema/; do not edit. */
#include "ops/gen/machines.h"

#include <stddef.h>

static const char *const job_states[] = {
    "new",
    "triaged",
    "planned",
    "dispatched",
    "accepted",
    "en_route",
    "at_gate",
    "on_site",
    "done",
    "closed",
    "held",
    "refused",
    "cancelled",
    "failed",
    "reopened",
};
static const uint32_t job_next[] = {
    [JOB_NEW] = 1u << JOB_TRIAGED | 1u << JOB_PLANNED | 1u << JOB_HELD | 1u << JOB_REFUSED | 1u << JOB_CANCELLED,
    [JOB_TRIAGED] = 1u << JOB_PLANNED | 1u << JOB_HELD | 1u << JOB_REFUSED | 1u << JOB_CANCELLED,
    [JOB_PLANNED] = 1u << JOB_NEW | 1u << JOB_TRIAGED | 1u << JOB_DISPATCHED | 1u << JOB_ACCEPTED | 1u << JOB_HELD | 1u << JOB_CANCELLED,
    [JOB_DISPATCHED] = 1u << JOB_TRIAGED | 1u << JOB_PLANNED | 1u << JOB_ACCEPTED | 1u << JOB_REFUSED | 1u << JOB_HELD | 1u << JOB_CANCELLED,
    [JOB_ACCEPTED] = 1u << JOB_TRIAGED | 1u << JOB_PLANNED | 1u << JOB_EN_ROUTE | 1u << JOB_HELD | 1u << JOB_CANCELLED,
    [JOB_EN_ROUTE] = 1u << JOB_TRIAGED | 1u << JOB_PLANNED | 1u << JOB_AT_GATE | 1u << JOB_ON_SITE | 1u << JOB_HELD | 1u << JOB_CANCELLED | 1u << JOB_FAILED,
    [JOB_AT_GATE] = 1u << JOB_TRIAGED | 1u << JOB_PLANNED | 1u << JOB_EN_ROUTE | 1u << JOB_ON_SITE | 1u << JOB_HELD | 1u << JOB_CANCELLED | 1u << JOB_FAILED,
    [JOB_ON_SITE] = 1u << JOB_DONE | 1u << JOB_FAILED | 1u << JOB_HELD | 1u << JOB_CANCELLED,
    [JOB_DONE] = 1u << JOB_CLOSED | 1u << JOB_REOPENED,
    [JOB_CLOSED] = 1u << JOB_REOPENED,
    [JOB_HELD] = 1u << JOB_TRIAGED | 1u << JOB_CANCELLED,
    [JOB_REFUSED] = 1u << JOB_TRIAGED | 1u << JOB_CANCELLED,
    [JOB_CANCELLED] = 0,
    [JOB_FAILED] = 1u << JOB_REOPENED | 1u << JOB_TRIAGED | 1u << JOB_CANCELLED,
    [JOB_REOPENED] = 1u << JOB_TRIAGED | 1u << JOB_PLANNED | 1u << JOB_HELD | 1u << JOB_CANCELLED,
};
const struct machine machine_job = {
    .name = "job",
    .initial = JOB_NEW,
    .n = JOB_STATES_N,
    .states = job_states,
    .next = job_next,
};

static const char *const visit_states[] = {
    "planned",
    "dispatched",
    "accepted",
    "en_route",
    "at_gate",
    "on_site",
    "done",
    "cancelled",
    "failed",
};
static const uint32_t visit_next[] = {
    [VISIT_PLANNED] = 1u << VISIT_DISPATCHED | 1u << VISIT_ACCEPTED | 1u << VISIT_CANCELLED,
    [VISIT_DISPATCHED] = 1u << VISIT_PLANNED | 1u << VISIT_ACCEPTED | 1u << VISIT_CANCELLED,
    [VISIT_ACCEPTED] = 1u << VISIT_PLANNED | 1u << VISIT_EN_ROUTE | 1u << VISIT_CANCELLED,
    [VISIT_EN_ROUTE] = 1u << VISIT_AT_GATE | 1u << VISIT_ON_SITE | 1u << VISIT_CANCELLED | 1u << VISIT_FAILED,
    [VISIT_AT_GATE] = 1u << VISIT_EN_ROUTE | 1u << VISIT_ON_SITE | 1u << VISIT_CANCELLED | 1u << VISIT_FAILED,
    [VISIT_ON_SITE] = 1u << VISIT_DONE | 1u << VISIT_FAILED | 1u << VISIT_CANCELLED,
    [VISIT_DONE] = 0,
    [VISIT_CANCELLED] = 0,
    [VISIT_FAILED] = 0,
};
static const char *const visit_before_en_route[] = {"depart", NULL};
static const char *const visit_before_done[] = {"depart", "gate", "site", NULL};
static const char *const *const visit_requires[VISIT_STATES_N] = {
    [VISIT_EN_ROUTE] = visit_before_en_route,
    [VISIT_DONE] = visit_before_done,
};
const struct machine machine_visit = {
    .name = "visit",
    .initial = VISIT_PLANNED,
    .n = VISIT_STATES_N,
    .states = visit_states,
    .next = visit_next,
    .requires = visit_requires,
};
