/* What an approval's end does to a permit that waited for it. */
#ifndef LIFELINE_OPS_PERMIT_INT_H
#define LIFELINE_OPS_PERMIT_INT_H

#include "ops/ops_int.h"

enum err permit_approved(struct op *op, const char *id, bool approved, struct error *error);

#endif
