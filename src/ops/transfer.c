/*
 * Transfers: goods on their way from one holder to another. Between being sent and arriving they
 * are with the transfer itself. Who takes them signs beside who brought them, and says what is
 * missing.
 */
#include <string.h>

#include "ops/stock_int.h"

const struct noun noun_transfer = {
    .name = "transfer",
    .table = "transfer",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"from_holder", "from.id", COLUMN_TEXT},
                {"to_holder", "to.id", COLUMN_TEXT}},
    .newest_first = true,
};

static json_t *holder_json(const struct holder *holder)
{
    return json_pack("{s:s, s:s}", "kind", holder->kind, "id", holder->id);
}

static struct holder way_of(const struct record *transfer)
{
    struct holder way = {.kind = "transit"};
    memcpy(way.id, transfer->id, sizeof way.id);
    memcpy(way.org, transfer->org, sizeof way.org);
    return way;
}

static enum err send(struct op *op, struct record *transfer, const struct holder *from,
                     const struct holder *to, struct error *error)
{
    struct stock_move move;
    char number[40];
    json_t *doc = transfer->doc;
    enum err rc = stock_begin(op, "send", &move, error);
    if (rc == ERR_OK && strcmp(from->id, to->id) == 0)
        rc = error_at(error, ERR_INVALID, "to", "Nothing is moved from a holder to itself.");
    if (rc == ERR_OK)
        rc = op_number(op, "T", number, error);
    if (rc != ERR_OK)
        return rc;
    move.from = *from;
    move.to = way_of(transfer);
    move.about = transfer->id;
    json_object_set_new(doc, "number", json_string(number));
    json_object_set_new(doc, "state", json_string("sent"));
    json_object_set_new(doc, "from", holder_json(from));
    json_object_set_new(doc, "to", holder_json(to));
    op_set_time(op, doc, "sent_at", move.at_ms);
    json_object_set_new(doc, "sent_by", json_string(op->actor.name));
    op_copy_args(op, doc, "reason", "expected_at", NULL);
    rc = stock_post_lines(op, json_object_get(op->args, "lines"), &move, error);
    json_object_set(doc, "sent", move.noted);
    if (rc == ERR_OK)
        rc = record_insert(op, transfer, error);
    if (rc == ERR_OK)
        rc = stock_event(op, "sent", &move, error);
    return rc == ERR_OK ? op_answer(op, transfer, error) : rc;
}

enum err op_transfer_send(struct op *op, struct error *error)
{
    struct record from_record, to_record;
    struct holder from, to;
    enum err rc = holder_find(op, "from", &from_record, &from, error);
    if (rc == ERR_OK)
        rc = holder_find(op, "to", &to_record, &to, error);
    if (rc != ERR_OK)
        return rc;
    struct record transfer = record_new(op, &noun_transfer, from.org);
    return send(op, &transfer, &from, &to, error);
}

/* ---- Arrival ----------------------------------------------------------------------------------
 */

/* How much of the item (and lot) is still under way. */
static json_t *arrived_lines(struct op *op)
{
    const json_t *given = json_object_get(op->args, "lines"), *sent;
    size_t i;
    if (given)
        return (json_t *)given;
    json_t *lines = op_keep(op, json_array());
    json_array_foreach(json_object_get(op->target.doc, "sent"), i, sent)
    {
        json_t *line = json_pack("{s:O, s:O}", "item", json_object_get(sent, "item"), "qty",
                                 json_object_get(sent, "qty"));
        const char *serial = json_text(sent, "serial", NULL), *lot = json_text(sent, "lot", "");
        if (serial)
            json_object_set_new(line, "serials", json_pack("[s]", serial));
        if (*lot)
            json_object_set_new(line, "lot", json_string(lot));
        json_array_append_new(lines, line);
    }
    return lines;
}

/* More than was sent of an item comes out of nowhere: it is found on the way. */
static enum err add_surplus(struct op *op, const struct holder *way, const json_t *lines,
                            const struct stock_move *arrive, json_t *noted, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        struct stock_move found = *arrive;
        int64_t had = 0;
        found.kind = "count";
        found.from = holder_outside("found");
        found.to = *way;
        found.item = json_text(line, "item", "");
        found.lot = json_text(line, "lot", NULL);
        found.noted = noted;
        if (rc == ERR_OK && !json_array_size(json_object_get(line, "serials")))
            rc = milli_of(line, "qty", &found.milli, error);
        if (rc == ERR_OK)
            rc = ledger_balance(op, way->id, found.item, found.lot, &had, error);
        found.milli -= had;
        if (rc == ERR_OK && found.milli > 0)
            rc = ledger_post(op, &found, error);
    }
    return rc;
}

/* What is still under way when the rest has arrived is lost. */
static enum err write_off(struct op *op, const struct holder *way, const struct stock_move *arrive,
                          json_t *noted, struct error *error)
{
    json_t *rest = NULL, *line, *serial;
    size_t i, k;
    enum err rc = ledger_holdings(op, way->id, &rest, error);
    json_array_foreach(rest, i, line)
    {
        struct stock_move lost = *arrive;
        const json_t *serials = json_object_get(line, "serials");
        lost.kind = "count";
        lost.from = *way;
        lost.to = holder_outside("lost");
        lost.item = json_text(line, "item", "");
        lost.noted = noted;
        json_array_foreach(serials, k, serial)
        {
            lost.serial = json_string_value(serial);
            if (rc == ERR_OK)
                rc = ledger_post(op, &lost, error);
        }
        lost.serial = NULL;
        if (rc == ERR_OK)
            rc = milli_of(line, "qty", &lost.milli, error);
        lost.milli -= 1000 * (int64_t)json_array_size(serials);
        if (rc == ERR_OK)
            rc = ledger_post(op, &lost, error);
    }
    return rc;
}

static enum err find_receiver(struct op *op, struct holder *to, struct error *error)
{
    struct record record;
    json_object_set(op->args, "_to", json_object_get(json_object_get(op->target.doc, "to"), "id"));
    return holder_find(op, "_to", &record, to, error);
}

static enum err arrive(struct op *op, struct stock_move *move, json_t *differences,
                       struct error *error)
{
    const struct holder way = move->from;
    const json_t *lines = arrived_lines(op);
    enum err rc = add_surplus(op, &way, lines, move, differences, error);
    if (rc == ERR_OK)
        rc = stock_post_lines(op, lines, move, error);
    if (rc == ERR_OK)
        rc = write_off(op, &way, move, differences, error);
    if (rc == ERR_OK && json_array_size(differences) && !move->reason)
        rc = error_at(error, ERR_RULE, "reason",
                      "What arrived differs from what was sent; say why.");
    return rc;
}

enum err op_transfer_arrive(struct op *op, struct error *error)
{
    struct stock_move move;
    json_t *doc = op->target.doc, *differences = op_keep(op, json_array());
    const json_t *signatures = json_object_get(op->args, "signatures");
    if (strcmp(json_text(doc, "state", ""), "sent") != 0)
        return error_set(error, ERR_STATE, "The transfer has arrived already.");
    enum err rc = stock_begin(op, "arrive", &move, error);
    if (rc == ERR_OK)
        rc = stock_check_two(json_object_get(signatures, "from"), json_object_get(signatures, "to"),
                             "signatures", error);
    if (rc == ERR_OK)
        rc = find_receiver(op, &move.to, error);
    move.from = way_of(&op->target);
    move.about = op->target.id;
    if (rc == ERR_OK)
        rc = arrive(op, &move, differences, error);
    if (rc == ERR_OK)
        rc = stock_event(op, "arrived", &move, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(doc, "state", json_string("arrived"));
    op_set_time(op, doc, "arrived_at", move.at_ms);
    json_object_set(doc, "arrived", move.noted);
    json_object_set(doc, "differences", differences);
    op_copy_args(op, doc, "signatures", NULL);
    if (json_object_get(op->args, "reason"))
        json_object_set(doc, "difference_reason", json_object_get(op->args, "reason"));
    return op_changed(op, &op->target, "arrived",
                      json_pack("{s:O, s:O}", "arrived", move.noted, "differences", differences),
                      error);
}

enum err op_transfer_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_transfer_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_transfer, error);
}
