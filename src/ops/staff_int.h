/*
 * How many of an organisation (or of none: "") are ill or isolated. Who is, is nobody's business in
 * the log: a person's events are the same whatever of them changed, and the numbers are counted a
 * while later (`staff_every_min` of packs/figures.yaml, and at the times of reports), all changes
 * since the last count in one event "staff.counted". A situation report counts before it begins.
 */
#ifndef LIFELINE_OPS_STAFF_INT_H
#define LIFELINE_OPS_STAFF_INT_H

#include "ops/ops_int.h"

/* A person's status was `from` before. */
enum err staff_changed(struct op *op, const struct record *person, const char *from,
                       struct error *error);
/* Counts at once what waits to be counted in an organisation ("": everywhere) and below it. */
enum err staff_count_now(struct op *op, const char *org, struct error *error);

#endif
