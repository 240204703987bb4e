/* What visits need of crews. */
#ifndef LIFELINE_OPS_CREW_INT_H
#define LIFELINE_OPS_CREW_INT_H

#include "ops/ops_int.h"

/* Saves and writes "crew.state" when it changes. */
enum err crew_set_state(struct op *op, const char *id, const char *state, struct error *error);

#endif
