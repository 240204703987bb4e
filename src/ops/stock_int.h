/* Lines of goods as commands name them: [{item, qty, serials, lot, expires_at}]. */
#ifndef LIFELINE_OPS_STOCK_INT_H
#define LIFELINE_OPS_STOCK_INT_H

#include "ops/ledger_int.h"

/* Posts every line as a move like `move`, whose from, to, kind, about, reason and at_ms are set: a
 * kit as its parts, numbered pieces one by one. Errors name the line. */
enum err stock_post_lines(struct op *op, const json_t *lines, const struct stock_move *move,
                          struct error *error);
/* An item must be a term of the catalog. */
enum err stock_check_item(const struct op *op, const char *item, struct error *error);
/* A move of the command's time and reason, with a list to note its parts in. */
enum err stock_begin(struct op *op, const char *kind, struct stock_move *move, struct error *error);
/* Two different persons have signed; ERR_RULE names what is missing. */
enum err stock_check_two(const json_t *first, const json_t *second, const char *field,
                         struct error *error);
/* Writes "stock.<what>" about the holders inside of the move. */
enum err stock_event(struct op *op, const char *what, const struct stock_move *move,
                     struct error *error);
/* Answers {kind, from, to, moves}. */
void stock_answer(struct op *op, const struct stock_move *move);

#endif
