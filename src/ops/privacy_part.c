#include "ops/privacy_part_int.h"

#include <string.h>

#include "catalog/catalog.h"
#include "catalog/custody.h"
#include "catalog/forms.h"

bool is_part(const char *noun, const char *field)
{
    static const char *const parts[][2] = {{"manifest", "names"}, {"sheet", "personal"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i][0], noun) == 0 && strcmp(parts[i][1], field) == 0)
            return true;
    }
    return false;
}

static const struct form *form_of(const struct op *op, const json_t *doc)
{
    return catalog_form(op->ops->config.catalog, json_text(doc, "form", ""));
}

bool part_applies(const struct op *op, const char *noun, const json_t *doc)
{
    if (strcmp(noun, "manifest") == 0) {
        const struct custody_kind *kind =
            catalog_custody(op->ops->config.catalog, json_text(doc, "kind", ""));
        return kind && kind->names;
    }
    const struct form *form = form_of(op, doc);
    bool masks = false;
    for (size_t b = 0; form && b < form->blocks.n; b++) {
        const struct form_block *block = &form->blocks.at[b];
        for (size_t i = 0; i < block->fields.n; i++)
            masks |= block->fields.at[i].masked;
        for (size_t i = 0; i < block->columns.n; i++)
            masks |= block->columns.at[i].masked;
    }
    return masks;
}

/* ---- The places of a part ----------------------------------------------------------------------
 */

/* A key of an object in the doc, and how the part names that place. */
struct walk {
    void (*visit)(json_t *object, const char *key, const char *place, json_t *part);
    json_t *part;
};

static void visit_fields(const struct walk *walk, const struct form_fields *fields, json_t *object,
                         const char *before)
{
    for (size_t i = 0; i < fields->n; i++) {
        char place[160];
        if (!fields->at[i].masked)
            continue;
        snprintf(place, sizeof place, "%s%.80s", before, fields->at[i].id);
        walk->visit(object, fields->at[i].id, place, walk->part);
    }
}

/* Values and rows of a sheet, or of what a correction says of before. */
static void visit_filled(const struct walk *walk, const struct form *form, json_t *object,
                         const char *before)
{
    for (size_t b = 0; b < form->blocks.n; b++) {
        const struct form_block *block = &form->blocks.at[b];
        size_t i;
        json_t *row;
        visit_fields(walk, &block->fields, json_object_get(object, "values"), before);
        json_array_foreach(json_object_get(json_object_get(object, "rows"), block->id), i, row)
        {
            char place[80];
            snprintf(place, sizeof place, "%s%.40s %zu ", before, block->id, i);
            visit_fields(walk, &block->columns, row, place);
        }
    }
}

static void visit_sheet(const struct walk *walk, const struct form *form, json_t *doc)
{
    size_t i;
    json_t *correction;
    visit_filled(walk, form, doc, "");
    json_array_foreach(json_object_get(doc, "corrections"), i, correction)
    {
        char before[24];
        snprintf(before, sizeof before, "%zu: ", i);
        visit_filled(walk, form, json_object_get(correction, "was"), before);
    }
}

/* Who it is, and what is noted of temperature, symptoms and special need. */
static void visit_persons(const struct walk *walk, json_t *lines)
{
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line)
    {
        char place[120];
        snprintf(place, sizeof place, "%.80s note", json_text(line, "code", ""));
        walk->visit(line, "name", json_text(line, "code", ""), walk->part);
        walk->visit(line, "note", place, walk->part);
    }
}

static void visit_all(const struct op *op, const struct walk *walk, const char *noun, json_t *doc)
{
    const struct form *form = form_of(op, doc);
    if (strcmp(noun, "manifest") == 0)
        visit_persons(walk, json_object_get(doc, "lines"));
    else if (form)
        visit_sheet(walk, form, doc);
}

/* ---- Out and in --------------------------------------------------------------------------------
 */

static void take(json_t *object, const char *key, const char *place, json_t *part)
{
    json_t *value = json_object_get(object, key);
    if (!value)
        return;
    json_object_set(part, place, value);
    json_object_del(object, key);
}

static void give(json_t *object, const char *key, const char *place, json_t *part)
{
    json_t *value = json_object_get(part, place);
    if (object && value)
        json_object_set(object, key, value);
}

json_t *part_take(const struct op *op, const char *noun, json_t *doc)
{
    struct walk walk = {take, json_object()};
    visit_all(op, &walk, noun, doc);
    return walk.part;
}

void part_give(const struct op *op, const char *noun, json_t *doc, const json_t *part)
{
    struct walk walk = {give, (json_t *)part};
    visit_all(op, &walk, noun, doc);
}
