/*
 * Registered pieces: LPG cylinders and whatever else has a number, a keeper, tests and an end of
 * life. The rules are the register's (packs/registers.yaml); where a piece is, the ledger knows.
 */
#include "ops/piece_int.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "ops/ledger_int.h"

#define DAY_MS (24LL * 3600 * 1000)

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error);

const struct noun noun_piece = {
    .name = "piece",
    .table = "piece",
    .columns = {{"code", "code", COLUMN_TEXT},
                {"register", "register", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"next_ms", "_next_at", COLUMN_TIME}},
    .show = show,
};

/* ---- Dates ------------------------------------------------------------------------------------
 */

static const struct register_kind *register_of(const struct op *op, const json_t *doc)
{
    return catalog_register(op->ops->config.catalog, json_text(doc, "register", ""));
}

/* The same day so many years later; the 29th of February becomes the 28th. */
static int64_t add_years(const struct op *op, int64_t ms, int64_t years)
{
    char text[TIME_TEXT_MAX], moved[TIME_TEXT_MAX + 8];
    int64_t out = ms;
    time_format(ms, op->ops->config.offset_min, text);
    snprintf(moved, sizeof moved, "%04d%s", atoi(text) + (int)years, text + 4);
    if (!time_parse(moved, &out)) {
        memcpy(moved + 8, "28", 2);
        time_parse(moved, &out);
    }
    return out;
}

static int64_t tested_ms(const json_t *doc, const char *test)
{
    return op_time_of(json_object_get(doc, "passed"), test, op_time_of(doc, "made_at", 0));
}

static int64_t life_ends_ms(const struct op *op, const struct register_kind *kind,
                            const json_t *doc)
{
    int64_t years = kind->life_years;
    for (size_t i = 0; i < kind->tests.n; i++) {
        const struct register_test *test = &kind->tests.at[i];
        if (json_object_get(json_object_get(doc, "passed"), test->id))
            years += test->extends_years;
    }
    return kind->life_years ? add_years(op, op_time_of(doc, "made_at", 0), years) : INT64_MAX;
}

/* The next test by the calendar, and which. */
static int64_t next_test_ms(const struct op *op, const struct register_kind *kind,
                            const json_t *doc, const char **which)
{
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < kind->tests.n; i++) {
        const struct register_test *test = &kind->tests.at[i];
        int64_t due_ms = test->every_years
                             ? add_years(op, tested_ms(doc, test->id), test->every_years)
                             : INT64_MAX;
        if (due_ms < next_ms) {
            next_ms = due_ms;
            *which = test->id;
        }
    }
    return next_ms;
}

static void set_next(struct op *op, json_t *doc)
{
    const struct register_kind *kind = register_of(op, doc);
    const char *which = NULL;
    if (!kind)
        return;
    int64_t test_ms = next_test_ms(op, kind, doc, &which), life_ms = life_ends_ms(op, kind, doc);
    int64_t next_ms = test_ms < life_ms ? test_ms : life_ms;
    bool is_void = strcmp(json_text(doc, "state", ""), "void") == 0;
    if (json_object_get(doc, "failed"))
        next_ms = op_time_of(doc, "failed_at", next_ms);
    json_object_del(doc, "_next_at");
    if (next_ms != INT64_MAX && !is_void)
        op_set_time(op, doc, "_next_at", next_ms);
}

/* What is wrong with it now: "life", the test that is due, "failed"; NULL: nothing. */
static const char *overdue(const struct op *op, const struct register_kind *kind, const json_t *doc,
                           int64_t *since_ms)
{
    const char *which = NULL;
    int64_t test_ms = next_test_ms(op, kind, doc, &which);
    *since_ms = life_ends_ms(op, kind, doc);
    if (*since_ms <= op->now_ms)
        return "life";
    *since_ms = test_ms;
    if (test_ms <= op->now_ms)
        return which;
    const char *failed = json_text(doc, "failed", NULL);
    if (failed)
        *since_ms = op_time_of(doc, "failed_at", op->now_ms);
    return failed;
}

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    const struct register_kind *kind = register_of(op, doc);
    const char *which = NULL;
    struct serial_place place;
    enum err rc = ledger_place(op, json_text(record->doc, "code", ""), &place, error);
    if (rc != ERR_OK || !kind)
        return rc;
    int64_t test_ms = next_test_ms(op, kind, doc, &which), life_ms = life_ends_ms(op, kind, doc);
    int64_t since_ms = 0;
    const char *late = overdue(op, kind, doc, &since_ms);
    int64_t next_ms = test_ms < life_ms ? test_ms : life_ms;
    bool is_void = strcmp(json_text(doc, "state", ""), "void") == 0;
    json_object_set_new(doc, "next_test_at",
                        test_ms == INT64_MAX ? json_null() : op_time(op, test_ms));
    json_object_set_new(doc, "life_ends_at",
                        life_ms == INT64_MAX ? json_null() : op_time(op, life_ms));
    json_object_set_new(doc, "overdue", late && !is_void ? json_string(late) : json_null());
    json_object_set_new(doc, "warn",
                        json_boolean(!is_void && next_ms != INT64_MAX &&
                                     next_ms - kind->warn_days * DAY_MS <= op->now_ms));
    json_object_set_new(doc, "holder", place.holder[0] ? json_string(place.holder) : json_null());
    json_object_set_new(doc, "item", place.item[0] ? json_string(place.item) : json_null());
    return ERR_OK;
}

/* ---- Rules ------------------------------------------------------------------------------------
 */

static enum err check_bars(const struct op *op, const struct register_kind *kind, const json_t *doc,
                           const char *what, struct error *error)
{
    char day[TIME_TEXT_MAX];
    int64_t since_ms = 0;
    const char *code = json_text(doc, "code", "");
    if (strcmp(json_text(doc, "state", ""), "void") == 0) {
        time_format(op_time_of(doc, "void_at", op->now_ms), op->ops->config.offset_min, day);
        return words_have(&kind->bars_void, what)
                   ? error_at(error, ERR_RULE, "serials", "%.80s is void since %.10s: %.200s", code,
                              day, json_text(doc, "void_reason", "scrapped"))
                   : ERR_OK;
    }
    const char *late = overdue(op, kind, doc, &since_ms);
    if (!late || !words_have(&kind->bars_overdue, what))
        return ERR_OK;
    time_format(since_ms, op->ops->config.offset_min, day);
    return strcmp(late, "life") == 0
               ? error_at(error, ERR_RULE, "serials", "The life of %.80s ended on %.10s.", code,
                          day)
               : error_at(error, ERR_RULE, "serials",
                          "%.80s must pass the test '%.40s' first; it was due on %.10s.", code,
                          late, day);
}

/* What is not on the register moves with a reason only, given by somebody who answers for it. */
static enum err check_unregistered(struct op *op, const struct register_kind *kind,
                                   const char *serial, const char *move, const char *org,
                                   struct error *error)
{
    int64_t kept = 0;
    bool may = op->actor.role != ROLE_CREW && json_text(op->args, "reason", NULL);
    if (kind->registered_only)
        return error_at(error, ERR_RULE, "serials", "%.80s is not on the register '%.40s'.", serial,
                        kind->id);
    if (!words_have(&kind->bars_unregistered, move) || may)
        return ERR_OK;
    enum err rc =
        sql_ask_i64(op->sql,
                    "WITH RECURSIVE above(id) AS (SELECT ? UNION SELECT org.parent FROM org"
                    " JOIN above ON org.id = above.id WHERE org.parent IS NOT NULL)"
                    " SELECT count(*) FROM piece WHERE register = ?"
                    " AND (org = '' OR org IN (SELECT id FROM above))",
                    SQL_ARGS(sql_text(org), sql_text(kind->id)), 0, &kept, error);
    return rc == ERR_OK && kept
               ? error_at(error, ERR_RULE, "serials",
                          "%.80s is not on the register '%.40s': register it, or a dispatcher says"
                          " why it goes all the same.",
                          serial, kind->id)
               : rc;
}

enum err piece_check_move(struct op *op, const char *serial, const char *item, const char *move,
                          const char *org, struct error *error)
{
    const struct register_kind *kind = catalog_register_of_item(op->ops->config.catalog, item);
    struct record piece;
    enum err rc = ERR_OK;
    if (!kind || strcmp(move, "act") == 0 || strcmp(move, "count") == 0 ||
        strcmp(move, "correct") == 0)
        return ERR_OK;
    if (record_find(op, &noun_piece, "code", serial, &piece, &rc, error))
        return check_bars(op, kind, piece.doc, move, error);
    return rc == ERR_OK ? check_unregistered(op, kind, serial, move, org, error) : rc;
}

/* ---- Commands ---------------------------------------------------------------------------------
 */

/* One code, one keeper: the same code is never registered twice. */
static enum err check_code(struct op *op, const char *code, struct error *error)
{
    struct record piece, keeper;
    enum err rc = ERR_OK;
    if (!record_find(op, &noun_piece, "code", code, &piece, &rc, error))
        return rc;
    bool named =
        record_find(op, &noun_org, "id", json_text(piece.doc, "keeper", ""), &keeper, &rc, NULL);
    const json_t *name = named ? json_object_get(keeper.doc, "name") : NULL;
    return error_at(error, ERR_EXISTS, "code", "%.80s is registered with %.80s already.", code,
                    json_text(name, "en", json_text(name, "zh", "another keeper")));
}

enum err op_piece_register(struct op *op, struct error *error)
{
    const char *org;
    enum err rc = op_org(op, &org, error);
    if (rc == ERR_OK &&
        !catalog_register(op->ops->config.catalog, json_text(op->args, "register", "")))
        rc = error_at(error, ERR_INVALID, "register",
                      "There is no such register; packs/registers.yaml lists them.");
    if (rc == ERR_OK)
        rc = check_code(op, json_text(op->args, "code", ""), error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "keeper", &noun_org, error);
    if (rc == ERR_OK && op_time_of(op->args, "made_at", 0) > op->now_ms)
        rc = error_at(error, ERR_INVALID, "made_at", "It lies in the future.");
    if (rc != ERR_OK)
        return rc;
    struct record piece = record_new(op, &noun_piece, org);
    op_copy_args(op, piece.doc, "code", "register", "owner", "keeper", "maker", "made_at", NULL);
    json_object_set_new(piece.doc, "state", json_string("active"));
    json_object_set_new(piece.doc, "passed", json_object());
    set_next(op, piece.doc);
    return op_created(op, &piece, error);
}

static enum err check_active(const struct op *op, struct error *error)
{
    return strcmp(json_text(op->target.doc, "state", ""), "void") == 0
               ? error_set(error, ERR_STATE, "The piece is void.")
               : ERR_OK;
}

enum err op_piece_test(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc;
    const struct register_kind *kind = register_of(op, doc);
    const char *id = json_text(op->args, "test", "");
    int64_t at_ms;
    bool known = false;
    for (size_t i = 0; kind && i < kind->tests.n; i++)
        known |= strcmp(kind->tests.at[i].id, id) == 0;
    if (!known)
        return error_at(error, ERR_INVALID, "test", "The register has no test %.40s.", id);
    enum err rc = check_active(op, error);
    if (rc == ERR_OK)
        rc = op_at(op, &at_ms, error);
    if (rc != ERR_OK)
        return rc;
    if (json_flag(op->args, "passed", false)) {
        json_t *passed = json_copy(json_object_get(doc, "passed"));
        op_set_time(op, passed, id, at_ms);
        json_object_set_new(doc, "passed", passed);
        if (strcmp(json_text(doc, "failed", ""), id) == 0)
            json_object_del(doc, "failed");
    } else {
        json_object_set_new(doc, "failed", json_string(id));
        op_set_time(op, doc, "failed_at", at_ms);
    }
    set_next(op, doc);
    return op_changed(op, &op->target, "tested", NULL, error);
}

static const struct register_act *act_of(const struct register_kind *kind, const char *id)
{
    for (size_t i = 0; kind && i < kind->acts.n; i++) {
        if (strcmp(kind->acts.at[i].id, id) == 0)
            return &kind->acts.at[i];
    }
    return NULL;
}

/* A piece that becomes something else does so where it is. */
static enum err become(struct op *op, const struct register_act *act, int64_t at_ms,
                       struct error *error)
{
    const char *code = json_text(op->target.doc, "code", "");
    struct serial_place place;
    struct sql_rows *rows = NULL;
    enum err rc = ledger_place(op, code, &place, error);
    if (rc == ERR_OK && act->from && strcmp(place.item, act->from) != 0)
        return error_at(error, ERR_RULE, "act", "%.80s is %.80s; it must be %.80s.", code,
                        place.item[0] ? place.item : "nowhere in the stock", act->from);
    if (rc != ERR_OK || !act->becomes)
        return rc;
    struct stock_move move = {.kind = "act",
                              .item = act->becomes,
                              .serial = code,
                              .about = op->target.id,
                              .at_ms = at_ms};
    rc = sql_ask(op->sql, "SELECT holder_kind, org FROM stock_balance WHERE holder = ? LIMIT 1",
                 SQL_ARGS(sql_text(place.holder)), &rows, error);
    memcpy(move.from.id, place.holder, sizeof move.from.id);
    if (rc == ERR_OK && sql_next(rows, &rc, error)) {
        snprintf(move.from.kind, sizeof move.from.kind, "%s", sql_col_text(rows, 0));
        snprintf(move.from.org, sizeof move.from.org, "%s", sql_col_text(rows, 1));
    }
    sql_rows_done(rows);
    move.to = move.from;
    return rc == ERR_OK ? ledger_post(op, &move, error) : rc;
}

enum err op_piece_act(struct op *op, struct error *error)
{
    json_t *doc = op->target.doc;
    const struct register_kind *kind = register_of(op, doc);
    const char *id = json_text(op->args, "act", "");
    const struct register_act *act = act_of(kind, id);
    int64_t at_ms;
    if (!act)
        return error_at(error, ERR_INVALID, "act", "The register has no act %.40s.", id);
    enum err rc = op_at(op, &at_ms, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "by", &noun_org, error);
    if (rc == ERR_OK && act->keeper_only &&
        strcmp(json_text(op->args, "by", op->actor.org), json_text(doc, "keeper", "-")) != 0)
        rc = error_at(error, ERR_RULE, "by",
                      "%.80s is registered with another keeper, who alone may do this.",
                      json_text(doc, "code", ""));
    if (rc == ERR_OK)
        rc = check_bars(op, kind, doc, id, error);
    if (rc == ERR_OK)
        rc = become(op, act, at_ms, error);
    if (rc != ERR_OK)
        return rc;
    json_t *data = json_copy(op->args);
    json_object_del(data, "id");
    op_set_time(op, data, "at", at_ms);
    if (act->step)
        json_object_set_new(data, "step", json_string(act->step));
    return op_changed(op, &op->target, "act", data, error);
}

enum err op_piece_void(struct op *op, struct error *error)
{
    enum err rc = check_active(op, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(op->target.doc, "state", json_string("void"));
    json_object_set(op->target.doc, "void_reason", json_object_get(op->args, "reason"));
    op_set_time(op, op->target.doc, "void_at", op->now_ms);
    set_next(op, op->target.doc);
    return op_changed(op, &op->target, "void", NULL, error);
}

enum err op_piece_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_piece_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_piece, error);
}

/* ---- What is due ------------------------------------------------------------------------------
 */

struct due {
    json_t *items;
    int64_t limit;
};

static enum err add_due(struct op *op, struct record *piece, void *context, struct error *error)
{
    struct due *due = context;
    json_t *shown = NULL;
    bool covers = false;
    const char *wanted = json_text(op->args, "register", NULL);
    if ((int64_t)json_array_size(due->items) >= due->limit ||
        (wanted && strcmp(wanted, json_text(piece->doc, "register", "")) != 0))
        return ERR_OK;
    enum err rc = org_covers(op->sql, &op->actor, piece->org, &covers, error);
    if (rc == ERR_OK && covers)
        rc = record_show(op, piece, &shown, error);
    if (rc == ERR_OK && covers &&
        (json_flag(shown, "warn", false) || json_text(shown, "overdue", NULL)))
        json_array_append(due->items, shown);
    return rc;
}

enum err op_piece_due(struct op *op, struct error *error)
{
    struct due due = {op_keep(op, json_array()), json_i64(op->args, "limit", 100)};
    /* No register warns earlier than a year ahead. */
    enum err rc = record_each(op, &noun_piece, "next_ms < ? ORDER BY next_ms, id",
                              SQL_ARGS(sql_i64(op->now_ms + 367 * DAY_MS)), add_due, &due, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", due.items, "next"));
    return rc;
}

/* ---- The registers ----------------------------------------------------------------------------
 */

static json_t *named(const char *id, const struct names *name)
{
    return json_pack("{s:s, s:{s:s, s:s}}", "id", id, "name", "zh", name->zh, "en", name->en);
}

static json_t *register_json(const struct register_kind *kind)
{
    json_t *tests = json_array(), *acts = json_array(), *items = json_array();
    for (size_t i = 0; i < kind->tests.n; i++)
        json_array_append_new(tests, named(kind->tests.at[i].id, &kind->tests.at[i].name));
    for (size_t i = 0; i < kind->acts.n; i++)
        json_array_append_new(acts, named(kind->acts.at[i].id, &kind->acts.at[i].name));
    for (size_t i = 0; i < kind->items.n; i++)
        json_array_append_new(items, json_string(kind->items.at[i]));
    json_t *json = named(kind->id, &kind->name);
    json_object_set_new(json, "items", items);
    json_object_set_new(json, "tests", tests);
    json_object_set_new(json, "acts", acts);
    return json;
}

enum err op_register_list(struct op *op, struct error *error)
{
    (void)error;
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *items = json_array();
    for (size_t i = 0; i < catalog_registers(catalog); i++)
        json_array_append_new(items, register_json(catalog_register_at(catalog, i)));
    op_answer_json(op, json_pack("{s:o, s:n}", "items", items, "next"));
    return ERR_OK;
}
