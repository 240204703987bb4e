#include "catalog/forms.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "catalog/shape_int.h"

enum { TEXT_CHARS_MAX = 4000 };

static const char *const SOURCES[] = {"sheet", "job", "manifest", "situation", NULL};
static const char *const PAPERS[] = {"a4", "a4_wide", NULL};
static const char *const KINDS[] = {"text", "number", "time", "date", "choice", "flag", NULL};

/* ---- Tables -----------------------------------------------------------------------------------
 */

static const struct field option_fields[] = {
    {"id", FIELD_WORD, AT(answer_option, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(answer_option, label), NEEDED, .max = 60},
    END,
};
static const struct shape option_shape = {"an option", sizeof(struct answer_option), option_fields,
                                          true};

static const struct field field_fields[] = {
    {"id", FIELD_WORD, AT(form_field, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(form_field, label), NEEDED, .max = 60},
    {"kind", FIELD_CHOICE, AT(form_field, kind), NEEDED, .choices = KINDS},
    {"from", FIELD_TEXT, AT(form_field, from), .max = 100},
    {"required", FIELD_FLAG, AT(form_field, required)},
    {"wide", FIELD_FLAG, AT(form_field, wide)},
    {"masked", FIELD_FLAG, AT(form_field, masked)},
    {"public", FIELD_FLAG, AT(form_field, open)},
    {"options", FIELD_LIST, AT(form_field, options), .max = 50, .shape = &option_shape},
    {"min", FIELD_NUMBER, AT(form_field, min), ANY_NUMBER, .otherwise = -HUGE_VAL},
    {"max", FIELD_NUMBER, AT(form_field, max), ANY_NUMBER, .otherwise = HUGE_VAL},
    {"unit", FIELD_TEXT, AT(form_field, unit), .max = 20},
    END,
};
static const struct shape field_shape = {"a field", sizeof(struct form_field), field_fields, true};

static const struct field signature_fields[] = {
    {"id", FIELD_WORD, AT(form_signature, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(form_signature, label), NEEDED, .max = 60},
    {"from", FIELD_TEXT, AT(form_signature, from), .max = 100},
    {"required", FIELD_FLAG, AT(form_signature, required)},
    END,
};
static const struct shape signature_shape = {"a signature", sizeof(struct form_signature),
                                             signature_fields, true};

static const struct field posted_fields[] = {
    {"move", FIELD_WORD, AT(form_posted, move), NEEDED, FREE},
    {"item", FIELD_WORD, AT(form_posted, item), NEEDED, FREE},
    {"quantity", FIELD_WORD, AT(form_posted, quantity), NEEDED, FREE},
    {"day", FIELD_WORD, AT(form_posted, day), NEEDED, FREE},
    {"limit", FIELD_WORD, AT(form_posted, limit), NEEDED, FREE},
    END,
};
static const struct shape posted_shape = {"what the ledger says", sizeof(struct form_posted),
                                          posted_fields, false};

static const struct field block_fields[] = {
    {"id", FIELD_WORD, AT(form_block, id), NEEDED, FREE},
    {"title", FIELD_NAMES, AT(form_block, title), .max = 60},
    {"fields", FIELD_LIST, AT(form_block, fields), .max = 60, .shape = &field_shape},
    {"rows", FIELD_TEXT, AT(form_block, rows), .max = 100},
    {"columns", FIELD_LIST, AT(form_block, columns), .max = 16, .shape = &field_shape},
    {"rows_max", FIELD_INT, AT(form_block, rows_max), .min = 1, .max = 1000, .otherwise = 200},
    {"posted", FIELD_SHAPE, AT(form_block, posted), .shape = &posted_shape},
    {"figures", FIELD_WORDS, AT(form_block, figures), .max = 60, .refers = REFERS_FIGURE},
    {"signatures", FIELD_LIST, AT(form_block, signatures), .max = 10, .shape = &signature_shape},
    {"note", FIELD_NAMES, AT(form_block, note)},
    END,
};
static const struct shape block_shape = {"a block", sizeof(struct form_block), block_fields, true};

static const struct field meets_fields[] = {
    {"form", FIELD_WORD, AT(form_meets, form), NEEDED, .refers = REFERS_FORM},
    {"same", FIELD_WORDS, AT(form_meets, same), NEEDED, .min = 1, .max = 10, FREE},
    {"amount", FIELD_WORD, AT(form_meets, amount), NEEDED, FREE},
    END,
};
static const struct shape meets_shape = {"what it answers", sizeof(struct form_meets), meets_fields,
                                         false};

static const struct field copy_fields[] = {
    {"id", FIELD_WORD, AT(form_copy, id), NEEDED, FREE},
    {"label", FIELD_NAMES, AT(form_copy, label), NEEDED, .max = 60},
    END,
};
static const struct shape copy_shape = {"a copy", sizeof(struct form_copy), copy_fields, true};

static const struct field form_fields_[] = {
    {"id", FIELD_WORD, AT(form, id), NEEDED, FREE},
    {"version", FIELD_INT, AT(form, version), NEEDED, .min = 1, .max = 1e9},
    {"name", FIELD_NAMES, AT(form, name), NEEDED, .max = 60},
    {"source", FIELD_CHOICE, AT(form, source), NEEDED, .choices = SOURCES},
    {"paper", FIELD_CHOICE, AT(form, paper), .choices = PAPERS},
    {"basis", FIELD_TEXT, AT(form, basis), NEEDED},
    {"meets", FIELD_SHAPE, AT(form, meets), .shape = &meets_shape},
    {"copies", FIELD_LIST, AT(form, copies), .max = 9, .shape = &copy_shape},
    {"blocks", FIELD_LIST, AT(form, blocks), NEEDED, .min = 1, .max = 30, .shape = &block_shape},
    END,
};
const struct shape form_shape = {"a form", sizeof(struct form), form_fields_, true};

/* ---- What the tables cannot say ---------------------------------------------------------------
 */

/* What a path may begin with, by source: what ops/form_data.c gives. */
static const char *const ROOTS[][12] = {
    [FORM_SHEET] = {NULL},
    [FORM_JOB] = {"job", "request", "visit", "steps", "crew", "zone", "script", "org", "refund",
                  NULL},
    [FORM_MANIFEST] = {"manifest", "site", "org", "lines", "handovers", "given", "received",
                       "first", "last", "treatment", "row", NULL},
    [FORM_SITUATION] = {"situation", "org", NULL},
};

struct sense {
    struct problems *problems;
    const char *file;
    const struct form *form;
};

static void list_roots(enum form_source source, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (const char *const *root = ROOTS[source]; *root && used < size; root++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", *root);
}

static void check_path(const struct sense *sense, unsigned line, const char *id, const char *from)
{
    enum form_source source = sense->form->source;
    char roots[200];
    list_roots(source, roots, sizeof roots);
    if (source == FORM_SHEET && from)
        problem_add(sense->problems, sense->file, line,
                    "%s: a sheet is filled in by people; leave its path out.", id);
    if (source == FORM_SHEET)
        return;
    if (!from) {
        problem_add(sense->problems, sense->file, line,
                    "%s: say by a path what it shows; a form of source %s has %s.", id,
                    SOURCES[source], roots);
        return;
    }
    size_t n = strcspn(from, ".");
    for (const char *const *root = ROOTS[source]; *root; root++) {
        if (strlen(*root) == n && strncmp(*root, from, n) == 0)
            return;
    }
    problem_add(sense->problems, sense->file, line,
                "%s: the path '%s' begins with nothing that a form of source %s has: %s.", id, from,
                SOURCES[source], roots);
}

static void check_field(const struct sense *sense, const struct form_field *field, bool column)
{
    bool choice = field->kind == FORM_CHOICE;
    bool limited = isfinite(field->min) || isfinite(field->max);
    const char *wrong = NULL;
    if (choice && sense->form->source == FORM_SHEET && field->options.n < 2)
        wrong = "is a choice and needs at least two options";
    else if (!choice && field->options.n > 0)
        wrong = "has options, so its kind must be choice";
    else if (limited && field->kind != FORM_NUMBER)
        wrong = "has min or max, so its kind must be number";
    else if (field->min > field->max)
        wrong = "has a min above its max";
    else if (field->open && (field->masked || column || sense->form->source != FORM_SHEET))
        wrong = "is public, so it must be a field of a sheet and not masked";
    if (wrong)
        problem_add(sense->problems, sense->file, field->line, "blocks: the field '%s' %s.",
                    field->id, wrong);
    if (!column)
        check_path(sense, field->line, field->id, field->from);
    else if (sense->form->source != FORM_SHEET && !field->from)
        problem_add(sense->problems, sense->file, field->line,
                    "%s: say by a path below the row what the column shows.", field->id);
}

static void check_column(const struct sense *sense, const struct form_block *block, const char *key,
                         const char *id, enum form_field_kind kind)
{
    const struct form_field *column = form_field(&block->columns, id);
    if (!column || column->kind != kind)
        problem_add(sense->problems, sense->file, block->posted.line,
                    "posted.%s: '%s' must be a column of '%s' of the kind %s.", key, id, block->id,
                    KINDS[kind]);
}

static void check_posted(const struct sense *sense, const struct form_block *block)
{
    const struct form_posted *posted = &block->posted;
    const struct form_field *limit = form_field_of(sense->form, posted->limit);
    if (sense->form->source != FORM_SHEET)
        problem_add(sense->problems, sense->file, posted->line,
                    "posted: only tables of sheets are filled in from the ledger.");
    check_column(sense, block, "move", posted->move, FORM_TEXT);
    check_column(sense, block, "item", posted->item, FORM_TEXT);
    check_column(sense, block, "quantity", posted->quantity, FORM_NUMBER);
    check_column(sense, block, "day", posted->day, FORM_DATE);
    if (!limit || limit->kind != FORM_NUMBER)
        problem_add(sense->problems, sense->file, posted->line,
                    "posted.limit: '%s' must be a field of the form of the kind number.",
                    posted->limit);
}

static void check_block(const struct sense *sense, const struct form_block *block)
{
    int kinds = (block->fields.n > 0) + (block->columns.n > 0) + (block->figures.n > 0) +
                (block->signatures.n > 0) + (block->note.zh != NULL);
    if (kinds != 1)
        problem_add(sense->problems, sense->file, block->line,
                    "blocks: '%s' must have one of fields, columns, figures, signatures and note.",
                    block->id);
    if (block->rows && block->columns.n == 0)
        problem_add(sense->problems, sense->file, block->line,
                    "blocks: '%s' has rows, so it needs columns.", block->id);
    if (block->columns.n > 0)
        check_path(sense, block->line, block->id, block->rows);
    if (block->posted.move && block->posted.item && block->posted.quantity && block->posted.day &&
        block->posted.limit)
        check_posted(sense, block);
    if (block->figures.n > 0 && sense->form->source != FORM_SITUATION)
        problem_add(sense->problems, sense->file, block->line,
                    "blocks: '%s' has figures, so the source must be situation.", block->id);
    for (size_t i = 0; i < block->fields.n; i++)
        check_field(sense, &block->fields.at[i], false);
    for (size_t i = 0; i < block->columns.n; i++)
        check_field(sense, &block->columns.at[i], true);
    for (size_t i = 0; i < block->signatures.n; i++)
        check_path(sense, block->signatures.at[i].line, block->signatures.at[i].id,
                   block->signatures.at[i].from);
}

/* Whether a block before number `n` has a field or a table of that name. */
static bool named_before(const struct form *form, size_t n, const char *id)
{
    for (size_t k = 0; k < n; k++) {
        const struct form_block *block = &form->blocks.at[k];
        bool table = block->columns.n > 0 && block->id && strcmp(block->id, id) == 0;
        if (table || form_field(&block->fields, id))
            return true;
    }
    return false;
}

static void check_name(const struct sense *sense, size_t n, unsigned line, const char *id)
{
    if (id && named_before(sense->form, n, id))
        problem_add(sense->problems, sense->file, line,
                    "blocks: a field or table named '%s' was there before; names must be unique in "
                    "a form.",
                    id);
}

/* Values of a sheet are found by id, whatever block they are in. */
static void check_unique(const struct sense *sense)
{
    for (size_t b = 0; b < sense->form->blocks.n; b++) {
        const struct form_block *block = &sense->form->blocks.at[b];
        for (size_t i = 0; i < block->fields.n; i++)
            check_name(sense, b, block->fields.at[i].line, block->fields.at[i].id);
        if (block->columns.n > 0)
            check_name(sense, b, block->line, block->id);
    }
}

static bool is_number(const struct form *form, const char *id)
{
    const struct form_field *field = form_field_of(form, id);
    return field && field->kind == FORM_NUMBER;
}

/* Once all forms are there: the fields of a form that answers another must be in both. */
void forms_check_meets(struct problems *problems, const struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_forms; i++) {
        const struct form *form = &catalog->forms[i];
        const struct form *other =
            form->meets.form ? catalog_form(catalog, form->meets.form) : NULL;
        if (!other)
            continue;
        for (size_t k = 0; k < form->meets.same.n; k++) {
            const char *id = form->meets.same.at[k];
            if (!form_field_of(form, id) || !form_field_of(other, id))
                problem_add(problems, catalog->form_files[i], form->meets.line,
                            "meets.same: '%s' must be a field of both '%s' and '%s'.", id, form->id,
                            other->id);
        }
        if (!is_number(form, form->meets.amount) || !is_number(other, form->meets.amount))
            problem_add(problems, catalog->form_files[i], form->meets.line,
                        "meets.amount: '%s' must be a number of both '%s' and '%s'.",
                        form->meets.amount, form->id, other->id);
    }
}

bool form_is_met(const struct catalog *catalog, const struct form *form)
{
    for (size_t i = 0; i < catalog_forms(catalog); i++) {
        const char *other = catalog->forms[i].meets.form;
        if (other && strcmp(other, form->id) == 0)
            return true;
    }
    return false;
}

void form_check_sense(struct problems *problems, const char *file, const struct form *form)
{
    struct sense sense = {problems, file, form};
    for (size_t i = 0; i < form->blocks.n; i++)
        check_block(&sense, &form->blocks.at[i]);
    check_unique(&sense);
}

/* ---- Reading ----------------------------------------------------------------------------------
 */

size_t catalog_forms(const struct catalog *catalog)
{
    return catalog ? catalog->n_forms : 0;
}

const struct form *catalog_form_at(const struct catalog *catalog, size_t i)
{
    return &catalog->forms[i];
}

const struct form *catalog_form(const struct catalog *catalog, const char *id)
{
    return catalog ? BY_ID(catalog->forms, catalog_forms(catalog), id) : NULL;
}

json_t *catalog_form_json(const struct form *form)
{
    return shape_json(&form_shape, form);
}

const char *form_source_name(enum form_source source)
{
    return SOURCES[source];
}

const struct form_field *form_field(const struct form_fields *fields, const char *id)
{
    return BY_ID(fields->at, fields->n, id);
}

const struct form_field *form_field_of(const struct form *form, const char *id)
{
    const struct form_field *found = NULL;
    for (size_t i = 0; !found && i < form->blocks.n; i++)
        found = form_field(&form->blocks.at[i].fields, id);
    return found;
}

const struct form_block *form_table_of(const struct form *form, const char *id)
{
    for (size_t i = 0; i < form->blocks.n; i++) {
        if (form->blocks.at[i].columns.n > 0 && strcmp(form->blocks.at[i].id, id) == 0)
            return &form->blocks.at[i];
    }
    return NULL;
}

const struct form_signature *form_signature_of(const struct form *form, const char *id)
{
    for (size_t i = 0; i < form->blocks.n; i++) {
        for (size_t k = 0; k < form->blocks.at[i].signatures.n; k++) {
            if (strcmp(form->blocks.at[i].signatures.at[k].id, id) == 0)
                return &form->blocks.at[i].signatures.at[k];
        }
    }
    return NULL;
}

/* ---- Values -----------------------------------------------------------------------------------
 */

static enum err check_choice(const struct form_field *field, const json_t *value,
                             struct error *error)
{
    char list[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < field->options.n; i++) {
        if (json_is_string(value) && strcmp(field->options.at[i].id, json_string_value(value)) == 0)
            return ERR_OK;
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                     field->options.at[i].id);
    }
    return error_at(error, ERR_INVALID, field->id, "This must be one of %s.", list);
}

enum err form_check_value(const struct form_field *field, const json_t *value, struct error *error)
{
    int64_t unused_ms;
    char whole[40];
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    switch (field->kind) {
    case FORM_TEXT:
        if (!*text || strlen(text) > TEXT_CHARS_MAX)
            return error_at(error, ERR_INVALID, field->id, "This must be a text of 1 to %d bytes.",
                            TEXT_CHARS_MAX);
        return ERR_OK;
    case FORM_NUMBER:
        if (!json_is_number(value) || json_number_value(value) < field->min ||
            json_number_value(value) > field->max)
            return error_at(error, ERR_INVALID, field->id, "This must be a number from %g to %g.",
                            field->min, field->max);
        return ERR_OK;
    case FORM_TIME:
        if (!time_parse(text, &unused_ms))
            return error_at(error, ERR_INVALID, field->id, "This must be a time (RFC 3339).");
        return ERR_OK;
    case FORM_DATE:
        snprintf(whole, sizeof whole, "%.10sT00:00:00Z", text);
        if (strlen(text) != 10 || !time_parse(whole, &unused_ms))
            return error_at(error, ERR_INVALID, field->id, "This must be a date as 2022-09-28.");
        return ERR_OK;
    case FORM_CHOICE:
        return check_choice(field, value, error);
    case FORM_FLAG:
        if (!json_is_boolean(value))
            return error_at(error, ERR_INVALID, field->id, "This must be true or false.");
        return ERR_OK;
    }
    return ERR_OK;
}
