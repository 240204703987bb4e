/* Stock as commands: what comes in, goes out, is used, counted and put right. */
#include "ops/stock_int.h"

#include <string.h>

#include "catalog/catalog.h"
#include "catalog/item.h"

/* ---- Lines ------------------------------------------------------------------------------------
 */

enum err stock_check_item(const struct op *op, const char *item, struct error *error)
{
    const struct catalog *catalog = op->ops->config.catalog;
    if (!catalog || catalog_term(catalog, TERM_ITEM, item))
        return ERR_OK;
    return error_at(error, ERR_INVALID, "item",
                    "There is no item %.80s; packs/terms.yaml lists them.", item);
}

static enum err post_serials(struct op *op, const json_t *serials, struct stock_move move,
                             struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *serial;
    json_array_foreach(serials, i, serial)
    {
        move.serial = json_string_value(serial);
        if (rc == ERR_OK)
            rc = ledger_post(op, &move, error);
    }
    return rc;
}

static enum err post_parts(struct op *op, const struct item *kit, struct stock_move move,
                           struct error *error)
{
    enum err rc = ERR_OK;
    int64_t kits = move.milli;
    for (size_t i = 0; rc == ERR_OK && i < kit->parts.n; i++) {
        move.item = kit->parts.at[i].item;
        move.milli = (int64_t)((double)kits * kit->parts.at[i].qty);
        rc = ledger_post(op, &move, error);
    }
    return rc;
}

static enum err post_line(struct op *op, const json_t *line, struct stock_move move,
                          struct error *error)
{
    const json_t *serials = json_object_get(line, "serials");
    size_t n = json_array_size(serials);
    move.item = json_text(line, "item", "");
    move.lot = json_text(line, "lot", NULL);
    const struct item *item = catalog_item(op->ops->config.catalog, move.item);
    enum err rc = stock_check_item(op, move.item, error);
    if (rc == ERR_OK)
        rc = milli_of(line, "qty", &move.milli, error);
    if (rc == ERR_OK && n && move.milli != (int64_t)n * 1000)
        rc = error_at(error, ERR_INVALID, "serials", "There are %zu numbers for a quantity of %g.",
                      n, (double)move.milli / 1000);
    if (rc == ERR_OK && item && item->serials && move.milli && !n)
        rc =
            error_at(error, ERR_INVALID, "serials", "Every %s has a number; give them.", move.item);
    if (rc == ERR_OK && item && item->parts.n && move.milli % 1000)
        rc = error_at(error, ERR_INVALID, "qty", "A kit is handed out whole.");
    if (rc == ERR_OK && move.lot)
        rc = ledger_lot(op, move.item, move.lot, op_time_of(line, "expires_at", 0), error);
    if (rc != ERR_OK)
        return rc;
    if (n)
        return post_serials(op, serials, move, error);
    return item && item->parts.n ? post_parts(op, item, move, error)
                                 : ledger_post(op, &move, error);
}

enum err stock_post_lines(struct op *op, const json_t *lines, const struct stock_move *move,
                          struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        if (rc != ERR_OK)
            break;
        rc = post_line(op, line, *move, error);
        if (rc != ERR_OK && error) {
            char prefix[32];
            snprintf(prefix, sizeof prefix, "lines[%zu].", i);
            error_prefix(error, prefix);
        }
    }
    return rc;
}

enum err stock_check_two(const json_t *first, const json_t *second, const char *field,
                         struct error *error)
{
    const char *a = json_text(first, "by", ""), *b = json_text(second, "by", "");
    if (!*a || !*b)
        return error_at(error, ERR_RULE, field, "Two signatures are needed.");
    if (strcmp(a, b) == 0)
        return error_at(error, ERR_RULE, field, "Two different persons must sign; %.80s did twice.",
                        a);
    return ERR_OK;
}

/* ---- Events and answers -----------------------------------------------------------------------
 */

static json_t *ends_of(const struct stock_move *move)
{
    return json_pack("{s:s, s:{s:s, s:s}, s:{s:s, s:s}, s:O}", "kind", move->kind, "from", "kind",
                     move->from.kind, "id", move->from.id, "to", "kind", move->to.kind, "id",
                     move->to.id, "moves", move->noted);
}

static enum err event_about(struct op *op, const char *type, const struct holder *holder,
                            json_t *data, struct error *error)
{
    bool job = strcmp(holder->kind, "customer") == 0 || strcmp(holder->kind, "transit") == 0;
    const char *noun = strcmp(holder->kind, "transit") == 0 ? "transfer" : holder->kind;
    return op_event_of(op, type, job && noun == holder->kind ? "stock" : noun, holder->id,
                       holder->org, data, error);
}

enum err stock_event(struct op *op, const char *what, const struct stock_move *move,
                     struct error *error)
{
    char type[64];
    snprintf(type, sizeof type, "stock.%s", what);
    const struct holder *ends[] = {&move->from, &move->to};
    enum err rc = ERR_OK;
    for (size_t i = 0; rc == ERR_OK && i < 2; i++) {
        if (strcmp(ends[i]->kind, "outside") == 0)
            continue;
        json_t *data = ends_of(move);
        op_copy_args(op, data, "reason", "party", "reference", "counted_by", "signatures", NULL);
        op_set_time(op, data, "at", move->at_ms);
        rc = event_about(op, type, ends[i], data, error);
    }
    return rc;
}

void stock_answer(struct op *op, const struct stock_move *move)
{
    op_answer_json(op, ends_of(move));
}

/* ---- Commands ---------------------------------------------------------------------------------
 */

enum err stock_begin(struct op *op, const char *kind, struct stock_move *move, struct error *error)
{
    *move = (struct stock_move){.kind = kind,
                                .reason = json_text(op->args, "reason", NULL),
                                .noted = op_keep(op, json_array())};
    return op_at(op, &move->at_ms, error);
}

static enum err finish(struct op *op, const char *what, struct stock_move *move,
                       struct error *error)
{
    enum err rc = stock_post_lines(op, json_object_get(op->args, "lines"), move, error);
    if (rc == ERR_OK)
        rc = stock_event(op, what, move, error);
    if (rc == ERR_OK)
        stock_answer(op, move);
    return rc;
}

/* Batches must be known from the start: what has an expiry comes in with its lot. */
static enum err check_lots(const struct op *op, struct error *error)
{
    size_t i;
    json_t *line;
    json_array_foreach(json_object_get(op->args, "lines"), i, line)
    {
        const char *id = json_text(line, "item", "");
        const struct item *item = catalog_item(op->ops->config.catalog, id);
        char where[32];
        snprintf(where, sizeof where, "lines[%zu].lot", i);
        if (item && item->lots && !json_text(line, "lot", NULL))
            return error_at(error, ERR_INVALID, where, "%s comes in lots; give the lot.", id);
    }
    return ERR_OK;
}

enum err op_stock_receive(struct op *op, struct error *error)
{
    struct stock_move move;
    struct record to;
    enum err rc = stock_begin(op, "receive", &move, error);
    move.from = holder_outside(json_text(op->args, "source", "supplier"));
    if (rc == ERR_OK)
        rc = holder_find(op, "holder", &to, &move.to, error);
    if (rc == ERR_OK)
        rc = check_lots(op, error);
    return rc == ERR_OK ? finish(op, "received", &move, error) : rc;
}

enum err op_stock_consume(struct op *op, struct error *error)
{
    struct stock_move move;
    struct record from;
    enum err rc = stock_begin(op, "consume", &move, error);
    move.to = holder_outside("consumed");
    move.about = json_text(op->args, "about", NULL);
    if (rc == ERR_OK)
        rc = holder_find(op, "holder", &from, &move.from, error);
    return rc == ERR_OK ? finish(op, "consumed", &move, error) : rc;
}

enum err op_stock_return(struct op *op, struct error *error)
{
    struct stock_move move;
    struct record from, to;
    enum err rc = stock_begin(op, "return", &move, error);
    if (rc == ERR_OK)
        rc = holder_find(op, "from", &from, &move.from, error);
    if (rc == ERR_OK)
        rc = holder_find(op, "to", &to, &move.to, error);
    return rc == ERR_OK ? finish(op, "returned", &move, error) : rc;
}

/* One line, as the first of the commands had it, and the level it leaves. */
static enum err answer_level(struct op *op, const struct holder *holder, struct error *error)
{
    const char *item = json_text(op->args, "item", "");
    int64_t milli = 0;
    json_t *serials = NULL;
    enum err rc = ledger_balance(op, holder->id, item, NULL, &milli, error);
    if (rc == ERR_OK)
        rc = ledger_serials(op, holder->id, item, &serials, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:s, s:s, s:s, s:o, s:O}", "holder", holder->id,
                                     "holder_kind", holder->kind, "item", item, "qty",
                                     qty_of(milli), "serials", serials));
    return rc;
}

enum err op_stock_issue(struct op *op, struct error *error)
{
    struct stock_move move;
    struct record to, from;
    bool has_from = json_text(op->args, "from", NULL) != NULL;
    enum err rc = stock_begin(op, has_from ? "issue" : "receive", &move, error);
    move.from = holder_outside("supplier");
    json_t *line = json_object(), *lines = op_keep(op, json_pack("[o]", line));
    op_copy_args(op, line, "item", "qty", "serials", "lot", NULL);
    if (rc == ERR_OK)
        rc = holder_find(op, "holder", &to, &move.to, error);
    if (rc == ERR_OK && has_from)
        rc = holder_find(op, "from", &from, &move.from, error);
    if (rc == ERR_OK)
        rc = stock_post_lines(op, lines, &move, error);
    if (rc == ERR_OK)
        rc = stock_event(op, "issued", &move, error);
    return rc == ERR_OK ? answer_level(op, &move.to, error) : rc;
}

/* ---- stock.list -------------------------------------------------------------------------------
 */

static enum err list_row(struct op *op, struct sql_rows *rows, json_t *items, struct error *error)
{
    json_t *serials = NULL;
    bool covers = false;
    enum err rc = org_covers(op->sql, &op->actor, sql_col_text(rows, 4), &covers, error);
    if (rc != ERR_OK || !covers)
        return rc;
    rc = ledger_serials(op, sql_col_text(rows, 0), sql_col_text(rows, 2), &serials, error);
    json_array_append_new(
        items, json_pack("{s:s, s:s, s:s, s:o, s:O}", "holder", sql_col_text(rows, 0),
                         "holder_kind", sql_col_text(rows, 1), "item", sql_col_text(rows, 2), "qty",
                         qty_of(sql_col_i64(rows, 3)), "serials", serials));
    return rc;
}

enum err op_stock_list(struct op *op, struct error *error)
{
    /* The cursor is "holder item" of the last row. */
    struct sv rest = json_sv(op->args, "cursor"), holder = sv_cut(&rest, ' ');
    int64_t limit = json_i64(op->args, "limit", 100), n = 0;
    json_t *items = op_keep(op, json_array()), *next = NULL;
    struct sql_rows *rows = NULL;
    enum err rc =
        sql_ask(op->sql,
                "SELECT holder, holder_kind, item, sum(milli), org FROM stock_balance"
                " WHERE holder_kind <> 'outside' AND holder = COALESCE(?, holder)"
                " AND item = COALESCE(?, item)"
                " AND (holder > ? OR (holder = ? AND item > ?))"
                " GROUP BY holder, holder_kind, item, org HAVING sum(milli) > 0"
                " ORDER BY holder, item LIMIT ?",
                SQL_ARGS(sql_text(json_text(op->args, "holder", NULL)),
                         sql_text(json_text(op->args, "item", NULL)), sql_sv(holder),
                         sql_sv(holder), sql_sv(rest.at ? rest : sv_of("")), sql_i64(limit)),
                &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        if (++n == limit)
            next = op_keep(op, json_sprintf("%s %s", sql_col_text(rows, 0), sql_col_text(rows, 2)));
        rc = list_row(op, rows, items, error);
    }
    sql_rows_done(rows);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:O?}", "items", items, "next", next));
    if (rc == ERR_OK && !next)
        json_object_set_new(op->reply, "next", json_null());
    return rc;
}
