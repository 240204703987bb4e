/*
 * Sheets: forms that people fill in (packs/forms/, source `sheet`). A sheet is a draft until every
 * signature that its form requires is there; then it stands, and only a correction with its reason
 * changes it. Each time it comes to stand, the event says all of it (but what is masked): figures
 * count the latest.
 */
#include <string.h>

#include "ops/form_int.h"
#include "ops/sheet_int.h"

enum { CORRECTIONS_MAX = 100 };

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error);

const struct noun noun_sheet = {
    .name = "sheet",
    .table = "sheet",
    .columns = {{"number", "number", COLUMN_TEXT},
                {"form", "form", COLUMN_TEXT},
                {"state", "state", COLUMN_TEXT},
                {"about", "about.id", COLUMN_TEXT},
                {"is_open", "_open", COLUMN_NUMBER}},
    .newest_first = true,
    .show = show,
};

static const struct form *form_of(struct op *op, const char *id)
{
    return catalog_form(op->ops->config.catalog, id);
}

/* ---- Showing ----------------------------------------------------------------------------------
 */

bool sees_masked(const struct op *op)
{
    return op->actor.role == ROLE_ADMIN || op->actor.role == ROLE_MANAGER ||
           op->actor.role == ROLE_SYSTEM;
}

json_t *masked_text(const char *text)
{
    size_t n = *text ? 1 : 0;
    while (((unsigned char)text[n] & 0xC0) == 0x80)
        n++;
    return json_sprintf("%.*s**", (int)n, text);
}

static void mask_fields(const struct form_fields *fields, json_t *values, bool take_away)
{
    for (size_t i = 0; i < fields->n; i++) {
        const char *id = fields->at[i].id, *text = json_text(values, id, NULL);
        if (!fields->at[i].masked || !json_object_get(values, id))
            continue;
        if (take_away || !text)
            json_object_del(values, id);
        else
            json_object_set_new(values, id, masked_text(text));
    }
}

/* Masks, or takes away, what is personal in `values` and `rows` (copies of the sheet's). */
static void mask(const struct form *form, json_t *values, json_t *rows, bool take_away)
{
    for (size_t b = 0; b < form->blocks.n; b++) {
        const struct form_block *block = &form->blocks.at[b];
        size_t i;
        json_t *row;
        mask_fields(&block->fields, values, take_away);
        json_array_foreach(json_object_get(rows, block->id), i, row)
            mask_fields(&block->columns, row, take_away);
    }
}

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    const struct form *form = form_of(op, json_text(record->doc, "form", ""));
    json_t *values = json_deep_copy(json_object_get(record->doc, "values"));
    json_t *rows = json_deep_copy(json_object_get(record->doc, "rows"));
    if (!sees_masked(op)) {
        if (form)
            mask(form, values, rows, false);
        json_object_set_new(doc, "corrections", json_array());
    }
    json_object_set_new(doc, "values", values);
    json_object_set_new(doc, "rows", rows);
    return sheet_fill_posted(op, form, rows, error);
}

enum err op_sheet_get(struct op *op, struct error *error)
{
    return op_get(op, error);
}

enum err op_sheet_list(struct op *op, struct error *error)
{
    return op_list(op, &noun_sheet, error);
}

/* ---- Filling in -------------------------------------------------------------------------------
 */

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

static enum err fill_in(struct op *op, const struct form *form, const struct record *sheet,
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

/* The first field that must be filled in and is not. */
static const char *missing_field(const struct form *form, const json_t *doc)
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

static const char *missing_signature(const struct form *form, const json_t *doc)
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

/* What the event of a standing sheet says: form and values flat, so that figures find them. */
static json_t *event_data(const struct form *form, const json_t *doc)
{
    json_t *data = json_deep_copy(json_object_get(doc, "values"));
    json_t *rows = json_deep_copy(json_object_get(doc, "rows"));
    mask(form, data, rows, true);
    json_object_update(data, rows);
    json_decref(rows);
    json_object_set_new(data, "form", json_string(form->id));
    json_object_set(data, "number", json_object_get(doc, "number"));
    json_object_set(data, "about", json_object_get(doc, "about"));
    return data;
}

/* ---- Answering another sheet ------------------------------------------------------------------
 */

static double amount_of_sheet(const json_t *doc, const char *field)
{
    return json_f64(json_object_get(doc, "values"), field, 0);
}

static enum err find_answered(struct op *op, const struct form_meets *meets, const json_t *doc,
                              struct record *out, struct error *error)
{
    const json_t *about = json_object_get(doc, "about");
    if (strcmp(json_text(about, "noun", ""), "sheet") != 0)
        return error_at(error, ERR_RULE, "about", "Name the sheet of the form '%s' it answers.",
                        meets->form);
    enum err rc = record_load(op, &noun_sheet, json_text(about, "id", ""), "about.id", out, error);
    if (rc == ERR_OK && (strcmp(json_text(out->doc, "form", ""), meets->form) != 0 ||
                         strcmp(json_text(out->doc, "state", ""), "standing") != 0))
        rc = error_at(error, ERR_RULE, "about.id", "That is no standing sheet of the form '%s'.",
                      meets->form);
    for (size_t i = 0; rc == ERR_OK && i < meets->same.n; i++) {
        const char *id = meets->same.at[i];
        if (!json_equal(json_object_get(json_object_get(out->doc, "values"), id),
                        json_object_get(json_object_get(doc, "values"), id)))
            rc = error_at(error, ERR_RULE, id, "It is not what the sheet %s asks for.",
                          json_text(out->doc, "number", ""));
    }
    return rc;
}

/* Books with the answered sheet what this one brings; `was`: what it brought before. */
static enum err answer(struct op *op, const struct form *form, const json_t *doc, double was,
                       struct error *error)
{
    const struct form_meets *meets = &form->meets;
    struct record other;
    if (!meets->form)
        return ERR_OK;
    enum err rc = find_answered(op, meets, doc, &other, error);
    if (rc != ERR_OK)
        return rc;
    double wanted = amount_of_sheet(other.doc, meets->amount);
    double met = json_f64(other.doc, "met", 0) + amount_of_sheet(doc, meets->amount) - was;
    if (met > wanted)
        return error_at(error, ERR_RULE, meets->amount,
                        "The sheet %s is still short of %g; more goes where it is needed.",
                        json_text(other.doc, "number", ""), wanted - json_f64(other.doc, "met", 0));
    json_object_set_new(other.doc, "met", json_real(met));
    json_object_set_new(other.doc, "_open", json_boolean(met < wanted));
    rc = record_save(op, &other, error);
    return rc == ERR_OK ? op_event(op, "sheet.met", &other,
                                   json_pack("{s:O, s:f}", "form",
                                             json_object_get(other.doc, "form"), "met", met),
                                   error)
                        : rc;
}

/* The sheet comes to stand once nothing is missing. */
static enum err settle(struct op *op, const struct form *form, struct record *sheet,
                       struct error *error)
{
    if (missing_field(form, sheet->doc) || missing_signature(form, sheet->doc))
        return ERR_OK;
    enum err rc = answer(op, form, sheet->doc, 0, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(sheet->doc, "state", json_string("standing"));
    json_object_set_new(sheet->doc, "_open",
                        json_boolean(form_is_met(op->ops->config.catalog, form)));
    op_set_time(op, sheet->doc, "standing_at", op->now_ms);
    return op_event(op, "sheet.standing", sheet, event_data(form, sheet->doc), error);
}

/* What has been signed stays: only what was empty may still be filled in. */
static enum err check_signed(const json_t *was, const json_t *doc, struct error *error)
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

static enum err check_about(struct op *op, struct error *error)
{
    const json_t *about = json_object_get(op->args, "about");
    if (!about)
        return ERR_OK;
    const struct noun *noun = noun_of(json_text(about, "noun", ""));
    struct record record;
    if (!noun)
        return error_at(error, ERR_INVALID, "about.noun", "There is no noun '%s'.",
                        json_text(about, "noun", ""));
    return record_load(op, noun, json_text(about, "id", ""), "about.id", &record, error);
}

static enum err find_form(struct op *op, const char *id, const struct form **out,
                          struct error *error)
{
    *out = form_of(op, id);
    if (!*out)
        return error_at(error, ERR_NOT_FOUND, "form", "There is no form '%s'.", id);
    if ((*out)->source != FORM_SHEET)
        return error_at(error, ERR_RULE, "form",
                        "The form '%s' is printed from a %s; it is not filled in.", id,
                        form_source_name((*out)->source));
    return ERR_OK;
}

enum err op_sheet_create(struct op *op, struct error *error)
{
    const struct form *form;
    const char *org;
    char number[40];
    enum err rc = find_form(op, json_text(op->args, "form", ""), &form, error);
    if (rc == ERR_OK)
        rc = op_org(op, &org, error);
    if (rc == ERR_OK)
        rc = check_about(op, error);
    if (rc == ERR_OK)
        rc = op_refers(op, op->args, "zone", &noun_zone, error);
    if (rc == ERR_OK)
        rc = op_number(op, "F", number, error);
    if (rc != ERR_OK)
        return rc;
    struct record sheet = record_new(op, &noun_sheet, org);
    op_copy_args(op, sheet.doc, "form", "about", "zone", NULL);
    json_object_set_new(sheet.doc, "number", json_string(number));
    json_object_set_new(sheet.doc, "form_version", json_integer(form->version));
    json_object_set_new(sheet.doc, "state", json_string("draft"));
    json_object_set_new(sheet.doc, "_open", json_true());
    json_object_set_new(sheet.doc, "values", json_object());
    json_object_set_new(sheet.doc, "rows", json_object());
    json_object_set_new(sheet.doc, "signatures", json_object());
    json_object_set_new(sheet.doc, "corrections", json_array());
    json_object_set_new(sheet.doc, "created_by", json_string(op->actor.name));
    op_set_time(op, sheet.doc, "created_at", op->now_ms);
    rc = fill_in(op, form, &sheet, error);
    if (rc == ERR_OK)
        rc = op_event(op, "sheet.created", &sheet,
                      json_pack("{s:s, s:s}", "form", form->id, "number", number), error);
    if (rc == ERR_OK)
        rc = settle(op, form, &sheet, error);
    if (rc == ERR_OK)
        rc = record_insert(op, &sheet, error);
    return rc == ERR_OK ? op_answer(op, &sheet, error) : rc;
}

static enum err open_target(struct op *op, bool draft, const struct form **form,
                            struct error *error)
{
    const json_t *doc = op->target.doc;
    bool is_draft = strcmp(json_text(doc, "state", ""), "draft") == 0;
    if (draft != is_draft)
        return error_at(error, ERR_STATE, "id",
                        draft ? "The sheet stands; it can be corrected with a reason."
                              : "The sheet is a draft; fill it in and sign it first.");
    return find_form(op, json_text(doc, "form", ""), form, error);
}

enum err op_sheet_update(struct op *op, struct error *error)
{
    const struct form *form;
    enum err rc = open_target(op, true, &form, error);
    if (rc != ERR_OK)
        return rc;
    json_t *was = op_keep(op, json_deep_copy(op->target.doc));
    rc = fill_in(op, form, &op->target, error);
    if (rc == ERR_OK && json_object_size(json_object_get(was, "signatures")) > 0)
        rc = check_signed(was, op->target.doc, error);
    if (rc == ERR_OK)
        rc = settle(op, form, &op->target, error);
    return rc == ERR_OK
               ? op_changed(op, &op->target, "updated", json_pack("{s:s}", "form", form->id), error)
               : rc;
}

enum err op_sheet_sign(struct op *op, struct error *error)
{
    const struct form *form;
    const char *slot = json_text(op->args, "slot", "");
    json_t *signature = json_object_get(op->args, "signature");
    enum err rc = open_target(op, true, &form, error);
    if (rc != ERR_OK)
        return rc;
    json_t *signatures = json_object_get(op->target.doc, "signatures");
    const char *missing = missing_field(form, op->target.doc);
    if (missing)
        return error_at(error, ERR_RULE, missing, "Fill this in before anybody signs.");
    if (!form_signature_of(form, slot))
        return error_at(error, ERR_NOT_FOUND, "slot", "The form has no signature '%s'.", slot);
    if (json_object_get(signatures, slot))
        return error_at(error, ERR_STATE, "slot", "It has been signed here already.");
    if (op_time_of(signature, "at", INT64_MIN) > op->now_ms + 60000)
        return error_at(error, ERR_INVALID, "signature.at", "It was signed in the future.");
    const char *other;
    json_t *earlier;
    json_object_foreach(signatures, other, earlier)
    {
        if (strcmp(json_text(earlier, "by", ""), json_text(signature, "by", "")) == 0)
            return error_at(error, ERR_RULE, "signature.by",
                            "%s signed as '%s'; another person must sign here.",
                            json_text(signature, "by", ""), other);
    }
    json_object_set(signatures, slot, signature);
    rc = settle(op, form, &op->target, error);
    return rc == ERR_OK ? op_changed(op, &op->target, "signed",
                                     json_pack("{s:s, s:s, s:O}", "form", form->id, "slot", slot,
                                               "signature", signature),
                                     error)
                        : rc;
}

enum err op_sheet_correct(struct op *op, struct error *error)
{
    const struct form *form;
    enum err rc = open_target(op, false, &form, error);
    if (rc != ERR_OK)
        return rc;
    json_t *doc = op->target.doc, *corrections = json_object_get(doc, "corrections");
    if (json_array_size(corrections) >= CORRECTIONS_MAX)
        return error_at(error, ERR_LIMIT, "id", "A sheet has at most %d corrections.",
                        CORRECTIONS_MAX);
    json_t *was = json_pack("{s:o, s:o}", "values", json_deep_copy(json_object_get(doc, "values")),
                            "rows", json_deep_copy(json_object_get(doc, "rows")));
    json_array_append_new(corrections,
                          json_pack("{s:o, s:s, s:O, s:o}", "at", op_time(op, op->now_ms), "by",
                                    op->actor.name, "reason", json_object_get(op->args, "reason"),
                                    "was", was));
    double brought = form->meets.form ? amount_of_sheet(doc, form->meets.amount) : 0;
    rc = fill_in(op, form, &op->target, error);
    const char *missing = missing_field(form, doc);
    if (rc == ERR_OK && missing)
        rc = error_at(error, ERR_RULE, missing, "This must be filled in.");
    if (rc == ERR_OK)
        rc = answer(op, form, doc, brought, error);
    if (rc == ERR_OK)
        rc = op_event(op, "sheet.standing", &op->target, event_data(form, doc), error);
    return rc == ERR_OK ? op_changed(op, &op->target, "corrected",
                                     json_pack("{s:s, s:O}", "form", form->id, "reason",
                                               json_object_get(op->args, "reason")),
                                     error)
                        : rc;
}

/* ---- What everybody may see -------------------------------------------------------------------
 */

static enum err add_public(struct op *op, struct record *sheet, void *context, struct error *error)
{
    (void)error;
    json_t *page = context, *entry = json_object();
    const struct form *form = form_of(op, json_text(sheet->doc, "form", ""));
    for (size_t b = 0; form && b < form->blocks.n; b++) {
        const struct form_fields *fields = &form->blocks.at[b].fields;
        for (size_t i = 0; i < fields->n; i++) {
            json_t *value =
                json_object_get(json_object_get(sheet->doc, "values"), fields->at[i].id);
            if (fields->at[i].open && value)
                json_object_set(entry, fields->at[i].id, value);
        }
    }
    json_array_append_new(page, json_pack("{s:O, s:O, s:O?, s:o}", "number",
                                          json_object_get(sheet->doc, "number"), "published_at",
                                          json_object_get(sheet->doc, "standing_at"), "met",
                                          json_object_get(sheet->doc, "met"), "values", entry));
    return ERR_OK;
}

enum err op_sheet_ledger(struct op *op, struct error *error)
{
    const struct form *form;
    json_t *items = op_keep(op, json_array());
    enum err rc = find_form(op, json_text(op->args, "form", ""), &form, error);
    bool open = false;
    for (size_t b = 0; rc == ERR_OK && b < form->blocks.n; b++) {
        for (size_t i = 0; i < form->blocks.at[b].fields.n; i++)
            open |= form->blocks.at[b].fields.at[i].open;
    }
    if (rc == ERR_OK && !open)
        rc = error_at(error, ERR_DENIED, "form", "The form '%s' has nothing public.", form->id);
    if (rc == ERR_OK)
        rc = record_each(op, &noun_sheet,
                         "form = ? AND state = 'standing' ORDER BY id DESC LIMIT 1000",
                         SQL_ARGS(sql_text(form->id)), add_public, items, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_pack("{s:O, s:n}", "items", items, "next"));
    return rc;
}
