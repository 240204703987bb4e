/* Where goods change hands when a zone's rules keep crews from the door. */
#ifndef LIFELINE_OPS_HANDOVER_INT_H
#define LIFELINE_OPS_HANDOVER_INT_H

#include "ops/ops_int.h"

/* Sets the job's `handover` from its zone and requirements: at the nearest open gate of the zone,
 * or at the zone's handover place (at a gate when it has none). Takes it away where the crew goes
 * to the door, or no such place is known. Not saved. `changes` says whether it is another. */
enum err handover_set(struct op *op, struct record *job, bool *changes, struct error *error);

#endif
