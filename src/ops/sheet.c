/*
 * Sheets: forms that people fill in (packs/forms/, source `sheet`). A sheet is a draft until every
 * signature that its form requires is there; then it stands, and only a correction with its reason
 * changes it. Each time it comes to stand, the event says all of it (but what is masked): figures
 * count the latest.
 */
#include <string.h>

#include "ops/form_int.h"
#include "ops/privacy_int.h"
#include "ops/privacy_part_int.h"
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

static enum err show(struct op *op, const struct record *record, json_t *doc, struct error *error)
{
    const struct form *form = form_of(op, json_text(record->doc, "form", ""));
    json_t *rows = json_deep_copy(json_object_get(record->doc, "rows"));
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

/* What the event of a standing sheet says: form and values flat, so that figures find them, without
 * what is personal. */
static json_t *event_data(const struct op *op, const struct form *form, const json_t *doc)
{
    json_t *copy = json_deep_copy(doc);
    json_decref(part_take(op, "sheet", copy));
    json_t *data = json_incref(json_object_get(copy, "values"));
    json_object_update(data, json_object_get(copy, "rows"));
    json_object_set_new(data, "form", json_string(form->id));
    json_object_set(data, "number", json_object_get(doc, "number"));
    json_object_set(data, "about", json_object_get(doc, "about"));
    json_decref(copy);
    return data;
}

/* The sheet comes to stand once nothing is missing. */
static enum err settle(struct op *op, const struct form *form, struct record *sheet,
                       struct error *error)
{
    if (sheet_missing_field(form, sheet->doc) || sheet_missing_signature(form, sheet->doc))
        return ERR_OK;
    enum err rc = sheet_answer(op, form, sheet->doc, 0, error);
    if (rc != ERR_OK)
        return rc;
    json_object_set_new(sheet->doc, "state", json_string("standing"));
    json_object_set_new(sheet->doc, "_open",
                        json_boolean(form_is_met(op->ops->config.catalog, form)));
    op_set_time(op, sheet->doc, "standing_at", op->now_ms);
    return op_event(op, "sheet.standing", sheet, event_data(op, form, sheet->doc), error);
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
    const struct form *form = NULL;
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
    rc = sheet_fill_in(op, form, &sheet, error);
    if (rc == ERR_OK)
        rc = op_event(op, "sheet.created", &sheet,
                      json_pack("{s:s, s:s}", "form", form->id, "number", number), error);
    if (rc == ERR_OK)
        rc = settle(op, form, &sheet, error);
    if (rc == ERR_OK)
        rc = record_insert(op, &sheet, error);
    if (rc == ERR_OK)
        rc = privacy_settle(op, &sheet, error);
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

/* Saves, says it and answers; `data` is stolen. */
static enum err changed(struct op *op, const char *what, json_t *data, struct error *error)
{
    enum err rc = op_changed(op, &op->target, what, data, error);
    return rc == ERR_OK ? privacy_settle(op, &op->target, error) : rc;
}

enum err op_sheet_update(struct op *op, struct error *error)
{
    const struct form *form = NULL;
    enum err rc = open_target(op, true, &form, error);
    if (rc != ERR_OK)
        return rc;
    json_t *was = op_keep(op, json_deep_copy(op->target.doc));
    rc = sheet_fill_in(op, form, &op->target, error);
    if (rc == ERR_OK && json_object_size(json_object_get(was, "signatures")) > 0)
        rc = sheet_check_signed(was, op->target.doc, error);
    if (rc == ERR_OK)
        rc = settle(op, form, &op->target, error);
    return rc == ERR_OK ? changed(op, "updated", json_pack("{s:s}", "form", form->id), error) : rc;
}

enum err op_sheet_sign(struct op *op, struct error *error)
{
    const struct form *form = NULL;
    const char *slot = json_text(op->args, "slot", "");
    json_t *signature = json_object_get(op->args, "signature");
    enum err rc = open_target(op, true, &form, error);
    if (rc != ERR_OK)
        return rc;
    json_t *signatures = json_object_get(op->target.doc, "signatures");
    const char *missing = sheet_missing_field(form, op->target.doc);
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
    return rc == ERR_OK ? changed(op, "signed",
                                  json_pack("{s:s, s:s, s:O}", "form", form->id, "slot", slot,
                                            "signature", signature),
                                  error)
                        : rc;
}

enum err op_sheet_correct(struct op *op, struct error *error)
{
    const struct form *form = NULL;
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
    double brought = form->meets.form ? sheet_amount(doc, form->meets.amount) : 0;
    rc = sheet_fill_in(op, form, &op->target, error);
    const char *missing = sheet_missing_field(form, doc);
    if (rc == ERR_OK && missing)
        rc = error_at(error, ERR_RULE, missing, "This must be filled in.");
    if (rc == ERR_OK)
        rc = sheet_answer(op, form, doc, brought, error);
    if (rc == ERR_OK)
        rc = op_event(op, "sheet.standing", &op->target, event_data(op, form, doc), error);
    return rc == ERR_OK ? changed(op, "corrected",
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
    const struct form *form = NULL;
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
