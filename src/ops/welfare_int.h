/* The list of daily calls: who is on it and what they say is nobody else's business. */
#ifndef LIFELINE_OPS_WELFARE_INT_H
#define LIFELINE_OPS_WELFARE_INT_H

#include "ops/ops_int.h"

/* Its day has come: that this person was on the list is forgotten too. */
enum err welfare_forget(struct op *op, const struct record *welfare, struct error *error);
/* Seals what rows from before hold in clear of calls. */
enum err welfare_seal_calls(struct op *op, const char *welfare, struct error *error);

#endif
