/*
 * Registered pieces (packs/registers.yaml): what a ledger's move asks before a numbered thing goes.
 */
#ifndef LIFELINE_OPS_PIECE_INT_H
#define LIFELINE_OPS_PIECE_INT_H

#include "catalog/item.h"
#include "ops/ops_int.h"

/* ERR_RULE with the date when the piece is void, overdue or not registered and its register keeps
 * such pieces from this kind of move by the organisation. Items without a register are free. */
enum err piece_check_move(struct op *op, const char *serial, const char *item, const char *move,
                          const char *org, struct error *error);

#endif
