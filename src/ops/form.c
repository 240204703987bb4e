/* Forms: their layouts, and the documents that are printed of things and figures. */
#include <string.h>

#include "ops/form_int.h"

static const char *lang_of(const struct op *op)
{
    return json_text(op->args, "lang", "zh");
}

enum err op_form_list(struct op *op, struct error *error)
{
    (void)error;
    const struct catalog *catalog = op->ops->config.catalog;
    json_t *items = json_array();
    for (size_t i = 0; i < catalog_forms(catalog); i++)
        json_array_append_new(items, catalog_form_json(catalog_form_at(catalog, i)));
    op_answer_json(op, json_pack("{s:o, s:n}", "items", items, "next"));
    return ERR_OK;
}

enum err op_form_print(struct op *op, struct error *error)
{
    const char *id = json_text(op->args, "form", "");
    const struct form *form = catalog_form(op->ops->config.catalog, id);
    json_t *data = NULL, *document = NULL;
    if (!form)
        return error_at(error, ERR_NOT_FOUND, "form", "There is no form '%s'.", id);
    enum err rc = form_data(op, form, json_text(op->args, "thing", ""), lang_of(op), &data, error);
    if (rc == ERR_OK)
        rc = form_document(op, form, data, lang_of(op), &document, error);
    if (rc == ERR_OK)
        op_answer_json(op, json_incref(document));
    return rc;
}

enum err op_report_print(struct op *op, struct error *error)
{
    static const struct names TITLE = {"截至统计", "Figures as of a moment"};
    json_t *figures = NULL;
    bool zh = strcmp(lang_of(op), "zh") == 0;
    enum err rc = report_figures(op, &figures, error);
    if (rc != ERR_OK)
        return rc;
    const char *as_of = json_text(figures, "as_of", ""), *from = json_text(figures, "from", "");
    json_t *blocks = json_array();
    json_array_append_new(blocks, figures_block(op, figures, NULL, &TITLE, lang_of(op)));
    op_answer_json(
        op, json_pack("{s:s, s:s, s:s, s:[[s,s],[s,s]], s:[], s:o, s:o}", "title",
                      zh ? TITLE.zh : TITLE.en, "lang", lang_of(op), "paper", "a4", "head",
                      zh ? "截至" : "As of", as_of, zh ? "本期自" : "Period from", from, "copies",
                      "blocks", blocks, "foot",
                      json_sprintf("lifeline · seq %lld", (long long)json_i64(figures, "seq", 0))));
    return ERR_OK;
}
