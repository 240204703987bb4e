/* What other nouns need of the plan in force. */
#ifndef LIFELINE_OPS_PLAN_INT_H
#define LIFELINE_OPS_PLAN_INT_H

#include "ops/ops_int.h"

/* Gives a job to the crew of a planned visit ({crew, seq, depart_at, ...}), and saves the job. */
enum err plan_assign(struct op *op, struct record *job, const json_t *planned, struct error *error);
/* A plan that the program is making on the plan as it was before this is stale. */
enum err plan_moved_on(struct op *op, struct error *error);

#endif
