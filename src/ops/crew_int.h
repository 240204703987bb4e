/* What visits need of crews. */
#ifndef LIFELINE_OPS_CREW_INT_H
#define LIFELINE_OPS_CREW_INT_H

#include "ops/ops_int.h"

/* Saves and writes "crew.state" when it changes. */
enum err crew_set_state(struct op *op, const char *id, const char *state, struct error *error);

/* Puts one person in another's place, saves and writes "crew.substituted"; ERR_STATE when `out` is
 * not in the crew or `in` is. */
enum err crew_exchange(struct op *op, struct record *crew, const char *out, const char *in,
                       struct error *error);

#endif
