#include "ops/stock_int.h"

#include <string.h>

#include "base/limits.h"

static enum err quantity(struct op *op, const char *holder, const char *item, double *qty,
                         struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql, "SELECT qty FROM stock WHERE holder = ? AND item = ?",
                          SQL_ARGS(sql_text(holder), sql_text(item)), &rows, error);
    *qty = rc == ERR_OK && sql_next(rows, &rc, error) ? sql_col_f64(rows, 0) : 0;
    sql_rows_done(rows);
    return rc;
}

enum err stock_add(struct op *op, const struct holder *holder, const char *item, double by,
                   struct error *error)
{
    double qty = 0;
    enum err rc = quantity(op, holder->id, item, &qty, error);
    if (rc != ERR_OK)
        return rc;
    if (qty + by < 0)
        return error_at(error, ERR_RULE, "qty", "The %s has %g of %s; %g are asked for.",
                        holder->kind, qty, item, -by);
    return sql_run(op->sql,
                   "INSERT INTO stock (holder, holder_kind, org, item, qty) VALUES (?, ?, ?, ?, ?)"
                   " ON CONFLICT (holder, item) DO UPDATE SET qty = excluded.qty",
                   SQL_ARGS(sql_text(holder->id), sql_text(holder->kind), sql_text(holder->org),
                            sql_text(item), sql_f64(qty + by)),
                   error);
}

enum err stock_where(struct op *op, const char *serial, char holder[ID_TEXT_SIZE],
                     struct error *error)
{
    struct sql_rows *rows = NULL;
    holder[0] = '\0';
    enum err rc = sql_ask(op->sql, "SELECT holder FROM stock_serial WHERE serial = ?",
                          SQL_ARGS(sql_text(serial)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        snprintf(holder, ID_TEXT_SIZE, "%s", sql_col_text(rows, 0));
    sql_rows_done(rows);
    return rc;
}

enum err stock_put_serial(struct op *op, const struct holder *holder, const char *item,
                          const char *serial, struct error *error)
{
    char where[ID_TEXT_SIZE];
    enum err rc = stock_where(op, serial, where, error);
    if (rc == ERR_OK && where[0])
        rc = error_at(error, ERR_EXISTS, "serials", "The number %.80s is with %s already.", serial,
                      where);
    if (rc == ERR_OK)
        rc = sql_run(op->sql, "INSERT INTO stock_serial (serial, holder, item) VALUES (?, ?, ?)",
                     SQL_ARGS(sql_text(serial), sql_text(holder->id), sql_text(item)), error);
    return rc == ERR_OK ? stock_add(op, holder, item, 1, error) : rc;
}

enum err stock_move_serial(struct op *op, const struct holder *from, const struct holder *to,
                           const char *item, const char *serial, struct error *error)
{
    char was[LIMIT_NAME_BYTES] = "";
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql, "SELECT item FROM stock_serial WHERE serial = ? AND holder = ?",
                          SQL_ARGS(sql_text(serial), sql_text(from->id)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error))
        snprintf(was, sizeof was, "%s", sql_col_text(rows, 0));
    sql_rows_done(rows);
    if (rc == ERR_OK && !was[0])
        rc = error_at(error, ERR_RULE, "serials", "The number %.80s is not with the %s.", serial,
                      from->kind);
    if (rc == ERR_OK)
        rc = sql_run(op->sql, "UPDATE stock_serial SET holder = ?, item = ? WHERE serial = ?",
                     SQL_ARGS(sql_text(to->id), sql_text(item), sql_text(serial)), error);
    if (rc == ERR_OK)
        rc = stock_add(op, from, was, -1, error);
    return rc == ERR_OK ? stock_add(op, to, item, 1, error) : rc;
}

enum err stock_use(struct op *op, const struct holder *holder, const char *item, double qty,
                   double *used, struct error *error)
{
    double there = 0;
    enum err rc = quantity(op, holder->id, item, &there, error);
    *used = there < qty ? there : qty;
    return rc == ERR_OK && *used > 0 ? stock_add(op, holder, item, -*used, error) : rc;
}

static enum err serials_of(struct op *op, const char *holder, const char *item, json_t **out,
                           struct error *error)
{
    json_t *serials = op_keep(op, json_array());
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT serial FROM stock_serial WHERE holder = ? AND item = ?"
                          " ORDER BY serial LIMIT 1000",
                          SQL_ARGS(sql_text(holder), sql_text(item)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error))
        json_array_append_new(serials, json_string(sql_col_text(rows, 0)));
    sql_rows_done(rows);
    *out = serials;
    return rc;
}

enum err stock_of(struct op *op, const char *holder, json_t **out, struct error *error)
{
    json_t *list = op_keep(op, json_array());
    struct sql_rows *rows = NULL;
    enum err rc =
        sql_ask(op->sql, "SELECT item, qty FROM stock WHERE holder = ? AND qty > 0 ORDER BY item",
                SQL_ARGS(sql_text(holder)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        json_t *serials = NULL;
        rc = serials_of(op, holder, sql_col_text(rows, 0), &serials, error);
        json_array_append_new(list, json_pack("{s:s, s:f, s:O}", "item", sql_col_text(rows, 0),
                                              "qty", sql_col_f64(rows, 1), "serials", serials));
    }
    sql_rows_done(rows);
    *out = list;
    return rc;
}

/* A crew or a site of the caller's organisation. */
static enum err find_holder(struct op *op, const char *field, struct record *record,
                            struct holder *holder, struct error *error)
{
    enum err rc = ERR_OK;
    const char *id = json_text(op->args, field, "");
    bool covers = false;
    if (!record_find(op, &noun_crew, "id", id, record, &rc, error) && rc == ERR_OK &&
        !record_find(op, &noun_site, "id", id, record, &rc, error) && rc == ERR_OK)
        rc = error_at(error, ERR_NOT_FOUND, field, "There is no crew or site with this id.");
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, record->org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, field, "It belongs to another organisation.");
    *holder = (struct holder){record->id, rc == ERR_OK ? record->noun->name : "", record->org};
    return rc;
}

static enum err issue_serials(struct op *op, const struct holder *from, const struct holder *to,
                              const char *item, const json_t *serials, struct error *error)
{
    enum err rc = ERR_OK;
    size_t i;
    json_t *serial;
    json_array_foreach(serials, i, serial)
    {
        const char *text = json_string_value(serial);
        if (rc == ERR_OK && from)
            rc = stock_move_serial(op, from, to, item, text, error);
        else if (rc == ERR_OK)
            rc = stock_put_serial(op, to, item, text, error);
    }
    return rc;
}

static enum err issue_counted(struct op *op, const struct holder *from, const struct holder *to,
                              const char *item, double qty, struct error *error)
{
    enum err rc = from ? stock_add(op, from, item, -qty, error) : ERR_OK;
    return rc == ERR_OK ? stock_add(op, to, item, qty, error) : rc;
}

enum err op_stock_issue(struct op *op, struct error *error)
{
    struct record to_record, from_record;
    struct holder to, from;
    const char *item = json_text(op->args, "item", "");
    double qty = json_f64(op->args, "qty", 0);
    const json_t *serials = json_object_get(op->args, "serials");
    bool has_from = json_text(op->args, "from", NULL) != NULL;
    enum err rc = find_holder(op, "holder", &to_record, &to, error);
    if (rc == ERR_OK && has_from)
        rc = find_holder(op, "from", &from_record, &from, error);
    if (rc == ERR_OK && json_array_size(serials) && (double)json_array_size(serials) != qty)
        rc = error_at(error, ERR_INVALID, "serials", "There are %zu numbers for a quantity of %g.",
                      json_array_size(serials), qty);
    if (rc == ERR_OK && json_array_size(serials))
        rc = issue_serials(op, has_from ? &from : NULL, &to, item, serials, error);
    else if (rc == ERR_OK)
        rc = issue_counted(op, has_from ? &from : NULL, &to, item, qty, error);
    if (rc == ERR_OK)
        rc = op_event(op, "stock.issued", &to_record, json_copy(op->args), error);
    if (rc == ERR_OK && has_from)
        rc = op_event(op, "stock.taken", &from_record, json_copy(op->args), error);
    double now_qty = 0;
    json_t *now_serials = NULL;
    if (rc == ERR_OK)
        rc = quantity(op, to.id, item, &now_qty, error);
    if (rc == ERR_OK)
        rc = serials_of(op, to.id, item, &now_serials, error);
    if (rc == ERR_OK)
        op_answer_json(op,
                       json_pack("{s:s, s:s, s:s, s:f, s:O}", "holder", to.id, "holder_kind",
                                 to.kind, "item", item, "qty", now_qty, "serials", now_serials));
    return rc;
}

/* The page's rows, once the statement of the page is done. */
static enum err list_row(struct op *op, struct sql_rows *rows, json_t *items, struct error *error)
{
    json_t *serials = NULL;
    bool covers = false;
    enum err rc = org_covers(op->sql, &op->actor, sql_col_text(rows, 4), &covers, error);
    if (rc != ERR_OK || !covers)
        return rc;
    rc = serials_of(op, sql_col_text(rows, 0), sql_col_text(rows, 2), &serials, error);
    json_array_append_new(items, json_pack("{s:s, s:s, s:s, s:f, s:O}", "holder",
                                           sql_col_text(rows, 0), "holder_kind",
                                           sql_col_text(rows, 1), "item", sql_col_text(rows, 2),
                                           "qty", sql_col_f64(rows, 3), "serials", serials));
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
                "SELECT holder, holder_kind, item, qty, org FROM stock"
                " WHERE qty > 0 AND holder = COALESCE(?, holder)"
                " AND item = COALESCE(?, item)"
                " AND (holder > ? OR (holder = ? AND item > ?))"
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
