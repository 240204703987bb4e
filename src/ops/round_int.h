/*
 * Recurring work: jobs made on the clock for a list of sites that opens and closes during the day.
 */
#ifndef LIFELINE_OPS_ROUND_INT_H
#define LIFELINE_OPS_ROUND_INT_H

#include "ops/ops_int.h"

/* The round's timer goes off for the next slot, or for the next end of one that is under way;
 * `more`: some that are due are left for a moment later. */
enum err round_set_timer(struct op *op, const struct record *round, bool more, struct error *error);
/* The intervals that hold now are others than before (a mode has begun or ended): the next visits
 * move to where they belong, those that are late already to now. */
enum err rounds_retime(struct op *op, struct error *error);

#endif
