/* What a site can take in on a day. */
#ifndef LIFELINE_OPS_SITE_INT_H
#define LIFELINE_OPS_SITE_INT_H

#include "ops/ops_int.h"

/* Books what arrives at a site; ERR_RULE where its capacity of the day is less, with the figures
 * and what its mutual-aid partners have free. Sites without a capacity take anything. */
enum err site_take_in(struct op *op, const char *site, int64_t grams, int64_t at_ms,
                      struct error *error);

#endif
