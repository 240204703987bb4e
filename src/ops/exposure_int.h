/* What crews count as after the places they were in, until they are disinfected. */
#ifndef LIFELINE_OPS_EXPOSURE_INT_H
#define LIFELINE_OPS_EXPOSURE_INT_H

#include "ops/ops_int.h"

/* The crew was in a place of this class (a word of the catalog; NULL: of none); it counts as the
 * worse of this and what it counted as before. */
enum err crew_expose(struct op *op, const char *crew, const char *exposure, struct error *error);
/* It has been disinfected, and its vehicle with it: that is recorded of the vehicle. */
enum err crew_disinfect(struct op *op, const char *crew, int64_t at_ms, struct error *error);
/* The same of every crew that goes with the vehicle; the vehicle itself is the caller's. */
enum err vehicle_crews_disinfect(struct op *op, const char *vehicle, struct error *error);

#endif
