#include "ops/ledger_int.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "catalog/catalog.h"
#include "ops/piece_int.h"

enum { PIECE = 1000 };
static const int64_t MILLI_MAX = INT64_C(1000000000000);

/* ---- Amounts and holders ----------------------------------------------------------------------
 */

enum err milli_of(const json_t *object, const char *key, int64_t *milli, struct error *error)
{
    double qty = json_f64(object, key, 0);
    *milli = llround(qty * 1000);
    if (fabs(qty * 1000 - (double)*milli) > 1e-3)
        return error_at(error, ERR_INVALID, key, "A quantity has at most three decimals.");
    return ERR_OK;
}

json_t *qty_of(int64_t milli)
{
    return json_real((double)milli / 1000);
}

struct holder holder_outside(const char *name)
{
    struct holder holder = {.kind = "outside"};
    snprintf(holder.id, sizeof holder.id, "%s", name);
    return holder;
}

struct holder holder_of(const struct record *record)
{
    struct holder holder = {.id = ""};
    memcpy(holder.id, record->id, sizeof holder.id);
    memcpy(holder.org, record->org, sizeof holder.org);
    snprintf(holder.kind, sizeof holder.kind, "%s",
             record->noun == &noun_job ? "customer" : record->noun->name);
    return holder;
}

static bool is_outside(const struct holder *holder)
{
    return strcmp(holder->kind, "outside") == 0;
}

enum err holder_find(struct op *op, const char *field, struct record *record, struct holder *out,
                     struct error *error)
{
    const struct noun *const nouns[] = {&noun_crew, &noun_site, &noun_vehicle, &noun_person,
                                        &noun_job};
    const char *id = json_text(op->args, field, "");
    enum err rc = ERR_OK;
    bool found = false, covers = false;
    for (size_t i = 0; rc == ERR_OK && !found && i < sizeof nouns / sizeof *nouns; i++)
        found = record_find(op, nouns[i], "id", id, record, &rc, error);
    if (rc == ERR_OK && !found)
        rc = error_at(error, ERR_NOT_FOUND, field,
                      "There is no crew, site, vehicle, person or job with this id.");
    if (rc == ERR_OK)
        rc = org_covers(op->sql, &op->actor, record->org, &covers, error);
    if (rc == ERR_OK && !covers)
        rc = error_at(error, ERR_DENIED, field, "It belongs to another organisation.");
    if (rc == ERR_OK)
        *out = holder_of(record);
    return rc;
}

/* ---- Balances ---------------------------------------------------------------------------------
 */

enum err ledger_balance(struct op *op, const char *holder, const char *item, const char *lot,
                        int64_t *milli, struct error *error)
{
    return sql_ask_i64(op->sql,
                       "SELECT sum(milli) FROM stock_balance WHERE holder = ? AND item = ?"
                       " AND lot = COALESCE(?, lot)",
                       SQL_ARGS(sql_text(holder), sql_text(item), sql_text(lot)), 0, milli, error);
}

static enum err change_balance(struct op *op, const struct holder *holder, const char *item,
                               const char *lot, int64_t by, struct error *error)
{
    int64_t had = 0;
    enum err rc = ledger_balance(op, holder->id, item, lot, &had, error);
    if (rc != ERR_OK)
        return rc;
    if (!is_outside(holder) && had + by < 0)
        return error_at(error, ERR_RULE, "qty", "The %s has %g of %s; %g are asked for.",
                        holder->kind, (double)had / 1000, item, (double)-by / 1000);
    if (!is_outside(holder) && had + by > MILLI_MAX)
        return error_at(error, ERR_LIMIT, "qty", "No holder has more than 10^9 of an item.");
    return sql_run(op->sql,
                   "INSERT INTO stock_balance (holder, holder_kind, org, item, lot, milli)"
                   " VALUES (?, ?, ?, ?, ?, ?)"
                   " ON CONFLICT (holder, item, lot) DO UPDATE SET milli = excluded.milli",
                   SQL_ARGS(sql_text(holder->id), sql_text(holder->kind), sql_text(holder->org),
                            sql_text(item), sql_text(lot), sql_i64(had + by)),
                   error);
}

/* What of a move is the same on all its postings. */
struct entry {
    const struct stock_move *move;
    struct id id;
    const char *lot;
};

/* One posting. What is outside belongs to the organisation on the other side of the move. */
static enum err post(struct op *op, const struct entry *entry, const struct holder *holder,
                     const struct holder *other, const char *item, int64_t by, struct error *error)
{
    const struct stock_move *move = entry->move;
    enum err rc = change_balance(op, holder, item, entry->lot, by, error);
    if (rc != ERR_OK)
        return rc;
    const char *org = is_outside(holder) ? other->org : holder->org;
    if (is_outside(holder) && is_outside(other))
        org = is_outside(&move->from) ? move->to.org : move->from.org;
    return sql_run(
        op->sql,
        "INSERT INTO stock_posting (move, kind, at_ms, recorded_ms, holder, holder_kind, org,"
        " other, other_kind, item, lot, serial, milli, about, by_name, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        SQL_ARGS(sql_text(entry->id.text), sql_text(move->kind), sql_i64(move->at_ms),
                 sql_i64(op->now_ms), sql_text(holder->id), sql_text(holder->kind), sql_text(org),
                 sql_text(other->id), sql_text(other->kind), sql_text(item), sql_text(entry->lot),
                 sql_text(move->serial), sql_i64(by), sql_text(move->about ? move->about : ""),
                 sql_text(op->actor.name), sql_text(move->reason ? move->reason : "")),
        error);
}

/* A move of one lot: two postings, or four where one item becomes another. */
static enum err post_pair(struct op *op, const struct stock_move *move, const char *item,
                          const char *becomes, const char *lot, int64_t milli, struct error *error)
{
    struct entry entry = {.move = move, .id = id_new(op->ops->config.ids), .lot = lot};
    const struct holder *from = &move->from, *to = &move->to;
    bool same = strcmp(item, becomes) == 0;
    struct holder changed = holder_outside("changed");
    enum err rc = post(op, &entry, from, same ? to : &changed, item, -milli, error);
    if (rc == ERR_OK && !same)
        rc = post(op, &entry, &changed, from, item, milli, error);
    if (rc == ERR_OK && !same)
        rc = post(op, &entry, &changed, to, becomes, -milli, error);
    if (rc == ERR_OK)
        rc = post(op, &entry, to, same ? from : &changed, becomes, milli, error);
    if (rc == ERR_OK && move->noted) {
        json_t *note = json_pack("{s:s, s:s, s:o, s:s}", "move", entry.id.text, "item", becomes,
                                 "qty", qty_of(milli), "lot", lot);
        json_object_set_new(note, "serial", move->serial ? json_string(move->serial) : json_null());
        json_array_append_new(move->noted, note);
    }
    return rc;
}

/* ---- Lots -------------------------------------------------------------------------------------
 */

enum err ledger_lot(struct op *op, const char *item, const char *lot, int64_t expires_ms,
                    struct error *error)
{
    int64_t known = -1;
    if (!*lot)
        return ERR_OK;
    enum err rc = sql_ask_i64(op->sql,
                              "SELECT COALESCE(expires_ms, 0) FROM stock_lot"
                              " WHERE item = ? AND lot = ?",
                              SQL_ARGS(sql_text(item), sql_text(lot)), -1, &known, error);
    if (rc == ERR_OK && known >= 0 && expires_ms && known != expires_ms)
        rc = error_at(error, ERR_RULE, "expires_at", "The lot %.80s of %s has another expiry.", lot,
                      item);
    if (rc != ERR_OK || known >= 0)
        return rc;
    return sql_run(
        op->sql, "INSERT INTO stock_lot (item, lot, expires_ms) VALUES (?, ?, ?)",
        SQL_ARGS(sql_text(item), sql_text(lot), expires_ms ? sql_i64(expires_ms) : sql_null()),
        error);
}

/* What has expired is moved, counted and thrown away, but not handed out or used. */
static bool wants_fresh(const struct stock_move *move)
{
    static const char *const kinds[] = {"issue", "deliver", "consume"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(move->kind, kinds[i]) == 0)
            return true;
    }
    return false;
}

static enum err check_fresh(struct op *op, const struct stock_move *move, struct error *error)
{
    int64_t expires_ms = INT64_MAX;
    /* Throwing it away by name is how it leaves. */
    if (!wants_fresh(move) || strcmp(move->kind, "consume") == 0)
        return ERR_OK;
    enum err rc = sql_ask_i64(
        op->sql, "SELECT expires_ms FROM stock_lot WHERE item = ? AND lot = ?",
        SQL_ARGS(sql_text(move->item), sql_text(move->lot)), INT64_MAX, &expires_ms, error);
    if (rc == ERR_OK && expires_ms <= op->now_ms)
        rc = error_at(error, ERR_RULE, "lot", "The lot %.80s of %s has expired.", move->lot,
                      move->item);
    return rc;
}

struct part {
    char lot[LIMIT_NAME_BYTES];
    int64_t milli;
};

/* The lots to take from, first expired first; those without an expiry last. */
static enum err take_lots(struct op *op, const struct stock_move *move, struct arena *arena,
                          struct part **out, size_t *n, struct error *error)
{
    VEC(struct part) parts = {0};
    int64_t missing = move->milli, had = 0;
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT b.lot, b.milli FROM stock_balance AS b"
                          " LEFT JOIN stock_lot AS l ON l.item = b.item AND l.lot = b.lot"
                          " WHERE b.holder = ? AND b.item = ? AND b.milli > 0"
                          " AND (l.expires_ms IS NULL OR l.expires_ms > ?)"
                          " ORDER BY COALESCE(l.expires_ms, 9223372036854775807), b.lot",
                          SQL_ARGS(sql_text(move->from.id), sql_text(move->item),
                                   sql_i64(wants_fresh(move) ? op->now_ms : INT64_MIN)),
                          &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        int64_t there = sql_col_i64(rows, 1), take = there < missing ? there : missing;
        had += there;
        if (take <= 0)
            continue;
        struct part *part = vec_add(&parts);
        snprintf(part->lot, sizeof part->lot, "%s", sql_col_text(rows, 0));
        part->milli = take;
        missing -= take;
    }
    sql_rows_done(rows);
    if (rc == ERR_OK && missing > 0)
        rc = error_at(error, ERR_RULE, "qty", "The %s has %g of %s; %g are asked for.",
                      move->from.kind, (double)had / 1000, move->item, (double)move->milli / 1000);
    *out = arena_array(arena, struct part, parts.n);
    for (size_t i = 0; i < parts.n; i++)
        (*out)[i] = parts.at[i];
    *n = parts.n;
    vec_free(&parts);
    return rc;
}

/* A counted amount never takes numbered pieces with it. */
static enum err check_uncounted(struct op *op, const struct stock_move *move, struct error *error)
{
    int64_t had = 0, numbered = 0;
    enum err rc = is_outside(&move->from)
                      ? ERR_OK
                      : sql_ask_i64(op->sql,
                                    "SELECT count(*) FROM serial_place WHERE holder = ?"
                                    " AND item = ?",
                                    SQL_ARGS(sql_text(move->from.id), sql_text(move->item)), 0,
                                    &numbered, error);
    if (rc != ERR_OK || numbered == 0)
        return rc;
    rc = ledger_balance(op, move->from.id, move->item, NULL, &had, error);
    if (rc == ERR_OK && had - numbered * PIECE < move->milli)
        rc = error_at(error, ERR_RULE, "serials",
                      "The %s has %lld pieces of %s with numbers; say which ones.", move->from.kind,
                      (long long)numbered, move->item);
    return rc;
}

static enum err post_counted(struct op *op, const struct stock_move *move, struct error *error)
{
    const char *becomes = move->becomes ? move->becomes : move->item;
    if (move->milli == 0)
        return ERR_OK;
    enum err rc = check_uncounted(op, move, error);
    if (rc != ERR_OK)
        return rc;
    if (is_outside(&move->from) || move->lot) {
        const char *lot = move->lot ? move->lot : "";
        rc = *lot ? check_fresh(op, move, error) : ERR_OK;
        return rc == ERR_OK ? post_pair(op, move, move->item, becomes, lot, move->milli, error)
                            : rc;
    }
    struct arena *arena = arena_new();
    struct part *parts = NULL;
    size_t n = 0;
    rc = take_lots(op, move, arena, &parts, &n, error);
    for (size_t i = 0; rc == ERR_OK && i < n; i++)
        rc = post_pair(op, move, move->item, becomes, parts[i].lot, parts[i].milli, error);
    arena_free(arena);
    return rc;
}

/* ---- Serials ----------------------------------------------------------------------------------
 */

enum err ledger_place(struct op *op, const char *serial, struct serial_place *out,
                      struct error *error)
{
    struct sql_rows *rows = NULL;
    *out = (struct serial_place){.holder = ""};
    enum err rc = sql_ask(op->sql, "SELECT holder, item, lot FROM serial_place WHERE serial = ?",
                          SQL_ARGS(sql_text(serial)), &rows, error);
    if (rc == ERR_OK && sql_next(rows, &rc, error)) {
        snprintf(out->holder, sizeof out->holder, "%s", sql_col_text(rows, 0));
        snprintf(out->item, sizeof out->item, "%s", sql_col_text(rows, 1));
        snprintf(out->lot, sizeof out->lot, "%s", sql_col_text(rows, 2));
    }
    sql_rows_done(rows);
    return rc;
}

static enum err post_serial(struct op *op, const struct stock_move *move, struct error *error)
{
    struct serial_place place;
    enum err rc = ledger_place(op, move->serial, &place, error);
    if (rc != ERR_OK)
        return rc;
    bool is_new = !place.holder[0];
    if (is_new && !is_outside(&move->from))
        return error_at(error, ERR_RULE, "serials", "The number %.80s is not with the %s.",
                        move->serial, move->from.kind);
    if (is_new) {
        snprintf(place.item, sizeof place.item, "%s", move->item);
        snprintf(place.lot, sizeof place.lot, "%s", move->lot ? move->lot : "");
    } else if (strcmp(place.holder, move->from.id) != 0) {
        return is_outside(&move->from)
                   ? error_at(error, ERR_EXISTS, "serials", "The number %.80s is with %s already.",
                              move->serial, place.holder)
                   : error_at(error, ERR_RULE, "serials", "The number %.80s is not with the %s.",
                              move->serial, move->from.kind);
    }
    rc = piece_check_move(op, move->serial, move->item, move->kind, move->from.org, error);
    if (rc == ERR_OK)
        rc = post_pair(op, move, place.item, move->item, place.lot, PIECE, error);
    return rc == ERR_OK ? sql_run(op->sql,
                                  "INSERT INTO serial_place (serial, holder, item, lot)"
                                  " VALUES (?, ?, ?, ?) ON CONFLICT (serial) DO UPDATE SET"
                                  " holder = excluded.holder, item = excluded.item",
                                  SQL_ARGS(sql_text(move->serial), sql_text(move->to.id),
                                           sql_text(move->item), sql_text(place.lot)),
                                  error)
                        : rc;
}

enum err ledger_post(struct op *op, const struct stock_move *move, struct error *error)
{
    if (strcmp(move->from.id, move->to.id) == 0 && strcmp(move->kind, "act") != 0)
        return error_at(error, ERR_INVALID, "from", "Nothing is moved from a holder to itself.");
    return move->serial ? post_serial(op, move, error) : post_counted(op, move, error);
}

enum err ledger_use(struct op *op, struct stock_move *move, int64_t *used, struct error *error)
{
    int64_t there = 0;
    enum err rc =
        sql_ask_i64(op->sql,
                    "SELECT sum(b.milli) FROM stock_balance AS b"
                    " LEFT JOIN stock_lot AS l ON l.item = b.item AND l.lot = b.lot"
                    " WHERE b.holder = ? AND b.item = ?"
                    " AND (l.expires_ms IS NULL OR l.expires_ms > ?)",
                    SQL_ARGS(sql_text(move->from.id), sql_text(move->item), sql_i64(op->now_ms)), 0,
                    &there, error);
    if (there < move->milli)
        move->milli = there;
    *used = move->milli;
    return rc == ERR_OK ? ledger_post(op, move, error) : rc;
}

/* ---- What a holder has ------------------------------------------------------------------------
 */

enum err ledger_serials(struct op *op, const char *holder, const char *item, json_t **out,
                        struct error *error)
{
    json_t *serials = op_keep(op, json_array());
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT serial FROM serial_place WHERE holder = ? AND item = ?"
                          " ORDER BY serial LIMIT 1000",
                          SQL_ARGS(sql_text(holder), sql_text(item)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error))
        json_array_append_new(serials, json_string(sql_col_text(rows, 0)));
    sql_rows_done(rows);
    *out = serials;
    return rc;
}

enum err ledger_holdings(struct op *op, const char *holder, json_t **out, struct error *error)
{
    json_t *list = op_keep(op, json_array());
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT item, sum(milli) FROM stock_balance WHERE holder = ?"
                          " GROUP BY item HAVING sum(milli) > 0 ORDER BY item",
                          SQL_ARGS(sql_text(holder)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        json_t *serials = NULL;
        rc = ledger_serials(op, holder, sql_col_text(rows, 0), &serials, error);
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:O}", "item", sql_col_text(rows, 0), "qty",
                                        qty_of(sql_col_i64(rows, 1)), "serials", serials));
    }
    sql_rows_done(rows);
    *out = list;
    return rc;
}
