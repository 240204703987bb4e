/* Filling a sheet in: values and rows by its form, and what is missing still. */
#include <string.h>

#include "ops/form_int.h"
#include "ops/sheet_int.h"

static enum err put_value(const struct form_field *field, const char *id, const json_t *value,
                          json_t *into, struct error *error)
{
    if (!field)
        return error_at(error, ERR_INVALID, id, "The form has no such field.");
    if (json_is_null(value)) {
        json_object_del(into, id);
        return ERR_OK;
    }
    enum err rc = form_check_value(field, value, error);
    if (rc == ERR_OK)
        json_object_set(into, id, (json_t *)value);
    return rc;
}

static enum err put_row(const struct form_block *table, const json_t *row, json_t *list,
                        struct error *error)
{
    const char *id;
    json_t *value, *out = json_object();
    enum err rc = ERR_OK;
    if (!json_is_object(row))
        rc = error_at(error, ERR_INVALID, "rows", "A row is an object: column and value.");
    json_object_foreach((json_t *)row, id, value)
    {
        if (rc == ERR_OK)
            rc = put_value(form_field(&table->columns, id), id, value, out, error);
    }
    for (size_t i = 0; rc == ERR_OK && i < table->columns.n; i++) {
        const struct form_field *column = &table->columns.at[i];
        if (column->required && !json_object_get(out, column->id))
            rc = error_at(error, ERR_RULE, column->id, "This column must be filled in.");
    }
    json_array_append_new(list, out);
    return rc;
}

/* The rows of a table as they are now; the whole table is given anew. */
static enum err put_rows(const struct form *form, const char *id, const json_t *rows, json_t *into,
                         struct error *error)
{
    const struct form_block *table = form_table_of(form, id);
    if (!table || !json_is_array(rows))
        return error_at(error, ERR_INVALID, "rows",
                        table ? "The rows of '%s' are a list." : "The form has no table '%s'.", id);
    if ((int64_t)json_array_size(rows) > table->rows_max)
        return error_at(error, ERR_LIMIT, "rows", "The table '%s' has at most %lld rows.", id,
                        (long long)table->rows_max);
    json_t *list = json_array(), *row;
    enum err rc = ERR_OK;
    size_t i;
    json_array_foreach((json_t *)rows, i, row)
    {
        if (rc == ERR_OK)
            rc = put_row(table, row, list, error);
    }
    json_object_set_new(into, id, list);
    return rc;
}

enum err sheet_fill_in(struct op *op, const struct form *form, const struct record *sheet,
                       struct error *error)
{
    json_t *doc = sheet->doc;
    const char *id;
    json_t *value;
    enum err rc = ERR_OK;
    json_object_foreach(json_object_get(op->args, "values"), id, value)
    {
        if (rc == ERR_OK)
            rc = put_value(form_field_of(form, id), id, value, json_object_get(doc, "values"),
                           error);
    }
    json_object_foreach(json_object_get(op->args, "rows"), id, value)
    {
        if (rc == ERR_OK)
            rc = put_rows(form, id, value, json_object_get(doc, "rows"), error);
    }
    return rc == ERR_OK ? sheet_check_posted(op, form, sheet->id, doc, error) : rc;
}

const char *sheet_missing_field(const struct form *form, const json_t *doc)
{
    const json_t *values = json_object_get(doc, "values");
    for (size_t b = 0; b < form->blocks.n; b++) {
        const struct form_fields *fields = &form->blocks.at[b].fields;
        for (size_t i = 0; i < fields->n; i++) {
            if (fields->at[i].required && !json_object_get(values, fields->at[i].id))
                return fields->at[i].id;
        }
    }
    return NULL;
}

const char *sheet_missing_signature(const struct form *form, const json_t *doc)
{
    const json_t *signatures = json_object_get(doc, "signatures");
    for (size_t b = 0; b < form->blocks.n; b++) {
        for (size_t i = 0; i < form->blocks.at[b].signatures.n; i++) {
            const struct form_signature *signature = &form->blocks.at[b].signatures.at[i];
            if (signature->required && !json_object_get(signatures, signature->id))
                return signature->id;
        }
    }
    return NULL;
}

enum err sheet_check_signed(const json_t *was, const json_t *doc, struct error *error)
{
    static const char *const PARTS[] = {"values", "rows"};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        const char *id;
        json_t *value;
        json_object_foreach(json_object_get(was, PARTS[i]), id, value)
        {
            if (!json_equal(value, json_object_get(json_object_get(doc, PARTS[i]), id)))
                return error_at(error, ERR_STATE, id,
                                "It has been signed; only what was empty may be filled in.");
        }
    }
    return ERR_OK;
}
