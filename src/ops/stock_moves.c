/* The ledger read back: moves as they were booked, and the life of one numbered piece. */
#include <string.h>

#include "catalog/catalog.h"
#include "catalog/item.h"
#include "ops/ledger_int.h"

#define MOVE_COLUMNS                                                                               \
    "p.seq, p.move, p.kind, p.at_ms, p.recorded_ms, p.holder, p.holder_kind, p.other,"             \
    " p.other_kind, p.item, p.lot, COALESCE(p.serial, ''), p.milli, p.about, p.by_name,"           \
    " p.reason, p.org"

static json_t *end_json(struct sql_rows *rows, int column)
{
    return json_pack("{s:s, s:s}", "id", sql_col_text(rows, column), "kind",
                     sql_col_text(rows, column + 1));
}

/* A posting is the row of its giver: from the holder to the other. */
static json_t *move_json(struct op *op, struct sql_rows *rows)
{
    json_t *json = json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:s, s:s, s:s}", "move",
        sql_col_text(rows, 1), "kind", sql_col_text(rows, 2), "at",
        op_time(op, sql_col_i64(rows, 3)), "recorded_at", op_time(op, sql_col_i64(rows, 4)), "from",
        end_json(rows, 5), "to", end_json(rows, 7), "item", sql_col_text(rows, 9), "lot",
        sql_col_text(rows, 10), "qty", qty_of(-sql_col_i64(rows, 12)), "about",
        sql_col_text(rows, 13), "by", sql_col_text(rows, 14), "reason", sql_col_text(rows, 15));
    const char *serial = sql_col_text(rows, 11);
    json_object_set_new(json, "serial", *serial ? json_string(serial) : json_null());
    return json;
}

enum err op_stock_moves(struct op *op, struct error *error)
{
    int64_t limit = json_i64(op->args, "limit", 100), n = 0, before = INT64_MAX;
    json_t *items = op_keep(op, json_array()), *next = NULL;
    const char *holder = json_text(op->args, "holder", NULL);
    struct sql_rows *rows = NULL;
    sv_to_i64(json_sv(op->args, "cursor"), &before);
    enum err rc =
        sql_ask(op->sql,
                "SELECT " MOVE_COLUMNS " FROM stock_posting AS p WHERE p.milli < 0 AND p.seq < ?"
                " AND p.item = COALESCE(?, p.item) AND COALESCE(p.serial, '') = COALESCE(?,"
                " COALESCE(p.serial, '')) AND p.kind = COALESCE(?, p.kind)"
                " AND (p.holder = COALESCE(?, p.holder) OR p.other = ?) AND p.recorded_ms <= ?"
                " ORDER BY p.seq DESC LIMIT ?",
                SQL_ARGS(sql_i64(before), sql_text(json_text(op->args, "item", NULL)),
                         sql_text(json_text(op->args, "serial", NULL)),
                         sql_text(json_text(op->args, "kind", NULL)), sql_text(holder),
                         sql_text(holder ? holder : ""),
                         sql_i64(op_time_of(op->args, "as_of", op->now_ms)), sql_i64(limit)),
                &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        bool covers = false;
        if (++n == limit)
            next = op_keep(op, json_sprintf("%lld", (long long)sql_col_i64(rows, 0)));
        rc = org_covers(op->sql, &op->actor, sql_col_text(rows, 16), &covers, error);
        if (rc == ERR_OK && covers)
            json_array_append_new(items, move_json(op, rows));
    }
    sql_rows_done(rows);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:o}", "items", items, "next",
                                     next ? json_incref(next) : json_null()));
    return rc;
}

/* ---- The trace of one piece -------------------------------------------------------------------
 */

struct trace {
    struct op *op;
    json_t *entries; /* [{at, what, ...}] */
};

static enum err trace_moves(struct trace *trace, const char *serial, struct error *error)
{
    struct op *op = trace->op;
    struct sql_rows *rows = NULL;
    /* What an act changes is told by the act. */
    enum err rc = sql_ask(op->sql,
                          "SELECT " MOVE_COLUMNS " FROM stock_posting AS p WHERE p.serial = ?"
                          " AND p.milli < 0 AND p.kind <> 'act' AND p.holder <> 'changed'"
                          " ORDER BY p.seq",
                          SQL_ARGS(sql_text(serial)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        json_t *entry = move_json(op, rows);
        json_object_set_new(entry, "what", json_string("move"));
        json_array_append_new(trace->entries, entry);
    }
    sql_rows_done(rows);
    return rc;
}

static void trace_event(const struct event *event, void *context)
{
    struct trace *trace = context;
    json_t *data = NULL;
    if (json_read(sv_of(event->data), "event", &data, NULL) != ERR_OK)
        return;
    json_t *entry =
        json_pack("{s:s, s:o, s:s, s:O}", "what", event->type, "recorded_at",
                  op_time(trace->op, event->at_ms), "by", event->actor_name, "data", data);
    json_object_set_new(entry, "at", op_time(trace->op, op_time_of(data, "at", event->at_ms)));
    json_object_set_new(entry, "step", json_string(json_text(data, "step", "")));
    json_object_set_new(entry, "id", json_string(event->id.text));
    json_array_append_new(trace->entries, entry);
    json_decref(data);
}

static bool is_link(const struct register_link *link, const json_t *entry)
{
    return link->moves.n ? words_have(&link->moves, json_text(entry, "kind", "-"))
                         : strcmp(json_text(entry, "step", "-"), link->id) == 0;
}

/* When the latest entry of a link of the chain was, within the entries of the last round. */
static json_t *chain_json(const struct trace *trace, const struct register_kind *kind)
{
    json_t *chain = json_array(), *entry;
    size_t e, first = 0;
    /* A round begins with the first link: what was before it belongs to an earlier one. */
    json_array_foreach(trace->entries, e, entry)
    {
        if (kind->chain.n && is_link(&kind->chain.at[0], entry))
            first = e;
    }
    for (size_t i = 0; i < kind->chain.n; i++) {
        const struct register_link *link = &kind->chain.at[i];
        json_t *at = NULL;
        json_array_foreach(trace->entries, e, entry)
        {
            if (e >= first && is_link(link, entry))
                at = json_object_get(entry, "at");
        }
        json_array_append_new(chain, json_pack("{s:s, s:{s:s, s:s}, s:O?}", "id", link->id, "name",
                                               "zh", link->name.zh, "en", link->name.en, "at", at));
        if (!at)
            json_object_set_new(json_array_get(chain, i), "at", json_null());
    }
    return chain;
}

/* Ids are made in the order of what they name, of moves and of events alike. */
static int compare_entries(const json_t *a, const json_t *b)
{
    int64_t a_ms = op_time_of(a, "at", 0), b_ms = op_time_of(b, "at", 0);
    const char *a_id = json_text(a, "move", json_text(a, "id", ""));
    const char *b_id = json_text(b, "move", json_text(b, "id", ""));
    return a_ms != b_ms ? (a_ms < b_ms ? -1 : 1) : strcmp(a_id, b_id);
}

/* Moves and acts by when they happened, then in the order in which they were told. */
static void sort_entries(json_t *entries)
{
    for (size_t i = 1; i < json_array_size(entries); i++) {
        json_t *entry = json_incref(json_array_get(entries, i));
        size_t k = i;
        while (k > 0 && compare_entries(json_array_get(entries, k - 1), entry) > 0)
            k--;
        json_array_remove(entries, i);
        json_array_insert_new(entries, k, entry);
    }
}

enum err op_stock_trace(struct op *op, struct error *error)
{
    const char *serial = json_text(op->args, "serial", "");
    struct trace trace = {op, op_keep(op, json_array())};
    struct serial_place place;
    struct record piece;
    json_t *shown = NULL;
    bool covers = true;
    enum err rc = ledger_place(op, serial, &place, error);
    bool registered =
        rc == ERR_OK && record_find(op, &noun_piece, "code", serial, &piece, &rc, error);
    if (rc == ERR_OK && !registered && !place.holder[0])
        rc = error_at(error, ERR_NOT_FOUND, "serial", "The number %.80s is not known.", serial);
    if (rc == ERR_OK && registered)
        rc = org_covers(op->sql, &op->actor, piece.org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, "serial", "It belongs to another organisation.");
    if (rc == ERR_OK && registered)
        rc = record_show(op, &piece, &shown, error);
    if (rc == ERR_OK)
        rc = trace_moves(&trace, serial, error);
    if (rc == ERR_OK && registered)
        rc = event_read(op->sql, 0, 1000, "piece", piece.id, trace_event, &trace, error);
    if (rc != ERR_OK)
        return rc;
    sort_entries(trace.entries);
    const struct register_kind *kind =
        catalog_register_of_item(op->ops->config.catalog, place.item);
    op_answer_json(op, json_pack("{s:s, s:o, s:o, s:o, s:O, s:o}", "serial", serial, "holder",
                                 place.holder[0] ? json_string(place.holder) : json_null(), "item",
                                 place.item[0] ? json_string(place.item) : json_null(), "piece",
                                 shown ? json_incref(shown) : json_null(), "entries", trace.entries,
                                 "chain", kind ? chain_json(&trace, kind) : json_array()));
    return ERR_OK;
}
