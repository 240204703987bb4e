/* Stock put right: what two persons have counted, and moves that were booked wrong. */
#include <stdlib.h>
#include <string.h>

#include "base/json_find.h"
#include "catalog/catalog.h"
#include "catalog/item.h"
#include "ops/stock_int.h"

/* ---- Counting ---------------------------------------------------------------------------------
 */

/* Numbers that should be there and are not are lost; the others are found. */
static enum err count_serials(struct op *op, const struct stock_move *move, const json_t *line,
                              struct error *error)
{
    const json_t *there = json_object_get(line, "serials");
    json_t *booked = NULL, *serial;
    struct stock_move one = *move;
    size_t i;
    one.item = json_text(line, "item", "");
    enum err rc = ledger_serials(op, move->from.id, one.item, &booked, error);
    json_array_foreach(booked, i, serial)
    {
        one.serial = json_string_value(serial);
        one.to = holder_outside("lost");
        if (rc == ERR_OK && !json_has(there, one.serial))
            rc = ledger_post(op, &one, error);
    }
    json_array_foreach(there, i, serial)
    {
        struct serial_place place = {.holder = ""};
        one.serial = json_string_value(serial);
        one.to = move->from;
        if (rc == ERR_OK && !json_has(booked, one.serial))
            rc = ledger_place(op, one.serial, &place, error);
        one.from = holder_outside(strcmp(place.holder, "lost") == 0 ? "lost" : "found");
        if (rc == ERR_OK && !json_has(booked, one.serial))
            rc = ledger_post(op, &one, error);
    }
    return rc;
}

static enum err count_line(struct op *op, const struct stock_move *move, const json_t *line,
                           struct error *error)
{
    struct stock_move one = *move;
    int64_t had = 0, is = 0;
    one.item = json_text(line, "item", "");
    one.lot = json_text(line, "lot", "");
    const struct item *item = catalog_item(op->ops->config.catalog, one.item);
    if (item && item->parts.n)
        return error_at(error, ERR_INVALID, "item", "%s is a kit; count its parts.", one.item);
    enum err rc = stock_check_item(op, one.item, error);
    if (rc == ERR_OK && (json_object_get(line, "serials") || (item && item->serials)))
        return count_serials(op, move, line, error);
    if (rc == ERR_OK)
        rc = milli_of(line, "qty", &is, error);
    if (rc == ERR_OK)
        rc = ledger_balance(op, move->from.id, one.item, one.lot, &had, error);
    one.milli = is > had ? is - had : had - is;
    if (is > had) {
        one.to = one.from;
        one.from = holder_outside("found");
    }
    return rc == ERR_OK ? ledger_post(op, &one, error) : rc;
}

enum err op_stock_count(struct op *op, struct error *error)
{
    struct stock_move move;
    struct record at;
    const json_t *by = json_object_get(op->args, "counted_by");
    const json_t *lines = json_object_get(op->args, "lines"), *line;
    size_t i;
    enum err rc = stock_begin(op, "count", &move, error);
    move.to = holder_outside("lost");
    if (rc == ERR_OK)
        rc = holder_find(op, "holder", &at, &move.from, error);
    if (rc == ERR_OK)
        rc = stock_check_two(json_array_get(by, 0), json_array_get(by, 1), "counted_by", error);
    json_array_foreach(lines, i, line)
    {
        if (rc == ERR_OK)
            rc = count_line(op, &move, line, error);
    }
    if (rc == ERR_OK && json_array_size(move.noted) && !move.reason)
        rc = error_at(error, ERR_RULE, "reason", "The count differs from the books; say why.");
    if (rc == ERR_OK)
        rc = stock_event(op, "counted", &move, error);
    if (rc == ERR_OK)
        stock_answer(op, &move);
    return rc;
}

/* ---- Correcting -------------------------------------------------------------------------------
 */

struct booked {
    struct holder from, to;
    char kind[16], item[LIMIT_NAME_BYTES], lot[LIMIT_NAME_BYTES], serial[LIMIT_NAME_BYTES];
    int64_t milli;
    int n;
};

static enum err read_booked(struct op *op, const char *id, struct booked *out, struct error *error)
{
    struct sql_rows *rows = NULL;
    *out = (struct booked){.n = 0};
    enum err rc = sql_ask(op->sql,
                          "SELECT holder, holder_kind, org, item, lot, COALESCE(serial, ''), milli,"
                          " kind FROM stock_posting WHERE move = ? ORDER BY seq",
                          SQL_ARGS(sql_text(id)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct holder *end = sql_col_i64(rows, 6) < 0 ? &out->from : &out->to;
        out->n++;
        snprintf(end->id, sizeof end->id, "%s", sql_col_text(rows, 0));
        snprintf(end->kind, sizeof end->kind, "%s", sql_col_text(rows, 1));
        if (strcmp(end->kind, "outside") != 0)
            snprintf(end->org, sizeof end->org, "%s", sql_col_text(rows, 2));
        snprintf(out->item, sizeof out->item, "%s", sql_col_text(rows, 3));
        snprintf(out->lot, sizeof out->lot, "%s", sql_col_text(rows, 4));
        snprintf(out->serial, sizeof out->serial, "%s", sql_col_text(rows, 5));
        snprintf(out->kind, sizeof out->kind, "%s", sql_col_text(rows, 7));
        out->milli = llabs(sql_col_i64(rows, 6));
    }
    sql_rows_done(rows);
    return rc;
}

/* What the move comes to with the corrections it has had. */
static enum err corrected_so_far(struct op *op, const struct booked *booked, const char *id,
                                 int64_t *milli, struct error *error)
{
    enum err rc = sql_ask_i64(op->sql,
                              "SELECT sum(milli) FROM stock_posting WHERE about = ?"
                              " AND kind = 'correct' AND holder = ?",
                              SQL_ARGS(sql_text(id), sql_text(booked->to.id)), 0, milli, error);
    *milli += booked->milli;
    return rc;
}

static enum err check_correctable(struct op *op, const struct booked *booked, struct error *error)
{
    static const char *const kinds[] = {"receive", "issue", "consume", "return", NULL};
    size_t k = 0;
    while (kinds[k] && strcmp(kinds[k], booked->kind) != 0)
        k++;
    if (booked->n == 0)
        return error_at(error, ERR_NOT_FOUND, "move", "There is no such move.");
    if (!kinds[k] || booked->n != 2)
        return error_at(error, ERR_RULE, "move",
                        "A move of the kind %s is not corrected; move the goods back or count.",
                        booked->kind);
    bool covers = true;
    const struct holder *ends[] = {&booked->from, &booked->to};
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && covers && i < 2; i++)
        rc = org_covers(op->sql, &op->actor, ends[i]->org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "move", "It belongs to another organisation.");
    return rc;
}

enum err op_stock_correct(struct op *op, struct error *error)
{
    struct booked booked;
    struct stock_move move;
    const char *id = json_text(op->args, "move", "");
    int64_t is = 0, was = 0;
    enum err rc = stock_begin(op, "correct", &move, error);
    if (rc == ERR_OK)
        rc = read_booked(op, id, &booked, error);
    if (rc == ERR_OK)
        rc = check_correctable(op, &booked, error);
    if (rc == ERR_OK)
        rc = milli_of(op->args, "qty", &is, error);
    if (rc == ERR_OK)
        rc = corrected_so_far(op, &booked, id, &was, error);
    if (rc == ERR_OK && booked.serial[0] && is != 0)
        rc = error_at(error, ERR_INVALID, "qty",
                      "A numbered piece was moved or was not; only 0 is a correction.");
    if (rc != ERR_OK)
        return rc;
    move.from = is < was ? booked.to : booked.from;
    move.to = is < was ? booked.from : booked.to;
    move.item = booked.item;
    move.lot = booked.lot;
    move.serial = booked.serial[0] ? booked.serial : NULL;
    move.milli = llabs(is - was);
    move.about = id;
    if (is != was)
        rc = ledger_post(op, &move, error);
    if (rc == ERR_OK)
        rc = stock_event(op, "corrected", &move, error);
    if (rc == ERR_OK)
        stock_answer(op, &move);
    return rc;
}
