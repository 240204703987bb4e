/*
 * Recurring work: jobs made on the clock for a list of sites that opens and closes during the day.
 */
#ifndef LIFELINE_OPS_ROUND_INT_H
#define LIFELINE_OPS_ROUND_INT_H

#include "ops/ops_int.h"

/* The intervals that hold now are others than before (a mode has begun or ended): the next visits
 * move to where they belong, those that are late already to now. */
enum err rounds_retime(struct op *op, struct error *error);

#endif
