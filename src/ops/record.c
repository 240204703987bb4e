#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_find.h"
#include "ops/privacy_int.h"

enum { STATEMENT_MAX = 1024 };

json_t *op_keep(struct op *op, json_t *value)
{
    assert(value);
    vec_push(&op->kept, value);
    return value;
}

void op_end(struct op *op)
{
    for (size_t i = 0; i < op->kept.n; i++)
        json_decref(op->kept.at[i]);
    vec_free(&op->kept);
    json_decref(op->args);
    json_decref(op->reply);
    op->args = op->reply = NULL;
}

const struct noun *noun_of(const char *name)
{
    static const struct noun *const nouns[] = {
        &noun_org,      &noun_person,     &noun_vehicle,  &noun_crew,        &noun_site,
        &noun_zone,     &noun_gate,       &noun_permit,   &noun_closure,     &noun_request,
        &noun_job,      &noun_visit,      &noun_user,     &noun_manifest,    &noun_transfer,
        &noun_quote,    &noun_piece,      &noun_loan,     &noun_affiliation, &noun_responsibility,
        &noun_welfare,  &noun_agreement,  &noun_sheet,    &noun_situation,   &noun_mode,
        &noun_approval, &noun_delegation, &noun_passage,  &noun_notice,      &noun_outage,
        &noun_round,    &noun_look,       &noun_feedback, &noun_alarm,       &noun_rehearsal,
        &noun_post,     &noun_roster,     &noun_duty};
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) {
        if (strcmp(nouns[i]->name, name) == 0)
            return nouns[i];
    }
    return NULL;
}

struct record record_new(struct op *op, const struct noun *noun, const char *org)
{
    struct record record = {.noun = noun};
    struct id id = id_new(op->ops->config.ids);
    memcpy(record.id, id.text, sizeof record.id);
    snprintf(record.org, sizeof record.org, "%s", org);
    record.doc = op_keep(op, json_pack("{s:s}", "id", record.id));
    json_object_set_new(record.doc, "org", *org ? json_string(org) : json_null());
    return record;
}

static struct sql_value column_value(const struct column *column, const json_t *doc)
{
    const json_t *field = json_at(doc, column->field);
    int64_t time_ms;
    if (!field)
        return sql_null();
    switch (column->kind) {
    case COLUMN_TEXT:
        return sql_text(json_string_value(field));
    case COLUMN_NUMBER:
        return json_is_real(field) ? sql_f64(json_real_value(field))
                                   : sql_i64(json_is_boolean(field) ? json_is_true(field)
                                                                    : json_integer_value(field));
    case COLUMN_TIME:
        return time_parse(json_string_value(field), &time_ms) ? sql_i64(time_ms) : sql_null();
    }
    return sql_null();
}

static size_t add_text(char *text, size_t n, const char *format, const char *a)
{
    int more = snprintf(text + n, STATEMENT_MAX - n, format, a);
    assert(more >= 0 && n + (size_t)more < STATEMENT_MAX);
    return n + (size_t)more;
}

/* A thing as it is stored: its doc without what is sensitive, which lies elsewhere. */
struct stored {
    json_t *doc;
    char *text;
};

static enum err store_of(struct op *op, const struct record *record, struct stored *out,
                         struct error *error)
{
    enum err rc = privacy_seal(op, record, &out->doc, error);
    if (rc == ERR_OK)
        out->text = json_canonical(out->doc);
    return rc;
}

static void stored_free(struct stored *stored)
{
    json_decref(stored->doc);
    free(stored->text);
}

/* The values of rev, org, doc and the noun's columns. */
static size_t row_values(const struct record *record, const struct stored *stored,
                         struct sql_value *values)
{
    size_t n = 0;
    values[n++] = sql_i64(record->rev);
    values[n++] = sql_text(record->org);
    values[n++] = sql_text(stored->text);
    for (const struct column *column = record->noun->columns; column->name; column++)
        values[n++] = column_value(column, stored->doc);
    return n;
}

/* Rows carry unique codes, plates and names: say which one it was. */
static enum err explain_exists(const struct record *record, enum err rc, struct error *error)
{
    static const char *const unique[] = {"code", "plate", "name"};
    if (rc != ERR_EXISTS)
        return rc;
    for (size_t i = 0; i < sizeof unique / sizeof *unique; i++) {
        const char *value = json_text(record->doc, unique[i], NULL);
        if (value)
            return error_at(error, ERR_EXISTS, unique[i], "There is a %s with the %s '%s' already.",
                            record->noun->name, unique[i], value);
    }
    return rc;
}

enum err record_insert(struct op *op, struct record *record, struct error *error)
{
    char text[STATEMENT_MAX];
    size_t n = add_text(text, 0, "INSERT INTO %s (rev, org, doc", record->noun->table);
    for (const struct column *column = record->noun->columns; column->name; column++)
        n = add_text(text, n, ", %s", column->name);
    n = add_text(text, n, "%s", ", id) VALUES (?, ?, ?, ?");
    for (const struct column *column = record->noun->columns; column->name; column++)
        n = add_text(text, n, "%s", ", ?");
    add_text(text, n, "%s", ")");

    record->rev = 1;
    json_object_set_new(record->doc, "rev", json_integer(1));
    struct stored stored = {NULL, NULL};
    enum err rc = store_of(op, record, &stored, error);
    if (rc == ERR_OK) {
        struct sql_value values[NOUN_COLUMNS_MAX + 4];
        size_t values_n = row_values(record, &stored, values);
        values[values_n++] = sql_text(record->id);
        rc = sql_run(op->sql, text, values, values_n, error);
    }
    stored_free(&stored);
    return explain_exists(record, rc, error);
}

enum err record_save(struct op *op, struct record *record, struct error *error)
{
    char text[STATEMENT_MAX];
    size_t n = add_text(text, 0, "UPDATE %s SET rev = ?, org = ?, doc = ?", record->noun->table);
    for (const struct column *column = record->noun->columns; column->name; column++)
        n = add_text(text, n, ", %s = ?", column->name);
    add_text(text, n, "%s", " WHERE id = ? AND rev = ?");

    int64_t before = record->rev++;
    json_object_set_new(record->doc, "rev", json_integer(record->rev));
    struct stored stored = {NULL, NULL};
    enum err rc = store_of(op, record, &stored, error);
    if (rc == ERR_OK) {
        struct sql_value values[NOUN_COLUMNS_MAX + 5];
        size_t values_n = row_values(record, &stored, values);
        values[values_n++] = sql_text(record->id);
        values[values_n++] = sql_i64(before);
        rc = sql_run(op->sql, text, values, values_n, error);
    }
    stored_free(&stored);
    if (rc == ERR_OK && sql_changes(op->sql) != 1)
        rc = error_set(error, ERR_INTERNAL, "The %s %s was changed twice in one command.",
                       record->noun->name, record->id);
    return explain_exists(record, rc, error);
}

/* A row of "id, rev, org, doc". */
static enum err from_row(struct op *op, const struct noun *noun, struct sql_rows *rows,
                         struct record *out, struct error *error)
{
    *out = (struct record){.noun = noun, .rev = sql_col_i64(rows, 1)};
    snprintf(out->id, sizeof out->id, "%s", sql_col_text(rows, 0));
    snprintf(out->org, sizeof out->org, "%s", sql_col_text(rows, 2));
    json_t *doc = NULL;
    enum err rc = json_read(sql_col_sv(rows, 3), noun->name, &doc, error);
    if (rc != ERR_OK)
        return rc;
    out->doc = op_keep(op, doc);
    return privacy_unseal(op, out, error);
}

bool record_find(struct op *op, const struct noun *noun, const char *column, const char *value,
                 struct record *out, enum err *rc, struct error *error)
{
    char text[STATEMENT_MAX];
    size_t n = add_text(text, 0, "SELECT id, rev, org, doc FROM %s", noun->table);
    add_text(text, n, " WHERE %s = ? ORDER BY id LIMIT 1", column);
    struct sql_rows *rows = NULL;
    *rc = sql_ask(op->sql, text, SQL_ARGS(sql_text(value)), &rows, error);
    bool found = *rc == ERR_OK && sql_next(rows, rc, error);
    if (found)
        *rc = from_row(op, noun, rows, out, error);
    sql_rows_done(rows);
    return found && *rc == ERR_OK;
}

enum err record_load(struct op *op, const struct noun *noun, const char *id, const char *field,
                     struct record *out, struct error *error)
{
    enum err rc = ERR_OK;
    struct id parsed = {""};
    /* Ids are kept in lower case; either case names the same thing. */
    if (id_parse(sv_of(id), &parsed))
        id = parsed.text;
    if (!record_find(op, noun, "id", id, out, &rc, error) && rc == ERR_OK)
        rc = error_at(error, ERR_NOT_FOUND, field, "There is no %s with the id %.40s.", noun->name,
                      id);
    return rc;
}

enum err record_each(struct op *op, const struct noun *noun, const char *where,
                     const struct sql_value *values, size_t n, record_visit *visit, void *context,
                     struct error *error)
{
    char text[STATEMENT_MAX];
    size_t at = add_text(text, 0, "SELECT id, rev, org, doc FROM %s WHERE ", noun->table);
    add_text(text, at, "%s", where);
    struct sql_rows *rows = NULL;
    enum err rc = sql_ask(op->sql, text, values, n, &rows, error);
    while (rc == ERR_OK && sql_next(rows, &rc, error)) {
        struct record record;
        rc = from_row(op, noun, rows, &record, error);
        if (rc == ERR_OK)
            rc = visit(op, &record, context, error);
    }
    sql_rows_done(rows);
    return rc;
}

enum err record_show(struct op *op, const struct record *record, json_t **out, struct error *error)
{
    json_t *shown = op_keep(op, json_object());
    const char *key;
    json_t *value;
    json_object_foreach(record->doc, key, value)
    {
        if (key[0] != '_')
            json_object_set(shown, key, value);
    }
    enum err rc = ERR_OK;
    if (record->noun->show)
        rc = record->noun->show(op, record, shown, error);
    if (rc == ERR_OK)
        rc = privacy_mask(op, record, shown, error);
    if (rc == ERR_OK)
        *out = shown;
    return rc;
}
