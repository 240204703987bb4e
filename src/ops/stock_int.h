/*
 * Who has what. A quantity never goes below zero; a serial number is in one place. Holders are
 * crews, sites, and customers without a site (by the id of their job).
 */
#ifndef LIFELINE_OPS_STOCK_INT_H
#define LIFELINE_OPS_STOCK_INT_H

#include "ops/ops_int.h"

struct holder {
    const char *id, *kind; /* "crew", "site", "customer" */
    const char *org;
};

/* ERR_RULE, with the numbers, when there is not enough to take. */
enum err stock_add(struct op *op, const struct holder *holder, const char *item, double by,
                   struct error *error);
/* One piece with a number comes to a holder; ERR_EXISTS when it is somewhere already. */
enum err stock_put_serial(struct op *op, const struct holder *holder, const char *item,
                          const char *serial, struct error *error);
/* One piece moves on; it must be with `from`. It may become another item (full to empty). */
enum err stock_move_serial(struct op *op, const struct holder *from, const struct holder *to,
                           const char *item, const char *serial, struct error *error);
/* Where a number is: its holder, "" for nowhere. */
enum err stock_where(struct op *op, const char *serial, char holder[ID_TEXT_SIZE],
                     struct error *error);
/* Takes what is there, at most `qty`, of what is used up; says how much. */
enum err stock_use(struct op *op, const struct holder *holder, const char *item, double qty,
                   double *used, struct error *error);
/* [{item, qty, serials}] of a holder. Kept by the op. */
enum err stock_of(struct op *op, const char *holder, json_t **out, struct error *error);

#endif
