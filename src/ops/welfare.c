/* People who are called every day until they are released: who was, who was not, and what they
 * said.
 */
#include <stdlib.h>
#include <string.h>

#include "ops/privacy_int.h"
#include "ops/seal_int.h"
#include "ops/welfare_int.h"

const struct noun noun_welfare = {
    .name = "welfare",
    .table = "welfare",
    .columns = {{"person", "person", COLUMN_TEXT}, {"is_open", "open", COLUMN_NUMBER}},
};

enum err op_welfare_add(struct op *op, struct error *error)
{
    struct record person;
    int64_t n = 0;
    enum err rc =
        record_load(op, &noun_person, json_text(op->args, "person", ""), "person", &person, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "caller", &noun_person, error);
    if (rc == ERR_OK)
        rc = sql_ask_i64(op->sql, "SELECT count(*) FROM welfare WHERE person = ? AND is_open = 1",
                         SQL_ARGS(sql_text(person.id)), 0, &n, error);
    if (rc == ERR_OK && n)
        rc = error_at(error, ERR_EXISTS, "person", "The person is on the list already.");
    if (rc != ERR_OK)
        return rc;
    struct record welfare = record_new(op, &noun_welfare, person.org);
    op_copy_args(op, welfare.doc, "person", "caller", "reason", NULL);
    op_default(welfare.doc, "reason", json_string(""));
    json_object_set_new(welfare.doc, "open", json_true());
    op_set_time(op, welfare.doc, "from", op->now_ms);
    /* Who is on the list and why stays out of the log. */
    json_object_del(op->args, "person");
    json_object_del(op->args, "reason");
    return op_created(op, &welfare, error);
}

/* ---- Calls: what was said lies sealed ---------------------------------------------------------
 */

/* The moment of a call, and how many were logged for the person at that moment before it. */
struct call_at {
    int64_t ms, before;
};
#define CALL_AT                                                                                    \
    "at_ms, (SELECT count(*) FROM welfare_call AS other WHERE other.day = welfare_call.day AND"    \
    " other.welfare = welfare_call.welfare AND other.at_ms = welfare_call.at_ms AND"               \
    " other.rowid < welfare_call.rowid)"

static struct call_at col_call_at(struct sql_rows *rows)
{
    return (struct call_at){sql_col_i64(rows, 0), sql_col_i64(rows, 1)};
}

enum { CALL_FIELD_SIZE = 48 };

/* The field under which it lies: no two calls share one. */
static void name_call(struct call_at at, char field[CALL_FIELD_SIZE])
{
    int n = snprintf(field, CALL_FIELD_SIZE, "calls.%lld", (long long)at.ms);
    if (at.before > 0)
        snprintf(field + n, (size_t)(CALL_FIELD_SIZE - n), ".%lld", (long long)at.before);
}

static enum err seal_call(struct op *op, const char *welfare, struct call_at at, const char *result,
                          const char *note, struct error *error)
{
    char field[CALL_FIELD_SIZE];
    name_call(at, field);
    const struct seal seal = {"welfare", welfare, field, "welfare"};
    json_t *said = json_pack("{s:s, s:s}", "result", result, "note", note);
    char *text = json_canonical(said);
    enum err rc = seal_put(op, &seal, text, error);
    json_decref(said);
    free(text);
    return rc;
}

enum err welfare_seal_calls(struct op *op, const char *welfare, struct error *error)
{
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT " CALL_AT ", result, note FROM welfare_call WHERE welfare = ?"
                          " AND (result <> '' OR note <> '')",
                          SQL_ARGS(sql_text(welfare)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error))
        rc = seal_call(op, welfare, col_call_at(rows), sql_col_text(rows, 2), sql_col_text(rows, 3),
                       error);
    sql_rows_done(rows);
    return rc == ERR_OK ? sql_run(op->sql,
                                  "UPDATE welfare_call SET result = '', note = ''"
                                  " WHERE welfare = ?",
                                  SQL_ARGS(sql_text(welfare)), error)
                        : rc;
}

enum err op_welfare_call(struct op *op, struct error *error)
{
    char day[TIME_TEXT_MAX];
    struct call_at at = {0};
    enum err rc = op_at(op, &at.ms, error);
    if (rc == ERR_OK && at.ms < op_time_of(op->target.doc, "from", 0) - 60000)
        rc = error_at(error, ERR_INVALID, "at", "The person was not on the list yet.");
    if (rc == ERR_OK && !json_flag(op->target.doc, "open", false))
        rc = error_set(error, ERR_STATE, "The person has been released.");
    if (rc != ERR_OK)
        return rc;
    time_format(at.ms, op->ops->config.offset_min, day);
    day[10] = '\0';
    const struct sql_value row[] = {sql_text(op->target.id), sql_text(day), sql_i64(at.ms),
                                    sql_text(op->actor.name)};
    rc = sql_ask_i64(
        op->sql, "SELECT count(*) FROM welfare_call WHERE welfare = ? AND day = ? AND at_ms = ?",
        row, 3, 0, &at.before, error);
    if (rc == ERR_OK)
        rc = sql_run(op->sql,
                     "INSERT INTO welfare_call (welfare, day, at_ms, result, note, by_name)"
                     " VALUES (?, ?, ?, '', '', ?)",
                     row, 4, error);
    if (rc == ERR_OK)
        rc = seal_call(op, op->target.id, at, json_text(op->args, "result", ""),
                       json_text(op->args, "note", ""), error);
    if (rc != ERR_OK)
        return rc;
    op_set_time(op, op->target.doc, "last_call_at", at.ms);
    /* What somebody says about their health stays out of the log. */
    return op_changed(op, &op->target, "called",
                      json_pack("{s:O}", "result", json_object_get(op->args, "result")), error);
}

enum err op_welfare_release(struct op *op, struct error *error)
{
    if (!json_flag(op->target.doc, "open", false))
        return error_set(error, ERR_STATE, "The person has been released.");
    json_object_set_new(op->target.doc, "open", json_false());
    op_set_time(op, op->target.doc, "until", op->now_ms);
    enum err rc = op_changed(op, &op->target, "released", json_object(), error);
    return rc == ERR_OK ? privacy_settle(op, &op->target, error) : rc;
}

enum err welfare_forget(struct op *op, const struct record *welfare, struct error *error)
{
    const struct sql_value id[] = {sql_text(welfare->id)};
    enum err rc = sql_run(op->sql, "DELETE FROM welfare_call WHERE welfare = ?", id, 1, error);
    return rc == ERR_OK ? sql_run(op->sql, "DELETE FROM welfare WHERE id = ?", id, 1, error) : rc;
}

enum err op_welfare_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_welfare, error);
}

/* ---- A day's list -----------------------------------------------------------------------------
 */

struct day {
    char text[11];
    int64_t from_ms, until_ms;
    json_t *items;
    int64_t called;
};

/* Puts what was said with its call. */
static void add_said(const char *field, struct sv text, void *context)
{
    json_t *calls = context, *call, *said = NULL;
    size_t i;
    json_array_foreach(calls, i, call)
    {
        if (strcmp(json_text(call, "_field", ""), field) == 0 &&
            json_read(text, "call", &said, NULL) == ERR_OK)
            json_object_update_new(call, said);
    }
}

static enum err calls_of(struct op *op, const struct day *day, const char *id, json_t *calls,
                         struct error *error)
{
    size_t i;
    json_t *call;
    char field[CALL_FIELD_SIZE];
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql,
                          "SELECT " CALL_AT ", result, note, by_name FROM welfare_call"
                          " WHERE day = ? AND welfare = ? ORDER BY at_ms, rowid",
                          SQL_ARGS(sql_text(day->text), sql_text(id)), &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct call_at at = col_call_at(rows);
        name_call(at, field);
        json_array_append_new(calls,
                              json_pack("{s:s, s:o, s:s, s:s, s:s}", "_field", field, "at",
                                        op_time(op, at.ms), "result", sql_col_text(rows, 2), "note",
                                        sql_col_text(rows, 3), "by", sql_col_text(rows, 4)));
    }
    sql_rows_done(rows);
    if (rc == ERR_OK)
        rc = seal_each(op, "welfare", id, add_said, calls, error);
    json_array_foreach(calls, i, call) json_object_del(call, "_field");
    return rc;
}

static enum err add_person(struct op *op, struct record *welfare, void *context,
                           struct error *error)
{
    struct day *day = context;
    struct record person;
    json_t *shown = NULL;
    bool covers = false;
    json_t *calls = op_keep(op, json_array());
    if (op_time_of(welfare->doc, "from", 0) >= day->until_ms ||
        op_time_of(welfare->doc, "until", INT64_MAX) <= day->from_ms)
        return ERR_OK;
    enum err rc = org_covers(op->sql, &op->actor, welfare->org, &covers, error);
    if (rc == ERR_OK && covers)
        rc = record_load(op, &noun_person, json_text(welfare->doc, "person", ""), "person", &person,
                         error);
    if (rc == ERR_OK && covers)
        rc = calls_of(op, day, welfare->id, calls, error);
    /* The look at the list is on record. */
    if (rc == ERR_OK && covers)
        rc = record_show(op, welfare, &shown, error);
    if (rc != ERR_OK || !covers)
        return rc;
    json_t *item =
        json_pack("{s:s, s:s, s:O}", "id", welfare->id, "person", person.id, "calls", calls);
    json_t *name = json_object_get(person.doc, "name"),
           *phone = json_object_get(person.doc, "phone");
    if (name)
        json_object_set(item, "name", name);
    if (phone)
        json_object_set(item, "phone", phone);
    day->called += json_array_size(calls) > 0;
    json_array_append_new(day->items, item);
    return ERR_OK;
}

enum err op_welfare_day(struct op *op, struct error *error)
{
    struct day day = {.items = op_keep(op, json_array())};
    char zero[TIME_TEXT_MAX], whole[48];
    const int offset_min = op->ops->config.offset_min;
    time_format(op->now_ms, offset_min, zero);
    snprintf(day.text, sizeof day.text, "%.10s", json_text(op->args, "day", zero));
    time_format(0, offset_min, zero);
    snprintf(whole, sizeof whole, "%.10sT00:00:00%s", day.text, zero + 19);
    if (!time_parse(whole, &day.from_ms))
        return error_at(error, ERR_INVALID, "day", "Write the day as 2022-09-27.");
    day.until_ms = day.from_ms + INT64_C(24) * 3600 * 1000;
    enum err rc =
        record_each(op, &noun_welfare, "1 = 1 ORDER BY id", SQL_NONE, add_person, &day, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:s, s:I, s:I, s:O}", "day", day.text, "wanted",
                                     (json_int_t)json_array_size(day.items), "called",
                                     (json_int_t)day.called, "items", day.items));
    return rc;
}
