/*
 * The ledger of stock. Nothing appears or goes away: a move takes an amount from one holder and
 * puts it on another, as two postings that add up to nothing. Holders inside are sites, crews,
 * vehicles, persons, customers (a site or the job) and transfers under way; what they have never
 * falls below zero. Outside are supplier, donor, found, lost, consumed and changed (where a full
 * cylinder goes when an empty one comes of it): the other side of what enters and leaves the books.
 *
 * A serial number is with exactly one holder, always, from its first move on. What has an expiry is
 * taken in the order of it (first expired, first out); what has expired is not handed out.
 *
 * Amounts are whole thousandths of an item's unit, so sums are exact. Balances as of a moment are
 * sums of the postings recorded up to it; what is recorded later does not change them.
 */
#ifndef LIFELINE_OPS_LEDGER_INT_H
#define LIFELINE_OPS_LEDGER_INT_H

#include "base/limits.h"
#include "ops/ops_int.h"

struct holder {
    char id[ID_TEXT_SIZE];
    char kind[16]; /* "site", "crew", "vehicle", "person", "customer", "transit", "outside" */
    char org[ID_TEXT_SIZE];
};

/* "supplier", "donor", "found", "lost", "consumed" */
struct holder holder_outside(const char *name);
struct holder holder_of(const struct record *record);
/* The site, crew, vehicle, person or customer that an argument names; the caller's organisation
 * must cover it. */
enum err holder_find(struct op *op, const char *field, struct record *record, struct holder *out,
                     struct error *error);

struct stock_move {
    const char *kind; /* "receive", "issue", "send", "arrive", "consume", "return", "deliver",
                         "collect", "act", "count", "correct" */
    struct holder from, to;
    const char *item;    /* what leaves; of a serial: what arrives, whatever it was */
    const char *becomes; /* what a counted one arrives as; NULL: the same */
    const char *lot;     /* NULL: any, first expired first */
    const char *serial;  /* NULL: counted */
    int64_t milli;       /* of counted ones; a serial is one piece */
    const char *reason;  /* may be NULL */
    const char *about;   /* id of what it belongs to; may be NULL */
    int64_t at_ms;       /* when it happened */
    json_t *noted; /* array that the move is added to: {move, item, qty, lot, serial}; or NULL */
};

/* ERR_RULE with the numbers when there is not enough, or a rule of the register forbids it. */
enum err ledger_post(struct op *op, const struct stock_move *move, struct error *error);

/* What a holder has of an item, over all lots or of one. */
enum err ledger_balance(struct op *op, const char *holder, const char *item, const char *lot,
                        int64_t *milli, struct error *error);
/* Where a serial is and as what; empty texts for a number never seen. */
struct serial_place {
    char holder[ID_TEXT_SIZE], item[LIMIT_NAME_BYTES], lot[LIMIT_NAME_BYTES];
};
enum err ledger_place(struct op *op, const char *serial, struct serial_place *out,
                      struct error *error);
/* Takes what is there, at most `milli`, for consumption; says how much. */
enum err ledger_use(struct op *op, struct stock_move *move, int64_t *used, struct error *error);
/* [{item, qty, serials}] of a holder. Kept by the op. */
enum err ledger_holdings(struct op *op, const char *holder, json_t **out, struct error *error);
enum err ledger_serials(struct op *op, const char *holder, const char *item, json_t **out,
                        struct error *error);
/* Keeps the expiry of a lot; another one than before is refused. */
enum err ledger_lot(struct op *op, const char *item, const char *lot, int64_t expires_ms,
                    struct error *error);

/* "qty" in thousandths; more than three decimals are refused. */
enum err milli_of(const json_t *object, const char *key, int64_t *milli, struct error *error);
json_t *qty_of(int64_t milli); /* new */

#endif
