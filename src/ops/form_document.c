/* The document of a form: labels and values in one language, block by block. */
#include <math.h>
#include <string.h>

#include "base/json_find.h"
#include "ops/form_int.h"

struct writing {
    struct op *op;
    const struct form *form;
    const json_t *data;
    const char *lang;
};

static const char *in_lang(const struct names *names, const char *lang)
{
    const char *text = strcmp(lang, "zh") == 0 ? names->zh : names->en;
    return text ? text : "";
}

const char *named_text(const json_t *value, const char *lang)
{
    if (json_is_string(value))
        return json_string_value(value);
    const char *text = json_text(value, lang, NULL);
    if (!text)
        text = json_text(value, strcmp(lang, "zh") == 0 ? "en" : "zh", "");
    return text;
}

/* ---- Values -----------------------------------------------------------------------------------
 */

/* Sentences stand one after the other, words with a comma between. */
static const char *between(const char *before, bool zh)
{
    static const char *const ends[] = {"。", "！", ".", "!", "）", ")"};
    size_t n = strlen(before);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t end = strlen(ends[i]);
        if (n >= end && strcmp(before + n - end, ends[i]) == 0)
            return " ";
    }
    return zh ? "、" : ", ";
}

static json_t *joined(const json_t *list, const char *lang)
{
    json_t *text = json_string("");
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        json_t *more =
            json_sprintf("%s%s%s", json_string_value(text),
                         i == 0 ? "" : between(json_string_value(text), strcmp(lang, "zh") == 0),
                         named_text(item, lang));
        if (!more)
            break;
        json_decref(text);
        text = more;
    }
    return text;
}

/* "2022-09-27T11:32:00+08:00" as people write it. */
static json_t *time_text(const json_t *value)
{
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    return strlen(text) >= 16 ? json_sprintf("%.10s %.5s", text, text + 11) : json_string(text);
}

/* Thousandths are enough on paper. */
static double printed_number(const json_t *value)
{
    return round(json_number_value(value) * 1000) / 1000;
}

static json_t *number_text(const struct form_field *field, const json_t *value)
{
    double number = printed_number(value);
    return field->unit ? json_sprintf("%.10g %s", number, field->unit)
                       : json_sprintf("%.10g", number);
}

static json_t *choice_text(const struct form_field *field, const json_t *value, const char *lang)
{
    const char *id = named_text(value, lang);
    for (size_t i = 0; i < field->options.n; i++) {
        if (strcmp(field->options.at[i].id, id) == 0)
            return json_string(in_lang(&field->options.at[i].label, lang));
    }
    return json_string(id);
}

static json_t *flag_text(const json_t *value, const char *lang)
{
    bool zh = strcmp(lang, "zh") == 0;
    bool yes = json_is_true(value) || (!json_is_boolean(value) && value);
    return json_string(yes ? (zh ? "☑ 是" : "☑ yes") : (zh ? "☐ 否" : "☐ no"));
}

static json_t *place_text(const json_t *value)
{
    if (json_text(value, "address", NULL))
        return json_string(json_text(value, "address", ""));
    return json_sprintf("%.5f, %.5f", json_f64(value, "lon", 0), json_f64(value, "lat", 0));
}

/* The value as it is printed; "" where there is none. Numbers of tables stay numbers. New. */
static json_t *value_text(const struct writing *writing, const struct form_field *field,
                          const json_t *value, bool in_table)
{
    if (!value)
        return json_string("");
    if (json_is_array(value))
        return joined(value, writing->lang);
    if (field->masked && json_is_string(value) && !sees_masked(writing->op))
        return masked_text(json_string_value(value));
    if (json_is_object(value) && json_object_get(value, "lon"))
        return place_text(value);
    switch (field->kind) {
    case FORM_TIME:
        return time_text(value);
    case FORM_NUMBER:
        if (!json_is_number(value))
            break;
        return !in_table                ? number_text(field, value)
               : json_is_integer(value) ? json_incref((json_t *)value)
                                        : json_real(printed_number(value));
    case FORM_CHOICE:
        return choice_text(field, value, writing->lang);
    case FORM_FLAG:
        return flag_text(value, writing->lang);
    case FORM_TEXT:
    case FORM_DATE:
        break;
    }
    return json_is_number(value) ? json_sprintf("%.10g", printed_number(value))
                                 : json_string(named_text(value, writing->lang));
}

/* Where a sheet's field is found, and where another form's path leads. */
static const json_t *value_of(const struct writing *writing, const char *id, const char *from,
                              const char *part)
{
    if (from)
        return json_at(writing->data, from);
    const json_t *sheet = json_object_get(writing->data, "sheet");
    return json_object_get(json_object_get(sheet, part), id);
}

/* ---- Blocks -----------------------------------------------------------------------------------
 */

static json_t *fields_block(const struct writing *writing, const struct form_block *block)
{
    json_t *fields = json_array();
    for (size_t i = 0; i < block->fields.n; i++) {
        const struct form_field *field = &block->fields.at[i];
        const json_t *value = value_of(writing, field->id, field->from, "values");
        json_array_append_new(fields, json_pack("{s:s, s:o, s:b}", "label",
                                                in_lang(&field->label, writing->lang), "value",
                                                value_text(writing, field, value, false), "wide",
                                                field->wide));
    }
    return json_pack("{s:o}", "fields", fields);
}

static json_t *column_json(const struct form_field *column, const char *lang)
{
    json_t *label = column->unit
                        ? json_sprintf("%s (%s)", in_lang(&column->label, lang), column->unit)
                        : json_string(in_lang(&column->label, lang));
    return json_pack("{s:o, s:i, s:b}", "label", label, "weight", column->wide ? 2 : 1, "right",
                     column->kind == FORM_NUMBER);
}

static json_t *table_block(const struct writing *writing, const struct form_block *block)
{
    json_t *columns = json_array(), *rows = json_array(), *row;
    size_t i;
    for (size_t c = 0; c < block->columns.n; c++)
        json_array_append_new(columns, column_json(&block->columns.at[c], writing->lang));
    json_array_foreach(value_of(writing, block->id, block->rows, "rows"), i, row)
    {
        json_t *cells = json_array();
        for (size_t c = 0; c < block->columns.n; c++) {
            const struct form_field *column = &block->columns.at[c];
            const json_t *value =
                column->from ? json_at(row, column->from) : json_object_get(row, column->id);
            json_array_append_new(cells, value_text(writing, column, value, true));
        }
        json_array_append_new(rows, cells);
    }
    return json_pack("{s:o, s:o}", "columns", columns, "rows", rows);
}

static json_t *signatures_block(const struct writing *writing, const struct form_block *block)
{
    json_t *list = json_array();
    for (size_t i = 0; i < block->signatures.n; i++) {
        const struct form_signature *slot = &block->signatures.at[i];
        const json_t *signature = value_of(writing, slot->id, slot->from, "signatures");
        const char *by = json_is_object(signature)
                             ? named_text(json_object_get(signature, "by"), writing->lang)
                             : named_text(signature, writing->lang);
        json_t *at = time_text(json_object_get(signature, "at"));
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:o}", "label",
                                        in_lang(&slot->label, writing->lang), "by", by, "at", at));
    }
    return json_pack("{s:o}", "signatures", list);
}

/* ---- Figures ----------------------------------------------------------------------------------
 */

static bool is_listed(const struct words *ids, const char *id)
{
    for (size_t i = 0; ids && i < ids->n; i++) {
        if (strcmp(ids->at[i], id) == 0)
            return true;
    }
    return !ids;
}

/* A service by its name, an organisation or a site by its own, everything else as it is. New. */
static json_t *group_text(struct op *op, const char *group, const char *lang)
{
    const struct catalog *catalog = op->ops->config.catalog;
    const struct service *service = catalog ? catalog_service(catalog, group) : NULL;
    const struct noun *const nouns[] = {&noun_org, &noun_site};
    struct record thing;
    struct error unused;
    if (service)
        return json_sprintf("· %s", in_lang(&service->name, lang));
    for (size_t i = 0; strlen(group) == ID_TEXT_SIZE - 1 && i < 2; i++) {
        if (record_load(op, nouns[i], group, "group", &thing, &unused) == ERR_OK)
            return json_sprintf("· %s", named_text(json_object_get(thing.doc, "name"), lang));
    }
    return json_sprintf("· %s", group);
}

static void add_figure(struct op *op, const json_t *item, const char *lang, json_t *rows)
{
    size_t k;
    json_t *group;
    const json_t *groups = json_object_get(item, "groups");
    json_array_append_new(
        rows, json_pack("[s, s, O, O]", named_text(json_object_get(item, "name"), lang),
                        named_text(json_object_get(item, "unit"), lang),
                        json_object_get(item, "period"), json_object_get(item, "value")));
    json_array_foreach(groups, k, group)
    {
        /* What has come back to nothing, and did nothing in the period, fills the paper only. */
        const char *name = json_text(group, "group", "");
        if (*name && (json_number_value(json_object_get(group, "period")) != 0 ||
                      json_number_value(json_object_get(group, "value")) != 0))
            json_array_append_new(rows, json_pack("[o, s, O, O]", group_text(op, name, lang), "",
                                                  json_object_get(group, "period"),
                                                  json_object_get(group, "value")));
    }
}

json_t *figures_block(struct op *op, const json_t *figures, const struct words *ids,
                      const struct names *title, const char *lang)
{
    bool zh = strcmp(lang, "zh") == 0;
    json_t *rows = json_array(), *item;
    size_t i;
    json_array_foreach(json_object_get(figures, "items"), i, item)
    {
        /* Counters of services that nothing has happened for would only fill the paper. */
        const char *id = json_text(item, "id", "");
        bool idle = strchr(id, '/') && json_number_value(json_object_get(item, "value")) == 0;
        if (is_listed(ids, id) && !idle)
            add_figure(op, item, lang, rows);
    }
    return json_pack("{s:s, s:[{s:s, s:i, s:b}, {s:s, s:i, s:b}, {s:s, s:i, s:b}, {s:s, s:i, s:b}],"
                     " s:o}",
                     "title", in_lang(title, lang), "columns", "label", zh ? "指标" : "Figure",
                     "weight", 4, "right", 0, "label", zh ? "单位" : "Unit", "weight", 1, "right",
                     0, "label", zh ? "本期" : "This period", "weight", 1, "right", 1, "label",
                     zh ? "累计" : "In all", "weight", 1, "right", 1, "rows", rows);
}

/* ---- The document -----------------------------------------------------------------------------
 */

static json_t *block_json(const struct writing *writing, const struct form_block *block)
{
    json_t *out;
    const json_t *situation = json_object_get(writing->data, "situation");
    if (block->fields.n > 0)
        out = fields_block(writing, block);
    else if (block->columns.n > 0)
        out = table_block(writing, block);
    else if (block->figures.n > 0)
        out = figures_block(writing->op, json_object_get(situation, "figures"), &block->figures,
                            &block->title, writing->lang);
    else if (block->signatures.n > 0)
        out = signatures_block(writing, block);
    else
        out = json_pack("{s:s}", "note", in_lang(&block->note, writing->lang));
    json_object_set_new(out, "title", json_string(in_lang(&block->title, writing->lang)));
    return out;
}

/* Number, organisation, zone, who made it and when: what every form carries. */
static json_t *head_json(const struct writing *writing)
{
    bool zh = strcmp(writing->lang, "zh") == 0;
    const json_t *thing = json_object_get(writing->data, form_source_name(writing->form->source));
    const json_t *org = json_object_get(json_object_get(writing->data, "org"), "name");
    const json_t *zone = json_object_get(writing->data, "zone");
    json_t *created = time_text(json_object_get(thing, "created_at"));
    if (!*json_string_value(created)) {
        json_decref(created);
        created = time_text(json_object_get(thing, "received_at"));
    }
    return json_pack(
        "[[s,s],[s,s],[s,s],[s,s],[s,o]]", zh ? "编号" : "No.", json_text(thing, "number", ""),
        zh ? "单位" : "Organisation", named_text(org, writing->lang), zh ? "区域" : "Zone",
        named_text(json_object_get(zone, "name"), writing->lang), zh ? "制单" : "Made by",
        json_text(thing, "created_by", ""), zh ? "制单时间" : "Made at", created);
}

enum err form_document(struct op *op, const struct form *form, const json_t *data, const char *lang,
                       json_t **out, struct error *error)
{
    (void)error;
    struct writing writing = {op, form, data, lang};
    json_t *blocks = json_array(), *copies = json_array();
    for (size_t i = 0; i < form->blocks.n; i++)
        json_array_append_new(blocks, block_json(&writing, &form->blocks.at[i]));
    for (size_t i = 0; i < form->copies.n; i++)
        json_array_append_new(copies, json_string(in_lang(&form->copies.at[i].label, lang)));
    json_t *at = op_time(op, op->now_ms), *printed = time_text(at);
    json_decref(at);
    *out = op_keep(
        op, json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "title", in_lang(&form->name, lang),
                      "lang", lang, "paper", form->paper == PAPER_A4_WIDE ? "a4_wide" : "a4",
                      "head", head_json(&writing), "copies", copies, "blocks", blocks, "foot",
                      json_sprintf("%s v%lld · %s · %s %s", form->id, (long long)form->version,
                                   form->basis, strcmp(lang, "zh") == 0 ? "打印" : "printed",
                                   json_string_value(printed))));
    json_decref(printed);
    return ERR_OK;
}
